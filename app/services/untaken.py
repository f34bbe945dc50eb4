"""Changes that the server has from here, but did not take: which, why, and how they are taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
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
    """What was not taken for one reason (its code, and its sentence with what to do) of one act, or of several about the
    same records: the records, the fields (type and name), when (ISO, UTC), the note of the last act, and who wrote it where
    it was brought here by hand.
    """

    keys: tuple[Key, ...]
    fields: tuple[tuple[str, str], ...]
    when: str
    reason: str
    message: str
    note: str
    by: str


def not_taken(store: Store) -> list[NotTaken]:
    """What the server did not take and its author has not taken back: an import of ten thousand rows is one thing."""
    acts: dict[tuple[str, str], list[tuple[Entry, Write]]] = {}
    with store.viewing() as connection:
        for entry, write, reason in _standing(replica_of(connection)):
            acts.setdefault((entry.part.head.group, reason), []).append((entry, write))
    found: dict[tuple[tuple[Key, ...], str], list[tuple[Entry, Write]]] = {}
    for (_act, reason), some in acts.items():
        found.setdefault((tuple(dict.fromkeys(write.key for _e, write in some)), reason), []).extend(some)
    return [_told(keys, reason, some) for (keys, reason), some in found.items()]


def _told(keys: tuple[Key, ...], reason: str, some: Sequence[tuple[Entry, Write]]) -> NotTaken:
    last = some[-1][0]
    return NotTaken(
        keys,
        tuple(dict.fromkeys((write.type, name) for _entry, write in some for name in write.names())),
        clock.iso(max(milliseconds(entry.part.head.stamp) for entry, _write in some)),
        reason,
        why_not(reason),
        last.part.head.note,
        "" if last.mine else last.part.head.who,
    )


def withdraw(store: Store, keys: Collection[Key], reason: str) -> Changes:
    """Take back everything about these records that the server did not take for this reason: an act of its own, as any
    undo.

    Where somebody else has written beside it meanwhile, their value stays alone. Raises Refused (taken_meanwhile).
    """
    wanted = set(keys)
    found: dict[Key, list[tuple[Entry, Write]]] = {}
    with store.viewing() as connection:
        for entry, write, why in _standing(replica_of(connection)):
            if why == reason and write.key in wanted:
                found.setdefault(write.key, []).append((entry, write))
    if not found:
        raise Refused("taken_meanwhile", _("Nothing of it waits any more: the server has taken it meanwhile."))
    last = max((some[-1][0].part.head for some in found.values()), key=lambda head: head.stamp)
    note = _("Withdrawn: {what}").format(what=last.note)
    with unit(store, note, undoes=last.group, undoable=False) as changing:
        rows = replica_of(changing.connection).rows(found)
        for key, some in found.items():
            _take_back(changing, key, rows[key].row, some)
    return changing.changes


def _take_back(changing: Unit, key: Key, row: Row, found: Sequence[tuple[Entry, Write]]) -> None:
    own = {entry.version for entry, _write in found}
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
    entries = tables.entries(one.version for one in tables.waits())
    held = sorted(entries.values(), key=lambda entry: (entry.part.head.stamp, entry.part.head.sequence))
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
