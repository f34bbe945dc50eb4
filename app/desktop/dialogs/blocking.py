"""Which of the seven success factors is missing where something is blocked (Smith, SPACE 2021)."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QDialog, QRadioButton, QWidget

from app import vocabulary
from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.pieces import Line, column, label, outlined
from app.words import _, language, ngettext


def ask(parent: QWidget, desk: Desk, count: int) -> tuple[str, str | None] | None:
    """Ask for the factor and a word about it; None where the person gives none."""
    dialog, choices, comment = build(parent, count)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    chosen = next((code for code, choice in choices.items() if choice.isChecked()), None)
    return (chosen, comment.text().strip() or None) if chosen else None


def build(parent: QWidget, count: int) -> tuple[Dialog, dict[str, QRadioButton], Line]:
    """The dialog, not yet shown, with its choices by code and the line for a comment."""
    heading = ngettext("What stands in the way of it?", "What stands in the way of these {count}?", count)
    dialog = Dialog(parent, _("Blocked"), heading.format(count=count))
    factors, group = vocabulary.code_list("enabler"), QButtonGroup(dialog)
    choices: dict[str, QRadioButton] = {}
    for code in factors.codes:
        choices[code] = outlined(QRadioButton(factors.name(code, language())))
        group.addButton(choices[code])
    comment = Line()
    comment.setAccessibleName(_("Comment"))
    comment.setPlaceholderText(_("A word about it, if you like"))
    dialog.put(column(*choices.values(), spacing=7))
    dialog.put(comment)
    dialog.put(label(_("What lacks resources is what a list for donors is made of."), "muted", wrap=True))
    dialog.offer_cancel()
    done = dialog.offer(_("Note it"), True, "primary")
    done.setEnabled(False)
    group.buttonToggled.connect(lambda *_args: done.setEnabled(True))
    return dialog, choices, comment
