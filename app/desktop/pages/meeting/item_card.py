"""One agenda item: its topic, what was said so far, and where the line stands that is being typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from app.desktop.pages.meeting.said_line import SaidLine
from app.desktop.pieces import Watcher, clear, column, isolated, label, row, set_tone
from app.services.meetings.sitting import Item, Said
from app.words import _

WAITING, NOW, DONE = "waiting", "now", "done"


class ItemCard(QFrame):
    """Shows an `Item`; `place_line` puts the line that is being typed at its end."""

    chosen = Signal()
    """The person wants to write here."""
    line_opened = Signal(object)
    """A line (`Said`) is to be corrected."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item
        self.lines: list[SaidLine] = []
        self._waiting_lines: list[SaidLine] = []
        self._shown: tuple[Item, str] | None = None
        self._number = label("", "chip-number")
        self._number.setFixedSize(22, 22)
        self._number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._topic = label("", wrap=True)
        self._topic.setStyleSheet("font-weight: 600;")
        self._when = label("", "muted")
        self._closed = label(_("not for circulation"), "chip-warning")
        self._said, self._waiting = column(spacing=5), column(spacing=5)
        self._place = column(spacing=0)
        head = row(self._number, self._topic, self._closed, self._when, spacing=9)
        head.setStretch(1, 1)
        head.setAlignment(self._number, Qt.AlignmentFlag.AlignTop)
        below = column(self._said, self._waiting, self._place, spacing=5, margins=(31, 0, 0, 0))
        self.setLayout(column(head, below, spacing=6, margins=(12, 9, 12, 9)))
        Watcher(self._topic, QEvent.Type.MouseButtonPress, self.chosen.emit)

    def show_item(self, item: Item, organisations: Mapping[str, str], state: str) -> None:
        """Show the item as it is now; lines that stand already are left as they are."""
        if (item, state) == self._shown:
            return
        self._shown = (item, state)
        self._number.setText(str(item.number))
        set_tone(self._number, "chip-number-now" if state == NOW else "chip-number")
        self._topic.setText(isolated(item.topic))
        self._when.setText(_said_when(item, state))
        self._closed.setVisible(item.closed)
        tone = "card-item-closed" if item.closed else "card-item-now" if state == NOW else "card-item"
        set_tone(self, tone)
        if [line.said for line in self.lines] != list(item.said):
            self._show_lines(item, organisations)
        self.item = item

    def _show_lines(self, item: Item, organisations: Mapping[str, str]) -> None:
        for line in _renew(self._said, self.lines, item.said, organisations):
            line.opened.connect(partial(self.line_opened.emit, line.said))

    def show_waiting(self, lines: Sequence[Said], organisations: Mapping[str, str]) -> None:
        """Show finished lines that the workspace has not taken yet: they cannot be corrected before it has."""
        for line in _renew(self._waiting, self._waiting_lines, lines, organisations):
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def place_line(self, editor: QWidget) -> None:
        """Put the line that is being typed here."""
        self._place.addWidget(editor)

    def mark(self, said: Said | None) -> None:
        """Show which line is being corrected."""
        for line in self.lines:
            line.mark(line.said == said)

    def free(self) -> None:
        """Take this card off the page."""
        clear(self._said)
        self.hide()
        self.deleteLater()


def _renew(
    box: QBoxLayout, lines: list[SaidLine], wanted: Sequence[Said], organisations: Mapping[str, str]
) -> list[SaidLine]:
    """Make the lines of a box those that are wanted; what stands there already in its order stays. Gives the new ones."""
    kept = 0
    for line in list(lines):
        if kept < len(wanted) and line.said == wanted[kept]:
            kept += 1
        else:
            lines.remove(line)
            box.removeWidget(line)
            line.hide()
            line.deleteLater()
    new = [SaidLine(said, _doers(said, organisations)) for said in wanted[kept:]]
    for line in new:
        box.addWidget(line)
    lines += new
    return new


def _doers(said: Said, organisations: Mapping[str, str]) -> list[str]:
    return [organisations.get(id, id) for id in said.doers] or ([said.who] if said.who else [])


def _said_when(item: Item, state: str) -> str:
    if item.began_at and item.ended_at:
        return f"{item.began_at} – {item.ended_at}"
    if item.began_at and state == NOW:
        return _("since {time}").format(time=item.began_at)
    return _("{count} min").format(count=item.minutes_planned) if item.minutes_planned else ""
