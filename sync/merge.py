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

import difflib
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.changeset import CREATE, ERASE, Write
from sync.shape import DELETED, REGISTER, SET, TEXT

#: the effective time of a version: min(stamp of its author, time of receipt)
Effective = Callable[[str], int]
Atom = list[Any]  # [mark before it, depth, sentence, versions that wrote it or, once cut, versions that cut it]

# A sentence ends behind . ! ? or their Arabic, Ethiopic and Devanagari sisters, or with its line. Never change this
# rule: the marks of texts that were written with it depend on it.
_SENTENCE = re.compile(r".*?(?:[.!?؟۔።।]+[\s]+|\n+|\Z)", re.DOTALL)


@dataclass(slots=True)
class Field:
    """The marks of one field. `gone` remembers what was named, so that a write may come late or twice, and of a text
    the sentences cut, as places for what stands behind them.
    """

    standing: dict[str, Any] = field(default_factory=dict)
    gone: dict[str, Any] = field(default_factory=dict)


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
                return [mark for mark, _ in sentences(fields[name])] if kind == TEXT else sorted(fields[name].standing)
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
        _apply_marks(row.kinds[REGISTER].setdefault(name, Field()), write.base.get(name, ()), {version: value})
    for name, elements in write.adds.items():
        added = {f"{version}/{element}": None for element in elements}
        _apply_marks(row.kinds[SET].setdefault(name, Field()), write.base.get(name, ()), added)
    for name, put in write.puts.items():
        _apply_text(row.kinds[TEXT].setdefault(name, Field()), write.base.get(name, ()), _atoms(put), version)


def join(row: Row, other: Row) -> None:
    """Add everything another copy of the record knows, in place."""
    if row.erased or other.erased:
        row.made, row.kinds, row.erased = [], _no_fields(), True
        return
    row.made = sorted({*row.made, *other.made})
    for kind, fields in other.kinds.items():
        for name, theirs in fields.items():
            found = row.kinds[kind].setdefault(name, Field())
            if kind != TEXT:
                _apply_marks(found, theirs.gone, theirs.standing)
                continue
            for mark, (after, depth, sentence, cutters) in theirs.gone.items():
                for version in cutters:
                    _apply_text(found, [mark], [(after, depth, sentence)] if sentence is not None else [], version)
            for after, depth, sentence, versions in theirs.standing.values():
                for version in versions:
                    _apply_text(found, (), [(after, depth, sentence)], version)


def _apply_marks(found: Field, gone: Iterable[str], added: Mapping[str, Any]) -> None:
    for mark in gone:
        found.standing.pop(mark, None)
        found.gone[mark] = None
    for mark, value in added.items():
        if mark not in found.gone:
            found.standing[mark] = value


def _apply_text(found: Field, cut: Iterable[str], put: Iterable[tuple[str, int, str]], version: str) -> None:
    for mark in cut:
        atom = found.standing.pop(mark, None)
        if atom is not None:
            found.gone[mark] = [*atom[:3], [version]]
        elif mark in found.gone:
            found.gone[mark][3] = sorted({*found.gone[mark][3], version})
        else:
            found.gone[mark] = [None, 0, None, [version]]
    for after, depth, sentence in put:
        mark = mark_of_sentence(after, depth, sentence)
        if mark in found.gone:
            found.gone[mark][:3] = [after, depth, sentence]
        elif mark in found.standing:
            found.standing[mark][3] = sorted({*found.standing[mark][3], version})
        else:
            found.standing[mark] = [after, depth, sentence, [version]]


def mark_of_sentence(after: str, depth: int, sentence: str) -> str:
    """A sentence's mark: the same sentence put at the same place by two people is one sentence."""
    return hashlib.blake2b(f"{after}\0{depth}\0{sentence}".encode(), digest_size=8).hexdigest()


