"""The agenda with what is said, item by item, and the line that is being typed. Each line is kept when it is finished."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app import clock
from app.desktop.desk import Desk
from app.desktop.dialogs import record
from app.desktop.pages.meeting.composer import Composer
from app.desktop.pages.meeting.item_card import DONE, NOW, WAITING, ItemCard
from app.desktop.pieces import scroll_down
from app.exchange.minutes.typed import ACTION
from app.services import drafts
from app.services.meetings import noting, planning
from app.services.meetings.naming import Naming
from app.services.meetings.noting import Written
from app.services.meetings.sitting import Item, Said, Sitting
from app.words import _

MORE = {
    "decision": ("text", "kind", "proposed_by", "dissent", "referred_to", "answer", "supersedes"),
    "action_point": (
        "text",
        "assigned_to",
        "person",
        "due",
        "high_priority",
        "status",
        "comment",
        "blocked_by",
        "referred_to",
    ),
}
"""What one key shows of a decision or an action point besides its line."""

FORM = "agenda_item"
"""Under this name what is typed in a meeting is kept as a draft, one for each agenda item."""


class AgendaColumn(QScrollArea):
    """Shows the items of a `Sitting`; `current` is the id of the one that is talked about."""

    kept = Signal()
    """What was typed is safe on the disk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.sitting: Sitting | None = None
        self.current = ""
        self.cards: dict[str, ItemCard] = {}
        self._under_way: list[tuple[str, Written]] = []
        self._unread: list[tuple[str, Written]] = []
        self._box = QVBoxLayout()
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addStretch(1)
        inner = QWidget()
        inner.setLayout(self._box)
        scroll_down(self, inner)
        self.composer = Composer()
        self.setFocusProxy(self.composer)
        self.composer.written.connect(self._write)
        self.composer.topic_written.connect(self._add_item)
        self.composer.recalled.connect(self._recall)
        self.composer.given_up.connect(self._give_up)
        self.composer.to_be_kept.connect(self.keep)

    # what is shown

    def show_sitting(self, sitting: Sitting, naming: Naming) -> None:
        """Show the meeting as it is now; only what differs is built anew."""
        self.sitting = sitting
        self.composer.know(naming, sitting.day, sitting.meeting["next_on"])
        here = {item.id for item in sitting.items}
        for id in [id for id in self.cards if id not in here]:
            self._take_off(id)
        if self.current not in here:
            self.current = _first(sitting.items)
        for at, item in enumerate(sitting.items):
            card = self.cards.get(item.id) or self._make_card(item)
            if self._box.indexOf(card) != at:
                self._box.insertWidget(at, card)
            card.show_item(item, sitting.organisations, self._state(item))
        self._unread = list(self._under_way)  # what arrived since is in what was read now
        self._show_unread()
        self._place_line()

    def _make_card(self, item: Item) -> ItemCard:
        card = self.cards[item.id] = ItemCard(item)
        card.chosen.connect(lambda: self.turn_to(item.id))
        card.line_opened.connect(lambda said: self._open(item.id, said))
        return card

    def _take_off(self, id: str) -> None:
        if id == self.current:
            self.composer.setParent(None)  # type: ignore[call-overload]
        self.cards.pop(id).free()

    def _state(self, item: Item) -> str:
        return NOW if item.id == self.current else DONE if item.ended_at else WAITING

    def _place_line(self) -> None:
        had = self.composer.line.hasFocus()
        if card := self.cards.get(self.current):
            if not card.isAncestorOf(self.composer):
                card.place_line(self.composer)
            card.mark(self.composer.correcting)
            self.composer.show()
            if had:
                self.composer.line.setFocus()
            QTimer.singleShot(0, self, self._show_line)

    def _show_line(self) -> None:
        self.ensureWidgetVisible(self.composer, 0, 24)

    def item(self) -> Item | None:
        """The item that is talked about."""
        items = self.sitting.items if self.sitting else ()
        return next((item for item in items if item.id == self.current), None)

    # going through the agenda

    def go_on(self, way: int = 1) -> None:
        """To the next item, or to the one before it (-1)."""
        items = self.sitting.items if self.sitting else ()
        at = next((n for n, item in enumerate(items) if item.id == self.current), 0) + way
        if 0 <= at < len(items):
            self.turn_to(items[at].id)

    def turn_to(self, id: str) -> None:
        """Talk about another item: its time begins, that of the one before ends, when it is the next one."""
        if id == self.current or self.sitting is None:
            self.composer.line.setFocus()
            return
        self.keep()
        ids = [item.id for item in self.sitting.items]
        leaving = self.current if ids.index(id) > ids.index(self.current) else None
        self.current = id
        self._give_up()
        for item in self.sitting.items:
            self.cards[item.id].show_item(item, self.sitting.organisations, self._state(item))
        self._place_line()
        self.composer.line.setFocus()
        if self.is_today():
            self.desk.change(noting.turn_to, id, clock.time_of_day(), leaving)

    def is_today(self) -> bool:
        """Whether the meeting is held today: the times of its items are noted then."""
        return self.sitting is not None and self.sitting.day == clock.today()

    def keep_closed(self) -> None:
        """Keep the item out of circulation, or let it go out again."""
        if item := self.item():
            self.desk.change(noting.keep_closed, item.id, not item.closed)

    # lines

    def _show_unread(self) -> None:
        """Show what is finished and not read back yet: an import may hold the workspace for seconds."""
        for id, card in self.cards.items():
            lines = [_as_said(written) for to, written in self._unread if to == id]
            card.show_waiting(lines, self.composer.naming.organisations)
        QTimer.singleShot(0, self, self._show_line)

    def _write(self, written: Written) -> None:
        said, item = self.composer.correcting, self.current
        if said is None:
            self._under_way.append((item, written))
            self._unread.append((item, written))
            self.desk.change(
                noting.write, item, written,
                then=lambda _changes: self._written(item, written),
                failed=lambda error: self._not_written(item, written, error),
            )  # fmt: skip
            self.composer.clear()
            self._show_unread()
            self.keep()
        else:
            act, *more = (noting.correct, written) if written.text else (noting.take_back,)
            self.desk.change(act, item, said, *more, then=lambda _changes: self.kept.emit())
            self._give_up()

    def _written(self, item: str, written: Written) -> None:
        self._under_way.remove((item, written))
        self.keep(item)
        self.kept.emit()

    def _not_written(self, item: str, written: Written, error: Any) -> None:
        self._under_way.remove((item, written))
        self._unread.remove((item, written))
        self._show_unread()
        if not self.composer.text():
            self.composer.restore(written.text)
        self.desk.runner.troubled.emit(error)

    def _add_item(self, topic: str) -> None:
        if self.sitting is not None:
            self.desk.change(planning.add_item, self.sitting.id, topic)
            self.composer.clear()

    def _recall(self, way: int) -> None:
        """Correct the line before (or behind) the one that is shown; the last one once the workspace has it."""
        item = self.item()
        if item is None or not item.said or self.current in dict(self._unread):
            return
        lines = list(item.said)
        now = self.composer.correcting
        at = (lines.index(now) if now in lines else len(lines)) + way
        if 0 <= at < len(lines):
            self._open(item.id, lines[at])
        elif at >= len(lines):
            self._give_up()

    def _open(self, item: str, said: Said) -> None:
        self.turn_to(item)
        self.composer.correct(said)
        self.cards[item].mark(said)

    def open_record(self) -> None:
        """Show what else is known of the decision or action point that is corrected, or else of the last one of the item."""
        item = self.item()
        lines = [one for one in (item.said if item else ()) if one.id]
        said = self.composer.correcting if self.composer.correcting in lines else next(reversed(lines), None)
        if said is not None:
            type = "action_point" if said.kind == ACTION else "decision"
            record.ask(self, self.desk, type, said.id, MORE[type], said.text)
            self._give_up()

    def _give_up(self) -> None:
        self.composer.clear()
        for card in self.cards.values():
            card.mark(None)

    # drafts

    def keep(self, item: str | None = None) -> None:
        """Keep what is typed and what is on its way to the workspace; forget the draft once there is neither."""
        where = item or self.current
        if self.sitting is None or not where:
            return
        here = where == self.current
        typed, said = self.composer.text() if here else "", self.composer.correcting if here else None
        lines = [_packed(written) for to, written in self._under_way if to == where]
        if not typed and not lines:
            self.desk.keep(drafts.drop, FORM, where)
            return
        values = {"meeting": self.sitting.id, "text": typed, "lines": lines}
        values |= {"correcting": [said.kind, said.id, said.text]} if said else {}
        self.desk.keep(drafts.keep, FORM, where, values, then=lambda _nothing: self.kept.emit())

    def restore(self, item: str, values: dict[str, Any]) -> None:
        """Put back what was typed when the power went: finished lines that did not arrive, and the one that was begun."""
        here = next((one for one in (self.sitting.items if self.sitting else ()) if one.id == item), None)
        if here is None:
            return
        self.turn_to(item)
        there = {(said.kind, said.text) for said in here.said}
        for packed in values.get("lines", ()):
            written = _unpacked(packed)
            if (written.kind, written.text) not in there:
                self._write(written)
        corrected = values.get("correcting")
        for said in here.said:
            if corrected == [said.kind, said.id, said.text]:
                self._open(item, said)
        self.composer.restore(values.get("text", ""))
        self.desk.say(_("What was being typed is here again."))


def _as_said(written: Written) -> Said:
    return Said(written.kind, "", 0, written.text, written.assigned_to, written.person or "", written.due)


def _first(items: tuple[Item, ...]) -> str:
    """The item that is talked about: the last that was begun and not ended, else the first that was not begun."""
    begun = [item.id for item in items if item.began_at and not item.ended_at]
    waiting = [item.id for item in items if not item.began_at]
    return next(iter([*begun[-1:], *waiting, *(item.id for item in items)]), "")


def _packed(written: Written) -> dict[str, Any]:
    values = dataclasses.asdict(written)
    return {**values, "due": written.due.isoformat() if written.due else None}


def _unpacked(values: dict[str, Any]) -> Written:
    due = dt.date.fromisoformat(values["due"]) if values["due"] else None
    return Written(**{**values, "due": due, "assigned_to": tuple(values["assigned_to"])})
