"""One value for one field of all chosen rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QSizePolicy, QStackedWidget, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.form import Field
from app.desktop.pieces import label
from app.fields import Spec
from app.words import _, ngettext


def ask(parent: QWidget | None, desk: Desk, specs: Sequence[Spec], count: int) -> tuple[str, str] | None:
    """Ask for a field and its new text. Returns (field name, typed text), or None."""
    dialog, choice, fields = build(parent, desk, specs, count)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    field = fields[choice.currentIndex()]
    return field.spec.name, field.editor.typed()


def build(
    parent: QWidget | None, desk: Desk, specs: Sequence[Spec], count: int
) -> tuple[Dialog, QComboBox, list[Field]]:
    """The dialog, not yet shown, with its choice of fields and their editors."""
    heading = ngettext("Change {count} row", "Change {count} rows", count).format(count=f"{count:,}")
    dialog = Dialog(parent, heading, heading)
    choice, editors = QComboBox(), QStackedWidget()
    choice.setAccessibleName(_("Field"))
    fields = [Field(spec, desk) for spec in specs]
    for field in fields:
        choice.addItem(_(field.spec.label))
        editors.addWidget(field)
    editors.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    choice.currentIndexChanged.connect(editors.setCurrentIndex)
    dialog.put(
        label(
            _("Every chosen row gets this value; an empty one empties the field. One undo takes it back."),
            "muted",
            wrap=True,
        )
    )
    dialog.put(choice)
    dialog.put(editors)
    dialog.offer_cancel()
    dialog.offer(_("Change"), True, "primary")
    return dialog, choice, fields
