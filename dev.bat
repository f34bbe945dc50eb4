@echo off
rem The same verbs as ./dev, for Windows 10 (1809 or newer, 64 bit) with Python 3.11 or newer from python.org.
rem Written beside ./dev and NOT run by its authors, who had no Windows at hand: read it before you trust it.
setlocal
cd /d "%~dp0"
set verb=%1
if "%verb%"=="" set verb=help
if "%verb%"=="help" goto help

set lock=run
if "%verb%"=="test" set lock=test
if "%verb%"=="check" set lock=test
if not exist .venv\Scripts\python.exe py -3 -m venv .venv || exit /b 1
fc /b requirements\%lock%.txt .venv\made-from-%lock%.txt >nul 2>&1
if errorlevel 1 (
    .venv\Scripts\python -m pip install -q --no-deps --require-hashes -r requirements\%lock%.txt || exit /b 1
    .venv\Scripts\python -m pip install -q --no-index --no-deps --no-build-isolation -e . || exit /b 1
    copy /y requirements\%lock%.txt .venv\made-from-%lock%.txt >nul
)
if exist resources\texts .venv\Scripts\pybabel -q compile -D ujima -d resources\texts

if "%verb%"=="setup" exit /b 0
if "%verb%"=="run" .venv\Scripts\ujima %2 %3 %4 %5 %6 %7 %8 %9 & goto done
if "%verb%"=="test" .venv\Scripts\python -m pytest -n 2 --dist worksteal %2 %3 %4 %5 %6 %7 %8 %9 & goto done
if "%verb%"=="bench" .venv\Scripts\python -m benchmarks %2 %3 %4 %5 %6 %7 %8 %9 & goto done
if "%verb%"=="pictures" .venv\Scripts\ujima --language en tour --out out\pictures\en && .venv\Scripts\ujima --language ar tour --out out\pictures\ar & goto done
if "%verb%"=="check" (
    .venv\Scripts\ruff check . && .venv\Scripts\ruff format --check . && .venv\Scripts\mypy && .venv\Scripts\python -m pytest -q tests\test_architecture.py tests\test_docs.py
    goto done
)
echo dev knows no %verb%.
:help
echo dev run         prepare what is missing, then open the desktop
echo dev test        prepare what tests need, then run the whole suite
echo dev check       ruff, mypy, architecture and docs
echo dev setup       only prepare: .venv and words
echo dev bench       measure, against the bare libraries
echo dev pictures    a picture of every page, into out\pictures
if "%verb%"=="help" exit /b 0
exit /b 2
:done
exit /b %errorlevel%
