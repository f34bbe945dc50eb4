"""The lines that the cards of Home are made of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtWidgets import QLayout, QWidget

from app.desktop.charts import Bar
from app.desktop.desk import Desk
from app.desktop.pieces import ElidedLabel, button, column, isolated, label, line, picture, row, trailing
from app.desktop.values import said_moment, show_value
from app.fields import Date
from app.insight.freshness import Freshness
from app.services.overview import Traffic
from app.words import _, ngettext


def pair(name: str, shown: str, tone: str = "", first: bool = False) -> QLayout:
    """A name and what belongs to it at the other end of the line; one of them gives way where it is narrow."""
    left = ElidedLabel(name, "label") if first else label(name, "label")
    right = label(shown, tone) if first else ElidedLabel(shown, tone or "label")
    made = row(left, right, spacing=8)
    made.setStretch(0 if first else 1, 1)
    if isinstance(right, ElidedLabel):
        right.setAlignment(trailing())
    return made


def legend(colour: str, text: str) -> QWidget:
    """A colour of a bar and what it stands for."""
    made, dot = QWidget(), Bar([(1, colour)], height=9)
    dot.setFixedWidth(12)
    made.setLayout(row(dot, label(text, "muted"), spacing=5))
    return made


def age(one: Freshness) -> QLayout:
    """An organisation and the last day its rows speak of."""
    last = dt.date.fromisoformat(one.last_period[:10]) if one.last_period else None
    shown = f"{last.day}/{last.month}/{last.year}" if last else _("no date")
    made = row(
        ElidedLabel(one.name), label(shown, "warning" if one.state in ("old", "undated") else "muted"), spacing=8
    )
    made.setStretch(0, 1)
    return made


def traffic(icon: str, title: str, traffic: Traffic | None, none: str) -> QLayout:
    """The last workbook in or out: file, who, rows, when; `none` where there was none."""
    if traffic is None:
        return row(picture(icon, 18, "muted"), label(title), None, label(none, "muted"), spacing=10)
    rows = (
        ngettext("{count} row", "{count} rows", traffic.rows or 0).format(count=f"{traffic.rows or 0:,}")
        if traffic.rows is not None
        else ""
    )
    when = said_moment(traffic.when) if "T" in traffic.when else show_value(Date(), traffic.when or None)
    text = " · ".join(isolated(part) for part in (traffic.who, rows, when) if part)
    made = row(
        picture(icon, 18, "accent"),
        column(ElidedLabel(f"{title}: {isolated(traffic.file)}"), ElidedLabel(text, "muted"), spacing=0),
        spacing=10,
    )
    made.setStretch(1, 1)
    return made


class Questions(QWidget):
    """How many questions of the exchange wait, and the way to them; hidden while there are none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._count = label("", wrap=True)
        self.answering = button(_("Answer"), lambda: desk.go("answers"))
        self.answering.setAccessibleName(_("Open what waits for your answer"))
        told = row(picture("circle-help", 20, "warning"), self._count, self.answering, spacing=10)
        told.setStretch(1, 1)
        self.setLayout(column(line(), told, spacing=9))
        self._tell(desk.exchange.standing)
        desk.exchange.stood.connect(self._tell)

    def _tell(self, now: Any) -> None:
        count = 0 if now is None else now.conflicts + now.held
        said = ngettext("{count} question waits for your answer", "{count} questions wait for your answer", count)
        self._count.setText(said.format(count=f"{count:,}"))
        self.setVisible(count > 0)


def days_left(days: int | None) -> str:
    """How many days a deadline leaves, in words."""
    if days is None:
        return _("no deadline")
    if days < 0:
        return ngettext("{count} day late", "{count} days late", -days).format(count=-days)
    return (
        _("closes today")
        if days == 0
        else ngettext("closes in {count} day", "closes in {count} days", days).format(count=days)
    )
