"""What goes wrong is written to a file on this computer and never leaves it: Python's errors, Qt's messages, crashes in C."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

logger = logging.getLogger("ujima")

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

LONGEST = 500_000
"""Bytes; a longer log is set aside at the next start, and the one set aside before goes."""

Broke = Callable[[BaseException], None]


def start_log(folder: Path, broke: Broke) -> Path:
    """Log to `folder`/ujima.log from now on; `broke(exception)` is called for an error nobody caught. Returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "ujima.log"
    if file.exists() and file.stat().st_size > LONGEST:
        file.replace(file.with_suffix(".old.log"))
    handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    crashes = (folder / "crash.log").open("a", encoding="utf-8")
    faulthandler.enable(crashes)
    qInstallMessageHandler(_hear_qt)
    sys.excepthook = lambda kind, error, trace: _hear(kind, error, trace, broke)
    threading.excepthook = lambda args: _hear(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback, broke
    )
    return file


def write_down(error: BaseException) -> None:
    """Write an error with its trace to the log."""
    logger.error("".join(traceback.format_exception(error)))


def _hear(kind: type[BaseException], error: BaseException, trace: TracebackType | None, broke: Broke) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    broke(error)


def _hear_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    logger.log(LEVELS.get(kind, logging.WARNING), "Qt: %s", message)
