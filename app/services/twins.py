"""Organisations that look like one: asked about, never put together by themselves. "They are two" is remembered here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from app.exchange.matching.organisation_names import alike, core_key, forms, is_acronym, org_key
from app.exchange.matching.organisations import FLOOR, ROUGHLY
from app.exchange.matching.register import well_known
from app.services import organisations, settings
from app.store import find
from app.store.workspace import Store
from app.words import _

MOST = 50
TWO = "two_organisations"
Pair = tuple[str, str]


@dataclass(frozen=True)
class Seen:
    """One organisation as a person tells it from another: its names, what kind it is, how much leads to it."""

    id: str
    name: str
    acronym: str
    aliases: tuple[str, ...]
    type: str | None
    activities: int


@dataclass(frozen=True)
class Twins:
    """Two organisations that look like one, the one with more activities first, and the sentence that says why."""

    one: Seen
    other: Seen
    reason: str


def twins(store: Store, limit: int = MOST) -> list[Twins]:
    """The pairs that look like one organisation and about which nobody has said that they are two; the surest first."""
    seen = _seen(store)
    two, found = _told_apart(store), dict[Pair, str]()
    group = {id: id for id in seen}
    for one, other, reason in _likely(list(seen.values())):
        pair = _pair(one, other)
        if group[one] != group[other] and pair not in two:  # of three that look like one, two questions say all
            found[pair] = reason
            joined = {group[one], group[other]}
            group |= {id: group[one] for id, at in group.items() if at in joined}
        if len(found) == limit:
            break
    made = []
    for pair, reason in found.items():
        first, second = sorted((seen[id] for id in pair), key=lambda one: (-one.activities, one.id))
        made.append(Twins(first, second, reason))
    return made


def tell_apart(store: Store, one: str, other: str) -> None:
    """These two are two: they are not asked about again on this laptop."""
    pairs = sorted({*_told_apart(store), _pair(one, other)})
    settings.put(store, {TWO: json.dumps(pairs)})


def _told_apart(store: Store) -> set[Pair]:
    return {(one, other) for one, other in json.loads(settings.get(store, TWO) or "[]")}


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _seen(store: Store) -> dict[str, Seen]:
    reader = store.reading()
    gone = organisations.standing_for(reader)
    leads = dict(reader.execute("SELECT lead, count(*) FROM activity WHERE NOT deleted GROUP BY lead"))
    names = ["id", "name", "acronym", "aliases", "type"]
    rows = find.find_rows(reader, "organisation", find.find_ids(reader, find.Query("organisation")), names)
    return {
        id: Seen(id, name or "", acronym or "", tuple(aliases or ()), type, leads.get(id, 0))
        for id, name, acronym, aliases, type in rows
        if id not in gone and (name or acronym)
    }


def _likely(known: list[Seen]) -> Iterator[tuple[str, str, str]]:
    """Same names first, then the well-known ones, a name that is the other's acronym, and names that are nearly the same."""
    by_name: dict[str, list[str]] = {}
    by_acronym: dict[str, list[str]] = {}
    by_well_known: dict[str, list[str]] = {}
    for one in known:
        for text in (one.name, *one.aliases):
            _add(by_name, org_key(forms(text).name or text), one.id)
        _add(by_acronym, org_key(one.acronym or forms(one.name).acronym), one.id)
        _add(by_well_known, well_known(one.name) or "", one.id)
    called = {one.id: one.name or one.acronym for one in known}
    yield from _pairs(by_name.values(), _("They have the same name."))
    yield from _pairs(by_well_known.values(), _("Both are names of one well-known organisation."))
    for one in known:
        if is_acronym(one.name):
            for other in by_acronym.get(org_key(one.name), ()):
                reason = _("“{short}” is the acronym of {name}.").format(short=one.name, name=called[other])
                yield one.id, other, reason
    for ids in by_acronym.values():
        for one_id, other_id, reason in _pairs([ids], _("They have the same acronym, and nearly the same name.")):
            if fuzz.ratio(org_key(called[one_id]), org_key(called[other_id])) >= ROUGHLY:
                yield one_id, other_id, reason
    yield from _near(known, called)


def _near(known: list[Seen], called: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    keys = [core_key(called[one.id]) for one in known]
    reason = _("Their names are nearly the same.")
    for at, key in enumerate(keys[:-1]):
        rest = keys[at + 1 :]
        for _key, _score, behind in process.extract(key, rest, scorer=fuzz.ratio, score_cutoff=FLOOR, limit=4):
            other = known[at + 1 + behind]
            if alike(called[known[at].id], called[other.id]) >= FLOOR:
                yield known[at].id, other.id, reason


def _pairs(groups: Iterable[list[str]], reason: str) -> Iterator[tuple[str, str, str]]:
    for ids in groups:
        for at, one in enumerate(ids):
            for other in ids[at + 1 :]:
                yield one, other, reason


def _add(index: dict[str, list[str]], at: str, id: str) -> None:
    if at and id not in index.setdefault(at, []):
        index[at].append(id)
