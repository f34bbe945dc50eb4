"""Two organisations that are one: which of the two is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QDialog, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.form import Field
from app.desktop.pieces import label
from app.fields import Ref, Spec
from app.services import cells
from app.words import N_, _


def ask(parent: QWidget | None, desk: Desk, chosen: Sequence[str], answered: Callable[[str, str], object]) -> None:
    """Ask which organisation is kept and which is the same; `answered(kept, other)` follows when both were picked."""

    def show(described: list[tuple[str, str]]) -> None:
        dialog, kept, other = build(parent, desk, described)
        if dialog.exec() == QDialog.DialogCode.Accepted and kept.editor.typed() and other.editor.typed():
            answered(kept.editor.typed(), other.editor.typed())

    desk.read(cells.described, "organisation", list(chosen), then=show)


def build(parent: QWidget | None, desk: Desk, described: Sequence[tuple[str, str]]) -> tuple[Dialog, Field, Field]:
    """The dialog, not yet shown, and its two fields."""
    dialog = Dialog(parent, _("Put two together"), _("Which two organisations are one?"))
    dialog.put(
        label(
            _(
                "The other one's names become further names of the one that is kept; its activities lead there. "
                "Nothing is lost, and Undo takes them apart."
            ),
            "muted",
            wrap=True,
        )
    )
    fields: list[Field] = []
    for name, text in (("kept", N_("Keep")), ("other", N_("Is the same as it"))):
        field = Field(Spec(Ref("organisation"), text, name=name), desk)
        if len(described) > len(fields):
            id, called = described[len(fields)]
            field.editor.set_value(id, {id: called})
        fields.append(field)
        dialog.put(field)
    dialog.offer_cancel()
    dialog.offer(_("Put together"), True, "primary")
    return dialog, fields[0], fields[1]
