"""Undo, redo, history, what changed lately, what waits to be exchanged: all read from the journal of changesets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import Refused
from app.records import REGISTRY
from app.services.unit import Changes, Key, Unit, replica_of, unit
from app.store import find
from app.store.workspace import Store
from app.words import _
from sync import merge
from sync.changeset import CREATE
from sync.journal_tables import journal_at, positions_of
from sync.merge import Row
from sync.replica import check_chain as check_links
from sync.replica_storage import Entry as JournalEntry, Held
from sync.shape import DELETED, REGISTER
from sync.stamp import milliseconds
from sync.tables import changeset_table

#: how far back undo looks
UNDO_DEPTH = 200


@dataclass(frozen=True)
class Entry:
    """One line of a record's history: when (ISO, UTC), by whom, which field, from what to what, the note of the act, and
    how far a change of this laptop has come.
    """

    when: str
    who: str
    field: str
    before: Any
    after: Any
    note: str
    version: str
    stands: str = ""


@dataclass(frozen=True)
class ActLine:
    """One act for a list of what changed lately: its note, who and when, how many records, and some of them."""

    group: str
    when: str
    who: str
    note: str
    records: int


def undo(store: Store) -> Changes:
    """Take back the newest act not yet taken back. Rows edited since are left alone and named in `skipped`."""
    return _invert(store, 0)


def redo(store: Store) -> Changes:
    """Do again what was undone last, when nothing new was done since."""
    return _invert(store, 1)


def undo_and_redo(store: Store) -> tuple[str | None, str | None]:
    """The notes of what undo and redo would touch, for their menu texts."""
    with store.viewing() as connection:
        stacks = _stacks(connection)
    return tuple(stack[-1].note if stack else None for stack in stacks)  # type: ignore[return-value]


def history(store: Store, type: str, id: str) -> list[Entry]:
    """Who changed this, when, from what to what: every field write of a record that this laptop knows of, newest
    first.
    """
    with store.viewing() as connection:
        tables = replica_of(connection)
        held, safe = tables.rows([(type, id)]).get((type, id)), int(tables.facts().get("safe") or 0)
        touched = journal_at(connection, positions_of(connection, [(type, id)]))
    values = _shown(held) if held else {}
    lines: list[Entry] = []
    for _position, entry in reversed(touched):
        head = entry.part.head
        before = (entry.before or {}).get(f"{type}/{id}", {})
        for index, write in ((i, w) for i, w in entry.part.writes.items() if w.key == (type, id)):
            for name in write.names():
                after = write.fields[name] if name in write.fields and name != DELETED else values.get(name)
                when = clock.iso(milliseconds(head.stamp))
                stands = _how_far(entry, index, safe)
                lines.append(Entry(when, head.who, name, before.get(name), after, head.note, entry.version, stands))
                values[name] = before.get(name)
    return lines


def _how_far(entry: JournalEntry, index: int, safe: int) -> str:
    """How far a change of this laptop has come: saved here, received, in the national backup; or it was not taken."""
    if not entry.mine:
        return ""
    if entry.seq is None:
        return _("saved here")
    if index in entry.held:
        return _("not taken")
    return _("in the national backup") if entry.seq <= safe else _("received")


def values_at(store: Store, keys: Iterable[Key], position: int) -> dict[Key, dict[str, Any]]:
    """What records held at a position of the local journal, for the comparison with a returned workbook: what they
    hold now, with what was changed since put back.
    """
    wanted = set(keys)
    with store.viewing() as connection:
        rows = replica_of(connection).rows(wanted)
        later = [p for p in positions_of(connection, wanted) if p > position]
        touched = journal_at(connection, later)
    found = {key: _shown(held) for key, held in rows.items()}
    for _position, entry in reversed(touched):
        for write in entry.part.writes.values():
            if write.key in found:
                before = (entry.before or {}).get(f"{write.type}/{write.id}", {})
                found[write.key].update({name: before.get(name) for name in write.names()})
    return {key: {name: value for name, value in held.items() if value is not None} for key, held in found.items()}


def _shown(held: Held) -> dict[str, Any]:
    return merge.shown(held.row, lambda _version: 0)


def position(store: Store) -> int:
    """The last position of the local journal: the stamp of what is being sent out now."""
    return int(store.reading().execute("SELECT coalesce(max(position), 0) FROM sync_changeset").fetchone()[0])


def waiting(store: Store) -> int:
    """How many acts have not been exchanged yet."""
    sql = "SELECT count(DISTINCT undo_group) FROM sync_changeset WHERE undoable AND mine AND seq IS NULL"
    return int(store.reading().execute(sql).fetchone()[0])


def recent(store: Store, limit: int = 20) -> list[ActLine]:
    """The newest acts, for Home."""
    sql = (
        "SELECT undo_group, max(stamp), who, note, sum(writes) FROM sync_changeset WHERE undoable OR NOT mine GROUP BY undo_group "
        "ORDER BY max(position) DESC LIMIT ?"
    )
    return [
        ActLine(group, clock.iso(milliseconds(stamp)), who, note, writes)
        for group, stamp, who, note, writes in store.reading().execute(sql, (limit,))
    ]


def check_chain(store: Store) -> str | None:
    """The sentence that says where the journal is broken, or None."""
    with store.viewing() as connection:
        tables = replica_of(connection)
        facts = tables.facts()
        return check_links(tables.own(facts["replica"], 0, 10**9), facts)


@dataclass(frozen=True)
class _Group:
    name: str
    note: str
    undoes: str | None


def _stacks(connection: sa.Connection) -> tuple[list[_Group], list[_Group]]:
    """What can be undone and what can be redone, newest last, as the journal tells it."""
    table = changeset_table
    query = (
        sa.select(table.c.undo_group, sa.func.max(table.c.note), sa.func.max(table.c.undoes))
        .where(table.c.undoable, table.c.mine)
        .group_by(table.c.undo_group)
        .order_by(sa.func.max(table.c.position).desc())
        .limit(UNDO_DEPTH)
    )
    undoable: list[_Group] = []
    redoable: list[_Group] = []
    for name, note, undoes in reversed(connection.execute(query).all()):
        group = _Group(name, note, undoes)
        if undoes is None:
            undoable.append(group)
            redoable.clear()
        elif undoable and undoable[-1].name == undoes:
            undoable.pop()
            redoable.append(group)
        elif redoable and redoable[-1].name == undoes:
            redoable.pop()
            undoable.append(group)
    return undoable, redoable


def _invert(store: Store, which: int) -> Changes:
    with store.viewing() as connection:
        stack = _stacks(connection)[which]
        if not stack:
            raise Refused(
                "nothing_to_undo",
                _("There is nothing to take back.") if which == 0 else _("There is nothing to do again."),
            )
        group = stack[-1]
        positions = connection.execute(
            sa.select(changeset_table.c.position).where(changeset_table.c.undo_group == group.name)
        ).scalars()
        act = [entry for _position, entry in journal_at(connection, list(positions))]
    with unit(store, group.note, undoes=group.name) as changing:
        write_inverse(changing, act)
    return changing.changes


def write_inverse(changing: Unit, act: Sequence[JournalEntry]) -> None:
    """For each record of the act: the values it had before, where nobody has edited since."""
    own = {entry.version for entry in act}
    writes = [(entry, write) for entry in act for _index, write in sorted(entry.part.writes.items())]
    keys = [write.key for _entry, write in writes]
    rows = replica_of(changing.connection).rows(keys)
    past = _Past(changing.connection, keys)
    changing.load(keys)
    for entry, write in reversed(writes):
        row = rows[write.key].row
        touched = [DELETED, *past.written(write.key)] if write.op == CREATE else write.names()
        if any(own.isdisjoint(past.words_of(row, name)) for name in touched):
            changing.changes.skipped.append(
                _("{what}: edited since, left as it is.").format(what=_called(changing, *write.key))
            )
            continue
        seen = {name: row.of(name) for name in touched}
        if write.op == CREATE:
            changing.delete(*write.key, seen)
        else:
            held = (entry.before or {}).get(f"{write.type}/{write.id}", {})
            values = {name: bool(held.get(name)) if name == DELETED else held.get(name) for name in touched}
            changing.update(*write.key, values, seen)


class _Past:
    """Whose words stand in a field: an undo only puts back what an earlier version said."""

    def __init__(self, connection: sa.Connection, keys: Sequence[Key]) -> None:
        wanted = set(keys)
        self._writers: dict[Key, dict[str, list[JournalEntry]]] = {}
        for _position, entry in journal_at(connection, positions_of(connection, wanted)):
            for write in entry.part.writes.values():
                for name in write.names() if write.key in wanted else ():
                    self._writers.setdefault(write.key, {}).setdefault(name, []).append(entry)

    def written(self, key: Key) -> list[str]:
        """The fields of a record that anybody wrote."""
        return list(self._writers.get(key, ()))

    def words_of(self, row: Row, name: str) -> set[str]:
        """The versions that the present state of a field stands for."""
        writers = self._writers.get((row.type, row.id), {}).get(name, [])
        standing = set(row.kinds[REGISTER][name].standing) if name in row.kinds[REGISTER] else set()
        last = [entry for entry in writers if entry.version in standing] if standing else writers[-1:]
        found = standing | set(row.made if not last else ())
        for entry in last:
            found |= self._said_by(row, writers, entry)
        return found

    def _said_by(self, row: Row, writers: Sequence[JournalEntry], entry: JournalEntry) -> set[str]:
        found = {entry.version}
        while entry.part.head.undoes is not None:
            undone = [n for n, other in enumerate(writers) if other.part.head.group == entry.part.head.undoes]
            if not undone:
                break
            if undone[0] == 0:
                return found | set(row.made)
            entry = writers[undone[0] - 1]
            found.add(entry.version)
        return found


def _called(changing: Unit, type: str, id: str) -> str:
    record = REGISTRY[type]
    name = (
        find.called(changing.connection.connection.driver_connection, type, [id]).get(id, id)
        if record.called_by
        else id
    )
    return f"{_(record.title)} {name}"
