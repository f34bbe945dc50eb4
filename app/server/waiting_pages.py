"""Changes that wait for a decision: one line for each act, its records on a page of their own, and what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi.responses import Response

from app.errors import Refused
from app.records import REGISTRY
from app.server import waiting
from app.server.site import Site, Visit, moment, numbered, part_of
from app.server.waiting import Act, Record
from app.server.worded import called, label_of, value_of
from app.store.workspace import Store
from app.words import _, ngettext
from sync.hub_storage import Waiting
from sync.hub_tables import reading

#: how many acts, and how many records of one act, a page has; how many records an act names; how much of a value is shown
ACTS, RECORDS, NAMED, MOST_SIGNS = 20, 50, 3, 300


@dataclass(frozen=True)
class Held:
    """A change that waits: its record, and what it says."""

    key: str
    type: str
    record: str
    fields: list[tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """An act as a page shows it: how many of which records, the first of them, and why they wait."""

    act: Act
    count: int
    types: list[tuple[str, int]]
    first: list[Held]
    reason: str


def add_waiting_pages(site: Site) -> None:
    """The routes of this file."""

    @site.get("/health/waiting", "see_health")
    def listed(visit: Visit) -> Response:
        """The records of one act (`of`), or all acts: those that wait, or those that were left (`left`), of one laptop."""
        store, asked, page = visit.site.copy.shown(), visit.query, numbered(visit)
        of = asked.get("of") or visit.fields.get("of", "")
        found = acts_of(visit)
        one = next((act for act in found if act.key == of), None)
        if of and one is None:
            return visit.go("/health")
        if one is not None:
            some, pages = part_of(one.records, page, RECORDS)
            held, (line,) = held_changes(visit, store, some), lines(visit, store, [one])
            return visit.page("waiting_of.html", line=line, held=held, page=page, pages=pages, moment=moment)
        is_left, laptop = asked.get("left") == "1", asked.get("laptop", "")
        found = [act for act in found if act.is_left == is_left and laptop in ("", act.device)]
        shown, pages = part_of(found, page, ACTS)
        kept = {name: asked[name] for name in ("left", "laptop") if asked.get(name)}
        return visit.page(
            "waiting.html", lines=lines(visit, store, shown), page=page, pages=pages, is_left=is_left, moment=moment,
            laptop=found[0].laptop if laptop and found else "", address=lambda n: "?" + urlencode({**kept, "page": n}),
        )  # fmt: skip

    @site.post("/health/waiting", "take_waiting", back=listed)
    def decide(visit: Visit) -> Response:
        """Take or leave one change, or all that waits of an act."""
        key, choice, of = (visit.fields.get(name, "") for name in ("key", "act", "of"))
        act, records = chosen(acts_of(visit), key)
        if act is None or choice not in ("taken", "left"):
            raise Refused("no_waiting", _("This change waits no longer: somebody has decided meanwhile."))
        count = len(records)
        tried, refused = waiting.take(visit.site.service, visit.somebody, records) if choice == "taken" else (count, {})
        if done := tried - len(refused):
            told = f"{records[0].type} {records[0].id}" if count == 1 else f"{done} / {count}"
            visit.note(choice, key.removesuffix(waiting.LEFT), " · ".join(filter(None, (act.laptop, act.note, told))))
        if refused:
            raise Refused("still_refused", still_refused(count, refused))
        if tried < count:
            raise Refused("not_all_yet", not_all_yet(tried, count))
        return visit.go("/health/waiting?" + urlencode({"of": of}) if of else "/health")


def acts_of(visit: Visit) -> list[Act]:
    """Everything that waits."""
    with reading(visit.site.service.engine) as tables:
        return waiting.acts(tables)


def chosen(found: list[Act], key: str) -> tuple[Act | None, list[Record]]:
    """What a key names: an act with all its records, or with one of them."""
    for act in found:
        records = list(act.records) if act.key == key else [one for one in act.records if one.key == key]
        if records:
            return act, records
    return None, []


def still_refused(count: int, refused: dict[str, str]) -> str:
    """What is said when not everything could be taken."""
    reason = waiting.why(next(iter(refused.values())))
    if count == 1:
        return _("It cannot be taken: {why}").format(why=reason)
    n = len(refused)
    said = ngettext("{n} of {count} cannot be taken: {why}", "{n} of {count} cannot be taken: {why}", n)
    return said.format(n=f"{n:,}", count=f"{count:,}", why=reason)


def not_all_yet(taken: int, count: int) -> str:
    """What is said when so much waits that taking it takes longer than a page may."""
    said = _("{n} of {count} were taken, the rest still waits: press “Take all of it” once more.")
    return said.format(n=f"{taken:,}", count=f"{count:,}")


def lines(visit: Visit, store: Store, found: Sequence[Act]) -> list[Line]:
    """Acts in words; of one with a single record all that it says."""
    first = held_changes(visit, store, [one for act in found for one in act.records[:NAMED]])
    named = {one.key: one for one in first}
    return [
        Line(
            act,
            len(act.records),
            [(_(REGISTRY[type].titles) if type in REGISTRY else type, count) for type, count in act.types],
            [named[one.key] for one in act.records[:NAMED] if one.key in named],
            waiting.why(act.reason),
        )
        for act in found
    ]


def held_changes(visit: Visit, store: Store, records: Sequence[Record]) -> list[Held]:
    """Some of what waits, in words."""
    with reading(visit.site.service.engine) as tables:
        found = waiting.read(tables, records)
    return [held(store, one) for one in found]


def held(store: Store, one: Waiting) -> Held:
    """A change in words."""
    type = one.write.type
    said = [(label_of(type, name), value_of(store, type, name, value)) for name, value in one.write.fields.items()]
    fields = [(label, text if len(text) <= MOST_SIGNS else text[:MOST_SIGNS] + "…") for label, text in said]
    title = _(REGISTRY[type].title) if type in REGISTRY else type
    name = called(store, type, one.write.id, one.write.fields)
    return Held(f"{one.version}.{one.index}", title, name[:MOST_SIGNS], fields)
