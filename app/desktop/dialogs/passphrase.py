"""Set, change or take away the passphrase of the workspace."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.pieces import column, label
from app.store import keys
from app.words import _

SHORTEST = 8


def ask(parent: QWidget | None, desk: Desk) -> None:
    """Ask for a passphrase and set it."""
    dialog, lines = build(parent)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    chosen = None if dialog.answer == "none" else lines[0].text()
    said = (
        _("There is no passphrase any more; the key lies on this computer.")
        if chosen is None
        else _("The passphrase is set.")
    )
    desk.change(_set, chosen, then=lambda _nothing: desk.say(said))


def build(parent: QWidget | None) -> tuple[Dialog, list[QLineEdit]]:
    """The dialog, not yet shown, and its two lines."""
    dialog = Dialog(parent, _("Passphrase"), _("Choose a passphrase"))
    dialog.put(
        label(
            _("It is asked at every start. Nobody can find it out for you: print the recovery sheet first."),
            "warning",
            wrap=True,
        )
    )
    lines = []
    for text in (_("Passphrase, at least {count} signs").format(count=SHORTEST), _("The same again")):
        made = QLineEdit()
        made.setEchoMode(QLineEdit.EchoMode.Password)
        made.setAccessibleName(text)
        dialog.put(column(label(text, "label"), made, spacing=3))
        lines.append(made)
    dialog.offer(_("No passphrase"), "none")
    dialog.offer_cancel()
    yes: QPushButton = dialog.offer(_("Set"), "set", "primary")
    yes.setEnabled(False)
    for made in lines:
        made.textChanged.connect(
            lambda _text: yes.setEnabled(len(lines[0].text()) >= SHORTEST and lines[0].text() == lines[1].text())
        )
    return dialog, lines


def _set(store: Any, passphrase: str | None) -> None:
    keys.set_passphrase(store.folder, store.key, passphrase)
