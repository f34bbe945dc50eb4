"""The pure merge: what the writes of one record add up to, in whatever order they arrive. No clock, no I/O, no chance.

Every field is a set of *marks*. A write adds marks of its own and names the marks it replaces; what is *standing* was
added and never named. So the state of a record is a function of the set of its writes, not of their order (law 1), and
a value leaves only when somebody who saw it wrote another (laws 2 and 6). Three kinds of field read their marks
differently, and every write says itself which kind it means, so that a field this program has never heard of merges
as well as any other:

- a *register* (text, code, date, number, reference): the mark is the version of the write, the value stands beside it.
  Shown is the standing value with the latest effective time. Two different standing values are a conflict;
- a *set*: a mark is `version/element`. Shown are all elements; adding wins, a removal names what it saw;
- a *text*: a mark is one sentence behind another (a sequence tree). A replaced sentence stays as a place, so that what
  two people wrote in different sentences is all kept, and what they wrote over the same one stands side by side.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.changeset import CREATE, ERASE, Write
from sync.shape import DELETED, REGISTER, SET, TEXT
from sync.texts import Field, apply_text, atoms, join_text, reading, rivals, text_change

#: the effective time of a version: min(stamp of its author, time of receipt)
Effective = Callable[[str], int]


def _no_fields() -> dict[str, dict[str, Field]]:
    return {REGISTER: {}, SET: {}, TEXT: {}}


@dataclass(slots=True)
class Row:
    """One record as its writes have made it: the versions that created it, and its fields by kind."""

    type: str
    id: str
    made: list[str] = field(default_factory=list)
    kinds: dict[str, dict[str, Field]] = field(default_factory=_no_fields)
    erased: bool = False

    def of(self, name: str) -> list[str]:
        """Every mark that stands for a field, the order of a text kept: what a form remembers as seen."""
        for kind, fields in self.kinds.items():
            if name in fields:
                return [mark for mark, _ in reading(fields[name])] if kind == TEXT else sorted(fields[name].standing)
        return []

    def known(self) -> bool:
        """Whether a create has arrived: an edit may come first, by another path."""
        return bool(self.made) or self.erased


def apply(row: Row, write: Write, version: str) -> None:
    """Add one write to a record, in place. Neither order nor repetition matters."""
    if row.erased:
        return
    if write.op == ERASE:
        row.made, row.kinds, row.erased = [], _no_fields(), True
        return
    if write.op == CREATE:
        row.made = sorted({*row.made, version})
    for name, value in write.fields.items():
        apply_marks(row.kinds[REGISTER].setdefault(name, Field()), write.base.get(name, ()), {version: value})
    for name, elements in write.adds.items():
        added = {f"{version}/{element}": None for element in elements}
        apply_marks(row.kinds[SET].setdefault(name, Field()), write.base.get(name, ()), added)
    for name, put in write.puts.items():
        apply_text(row.kinds[TEXT].setdefault(name, Field()), write.base.get(name, ()), atoms(put), version)


def join(row: Row, other: Row) -> None:
    """Add everything another copy of the record knows, in place."""
    if row.erased or other.erased:
        row.made, row.kinds, row.erased = [], _no_fields(), True
        return
    row.made = sorted({*row.made, *other.made})
    for kind, fields in other.kinds.items():
        for name, theirs in fields.items():
            found = row.kinds[kind].setdefault(name, Field())
            if kind == TEXT:
                join_text(found, theirs)
            else:
                apply_marks(found, theirs.gone, theirs.standing)


def apply_marks(found: Field, gone: Iterable[str], added: Mapping[str, Any]) -> None:
    """Add marks to a field and take away those that are named, in place; what was named stays gone."""
    for mark in gone:
        found.standing.pop(mark, None)
        found.gone[mark] = None
    for mark, value in added.items():
        if mark not in found.gone:
            found.standing[mark] = value


# --- what is shown ----------------------------------------------------------------------------------------------


def shown(row: Row, effective: Effective) -> dict[str, Any]:
    """The values every desk shows: of a register the latest effective, of a set all elements, of a text its sentences.

    `deleted` is true while nobody has edited what the person who deleted had not seen.
    """
    values = {
        name: found.standing[_latest(found.standing, effective)]
        for name, found in row.kinds[REGISTER].items()
        if found.standing
    }
    values |= {name: read(kind, found) for kind in (SET, TEXT) for name, found in row.kinds[kind].items()}
    values[DELETED] = bool(row.kinds[REGISTER].get(DELETED)) and _is_deleted(row, values.get(DELETED))
    return values


def read(kind: str, found: Field) -> Any:
    """The value of a set (sorted elements) or a text, None when empty."""
    if kind == SET:
        return sorted({element_of(mark) for mark in found.standing}) or None
    return "".join(sentence for _, sentence in reading(found)) or None


def conflicts(row: Row) -> list[str]:
    """The fields about which a person has to be asked, `deleted` for a row deleted and edited at once."""
    found = [
        name
        for name, marks in row.kinds[REGISTER].items()
        if name != DELETED and len(marks.standing) > 1 and len({_plain(v) for v in marks.standing.values()}) > 1
    ]
    found += [name for name, marks in row.kinds[TEXT].items() if marks.gone and rivals(marks)]
    deletes = row.kinds[REGISTER].get(DELETED)
    if deletes and any(deletes.standing.values()):
        alive = not all(deletes.standing.values())
        if alive or not _is_deleted(row, True):
            found.append(DELETED)
    return sorted(found)


def _latest(standing: Mapping[str, Any], effective: Effective) -> str:
    if len(standing) == 1:
        return next(iter(standing))
    return max(standing, key=lambda version: (effective(version), version))


def _is_deleted(row: Row, value: Any) -> bool:
    if not value:
        return False
    deletes = {mark: seen for mark, seen in row.kinds[REGISTER][DELETED].standing.items() if seen}
    seen = {version for known in deletes.values() for version in known}.union(deletes)
    return versions_standing(row) <= seen


def versions_standing(row: Row) -> set[str]:
    """The versions whose words stand in a record: what a person who deletes it has seen."""
    found = {v for name, f in row.kinds[REGISTER].items() if name != DELETED for v in f.standing}
    found |= {mark.partition("/")[0] for f in row.kinds[SET].values() for mark in f.standing}
    return found | {v for f in row.kinds[TEXT].values() for atom in f.standing.values() for v in atom[3]}


def versions_shown(row: Row) -> set[str]:
    """The versions of the registers that stand in a record: those whose effective times decide what is shown."""
    return {version for found in row.kinds[REGISTER].values() for version in found.standing}


def versions_rivalling(row: Row) -> set[str]:
    """The versions that stand beside another in some register."""
    return {v for found in row.kinds[REGISTER].values() if len(found.standing) > 1 for v in found.standing}


def element_of(mark: str) -> str:
    """The element that a mark of a set stands for."""
    return mark.partition("/")[2]


# --- what a person's save becomes ---------------------------------------------------------------------------------


def change(
    row: Row,
    op: str,
    values: Mapping[str, Any],
    kinds: Mapping[str, str],
    seen: Mapping[str, Sequence[str]] | None = None,
    *,
    anew: bool = False,
) -> Write:
    """The write that takes a record from what its author saw (`seen`, marks by field; without it what stands now) to
    `values`. `kinds` says which fields are sets or texts. `anew` writes a text whole, whatever stood: it settles it.
    """
    fields: dict[str, Any] = {}
    adds: dict[str, list[str]] = {}
    puts: dict[str, Any] = {}
    base: dict[str, list[str]] = {}
    for name, value in values.items():
        kind = kinds.get(name, REGISTER)
        found = row.kinds[kind].get(name, Field())
        marks = list(seen[name]) if seen is not None and name in seen else row.of(name)
        named: Sequence[str] = []
        if name == DELETED:
            fields[name] = sorted(versions_standing(row)) if value else False
            named = marks
        elif kind == SET:
            wanted, had = set(value or ()), {element_of(mark) for mark in marks}
            adds[name] = sorted(wanted - had)
            named = [mark for mark in marks if element_of(mark) not in wanted]
        elif kind == TEXT:
            named, put = text_change(found, marks, value or "", anew)
            puts[name] = (value or "") if op == CREATE else put
        else:
            fields[name] = value
            named = marks
        if named:
            base[name] = sorted(named)
    return Write(op, row.type, row.id, fields, base, adds, puts)


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
