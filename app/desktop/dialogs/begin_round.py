"""Begin a round: which period, until when, where, which sectors, and who is expected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from app import clock
from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.form import Field
from app.desktop.pieces import label, row
from app.fields import Date, Ref, Spec, Tags, Text, Unreadable
from app.words import N_, _

DAYS_TO_ANSWER = 10


@dataclass(frozen=True)
class NewRound:
    """What `services.rounds.begin_round` takes; `expected` of None means everyone with a row there."""

    name: str
    period: tuple[dt.date, dt.date]
    deadline: dt.date
    place: str | None
    sectors: tuple[str, ...]
    expected: tuple[str, ...] | None


def ask(parent: QWidget | None, desk: Desk) -> NewRound | None:
    """Ask for a new round; None when it is left."""
    dialog = BeginRound(parent, desk)
    return dialog.answer if dialog.exec() == QDialog.DialogCode.Accepted else None  # type: ignore[return-value]


def last_month(today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the month before."""
    end = today.replace(day=1) - dt.timedelta(days=1)
    return end.replace(day=1), end


class BeginRound(Dialog):
    """Few questions; last month and the office's own area are proposed."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent, _("New round"), _("Ask the organisations for their rows"), 560)
        self.desk = desk
        self.name = self._field(Text(200), N_("Name"), "name")
        self.start, self.end = (
            self._field(Date(), N_("Period from"), "start"),
            self._field(Date(), N_("Period to"), "end"),
        )
        self.deadline = self._field(Date(), N_("Deadline"), "deadline")
        self.place = self._field(Ref("place"), N_("Area"), "place")
        self.sectors = self._field(Tags("sector"), N_("Sectors (none chosen: all)"), "sectors")
        self.expected = self._field(
            Tags(to="organisation"), N_("Expected (none chosen: everyone with a row there)"), "expected"
        )
        self._propose()
        self.put(self.name)
        self.put(row(self.start, self.end, self.deadline))
        self.put(self.place)
        self.put(self.sectors)
        self.put(self.expected)
        self.put(
            label(
                _("Who is expected is kept with the round: it is what the reporting rate is counted from."),
                "muted",
                wrap=True,
            )
        )
        self.offer_cancel()
        self.offer(_("Begin"), tone="primary")

    def _field(self, kind: Any, text: str, name: str) -> Field:
        return Field(Spec(kind, text, name=name), self.desk)

    def _propose(self) -> None:
        first, last = last_month(clock.today())
        self.name.editor.set_value(_("Round {month}").format(month=f"{first.month}/{first.year}"))
        self.start.editor.set_value(first)
        self.end.editor.set_value(last)
        self.deadline.editor.set_value(clock.today() + dt.timedelta(days=DAYS_TO_ANSWER))
        office = self.desk.office
        if office.place and office.place != office.country:
            self.place.editor.set_value(office.place, {office.place: office.area})

    def accept(self) -> None:
        """Stay open, with the problem beside its field, while something is missing or cannot be read."""
        read: dict[str, Any] = {}
        for field in (self.name, self.start, self.end, self.deadline, self.sectors, self.expected):
            try:
                read[field.spec.name] = field.spec.kind.parse(field.editor.typed())
                field.say("")
            except Unreadable as unread:
                field.say(str(unread))
                return
        for field in (self.name, self.start, self.end, self.deadline):
            if not read[field.spec.name]:
                field.say(_("This is needed."))
                return
        if read["end"] < read["start"]:
            self.end.say(_("The period ends before it begins."))
            return
        expected = tuple(read["expected"] or ()) or None
        self.answer = NewRound(
            read["name"],
            (read["start"], read["end"]),
            read["deadline"],
            self.place.editor.typed() or None,
            tuple(read["sectors"] or ()),
            expected,
        )
        super().accept()
