"""What review would have to say twice, as checks that say how to mend it. The names and numbers are in pyproject.toml."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RULES = PYPROJECT["tool"]["ujima"]
OURS = sorted(path for part in ("app", "sync") for path in (ROOT / part).rglob("*.py"))
EVERYTHING = sorted(path for part in ("app", "sync", "tests", "benchmarks") for path in (ROOT / part).rglob("*.py"))
VAGUE = {"utils", "util", "misc", "common", "helpers", "helper", "manager", "managers", "tools", "stuff"}


def module_of(path: Path) -> str:
    """The dotted name of a file, such as `app.store.find`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_within(module: str, allowed: list[str]) -> bool:
    """Whether a module is one of the allowed ones, or lies in one."""
    return any(module == name or module.startswith(name + ".") for name in allowed)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def told(faults: list[str], how_to_mend: str) -> str:
    """The message of a failed check."""
    return "\n  ".join([how_to_mend, *faults])


def test_imports_only_go_down_as_the_contracts_in_pyproject_say():
    linter = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, (
        "An import goes the wrong way. What two layers need belongs below both; what knows both belongs above:\n"
        + answer.stdout
        + answer.stderr
    )


@pytest.mark.parametrize("name", [name for name in RULES["only"] if name != "print"])
def test_a_library_is_imported_only_where_it_belongs(name):
    faults = [
        f"{module_of(path)}, line {line}: imports {found}"
        for path in OURS
        if not is_within(module_of(path), RULES["only"][name])
        for line, found in imported(path)
        if found == name or found.startswith(name + ".")
    ]
    where = " and ".join(RULES["only"][name])
    assert not faults, told(faults, f"{name} belongs into {where} only. Move what needs it there, behind a function:")


def test_print_is_for_the_terminal_only():
    faults = [
        f"{module_of(path)}, line {node.lineno}"
        for path in OURS
        if not is_within(module_of(path), RULES["only"]["print"])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not faults, told(faults, "print() is for the terminal (app.cli, app.tour). Return the text, or log it:")


def test_the_plain_machines_name_no_record():
    faults = [
        f"{module_of(path)}, line {line}: imports {found}"
        for path in OURS
        if is_within(module_of(path), RULES["plain_machines"]["modules"])
        for line, found in imported(path)
        if found.startswith("app.records.") and found.split(".")[2].islower() and found.split(".")[2] != "base"
    ]
    assert not faults, told(
        faults, "The plain machines read facts from REGISTRY and name no record. What is special goes up, to a page:"
    )


def test_a_file_is_short_enough_to_be_read():
    longer = RULES["size"]["longer"]
    faults = [
        f"{name}: {lines} lines"
        for path in EVERYTHING
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > RULES["size"]["lines"]
        and (name := path.relative_to(ROOT).as_posix()) not in longer
    ]
    assert not faults, told(
        faults,
        f"A file has at most {RULES['size']['lines']} lines. Split it by what it is about, "
        "or name it with its reason under [tool.ujima.size.longer] in pyproject.toml:",
    )


def test_an_exception_to_the_length_of_files_is_still_needed():
    faults = [
        f"{name} ({reason})"
        for name, reason in RULES["size"]["longer"].items()
        if not (ROOT / name).exists()
        or len((ROOT / name).read_text(encoding="utf-8").splitlines()) <= RULES["size"]["lines"]
    ]
    assert not faults, told(faults, "These are short by now, or gone: take them out of [tool.ujima.size.longer]:")


def test_no_module_has_a_name_that_says_nothing():
    faults = [
        path.relative_to(ROOT).as_posix()
        for path in EVERYTHING
        if VAGUE & set(path.relative_to(ROOT).with_suffix("").parts) and "tests" not in path.relative_to(ROOT).parts
    ]
    assert not faults, told(faults, "Name a module for what it does; a drawer for everything is opened by everyone:")


def test_packaging_is_a_folder_and_never_a_package():
    assert not (ROOT / "packaging" / "__init__.py").exists(), (
        "packaging/__init__.py would shadow the library `packaging`, which pip and pytest need: remove it."
    )


def test_every_package_says_what_it_is_for():
    faults = [
        path.relative_to(ROOT).as_posix()
        for path in OURS
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not faults, told(faults, "The first line of a file says what it is for, in a docstring:")
