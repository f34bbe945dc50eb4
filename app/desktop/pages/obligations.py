"""What an agreement obliges to, a line each, and how lines become action points."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.desktop.desk import Desk
from app.desktop.pieces import button, clear, column, isolated, label, outlined, row, scrolled
from app.errors import Refused
from app.services import agreements, records
from app.words import _, ngettext


class Obligations(QWidget):
    """Tick lines, and make action points of them for the parties."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.id = ""
        self.boxes: list[QCheckBox] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(8)
        inner = QWidget()
        inner.setLayout(column(self._box, None))
        self._make = button(_("Make action points"), self.make, "primary", "list-checks")
        told = label(
            _("Ticked lines become action points of the agreement's committee, owed by its parties."), "muted", True
        )
        self.setLayout(column(told, scrolled(inner), row(self._make, None), spacing=9, margins=(0, 10, 0, 0)))

    def show_agreement(self, id: str) -> None:
        """Read the obligations of an agreement."""
        self.id = id
        if id:
            self.desk.read(records.read, "agreement", id, then=self._take, instead_of="obligations")

    def _take(self, found: dict[str, Any]) -> None:
        clear(self._box)
        lines = [line.strip(" -•\t") for line in (found["obligations"] or "").split("\n") if line.strip(" -•\t")]
        self.boxes = [outlined(QCheckBox()) for _line in lines]
        for line, box in zip(lines, self.boxes, strict=True):
            box.setAccessibleName(line)
            inner = row(box, label(isolated(line), wrap=True), spacing=8)
            inner.setStretch(1, 1)
            self._box.addLayout(inner)
            box.toggled.connect(lambda _on: self._update())
        if not lines:
            self._box.addWidget(
                label(_("No obligations are written down yet: one a line, in the form."), "muted", wrap=True)
            )
        self._update()

    def _update(self) -> None:
        self._make.setEnabled(any(box.isChecked() for box in self.boxes))

    def make(self) -> None:
        """Make action points of the ticked lines."""
        lines = [box.accessibleName() for box in self.boxes if box.isChecked()]
        told = ngettext("{count} action point made.", "{count} action points made.", len(lines)).format(
            count=len(lines)
        )
        self.desk.change(
            agreements.oblige, self.id, lines, then=lambda changes: self._made(told, changes), failed=self._not_made
        )

    def _made(self, told: str, changes: Any) -> None:
        for box in self.boxes:
            box.setChecked(False)
        self.desk.say(told, can_undo=bool(changes))

    def _not_made(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.desk.say(error.message)
        else:
            self.desk.runner.troubled.emit(error)
