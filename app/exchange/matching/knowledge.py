"""What the matching knows: places, organisations and remembered answers, frozen and quick to look up.

Built from plain rows as the store or a country pack has them; nothing here reads a file or a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.exchange.matching.organisation_names import org_key
from app.exchange.matching.spelling import Bare, bare, key
from app.fold import fold

Row = Mapping[str, Any]

PLACE, ORGANISATION = "place", "organisation"
"""What remembered answers about places and organisations are about."""


@dataclass(frozen=True)
class Place:
    """One administrative place, with the ids of itself and all places above it, the nearest first."""

    id: str
    pcode: str
    level: int
    name: str
    names: tuple[str, ...]
    parent: str | None
    line: tuple[str, ...]
    current: bool = True

    def is_within(self, other: str | None) -> bool:
        """Whether this place is the other or lies in it; every place lies in `None`."""
        return other is None or other in self.line


@dataclass(frozen=True)
class Places:
    """The places of one or more countries. Use `build_places`; the indexes belong together."""

    by_id: Mapping[str, Place]
    levels: frozenset[int]
    by_code: Mapping[str, tuple[str, ...]]
    by_number: Mapping[tuple[int, str], tuple[str, ...]]
    by_key: Mapping[tuple[int, str], tuple[str, ...]]
    by_bare: Mapping[tuple[int, str], tuple[tuple[str, bool], ...]]
    by_level: Mapping[int, tuple[str, ...]]
    prefixes: frozenset[str]
    lengths: Mapping[int, frozenset[int]]
    hints: Mapping[tuple[int, str], tuple[Hint, ...]] = field(default_factory=dict)

    def above(self, place: str, level: int) -> Place | None:
        """The place itself or the one above it that stands at `level`; None where the list has a hole."""
        return next((self.by_id[one] for one in self.by_id[place].line if self.by_id[one].level == level), None)

    def at(self, level: int, within: str | None) -> Iterator[Place]:
        """The places of a level that lie in a place."""
        return (one for one in map(self.by_id.__getitem__, self.by_level.get(level, ())) if one.is_within(within))

    def named(self, level: int, text: str, within: str | None) -> tuple[Place, ...]:
        """The places of a level in a place whose name this is, but for case, accents, spaces and words such as "district".

        Words such as "city" are not left out on one side only. Places in force come alone where there are any.
        """
        found = self._in(self.by_key.get((level, key(text)), ()), within)
        if not found:
            short: Bare = bare(text)
            known = self.by_bare.get((level, short.key), ())
            found = self._in((one for one, town in known if town == short.town), within)
        return tuple(one for one in found if one.current) or found

    def common(self, places: Sequence[str]) -> str | None:
        """The deepest place that has all of these in it."""
        lines = [self.by_id[one].line for one in places]
        return next((one for one in lines[0] if all(one in line for line in lines)), None) if lines else None

    def _in(self, ids: Iterable[str], within: str | None) -> tuple[Place, ...]:
        return tuple(one for one in map(self.by_id.__getitem__, dict.fromkeys(ids)) if one.is_within(within))


@dataclass(frozen=True)
class Hint:
    """Another list of the same file writes a text beside the code of a known place."""

    place: str
    source: str


def build_places(rows: Iterable[Row], hints: Mapping[tuple[int, str], tuple[Hint, ...]] | None = None) -> Places:
    """The knowledge of places from rows with `id` (else the P-code), `pcode`, `level`, `name`, `alternative_names`, `parent`,
    `country`, `valid_from`, `valid_to`. A parent that is not among the rows is left out, so every country has one root
    or several."""
    raw = {str(row.get("id") or row["pcode"]): row for row in rows if row.get("pcode")}
    by_id = {one: _place(one, row, raw) for one, row in raw.items()}
    by_code, by_number, by_key, by_bare, by_level = _Many(), _Many(), _Many(), _Many(), _Many()
    lengths: dict[int, set[int]] = {}
    for one in by_id.values():
        prefix, number = split_code(one.pcode)
        by_code.add(prefix + number, one.id)
        by_number.add((one.level, number.lstrip("0")), one.id)
        by_level.add(one.level, one.id)
        lengths.setdefault(one.level, set()).add(len(number))
        for name in (one.name, *one.names):
            short = bare(name)
            by_key.add((one.level, key(name)), one.id)
            by_bare.add((one.level, short.key), (one.id, short.town))
    return Places(
        by_id, frozenset(by_level), by_code.frozen(), by_number.frozen(), by_key.frozen(), by_bare.frozen(), by_level.frozen(),
        frozenset(split_code(one.pcode)[0] for one in by_id.values()) | _countries(raw.values()),
        {level: frozenset(found) for level, found in lengths.items()}, hints or {},
    )  # fmt: skip


def split_code(text: str) -> tuple[str, str]:
    """A code in capitals without separators, as (its letters in front, the rest): `mz-01 01` is ("MZ", "0101")."""
    plain = "".join(sign for sign in fold(text).upper() if sign.isalnum())
    letters = len(plain) - len(plain.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return plain[:letters], plain[letters:]


def _place(one: str, row: Row, raw: Mapping[str, Row]) -> Place:
    line, above = [one], row.get("parent")
    while above and above in raw and above not in line:
        line.append(above)
        above = raw[above].get("parent")
    names = tuple(name for name in row.get("alternative_names") or () if name)
    name = str(row.get("name") or row["pcode"])
    return Place(
        one, str(row["pcode"]), int(row["level"]), name, names, line[1] if len(line) > 1 else None, tuple(line),
        not row.get("valid_to"),
    )  # fmt: skip


def _countries(rows: Iterable[Row]) -> frozenset[str]:
    return frozenset(str(row["country"]).upper() for row in rows if row.get("country"))


class _Many(dict):
    """A plain multi-map, frozen before it leaves this module."""

    def add(self, at: Any, value: Any) -> None:
        kept = self.setdefault(at, [])
        if value not in kept:
            kept.append(value)

    def frozen(self) -> dict:
        return {at: tuple(values) for at, values in self.items()}


@dataclass(frozen=True)
class Answers:
    """Remembered answers: what a text was said to mean, about what and within which place."""

    means: Mapping[tuple[str, str, str | None], tuple[str, ...]] = field(default_factory=dict)

    def find(self, about: str, written: str, within: str | None = None) -> tuple[str, ...] | None:
        """The ids or codes a person said the text means; empty where it names nobody; None where nobody was asked."""
        found = self.means.get((about, fold(written), within))
        return self.means.get((about, fold(written), None)) if found is None and within else found

    @cached_property
    def of_organisations(self) -> Mapping[str, tuple[str, ...]]:
        """The answers about organisations under the key of the name, so that other spellings of it find them too."""
        return {org_key(written): ids for (about, written, _within), ids in self.means.items() if about == ORGANISATION}


def build_answers(rows: Iterable[Row]) -> Answers:
    """Remembered answers from rows of the record type `synonym`: `about`, `written`, `within`, `means`."""
    return Answers(
        {
            (str(row["about"]), fold(str(row["written"])), row.get("within") or None): tuple(row.get("means") or ())
            for row in rows
            if row.get("about") and row.get("written")
        }
    )


NO_ANSWERS = Answers()
