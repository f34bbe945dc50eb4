"""The workspace could not be opened: what can be done about it, in the words of the person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QWidget

from app.desktop.dialogs import Dialog, ask_plainly
from app.desktop.pieces import column, label
from app.words import _

Opening = Callable[[], Any]
ASKS_PASSPHRASE = ("passphrase_needed", "wrong_passphrase")
ASKS_WORDS = ("key_missing", "wrong_key", "words_wrong", "words_of_another")


def ask(parent: QWidget | None, error: Any, folder: Path) -> Opening | None:
    """Ask what the fault needs. Returns another way to open the workspace, or None to quit."""
    if error.code in ASKS_PASSPHRASE:
        return _ask_passphrase(parent, error, folder)
    if error.code in ASKS_WORDS:
        return _ask_words(parent, error.message, folder)
    newest = getattr(error, "newest", None)
    if newest is not None:
        more = _("What was changed after this backup was made is in the file that was set aside.")
        restored = ask_plainly(
            parent, _("The workspace is damaged"), error.message, _("Restore the backup"), _("Quit"), more
        )
        return (lambda: _restored(folder, newest)) if restored else None
    again = ask_plainly(parent, _("The workspace cannot be opened"), error.message, _("Try again"), _("Quit"))
    return (lambda: _opened(folder)) if again else None


def _ask_passphrase(parent: QWidget | None, error: Any, folder: Path) -> Opening | None:
    wrong = error.code == "wrong_passphrase"
    dialog = Dialog(parent, _("Passphrase"), error.message if wrong else _("Type the passphrase of this workspace."))
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName(_("Passphrase"))
    dialog.put(line)
    dialog.offer_cancel(_("Quit"))
    dialog.offer(_("I have the recovery sheet"), "words")
    dialog.offer(_("Open"), "open", "primary")
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    if dialog.answer == "words":
        return _ask_words(parent, _("Type the words of your recovery sheet."), folder)
    passphrase = line.text()
    return lambda: _opened(folder, passphrase)


def _ask_words(parent: QWidget | None, message: str, folder: Path) -> Opening | None:
    dialog = Dialog(parent, _("Recovery sheet"), message)
    text = QPlainTextEdit()
    text.setAccessibleName(_("The words of the recovery sheet"))
    text.setFixedHeight(90)
    dialog.put(column(label(_("24 words, with spaces between"), "label"), text, spacing=3))
    dialog.offer_cancel(_("Quit"))
    dialog.offer(_("Open"), True, "primary")
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    words = text.toPlainText()
    return lambda: _recovered(folder, words)


def _opened(folder: Path, passphrase: str | None = None) -> Any:
    from app.store.workspace import open_workspace

    return open_workspace(folder, passphrase, check=False)


def _restored(folder: Path, source: Path) -> Any:
    from app.services import restoring

    restoring.restore(folder, source)
    return _opened(folder)


def _recovered(folder: Path, words: str) -> Any:
    from app.store import keys

    keys.key_from_words(folder, words)
    return _opened(folder)
