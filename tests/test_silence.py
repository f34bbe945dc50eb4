"""The suite hears everything: what conftest.py promises, tried on tests that are not silent."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

NOISY = """
import logging, warnings
from PySide6.QtCore import QTimer, qWarning

def test_a_log(): logging.getLogger("app.somewhere").warning("a log")
def test_a_warning_of_python(): warnings.warn("a warning of Python")
def test_a_message_of_qt(): qWarning("a message of Qt")
def test_an_exception_in_a_slot(qtbot):
    def slot(): raise ValueError("an exception in a slot")
    QTimer.singleShot(0, slot)
    qtbot.wait(20)
"""

SILENT = """
import logging, os
from pathlib import Path
from PySide6.QtCore import qDebug

def test_information(): logging.getLogger("app.somewhere").info("for the log file"); qDebug("for nobody")
def test_expected(ears):
    logging.getLogger("app.somewhere").error("expected")
    assert ears.heard == ["ERROR by app.somewhere: expected"]
    ears.heard.clear()
def test_home(own_home): assert Path.home() == own_home
def test_no_keyring():
    import keyring
    assert "fail" in type(keyring.get_keyring()).__module__
"""


def outcome(folder: Path, text: str) -> str:
    """What pytest says, with our conftest, of a file with this text."""
    file = folder / "test_tried.py"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    told = subprocess.run(
        [*command, "-c", ROOT / "pyproject.toml", file], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout


def test_a_noise_of_any_kind_fails_its_test(tmp_path):
    told = outcome(tmp_path, NOISY)
    for noise in ("a log", "a warning of Python", "a message of Qt", "an exception in a slot"):
        assert noise in told
    not_passed = {found[1] for found in re.finditer(r"^(?:FAILED|ERROR) .*::(\w+)", told, re.MULTILINE)}
    assert not_passed == set(re.findall(r"^def (test_\w+)", NOISY, re.MULTILINE))


def test_what_is_expected_or_only_informs_passes(tmp_path):
    assert "4 passed" in outcome(tmp_path, SILENT)
