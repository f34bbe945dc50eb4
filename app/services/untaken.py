"""Changes made here that the server has, but did not take: which, why, and their author takes them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app import clock
from app.errors import Refused
from app.records import REGISTRY
from app.services.conflicts import why_not
from app.services.journal import write_inverse
from app.services.unit import Changes, Unit, replica_of, unit
from app.store.workspace import Store
from app.words import _
from sync.changeset import Key, Write
from sync.merge import Row
from sync.replica_storage import Entry
from sync.replica_tables import SqlReplica
from sync.shape import DELETED, REGISTER
from sync.stamp import milliseconds


@dataclass(frozen=True)
class NotTaken:
    """One change: the record, the fields, when (ISO, UTC), the code of the reason and its sentence."""

    type: str
    id: str
    fields: tuple[str, ...]
    when: str
    reason: str
    message: str


def not_taken(store: Store) -> list[NotTaken]:
    """What the server did not take and its author has not taken back, with the reason in words."""
    with store.viewing() as connection:
        return [
            NotTaken(
                write.type, write.id, tuple(write.names()), clock.iso(milliseconds(entry.part.head.stamp)), reason,
                why_not(reason),
            )
            for entry, write, reason in _standing(replica_of(connection))
        ]  # fmt: skip


def count(tables: SqlReplica) -> int:
    """How many there are."""
    return sum(1 for _one in _standing(tables))


def withdraw(store: Store, type: str, id: str, reason: str) -> Changes:
    """Take back everything about a record that the server did not take for this reason: an act of its own, as any undo.

    Where somebody else has written beside it meanwhile, their value stays alone. Raises Refused (taken_meanwhile).
    """
    with store.viewing() as connection:
        found = [
            (entry, write)
            for entry, write, why in _standing(replica_of(connection))
            if why == reason and write.key == (type, id)
        ]
    if not found:
        raise Refused("taken_meanwhile", _("Nothing of it waits any more: the server has taken it meanwhile."))
    note = _("Withdrawn: {what}").format(what=found[-1][0].part.head.note)
    with unit(store, note, undoes=found[-1][0].part.head.group, undoable=False) as changing:
        _take_back(changing, (type, id), found)
    return changing.changes


def _take_back(changing: Unit, key: Key, found: Sequence[tuple[Entry, Write]]) -> None:
    own = {entry.version for entry, _write in found}
    row = replica_of(changing.connection).rows([key])[key].row
    for _entry, write in found:
        for name in _beside(row, write, own):
            changing.settle(*key, name, _theirs(row, name, own))
    rest = [_without(entry, write, _beside(row, write, own)) for entry, write in found]
    write_inverse(changing, [entry for entry in rest if entry.part.writes])


def _beside(row: Row, write: Write, own: set[str]) -> list[str]:
    """The fields of a write in which somebody else's value stands beside it."""
    registers = row.kinds[REGISTER]
    return [
        name
        for name in write.fields
        if name != DELETED and name in registers and registers[name].standing.keys() - own and own & registers[name].standing.keys()
    ]  # fmt: skip


def _theirs(row: Row, name: str, own: set[str]) -> object:
    standing = row.kinds[REGISTER][name].standing
    return standing[max(standing.keys() - own)]


def _without(entry: Entry, write: Write, names: Sequence[str]) -> Entry:
    """The entry with nothing but this write, and of that nothing about these fields."""
    left: Mapping[str, object] = {name: value for name, value in write.fields.items() if name not in names}
    kept = replace(write, fields=dict(left))
    index = next(i for i, one in entry.part.writes.items() if one is write)
    writes = {index: kept} if kept.names() else {}
    return replace(entry, part=replace(entry.part, writes=writes))


def _standing(tables: SqlReplica) -> Iterator[tuple[Entry, Write, str]]:
    """What was not taken and was not taken back. The taking back itself is no change to be told of, taken or not."""
    held = tables.with_held()
    keys = {write.key for entry in held for write in entry.part.writes.values()}
    undone: dict[Key, dict[str, str]] = {}
    for entry in tables.touching(keys) if keys else ():
        if entry.mine and entry.part.head.undoes:
            for write in entry.part.writes.values():
                undone.setdefault(write.key, {})[entry.part.head.group] = entry.part.head.undoes
    for entry in held:
        for index, reason in sorted(entry.held.items()):
            about = entry.part.writes.get(index)
            if about is not None and about.type in REGISTRY and _stands(entry, undone.get(about.key, {})):
                yield entry, about, reason


def _stands(entry: Entry, undone: Mapping[str, str]) -> bool:
    """Whether an act says something still: it was not taken back, and does not take back itself. `undone`: which act took
    back which.
    """
    turns, group = 0, entry.part.head.group
    while group in undone:
        turns, group = turns + 1, undone[group]
    return turns % 2 == 0 and entry.part.head.group not in undone.values()
