"""Undo, redo, history, what changed lately, what waits to be exchanged: all read from the journal of changesets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import Refused
from app.records import REGISTRY
from app.services.unit import Changes, Key, Unit, unit
from app.store import find
from app.store.workspace import Store
from app.words import _
from sync import replica
from sync.changeset import CREATE, Changeset, Write
from sync.shape import DELETED
from sync.stamp import milliseconds
from sync.tables import changeset_table

#: how far back undo looks
UNDO_DEPTH = 200


@dataclass(frozen=True)
class Entry:
    """One line of a record's history: when (ISO, UTC), by whom, which field, from what to what, and the note of the
    act.
    """

    when: str
    who: str
    field: str
    before: Any
    after: Any
    note: str
    version: str


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
    """Who changed this, when, from what to what: every field write of a record, newest first."""
    with store.viewing() as connection:
        touched = replica.changesets_of(connection, [(type, id)])
    values: dict[str, Any] = {}
    lines: list[Entry] = []
    for _position, changeset in touched:
        when = clock.iso(milliseconds(changeset.stamp))
        for write in (w for w in changeset.writes if (w.type, w.id) == (type, id)):
            for name, after in write.fields.items():
                lines.append(
                    Entry(when, changeset.who, name, values.get(name), after, changeset.note, changeset.version)
                )
                values[name] = after
    return lines[::-1]


def values_at(store: Store, keys: Iterable[Key], position: int) -> dict[Key, dict[str, Any]]:
    """What records held at a position of the local journal, for the comparison with a returned workbook."""
    wanted = set(keys)
    found: dict[Key, dict[str, Any]] = {}
    with store.viewing() as connection:
        for _position, changeset in replica.changesets_of(connection, wanted, position):
            for write in changeset.writes:
                if (write.type, write.id) in wanted:
                    found.setdefault((write.type, write.id), {}).update(write.fields)
    return found


def position(store: Store) -> int:
    """The last position of the local journal: the stamp of what is being sent out now."""
    return int(store.reading().execute("SELECT coalesce(max(position), 0) FROM sync_changeset").fetchone()[0])


def waiting(store: Store) -> int:
    """How many acts have not been exchanged yet."""
    sql = "SELECT count(DISTINCT undo_group) FROM sync_changeset WHERE undoable"
    return int(store.reading().execute(sql).fetchone()[0])


def recent(store: Store, limit: int = 20) -> list[ActLine]:
    """The newest acts, for Home."""
    sql = (
        "SELECT undo_group, max(stamp), who, note, sum(writes) FROM sync_changeset WHERE undoable GROUP BY undo_group "
        "ORDER BY max(position) DESC LIMIT ?"
    )
    return [
        ActLine(group, clock.iso(milliseconds(stamp)), who, note, writes)
        for group, stamp, who, note, writes in store.reading().execute(sql, (limit,))
    ]


def check_chain(store: Store) -> str | None:
    """The sentence that says where the journal is broken, or None."""
    with store.viewing() as connection:
        return replica.check_chain(connection)


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
        .where(table.c.undoable)
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
        changesets = [changeset for _position, changeset in replica.read_changesets(connection, sorted(positions))]
    with unit(store, group.note, undoes=group.name) as changing:
        _write_inverse(changing, changesets)
    return changing.changes


def _write_inverse(changing: Unit, changesets: Sequence[Changeset]) -> None:
    """For each record of the act: the values it had before, where nobody has edited since."""
    own = {changeset.version for changeset in changesets}
    writes = [write for changeset in changesets for write in changeset.writes]
    keys = [(write.type, write.id) for write in writes]
    versions = replica.field_versions_of(changing.connection, keys)
    past = _Past(changing.connection, keys, changesets[0])
    changing.load(keys)
    for write, key in zip(reversed(writes), reversed(keys), strict=True):
        stands = versions[key]
        touched = [DELETED, *stands.overrides] if write.op == CREATE else list(write.fields)
        if any(own.isdisjoint(past.said_by(key, name, stands.of(name)[0])) for name in touched):
            changing.changes.skipped.append(
                _("{what}: edited since, left as it is.").format(what=_called(changing, *key))
            )
            continue
        shown = {name: stands.of(name)[:1] for name in touched}
        if write.op == CREATE:
            changing.delete(*key, shown)
        else:
            held = past.before.get(key, {})
            changing.update(
                *key, {name: bool(held.get(name)) if name == DELETED else held.get(name) for name in touched}, shown
            )


class _Past:
    """What the journal knows of the records an act touched: their values before it, and whose words a version
    carries.
    """

    def __init__(self, connection: sa.Connection, keys: Sequence[Key], act: Changeset) -> None:
        wanted = set(keys)
        self._changesets: dict[str, Changeset] = {}
        self._writes: dict[tuple[str, Key], Write] = {}
        self.before: dict[Key, dict[str, Any]] = {}
        for _position, changeset in replica.changesets_of(connection, wanted):
            self._changesets[changeset.version] = changeset
            earlier = changeset.replica != act.replica or changeset.sequence < act.sequence
            for write in changeset.writes:
                if (write.type, write.id) in wanted:
                    self._writes[changeset.group, (write.type, write.id)] = write
                    if earlier:
                        self.before.setdefault((write.type, write.id), {}).update(write.fields)

    def said_by(self, key: Key, name: str, version: str) -> set[str]:
        """A version and all those it stands for: an undo (or redo) only puts back what an earlier version said."""
        found = {version}
        changeset = self._changesets.get(version)
        while changeset is not None and changeset.undoes is not None:
            undone = self._writes.get((changeset.undoes, key))
            replaced = undone.base.get(name) if undone else None
            if not replaced:
                break
            found.add(replaced[0])
            changeset = self._changesets.get(replaced[0])
        return found


def _called(changing: Unit, type: str, id: str) -> str:
    record = REGISTRY[type]
    name = (
        find.called(changing.connection.connection.driver_connection, type, [id]).get(id, id)
        if record.called_by
        else id
    )
    return f"{_(record.title)} {name}"
