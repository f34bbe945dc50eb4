"""What a line of minutes may name: the organisations, the people and the places of the committee, read once for a meeting."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.exchange.minutes.typed import Line, Name, Names
from app.services.organisations import short_names, standing_for
from app.services.records import read
from app.store.workspace import Store

ORGANISATION, PERSON, PLACE = "organisation", "person", "place"


@dataclass(frozen=True)
class Naming:
    """The names, how lists call each organisation, and of each person the name and the organisation."""

    names: Names
    organisations: Mapping[str, str]
    people: Mapping[str, tuple[str, str | None]]

    def doers(self, line: Line) -> tuple[tuple[str, ...], str | None]:
        """The organisations that do what a line says, and the person: of a person who is named alone, his organisation."""
        people = [self.people[one.id] for one in line.mentions if one.type == PERSON]
        if not people or line.assigned_to:
            return line.assigned_to, None
        name, organisation = people[0]
        return ((organisation,) if organisation else ()), name


def read_naming(store: Store, meeting: str) -> Naming:
    """Read the names for one meeting."""
    reader = store.reading()
    stands = standing_for(reader)
    rows = reader.execute(
        "SELECT id, name, acronym, aliases FROM organisation WHERE NOT deleted ORDER BY id"
    ).fetchall()
    people = {
        id: (name, stands.get(organisation, organisation))
        for id, name, organisation in reader.execute(
            "SELECT id, name, organisation FROM contact WHERE NOT deleted AND name IS NOT NULL ORDER BY id"
        )
    }
    names = [
        Name(ORGANISATION, stands.get(id, id), written)
        for id, name, acronym, aliases in rows
        for written in (acronym, name, *json.loads(aliases or "[]"))
        if written
    ]
    names += [Name(PERSON, id, name) for id, (name, _organisation) in people.items()]
    names += _places(reader, read(store, "forum", read(store, "meeting", meeting)["forum"]))
    return Naming(Names(names), short_names(reader), people)


def _places(reader: Any, forum: Mapping[str, Any]) -> Iterator[Name]:
    """The places that a committee covers, and what lies in them."""
    children: dict[str | None, list[tuple[str, str]]] = {}
    for id, name, parent in reader.execute("SELECT id, name, parent FROM place WHERE NOT deleted ORDER BY id"):
        children.setdefault(parent, []).append((id, name))
    called = {id: name for some in children.values() for id, name in some}
    waiting = list(dict.fromkeys(one for one in (*(forum["places"] or ()), forum["place"]) if one in called))
    seen: set[str] = set()
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            yield Name(PLACE, place, called[place])
            waiting += [id for id, _name in children.get(place, ())]
