"""The local half of a replica: the journal of changesets, and the version of every field of every record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from sync.changeset import CREATE, Changeset, Write, body_hash, chain, decode, encode, split, version_name
from sync.shape import Shape
from sync.stamp import tick
from sync.tables import changeset_table, insert_rows, state_table, version_table, write_table

Key = tuple[str, str]

_STATE = sa.select(state_table)
_ADVANCE = sa.update(state_table).where(state_table.c.key == sa.bindparam("name")).values(value=sa.bindparam("now"))
_APPEND = sa.insert(changeset_table)
_VERSIONS = sa.select(version_table).where(
    version_table.c.type == sa.bindparam("type"), version_table.c.id.in_(sa.bindparam("ids", expanding=True))
)
_SET_VERSIONS = (
    sa.update(version_table)
    .where(version_table.c.type == sa.bindparam("t"), version_table.c.id == sa.bindparam("i"))
    .values(
        overrides=sa.bindparam("o"), rivals=sa.bindparam("r"), area=sa.bindparam("a"), rights_class=sa.bindparam("c")
    )
)


@dataclass(frozen=True)
class Act:
    """Who does something and how it is to be told: one act is one undo group, of as many changesets as it needs."""

    who: str
    note: str
    now_ms: int
    app: str
    schema: str
    undoes: str | None = None
    undoable: bool = True


@dataclass(frozen=True)
class Committed:
    """What a commit wrote: the undo group, the number of changesets, the last local position."""

    group: str
    changesets: int
    position: int


def begin_replica(connection: sa.Connection, replica: str) -> None:
    """Give a new file its identity. Numbers start at 1, the chain at the hash of nothing."""
    start = {"replica": replica, "sequence": "0", "stamp": "0", "chain": bytes(32).hex()}
    connection.execute(sa.insert(state_table), [{"key": key, "value": value} for key, value in start.items()])


def state(connection: sa.Connection) -> dict[str, str]:
    """Replica id, last sequence, last stamp and head of the chain."""
    return {row.key: row.value for row in connection.execute(_STATE)}


def commit(
    connection: sa.Connection,
    shapes: Mapping[str, Shape],
    writes: Sequence[Write],
    act: Act,
    row_of: Callable[[str, str], Mapping[str, Any]],
) -> Committed:
    """Journal an act and advance the versions, inside the caller's transaction.

    `row_of(type, id)` gives the values of a record as they were before this act (empty for a new one). A record
    appears at most once in `writes`.
    """
    now = state(connection)
    sequence, stamp, head = int(now["sequence"]), int(now["stamp"]), bytes.fromhex(now["chain"])
    group = version_name(now["replica"], sequence + 1)
    position, changesets, touched = 0, 0, []
    versions: dict[Key, str] = {}
    for piece in split(writes):
        sequence, stamp = sequence + 1, tick(stamp, act.now_ms)
        changeset = Changeset(
            now["replica"], sequence, stamp, act.who, act.note, group, act.app, act.schema, piece, act.undoes
        )
        body = encode(changeset)
        digest = body_hash(body)
        head = chain(head, digest)
        numbered = {
            "replica": changeset.replica,
            "sequence": sequence,
            "stamp": stamp,
            "who": act.who,
            "note": act.note,
            "undo_group": group,
            "undoes": act.undoes,
            "undoable": act.undoable,
            "writes": len(piece),
            "body_hash": digest,
            "chain": head,
            "body": body,
        }
        written = connection.execute(_APPEND, numbered).inserted_primary_key
        position = written[0] if written else position
        versions.update({(w.type, w.id): changeset.version for w in piece})
        touched += [{"type": w.type, "id": w.id, "position": position} for w in piece]
        changesets += 1
    if touched:
        insert_rows(connection, write_table, touched)
        _advance_versions(connection, shapes, writes, versions, row_of)
    advanced = {"sequence": str(sequence), "stamp": str(stamp), "chain": head.hex()}
    connection.execute(_ADVANCE, [{"name": name, "now": value} for name, value in advanced.items()])
    return Committed(group, changesets, position)


def _advance_versions(
    connection: sa.Connection,
    shapes: Mapping[str, Shape],
    writes: Sequence[Write],
    versions: Mapping[Key, str],
    row_of: Callable[[str, str], Mapping[str, Any]],
) -> None:
    """One default version for a new record; overrides (and rivals, where an author had not seen a value) for an old
    one.
    """
    areas: dict[Key, str] = {}

    def area_of(type: str, id: str) -> str | None:
        if (type, id) not in areas:
            found = connection.execute(
                sa.select(version_table.c.area).where(version_table.c.type == type, version_table.c.id == id)
            )
            areas[type, id] = found.scalar() or ""
        return areas[type, id] or None

    fresh = []
    for write in (w for w in writes if w.op == CREATE):
        shape = shapes[write.type]
        area = areas[write.type, write.id] = shape.area(write.fields, area_of)
        fresh.append(
            {
                "type": write.type,
                "id": write.id,
                "version": versions[write.type, write.id],
                "overrides": None,
                "rivals": None,
                "area": area,
                "rights_class": shape.rights_class(write.fields),
            }
        )
    if fresh:
        insert_rows(connection, version_table, fresh)
    changed = [w for w in writes if w.op != CREATE]
    known = field_versions_of(connection, [(w.type, w.id) for w in changed])
    advanced = []
    for write in changed:
        row, shape = row_of(write.type, write.id), shapes[write.type]
        after = known[write.type, write.id].after(write, versions[write.type, write.id], row)
        merged = {**row, **write.fields}
        advanced.append(
            {
                "t": write.type,
                "i": write.id,
                "o": _packed(after.overrides),
                "r": _packed(after.rivals),
                "a": shape.area(merged, area_of),
                "c": shape.rights_class(merged),
            }
        )
    if advanced:
        connection.execute(_SET_VERSIONS, advanced)


@dataclass(frozen=True)
class FieldVersions:
    """The versions of one record: a default, the fields that differ, and the values nobody has replaced yet."""

    default: str
    overrides: dict[str, str]
    rivals: dict[str, dict[str, Any]]

    def of(self, name: str) -> list[str]:
        """Every version that stands for a field, the shown one first."""
        return [self.overrides.get(name, self.default), *self.rivals.get(name, {})]

    def after(self, write: Write, version: str, row: Mapping[str, Any]) -> FieldVersions:
        """The versions once `write` is applied: a value it did not name stays as a rival unless equal (law 6)."""
        overrides, rivals = dict(self.overrides), {name: dict(values) for name, values in self.rivals.items()}
        for name, value in write.fields.items():
            shown = overrides.get(name, self.default)
            standing = {shown: row.get(name), **rivals.pop(name, {})}
            replaced = write.base.get(name, [])
            left = {
                v: other for v, other in standing.items() if v not in replaced and json_equal(other, value) is False
            }
            if left:
                rivals[name] = left
            overrides[name] = version
        return FieldVersions(self.default, overrides, rivals)


def field_versions_of(connection: sa.Connection, keys: Iterable[Key]) -> dict[Key, FieldVersions]:
    """The versions of some records, by (type, id)."""
    found: dict[Key, FieldVersions] = {}
    wanted: dict[str, list[str]] = {}
    for type, id in keys:
        wanted.setdefault(type, []).append(id)
    for type, ids in wanted.items():
        for start in range(0, len(ids), 500):
            for row in connection.execute(_VERSIONS, {"type": type, "ids": ids[start : start + 500]}):
                found[type, row.id] = FieldVersions(
                    row.version, json.loads(row.overrides or "{}"), json.loads(row.rivals or "{}")
                )
    return found


def changesets_of(
    connection: sa.Connection, keys: Iterable[Key], until: int | None = None
) -> list[tuple[int, Changeset]]:
    """The changesets that touched any of these records, oldest first, with their positions (up to `until`)."""
    wanted: dict[str, list[str]] = {}
    for type, id in keys:
        wanted.setdefault(type, []).append(id)
    positions: set[int] = set()
    for type, ids in wanted.items():
        for start in range(0, len(ids), 500):
            query = sa.select(write_table.c.position).where(
                write_table.c.type == type, write_table.c.id.in_(ids[start : start + 500])
            )
            positions.update(connection.execute(query).scalars())
    chosen = sorted(p for p in positions if until is None or p <= until)
    return list(read_changesets(connection, chosen))


def read_changesets(connection: sa.Connection, positions: Sequence[int]) -> Iterable[tuple[int, Changeset]]:
    """Changesets by position, in the order given by their positions."""
    for start in range(0, len(positions), 500):
        query = (
            sa.select(changeset_table.c.position, changeset_table.c.body)
            .where(changeset_table.c.position.in_(positions[start : start + 500]))
            .order_by(changeset_table.c.position)
        )
        for row in connection.execute(query):
            yield row.position, decode(row.body)


def check_chain(connection: sa.Connection) -> str | None:
    """Read the whole journal again; the sentence that says where it is broken, or None."""
    head, expected = bytes(32), 1
    now = state(connection)
    query = (
        sa.select(changeset_table)
        .where(changeset_table.c.replica == now["replica"])
        .order_by(changeset_table.c.sequence)
    )
    for row in connection.execute(query):
        if row.sequence != expected:
            return f"changeset {expected} is missing"
        if body_hash(row.body) != row.body_hash:
            return f"changeset {row.sequence} does not agree with its hash"
        head = chain(head, row.body_hash)
        if head != row.chain:
            return f"the chain breaks at changeset {row.sequence}"
        expected += 1
    if expected - 1 != int(now["sequence"]) or head.hex() != now["chain"]:
        return "the journal ends before the last number given out"
    return None


def json_equal(one: Any, other: Any) -> bool:
    """Whether two values are the same once written down (a date equals its ISO text)."""
    return bool(one == other) or (one is not None and other is not None and str(one) == str(other))


def _packed(values: Mapping[str, Any]) -> str | None:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str) if values else None