def split_sentences(text: str) -> list[str]:
    """A text as sentences, each with the blank behind it; together they are the text again."""
    return [part for part in _SENTENCE.findall(text) if part]


def _atoms(put: Any) -> Iterable[tuple[str, int, str]]:
    """What a write puts into a text: a whole text (a create), or [mark before, depth, sentence] lines."""
    if isinstance(put, str):
        after = ""
        for sentence in split_sentences(put):
            yield after, 1, sentence
            after = mark_of_sentence(after, 1, sentence)
    else:
        for placed in put:
            yield placed[0], placed[1], placed[2]


def sentences(found: Field) -> list[tuple[str, str]]:
    """(mark, sentence) of a text in reading order: of two at one place the one that saw more comes first."""
    placed = {**{m: a for m, a in found.gone.items() if a[2] is not None}, **found.standing}
    children: dict[str, list[str]] = {}
    for mark, atom in placed.items():
        children.setdefault(atom[0] if atom[0] in placed else "", []).append(mark)
    for marks in children.values():
        marks.sort(key=lambda mark: (placed[mark][1], mark))
    reading, waiting = [], list(children.get("", ()))
    while waiting:
        mark = waiting.pop()
        if mark in found.standing:
            reading.append((mark, placed[mark][2]))
        waiting += children.get(mark, ())
    return reading


def overlaps(found: Field) -> bool:
    """Whether two people wrote over the same sentence without seeing each other, and both wordings stand."""
    wrote: dict[str, set[str]] = {}
    for mark, atom in found.standing.items():
        for version in atom[3]:
            wrote.setdefault(version, set()).add(mark)
    return any(len({frozenset(wrote[v]) for v in atom[3] if v in wrote}) > 1 for atom in found.gone.values())


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
    return "".join(sentence for _, sentence in sentences(found)) or None


def conflicts(row: Row) -> list[str]:
    """The fields about which a person has to be asked, `deleted` for a row deleted and edited at once."""
    found = [
        name
        for name, marks in row.kinds[REGISTER].items()
        if name != DELETED and len(marks.standing) > 1 and len({_plain(v) for v in marks.standing.values()}) > 1
    ]
    found += [name for name, marks in row.kinds[TEXT].items() if marks.gone and overlaps(marks)]
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
            named, put = _text_change(found, marks, value or "", anew)
            puts[name] = (value or "") if op == CREATE else put
        else:
            fields[name] = value
            named = marks
        if named:
            base[name] = sorted(named)
    return Write(op, row.type, row.id, fields, base, adds, puts)


def _text_change(found: Field, marks: Sequence[str], text: str, anew: bool) -> tuple[list[str], list[list[Any]]]:
    """The sentences to cut and to put so that the text a person saw becomes the text he left."""
    atoms = {**found.gone, **found.standing}
    depth = 1 + max((atom[1] for atom in atoms.values()), default=0)
    old, new = ["" if anew else atoms[mark][2] for mark in marks], split_sentences(text)
    cut: list[str] = []
    put: list[list[Any]] = []
    for what, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        cut += marks[i1:i2]
        after = marks[i1] if what == "replace" else marks[i1 - 1] if i1 else ""
        for sentence in new[j1:j2]:
            put.append([after, depth, sentence])
            after = mark_of_sentence(after, depth, sentence)
    return cut, put


# --- a record as text, for the wire, for storage, for its digest --------------------------------------------------


