"""The one write path: a unit of work. Rows, their versions, the search index and the changesets are written in one
transaction.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa

from app import clock, rights
from app.errors import REFUSE, Invalid, Problem, Refused
from app.fields import Coordinate, Date, Tags
from app.precedence import give_way
from app.records import REGISTRY, Values
from app.rights import DISTRICT_LEVEL, area_of_place
from app.services.protection import protect_sites
from app.services.shapes import shapes
from app.store import find
from app.store.migrations import HEAD
from app.store.projection import Projection
from app.store.workspace import Store
from app.words import _
from sync import replica, replica_storage
from sync.changeset import CREATE, DELETE, ERASE, UPDATE
from sync.replica_storage import Draft
from sync.replica_tables import SqlReplica
from sync.shape import DELETED
from sync.stamp import new_id

APP = "ujima 0.1.0"
Base = Mapping[str, Sequence[str]]
Key = tuple[str, str]


@dataclass
class Changes:
    """What a service changed: (type, id) pairs, the undo group, and the sentences about rows that were skipped."""

    created: list[Key] = field(default_factory=list)
    updated: list[Key] = field(default_factory=list)
    deleted: list[Key] = field(default_factory=list)
    group: str | None = None
    skipped: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.created or self.updated or self.deleted)

    def types(self) -> set[str]:
        """The record types that were touched."""
        return {type for type, _id in (*self.created, *self.updated, *self.deleted)}


class Unit:
    """Gathers the writes of one act; nothing is written before the block ends."""

    def __init__(self, store: Store, connection: sa.Connection, now_ms: int) -> None:
        self.store, self.now_ms = store, now_ms
        self.connection = connection
        self.changes = Changes()
        self._drafts: dict[Key, Draft] = {}
        self._before: dict[Key, dict[str, Any]] = {}

    def new_id(self) -> str:
        """An id for a record about to be made."""
        return new_id(self.now_ms)

    def create(self, type: str, values: Mapping[str, Any], id: str | None = None) -> str:
        """Make a record. Raises Invalid when a value is not of its kind or a rule refuses it."""
        give_way()
        given = {name: value for name, value in normalised(type, values).items() if value is not None}
        if type == "contact" and "place" not in given:  # whom to call is said to those who work where he is called
            given |= {"place": home} if (home := office_place(self.connection)) else {}
        _refuse_bad(type, given)
        key = (type, id or self.new_id())
        if key in self._drafts:
            raise ValueError(f"{key} is written twice in one unit")
        self._drafts[key] = Draft(CREATE, type, key[1], given)
        self._before[key] = {}
        self.changes.created.append(key)
        return key[1]

    def update(self, type: str, id: str, values: Mapping[str, Any], base: Base | None = None) -> bool:
        """Write the fields that differ from what is stored. `base` holds the marks the form showed; without it, what
        is stored now.

        Returns whether anything differs. Raises Invalid, or Refused (no_record).
        """
        now = self.row(type, id)
        if pending := self._drafts.get((type, id)):
            now = {**now, **pending.values}
        fields = {
            name: value for name, value in normalised(type, values).items() if not json_equal(now.get(name), value)
        }
        if not fields:
            return False
        _refuse_bad(type, {**now, **fields}, set(fields))
        self._gather(UPDATE, type, id, fields, base)
        return True

    def delete(self, type: str, id: str, base: Base | None = None) -> None:
        """Flag a record as deleted; the row stays, and an edit or an undo revives it."""
        if not self.row(type, id).get(DELETED):
            self._gather(DELETE, type, id, {DELETED: True}, base)

    def revive(self, type: str, id: str) -> None:
        """Take the deleted flag off a record again."""
        self.update(type, id, {DELETED: False})

    def row(self, type: str, id: str) -> dict[str, Any]:
        """The stored values of a record before this act (none yet for a new one). Raises Refused when there is none."""
        if (type, id) not in self._before:
            self.load([(type, id)])
        if (type, id) not in self._before:
            raise Refused(
                "no_record", _("There is no {type} with the id {id}.").format(type=_(REGISTRY[type].title), id=id)
            )
        return self._before[type, id]

    def settle(self, type: str, id: str, name: str, value: Any) -> None:
        """Say what a field is to say from now on, whatever stood there: every value that stood is answered by this. One act
        may settle several fields of a record.
        """
        self.row(type, id)
        told = normalised(type, {name: value})
        _refuse_bad(type, told, set(told))
        if pending := self._drafts.get((type, id)):
            told = {**pending.values, **told}
        else:
            self.changes.updated.append((type, id))
        self._drafts[type, id] = Draft(DELETE if told.get(DELETED) else UPDATE, type, id, told, anew=True)

    def erase(self, type: str, id: str) -> None:
        """Take a record away for good, everywhere, with what the journals say of it. It cannot be undone."""
        self.row(type, id)
        self._drafts[type, id] = Draft(ERASE, type, id, {})
        self.changes.deleted.append((type, id))

    def load(self, keys: Sequence[Key]) -> None:
        """Read the rows of many records at once, before an act that touches all of them."""
        wanted: dict[str, list[str]] = {}
        for type, id in keys:
            wanted.setdefault(type, []).append(id)
        for type, ids in wanted.items():
            names = ["id", DELETED, *REGISTRY[type].fields()]
            for row in find.find_rows(self.connection.connection.driver_connection, type, ids, names):
                values = {name: value for name, value in zip(names, row, strict=True) if value is not None}
                self._before[type, row[0]] = {**values, DELETED: bool(values[DELETED])}

    def _gather(self, op: str, type: str, id: str, fields: Mapping[str, Any], base: Base | None) -> None:
        """Add values to what is pending for a record, with what its author had seen."""
        give_way()
        key = (type, id)
        pending = self._drafts.get(key)
        if pending is None:
            pending = self._drafts[key] = Draft(op, type, id, {}, {})
            (self.changes.deleted if op == DELETE else self.changes.updated).append(key)
        seen = {name: list(base[name]) for name in fields if base is not None and name in base}
        self._drafts[key] = dataclasses.replace(
            pending, values={**pending.values, **fields}, seen={**seen, **pending.seen}
        )

    def write(self, who: str, note: str, undoes: str | None, undoable: bool) -> None:
        """Write everything gathered; called once by `unit`."""
        if undoes is None:
            protect_sites(self, list(self._drafts.values()))
            if not self._drafts:
                return
            _refuse_readers(self.connection, self._drafts.values())
        act = replica_storage.Act(who, note, self.now_ms, APP, HEAD, undoes, undoable)
        tables = replica_of(self.connection)
        done = replica.commit(tables, shapes(), list(self._drafts.values()), act, place_areas(self.connection))
        self.changes.group = done.group


def role_here(connection: sa.Connection) -> rights.Role | None:
    """What whoever works on this laptop may do, as the server said last; None while it works by itself."""
    found = connection.exec_driver_sql("SELECT value FROM setting WHERE key = 'server_role'").scalar()
    return rights.ROLES.get(str(found or "").partition(":")[0])


def _refuse_readers(connection: sa.Connection, drafts: Iterable[Draft]) -> None:
    role = role_here(connection)
    if role is not None and role.writes == "nothing" and any(one.type not in rights.NOTED for one in drafts):
        raise Refused("reads_only", _("You may read here, and not write: ask the administrator for another role."))


def replica_of(connection: sa.Connection) -> SqlReplica:
    """The journal and the marks of a workspace, in the transaction of this connection."""
    return SqlReplica(connection, shapes(), Projection())


@contextlib.contextmanager
def unit(store: Store, note: str, *, undoes: str | None = None, undoable: bool = True) -> Iterator[Unit]:
    """A unit of work: `with unit(store, _("Organisation added")) as changing: changing.create(...)`.

    Other local tables may be written through `changing.connection`, in the same transaction.
    """
    with store.writing() as connection:
        changing = Unit(store, connection, clock.now_ms())
        yield changing
        changing.write(author(connection), note, undoes, undoable)


def author(connection: sa.Connection) -> str:
    """Who works on this laptop, as told at the first start; without a name, the office."""
    sql = "SELECT value FROM setting WHERE key IN ('person', 'office') ORDER BY key DESC"
    found = connection.exec_driver_sql(sql).scalar()
    return str(found or "")


def office_place(connection: sa.Connection) -> str | None:
    """The place of the office that works on this laptop (a P-code), as told at the first start."""
    found = connection.exec_driver_sql("SELECT value FROM setting WHERE key = 'place'").scalar()
    return str(found) if found else None


def place_areas(connection: sa.Connection) -> Callable[[str], str | None]:
    """The area of work that a place lies in, by the places of this workspace; asked once for each."""

    @cache
    def parent_of(place: str) -> tuple[int, str | None] | None:
        row = connection.exec_driver_sql("SELECT level, parent FROM place WHERE id = ?", (place,)).first()
        return (row[0] or 0, row[1]) if row else None

    @cache
    def area(place: str) -> str | None:
        return area_of_place(place, parent_of, DISTRICT_LEVEL)

    return area


def normalised(type: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are stored: texts trimmed, blanks as None, sets sorted, dates as dates. Unknown fields are
    refused.
    """
    specs = REGISTRY[type].fields()
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if name == DELETED:
            plain[name] = bool(value)
            continue
        if name not in specs:
            raise Invalid(
                [
                    Problem(
                        "no_such_field", _("{type} has no field “{name}”.").format(type=type, name=name), name, REFUSE
                    )
                ]
            )
        if isinstance(value, str):
            value = value.strip() or None
        elif isinstance(value, dt.datetime):
            value = value.date()
        elif isinstance(value, (list, set, tuple)):
            value = sorted(set(value)) if isinstance(specs[name].kind, Tags) else list(value)
        elif isinstance(specs[name].kind, Coordinate) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if value in ([], {}):
            value = None
        plain[name] = value.isoformat() if isinstance(value, dt.date) else value
    return plain


def _refuse_bad(type: str, values: Mapping[str, Any], changed: set[str] | None = None) -> None:
    refused = [p for p in REGISTRY[type].problems(Values(with_dates(type, values))) if p.level == REFUSE]
    if changed is not None:
        refused = [problem for problem in refused if problem.field in changed]
    if refused:
        raise Invalid(refused)


def with_dates(type: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with dates as dates: SQLite and the journal keep ISO text, rules compare days."""
    found = dict(values)
    for name in _date_fields(type):
        value = values.get(name)
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                found[name] = dt.date.fromisoformat(value)
    return found


@cache
def _date_fields(type: str) -> tuple[str, ...]:
    return tuple(name for name, spec in REGISTRY[type].fields().items() if isinstance(spec.kind, Date))


def json_equal(one: Any, other: Any) -> bool:
    """Whether two values are the same once written down (a date equals its ISO text)."""
    return bool(one == other) or (one is not None and other is not None and str(one) == str(other))
