"""Opening a workspace that will not open at once: passphrase, recovery sheet, damage, another program; the log; preferences."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QPushButton

from app.desktop import log
from app.desktop.dialogs import opening
from app.desktop.preferences import FILE, Preferences, load_preferences, save_preferences
from app.errors import Refused, Trouble
from app.services import records
from app.store import keys
from app.store.workspace import DATABASE, Damaged, open_workspace
from tests.helpers.desktop import new_store


def answer_with(press: str, fill: Callable[[QDialog], object] = lambda _dialog: None) -> None:
    """Press a button of the next dialog, once it is shown, after `fill` has typed into it."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        fill(dialog)
        next(one for one in dialog.findChildren(QPushButton) if one.text().strip() == press).click()

    QTimer.singleShot(0, act)


def refusal(folder: Path, passphrase: str | None = None) -> Refused | Trouble:
    """What opening says."""
    try:
        open_workspace(folder, passphrase).close()
    except (Refused, Trouble) as error:
        return error
    raise AssertionError("The workspace opened.")


def test_a_workspace_with_a_passphrase_asks_for_it_until_it_is_right(tmp_path: Path, qapp: QApplication) -> None:
    store = new_store(tmp_path / "w")
    keys.set_passphrase(store.folder, store.key, "correct horse")
    store.close()
    answer_with("Open", lambda dialog: dialog.findChild(QLineEdit).setText("correct horse"))  # type: ignore[union-attr]
    again = opening.ask(None, refusal(tmp_path / "w", "wrong horse"), tmp_path / "w")
    assert again is not None
    again().close()


def test_the_recovery_sheet_opens_what_the_passphrase_does_not(tmp_path: Path, qapp: QApplication) -> None:
    store = new_store(tmp_path / "w")
    words = keys.recovery_words(store.key)
    keys.set_passphrase(store.folder, store.key, "forgotten")
    store.close()

    def turn_to_the_sheet(_dialog: QDialog) -> None:
        answer_with("Open", lambda dialog: dialog.findChild(QPlainTextEdit).setPlainText(words))  # type: ignore[union-attr]

    answer_with("I have the recovery sheet", turn_to_the_sheet)
    again = opening.ask(None, refusal(tmp_path / "w"), tmp_path / "w")
    assert again is not None
    again().close()


def test_a_damaged_workspace_offers_its_newest_backup_and_restores_it(tmp_path: Path, qapp: QApplication) -> None:
    store = new_store(tmp_path / "w")
    store.backup()
    records.add(store, "organisation", {"name": "Kuyera"})
    store.close()
    file = tmp_path / "w" / DATABASE
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.write_bytes(damaged)
    error = refusal(tmp_path / "w")
    assert isinstance(error, Damaged)
    answer_with("Restore the backup")
    again = opening.ask(None, error, tmp_path / "w")
    assert again is not None
    with again() as restored:
        assert restored.faults() == []


def test_a_workspace_that_another_program_holds_can_be_tried_again_or_left(tmp_path: Path, qapp: QApplication) -> None:
    store = new_store(tmp_path / "w")
    error = refusal(tmp_path / "w")
    answer_with("Quit")
    assert opening.ask(None, error, tmp_path / "w") is None
    store.close()
    answer_with("Try again")
    again = opening.ask(None, error, tmp_path / "w")
    assert again is not None
    again().close()


def test_preferences_come_back_and_a_broken_file_is_no_obstacle(tmp_path: Path) -> None:
    assert load_preferences(tmp_path / "nowhere") == Preferences()
    chosen = Preferences(language="ar", theme="dark", width=1400, height=900, maximized=True)
    save_preferences(tmp_path / "new" / "folder", chosen)
    assert load_preferences(tmp_path / "new" / "folder") == chosen
    (tmp_path / FILE).write_text('{"language": 7, "width": "wide", "unknown": 1', encoding="utf-8")
    assert load_preferences(tmp_path) == Preferences()
    (tmp_path / FILE).write_text('{"language": "fr", "width": "wide", "unknown": 1}', encoding="utf-8")
    assert load_preferences(tmp_path) == Preferences(language="fr")


CRASH = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication
from app.desktop import log
application = QApplication([])
heard = []
def broke(error):
    log.write_down(error)
    heard.append(error)
log.start_log(Path(sys.argv[1]), broke)
def fail():
    qWarning("from Qt")
    QTimer.singleShot(0, application.quit)
    raise ValueError("on purpose")
QTimer.singleShot(0, fail)
application.exec()
print(len(heard))
"""


def test_what_nobody_caught_and_what_qt_says_is_in_the_log_and_the_program_goes_on(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
    )
    written = (tmp_path / "ujima.log").read_text(encoding="utf-8")
    assert done.stdout.strip() == "1"
    assert "ValueError: on purpose" in written
    assert "Qt: from Qt" in written


def test_a_log_that_has_grown_is_set_aside_at_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "ujima.log").write_text("x" * (log.LONGEST + 1), encoding="utf-8")
    subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], capture_output=True, timeout=60, check=True)
    assert (tmp_path / "ujima.old.log").stat().st_size == log.LONGEST + 1
    assert (tmp_path / "ujima.log").stat().st_size < 10_000
    assert logging.getLogger("ujima").handlers == [], "this process keeps no log"
