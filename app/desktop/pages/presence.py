"""Where an organisation is: the places down, the sectors of each, the rows that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import vocabulary
from app.desktop.desk import Desk
from app.desktop.pieces import ElidedLabel, button, clear, column, empty_state, label, line, row, scrolled
from app.fold import sort_key
from app.insight.selection import Filters
from app.services.selection import select
from app.words import _, language, ngettext


@dataclass(frozen=True)
class Somewhere:
    """One place of an organisation: what it is called, the place above it, rows by sector."""

    place: str
    above: str
    rows: dict[str | None, int]


class PresenceView(QWidget):
    """Read for one organisation at a time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._id = ""
        self._lines = QVBoxLayout()
        self._lines.setSpacing(7)
        inner = QWidget()
        inner.setLayout(self._lines)
        self._open = button(
            _("Open its activities"), lambda: desk.go("activities", filters={"lead": [self._id]}), icon="clipboard-list"
        )
        self.setLayout(column(scrolled(inner), row(self._open, None), margins=(0, 10, 0, 0)))

    def show_organisation(self, id: str) -> None:
        """Read where it is; nothing for none."""
        self._id = id
        clear(self._lines)
        if id:
            self.desk.read(_read, id, then=self._take, instead_of="presence")

    def _take(self, found: list[Somewhere]) -> None:
        clear(self._lines)
        sectors = vocabulary.code_list("sector")
        for one in found:
            words = " · ".join(
                f"{sectors.name(sector, language()) if sector else _('sector not said')} {count:,}"
                for sector, count in one.rows.items()
            )
            total = sum(one.rows.values())
            count = label(ngettext("{count} row", "{count} rows", total).format(count=f"{total:,}"), "muted")
            name = ElidedLabel(", ".join(filter(None, (one.place, one.above))))
            head = row(name, count)
            head.setStretch(0, 1)
            self._lines.addLayout(head)
            self._lines.addWidget(label(words, "muted", wrap=True))
            self._lines.addWidget(line())
        if not found:
            self._lines.addWidget(
                empty_state(
                    "map-pin", _("No rows yet"), _("Activities and presence that name this organisation show here.")
                ),
                1,
            )
        self._lines.addStretch(1)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignTop if found else Qt.AlignmentFlag(0))


def _read(store: Any, id: str) -> list[Somewhere]:
    selection = select(store, Filters(organisations=(id,)))
    rows: dict[str | None, dict[str | None, int]] = {}
    for one in selection.lines:
        sectors = rows.setdefault(one.place, {})
        sectors[one.sector] = sectors.get(one.sector, 0) + 1
    found = []
    for code, sectors in rows.items():
        place = selection.places.get(code or "")
        above = selection.places.get(place.parent or "") if place else None
        found.append(
            Somewhere(
                place.name if place else _("No place"),
                above.name if above else "",
                dict(sorted(sectors.items(), key=lambda one: -one[1])),
            )
        )
    return sorted(found, key=lambda one: sort_key(one.place))
