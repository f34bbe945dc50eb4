"""To which higher committee something is referred, and what that one answered."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.form import Field
from app.desktop.pieces import label
from app.fields import Ref, Spec
from app.words import N_, _


def ask(parent: QWidget, desk: Desk) -> str | None:
    """Ask for the committee: its id, what was typed for one, or None."""
    dialog = Dialog(parent, _("Refer"), _("To which committee is it referred?"))
    forum = Field(Spec(Ref("forum"), N_("Committee or coordination group"), name="forum"), desk)
    dialog.put(forum)
    dialog.put(
        label(
            _("It stays open until its answer is recorded; the answer opens the next agenda here."), "muted", wrap=True
        )
    )
    dialog.offer_cancel()
    dialog.offer(_("Refer"), True, "primary")
    return forum.editor.typed() or None if dialog.exec() == QDialog.DialogCode.Accepted else None


def ask_answer(parent: QWidget) -> str | None:
    """Ask what the higher committee said; None where nothing was typed."""
    dialog = Dialog(parent, _("Answer of the higher committee"), _("What did the higher committee say?"))
    text = QPlainTextEdit()
    text.setAccessibleName(_("Answer of the higher committee"))
    text.setFixedHeight(110)
    dialog.put(text)
    dialog.offer_cancel()
    dialog.offer(_("Note it"), True, "primary")
    return text.toPlainText().strip() or None if dialog.exec() == QDialog.DialogCode.Accepted else None
