"""What Home says: what is due, how much there is, what came in and went out, how current each organisation's rows are."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field

from app import clock
from app.insight.freshness import Freshness, freshness
from app.insight.reach import Reach, reach
from app.insight.reporting import ReportingRate, reporting_rate
from app.insight.selection import Filters, Selection
from app.services import journal, settings
from app.services.due import Due, read_due
from app.services.selection import EVERYTHING, select
from app.store import find
from app.store.workspace import Store

DOMAINS = ("SP", "HA", "DRM")
LINKED = {"linked": ("SP", "HA")}


@dataclass(frozen=True)
class DueRound:
    """A reporting round that is not closed: days left until its deadline (negative: late), how many answered, who is silent."""

    id: str
    name: str
    deadline: str | None
    days_left: int | None
    rate: ReportingRate
    silent: tuple[str, ...]


@dataclass(frozen=True)
class Traffic:
    """The last file that came in or went out: its name, when (ISO), from or to whom, how many rows."""

    file: str
    when: str
    who: str
    rows: int | None


@dataclass(frozen=True)
class OpenImport:
    """A received file of which some lines wait for an answer."""

    file: str
    lines: int


@dataclass(frozen=True)
class Overview:
    """Everything Home shows. `level` is the level of places the counts are made at; `empty`: nothing is recorded anywhere."""

    empty: bool
    rounds: tuple[DueRound, ...]
    recent: tuple[journal.ActLine, ...]
    organisations: int
    active: int
    by_domain: dict[str, int]
    lines: int
    figures: tuple[Reach, ...]
    places: int
    level: int
    by_place: tuple[tuple[str, int], ...]
    none_there: tuple[str, ...]
    imported: Traffic | None
    exported: Traffic | None
    due: Due
    waiting: tuple[OpenImport, ...] = ()
    current: tuple[Freshness, ...] = field(default=())


def read_overview(store: Store) -> Overview:
    """Read it all at once, for the area of the office: the same rows that matrix and map begin with."""
    office = settings.office(store)
    is_part = (
        office.place is not None
        and office.place != office.country
        and find.find_one(store.reading(), "place", office.place)
    )
    selection = select(store, Filters(places=(office.place,)) if is_part and office.place else EVERYTHING)
    active = selection.counted()
    registered = len(find.find_ids(store.reading(), find.Query("organisation", {"merged_into": [None]})))
    by_place, none_there = _by_place(selection)
    return Overview(
        empty=not selection.lines and not _anything(store),
        rounds=tuple(_due_rounds(store)),
        recent=tuple(journal.recent(store, 8)),
        organisations=registered,
        active=len({id for line in active for id in line.organisations}),
        by_domain=_by_domain(selection),
        lines=len(selection.lines),
        figures=tuple(reach(selection)),
        places=len(by_place) + len(none_there),
        level=selection.level,
        by_place=tuple(by_place),
        none_there=tuple(none_there),
        imported=_last_import(store),
        exported=_last_export(store),
        due=read_due(store),
        waiting=tuple(_open_imports(store)),
        current=tuple(freshness(selection, clock.today())),
    )


def _anything(store: Store) -> bool:
    sql = (
        "SELECT EXISTS (SELECT 1 FROM activity WHERE NOT deleted) OR EXISTS (SELECT 1 FROM presence WHERE NOT deleted)"
    )
    return bool(store.reading().execute(sql).fetchone()[0])


def _by_domain(selection: Selection) -> dict[str, int]:
    """Organisations active in each domain; linked work counts for both of its domains."""
    found: dict[str, set[str]] = {domain: set() for domain in DOMAINS}
    for line in selection.counted():
        for domain in LINKED.get(line.domain or "", (line.domain or "",)):
            if domain in found:
                found[domain].update(line.organisations)
    return {domain: len(organisations) for domain, organisations in found.items()}


def _by_place(selection: Selection) -> tuple[list[tuple[str, int]], list[str]]:
    """(name, organisations) of every place of the level in the office's area that has somebody, most first; and where nobody is."""
    found: dict[str, set[str]] = {
        place.id: set()
        for place in selection.places.values()
        if place.level == selection.level and (selection.area is None or selection.within(place.id, selection.area))
    }
    for line in selection.counted():
        place = selection.place_at(line.place, selection.level)
        if place is not None and place.id in found:
            found[place.id].update(line.organisations)
    names = {id: selection.places[id].name for id in found}
    somebody = sorted(((names[id], len(who)) for id, who in found.items() if who), key=lambda one: (-one[1], one[0]))
    return somebody, sorted(names[id] for id, who in found.items() if not who)


def _due_rounds(store: Store) -> list[DueRound]:
    reader = store.reading()
    ids = find.find_ids(reader, find.Query("reporting_round", {"closed_on": [None]}, sort="deadline"))
    due = []
    for id, name, deadline, expected in find.find_rows(
        reader, "reporting_round", ids, ["id", "name", "deadline", "expected"]
    ):
        replies = find.find_ids(reader, find.Query("round_reply", {"round": [id]}))
        states = dict(find.find_rows(reader, "round_reply", replies, ["organisation", "state"]))
        silent = [
            organisation
            for organisation in expected or ()
            if states.get(organisation, "expected") in ("expected", "silent")
        ]
        names = find.called(reader, "organisation", silent)
        days = (dt.date.fromisoformat(deadline) - clock.today()).days if deadline else None
        due.append(
            DueRound(
                id, name or "", deadline, days, reporting_rate(expected or (), states), tuple(sorted(names.values()))
            )
        )
    return due


def _last_import(store: Store) -> Traffic | None:
    sql = "SELECT name, imported_at, sender, summary FROM imported_file ORDER BY imported_at DESC, id DESC LIMIT 1"
    row = store.reading().execute(sql).fetchone()
    if row is None:
        return None
    lines: dict[str, int] = json.loads(row[3]) if row[3] else {}
    return Traffic(row[0], row[1], row[2] or "", sum(lines.values()) or None)


def _open_imports(store: Store) -> list[OpenImport]:
    """Files of which lines wait for an answer, and that were not taken again since."""
    sql = (
        "SELECT name, summary FROM imported_file f WHERE state = 'open' AND NOT EXISTS (SELECT 1 FROM imported_file later "
        "WHERE later.file_hash = f.file_hash AND later.sheet IS f.sheet AND later.id > f.id) ORDER BY imported_at DESC"
    )
    return [OpenImport(name, json.loads(lines or "{}").get("held", 0)) for name, lines in store.reading().execute(sql)]


def _last_export(store: Store) -> Traffic | None:
    ids = find.find_ids(store.reading(), find.Query("export_log", descending=True))[:1]
    rows = find.find_rows(store.reading(), "export_log", ids, ["file", "made_on", "recipient", "rows"])
    return Traffic(rows[0][0], rows[0][1] or "", rows[0][2] or "", rows[0][3]) if rows else None
