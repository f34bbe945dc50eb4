"""The rows behind a number of matrix or map, in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from app import vocabulary
from app.insight.reach import Reach, reach
from app.insight.selection import PRESENCE, Line, Selection
from app.store import find
from app.store.workspace import Store
from app.words import _, language


@dataclass(frozen=True)
class Behind:
    """One row behind a number, in words: who, what, when, where; `people` and `validation` where there are figures."""

    kind: str
    record: str
    organisation: str | None
    who: str
    what: str
    when: str
    where: str
    people: int | None
    validation: str | None
    status: str | None


def read_behind(store: Store, selection: Selection, ids: Iterable[str]) -> list[Behind]:
    """The rows behind a cell (its `lines`) in words, by organisation and date."""
    wanted = set(ids)
    lines = [line for line in selection.lines if line.id in wanted]
    remarks = dict(
        find.find_rows(
            store.reading(), "presence", [line.record for line in lines if line.kind == PRESENCE], ["id", "remarks"]
        )
    )
    modality, status = vocabulary.code_list("modality"), vocabulary.code_list("status")

    def behind(line: Line) -> Behind:
        lead = selection.organisations.get(line.organisation or "")
        place = selection.places.get(line.place or "")
        what = [
            selection.activity_types.get(line.activity_type or "", ""),
            modality.name(line.modality, language()) if line.modality else "",
        ]
        if line.kind == PRESENCE:
            what = [remarks.get(line.record) or _("Is present")]
        return Behind(
            line.kind,
            line.record,
            line.organisation,
            lead.short if lead else _("not said"),
            ", ".join(filter(None, what)),
            _when(line),
            place.name if place else "",
            line.people,
            line.validation,
            status.name(line.status, language()) if line.status else None,
        )

    return sorted((behind(line) for line in lines), key=lambda one: (one.who.casefold(), one.when, one.what))


def reach_behind(selection: Selection, ids: Iterable[str], level: int) -> list[Reach]:
    """The three figures of people of the rows behind a cell."""
    wanted = set(ids)
    return reach(
        dataclasses.replace(selection, lines=tuple(line for line in selection.lines if line.id in wanted)), level
    )


def _when(line: Line) -> str:
    first, last = line.period_start or line.start, line.period_end or line.end
    if first and last and first[:7] == last[:7]:
        return first[:7] if not line.start or first.endswith("-01") else f"{first} – {last[8:]}"
    return " – ".join(filter(None, (first, last)))
