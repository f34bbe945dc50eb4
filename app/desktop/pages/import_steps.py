"""The four steps of the review, as a line above it: done, current, to come. A step that can be reached is a button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics, QIcon
from PySide6.QtWidgets import QPushButton, QWidget

from app.desktop import theme
from app.desktop.pieces import button, line, row, set_tone
from app.words import N_, _

STEPS = (N_("File and layout"), N_("Columns"), N_("Questions and rows"), N_("Done"))
LAYOUT, COLUMNS, ROWS, DONE = range(4)
ROOM = 34


class Steps(QWidget):
    """Says `chosen(step)`."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        inner = row(spacing=6)
        for at, text in enumerate(STEPS):
            made = button(f"{at + 1}  {_(text)}", lambda at=at: self.chosen.emit(at), "step")  # type: ignore[misc]
            bold = made.font()
            bold.setBold(True)
            made.setMinimumWidth(QFontMetrics(bold).horizontalAdvance(f"{at + 1}  {_(text)}") + ROOM)
            made.setAccessibleName(_("Step {number}: {name}").format(number=at + 1, name=_(text)))
            if at:
                between = line()
                between.setFixedWidth(18)
                inner.addWidget(between)
            inner.addWidget(made)
            self.buttons.append(made)
        self.setLayout(inner)

    def show_step(self, current: int) -> None:
        """Mark the current step; what lies behind it is ticked."""
        for at, made in enumerate(self.buttons):
            done = at < current or current == DONE
            set_tone(made, "step-done" if done and at != current else "step-now" if at == current else "step")
            made.setText(f"{' ' if done and at != current else ''}{at + 1}  {_(STEPS[at])}")
            made.setIcon(theme.icon("circle-check", "good") if done and at != current else QIcon())
            made.setEnabled(current != DONE and at != DONE)
