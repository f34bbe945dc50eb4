"""One line of the minutes, and what was understood of it beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from app.desktop import theme
from app.desktop.pieces import clear, column, isolated, label, row
from app.exchange.minutes.typed import ACTION, DECISION, NEXT_TIME, NOTE
from app.services.meetings.noting import NAMES
from app.services.meetings.sitting import Said
from app.vocabulary.days import short_day
from app.words import _

COLOURS = {NOTE: "line", DECISION: "text", ACTION: "accent", NEXT_TIME: "border"}
CHIPS_WIDTH = 184


class Understood(QWidget):
    """The kind of a line, who does it, and by when: chips at the end of the line under each other, or beneath it in one row."""

    def __init__(self, in_one_row: bool = False) -> None:
        super().__init__()
        self._in_one_row, self._most = in_one_row, 2 if in_one_row else 3
        if not in_one_row:
            self.setFixedWidth(CHIPS_WIDTH)
        self._shown: object = None
        self._box = column(spacing=3)
        self.setLayout(self._box)

    def show_facts(self, kind: str, who: Sequence[str], due: dt.date | None, hint: str = "") -> None:
        """Show what was understood; a note shows nothing but a hint."""
        wanted = (kind, tuple(who), due, hint)
        if wanted == self._shown:
            return
        self._shown = wanted
        clear(self._box)
        facts = [isolated(name) for name in who[: self._most]]
        facts += [f"+{len(who) - self._most}"] if who[self._most :] else []
        facts += [short_day(due)] if due else []
        rows: list[list[QWidget]] = [[chip(_(NAMES[kind]), "chip-kind")] if kind != NOTE else []]
        for start in range(0, len(facts), 2):
            some = facts[start : start + 2]
            rows.append([chip(text, "chip", len(some)) for text in some])
        rows.append([label(hint, "muted")] if hint else [])
        if self._in_one_row:
            rows = [[one for chips in rows for one in chips]]
        for chips in filter(None, rows):
            self._box.addLayout(row(None, *chips, spacing=4))
        self._box.addStretch(1)


def chip(text: str, tone: str = "chip", of: int = 1) -> QLabel:
    """A word in a pill, shortened where it is long; `of` so many in one row."""
    made = label("", tone)
    made.ensurePolished()
    room = (CHIPS_WIDTH - 4 * (of - 1)) // of - 20
    made.setText(made.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room))
    made.setToolTip(text)
    return made


class SaidLine(QFrame):
    """A line that stands. Says `opened` when it is clicked."""

    opened = Signal()

    def __init__(self, said: Said, organisations: Sequence[str]) -> None:
        super().__init__()
        self.said = said
        bar = QFrame()
        bar.setFixedWidth(3)
        shade = getattr(theme.colours(), COLOURS[said.kind])
        bar.setStyleSheet(f"background: {shade}; border: none;" if said.kind != NOTE else "background: transparent;")
        text = label(isolated(said.text), wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._text = text
        whole = row(bar, text, spacing=8)
        whole.setStretch(1, 1)
        whole.setAlignment(text, Qt.AlignmentFlag.AlignTop)
        if said.kind != NOTE:
            chips = Understood()
            chips.show_facts(said.kind, organisations, said.due)
            whole.addWidget(chips, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(whole)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def mark(self, corrected: bool) -> None:
        """Show that this line is the one being corrected."""
        self._text.setStyleSheet(f"background: {theme.colours().accent_soft};" if corrected else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Correct this line."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self.opened.emit()
        super().mousePressEvent(event)
