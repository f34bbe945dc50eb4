"""How a committee does: who comes by kind of actor, how much is closed, how soon minutes go out."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.desktop.desk import Desk
from app.desktop.heat import look_now
from app.desktop.pieces import card, clear, column, label, row, scrolled
from app.insight.attendance import KINDS
from app.printing.text import Flag, write
from app.services import forums
from app.services.forums import Scorecard
from app.vocabulary.days import short_day
from app.words import _

ROW, HEAD, NAME = 30, 24, 178
WIDEST_CELL = 74


class CommitteeDoing(QWidget):
    """Three figures, and attendance over the last meetings."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._box = QVBoxLayout()
        self._box.setSpacing(10)
        self._box.setContentsMargins(0, 10, 6, 6)
        inner = QWidget()
        inner.setLayout(self._box)
        self.setLayout(column(scrolled(inner)))

    def show_forum(self, forum: str) -> None:
        """Read how a committee does."""
        self.desk.read(forums.scorecard, forum, then=self._take, instead_of="scorecard")

    def _take(self, found: Scorecard) -> None:
        clear(self._box)
        closing = f"{found.closing:.0%}" if found.closing is not None else "–"
        days = f"{found.days_to_minutes:g}" if found.days_to_minutes is not None else "–"
        first = found.meetings[0].date if found.meetings else None
        since = _("since {day}").format(day=short_day(first)) if first else ""
        self._box.addLayout(
            row(
                _figure(_("Action points closed"), closing, _("of all that were not cancelled")),
                _figure(_("Days to the minutes"), days, _("from a meeting until they are circulated (median)")),
                _figure(_("Meetings so far"), str(len(found.meetings)), since),
                spacing=10,
            )
        )
        picture = AttendanceHeat(found)
        told = label(
            _("Organisations present, by kind of actor; the darker, the more of its members came."), "muted", True
        )
        self._box.addWidget(card(column(label(_("Who comes"), "heading"), told, picture, spacing=6)))
        if found.planned:
            coming = "   ".join(short_day(day) for day in found.planned)
            self._box.addWidget(card(column(label(_("Next days by its rhythm"), "heading"), label(coming, wrap=True))))
        self._box.addStretch(1)


def _figure(title: str, value: str, below: str) -> QWidget:
    return card(
        column(label(title, "label", wrap=True), label(value, "big"), label(below, "muted", wrap=True), spacing=2)
    )


class AttendanceHeat(QWidget):
    """A row for each kind of actor, a column for each meeting."""

    def __init__(self, found: Scorecard) -> None:
        super().__init__()
        self.found = found
        self.setMinimumHeight(HEAD + ROW * max(len(found.heat.kinds), 1) + 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._in_words())
        self.setToolTip(self._in_words())

    def sizeHint(self) -> QSize:
        """As tall as its rows."""
        return QSize(NAME + 60 * max(len(self.found.meetings), 1), self.minimumHeight())

    def _in_words(self) -> str:
        heat = self.found.heat
        rows = [
            f"{_(KINDS[k])}: " + ", ".join(str(heat.counts.get((k, m), 0)) for m in heat.meetings) for k in heat.kinds
        ]
        return "\n".join(rows) or _("There was no meeting yet.")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Names at the side, days above, numbers in shaded cells."""
        painter, look = QPainter(self), look_now()
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        heat, meetings = self.found.heat, self.found.meetings
        if not meetings or not heat.kinds:
            write(painter, QRectF(self.rect()), _("There was no meeting yet."), 13, False, look.muted, _side(rtl))
            return
        width = min((self.width() - NAME) / len(meetings), WIDEST_CELL)

        def cell(at: int, top: float, height: float) -> QRectF:
            left = NAME + at * width
            return QRectF(self.width() - left - width if rtl else left, top, width, height)

        for at, meeting in enumerate(meetings):
            day = short_day(meeting.date)
            write(painter, cell(at, 0, HEAD), day[:-5] if day else "", 11.5, False, look.muted, Flag.AlignCenter)
        for line, kind in enumerate(heat.kinds):
            top = HEAD + line * ROW
            name = QRectF(self.width() - NAME if rtl else 0, top, NAME - 8, ROW)
            write(painter, name, _(KINDS[kind]), 13, False, look.text, _side(rtl))
            for at, meeting in enumerate(meetings):
                share, box = heat.share(kind, meeting.id), cell(at, top, ROW).adjusted(1, 1, -1, -1)
                shade = look.shades[min(int(share * len(look.shades)), len(look.shades) - 1)] if share else look.track
                painter.fillRect(box, QColor(shade))
                count = heat.counts.get((kind, meeting.id), 0)
                write(
                    painter,
                    box,
                    str(count) if count else "–",
                    12.5,
                    False,
                    look.text if count else look.muted,
                    Flag.AlignCenter,
                )


def _side(rtl: bool) -> Flag:
    return (Flag.AlignRight if rtl else Flag.AlignLeft) | Flag.AlignAbsolute | Flag.AlignVCenter