def pack(row: Row) -> list[Any]:
    """A record's whole state as plain JSON, the same for the same set of writes: [made, plain values, the rest].

    A value that the (first) create wrote and nobody touched stands as it is. The rest, by the first letter of its kind
    (a capital where marks are told): a register replaced once is [version, value].
    """
    if row.erased:
        return [[], {}, {"x": 1}]
    first = row.made[0] if row.made else ""
    plain: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for kind, fields in row.kinds.items():
        for name, found in sorted(fields.items()):
            if untouched(kind, found, first):
                if kind == REGISTER:
                    plain[name] = found.standing[first]
                else:
                    rest.setdefault(kind[0], {})[name] = read(kind, found) or ([] if kind == SET else "")
            elif kind == REGISTER and len(found.standing) == 1 and found.gone.keys() == {first}:
                rest.setdefault("r", {})[name] = list(*found.standing.items())
            else:
                gone = sorted(found.gone) if kind != TEXT else dict(sorted(found.gone.items()))
                standing = dict(sorted(found.standing.items())) if kind != SET else sorted(found.standing)
                rest.setdefault(kind[0].upper(), {})[name] = [standing, gone]
    return [row.made, plain, rest]


def untouched(kind: str, found: Field, first: str) -> bool:
    """Whether a field is as the first create left it, so that its marks follow from its value."""
    if found.gone or not first:
        return False
    if kind == REGISTER:
        return found.standing.keys() == {first}
    if kind == SET:
        return all(mark.partition("/")[0] == first for mark in found.standing)
    if any(atom[3] != [first] for atom in found.standing.values()):
        return False
    return {mark_of_sentence(*atom) for atom in _atoms(read(TEXT, found) or "")} == found.standing.keys()


def fresh(kind: str, value: Any, first: str) -> Field:
    """The field that a create with this version and value leaves: the inverse of `untouched` and `read`."""
    found = Field()
    if kind == REGISTER:
        found.standing[first] = value
    elif kind == SET:
        found.standing = {f"{first}/{element}": None for element in value or ()}
    else:
        _apply_text(found, (), _atoms(value or ""), first)
    return found


def unpack(type: str, id: str, packed: Sequence[Any]) -> Row:
    """A record from what `pack` wrote."""
    made, plain, rest = packed
    row = Row(type, id, list(made), erased=bool(rest.get("x")))
    first = row.made[0] if row.made else ""
    for name, value in plain.items():
        row.kinds[REGISTER][name] = fresh(REGISTER, value, first)
    for name, (version, value) in rest.get("r", {}).items():
        row.kinds[REGISTER][name] = Field({version: value}, {first: None})
    for kind in (SET, TEXT):
        for name, value in rest.get(kind[0], {}).items():
            row.kinds[kind][name] = fresh(kind, value, first)
    for kind in (REGISTER, SET, TEXT):
        for name, (standing, gone) in rest.get(kind[0].upper(), {}).items():
            if kind == TEXT:
                standing, gone = ({m: _copied(atom) for m, atom in part.items()} for part in (standing, gone))
            row.kinds[kind][name] = Field(
                dict(standing) if kind != SET else dict.fromkeys(standing),
                dict(gone) if kind == TEXT else dict.fromkeys(gone),
            )
    return row


def copied(row: Row) -> Row:
    """A copy that shares nothing that `apply` changes."""
    kinds = {
        kind: {
            name: Field(
                {m: _copied(a) for m, a in found.standing.items()} if kind == TEXT else dict(found.standing),
                {m: _copied(a) for m, a in found.gone.items()} if kind == TEXT else dict(found.gone),
            )
            for name, found in fields.items()
        }
        for kind, fields in row.kinds.items()
    }
    return Row(row.type, row.id, list(row.made), kinds, row.erased)


def _copied(atom: Atom) -> Atom:
    return [*atom[:3], list(atom[3])]


def packed_text(row: Row) -> str:
    """What `pack` says, as one text: the same for the same set of writes."""
    return json.dumps(pack(row), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def hash_of(type: str, id: str, packed: str) -> int:
    """A 128-bit number of a record's whole state; the digest of a stream is their sum modulo 2**128."""
    return int.from_bytes(hashlib.blake2b(f"{type}\0{id}\0{packed}".encode(), digest_size=16).digest(), "big")


def row_hash(row: Row) -> int:
    """`hash_of` a record."""
    return hash_of(row.type, row.id, packed_text(row))


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
