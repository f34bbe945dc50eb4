"""What waits at the hub for a decision: gathered by act, so that an import of ten thousand rows is one thing."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app import clock
from app.server import audit
from app.server.accounts import Person
from app.server.national import OWN, PATIENCE_S
from app.services import conflicts
from app.words import _
from sync import registry
from sync.changeset import Changeset
from sync.hub import Hub
from sync.hub_log import waiting_of
from sync.hub_schema import head_table, waiting_table
from sync.hub_storage import Waiting
from sync.hub_tables import SqlHub, transact
from sync.keys import DeviceKeys
from sync.service import HubService
from sync.stamp import milliseconds
from sync.tables import in_pieces

#: about how many changes are taken by one transaction: laptops wait no longer than that takes
TAKEN_AT_ONCE = 1000
#: how the name of what was left of an act ends
LEFT = ".left"


@dataclass(frozen=True)
class Record:
    """One change that waits: its name, and which record it is about."""

    key: str
    type: str
    id: str


@dataclass(frozen=True)
class Act:
    """What waits of one act of one laptop for one reason: by whom, when (ms since 1970), the act's own words, its records
    in the order they were written. `is_left` says that somebody has decided to leave it.
    """

    key: str
    laptop: str
    device: str
    who: str
    when: int
    note: str
    reason: str
    records: tuple[Record, ...]
    is_left: bool

    @property
    def types(self) -> list[tuple[str, int]]:
        """The types of its records, each with how many they are; the most first."""
        return Counter(one.type for one in self.records).most_common()


def acts(tables: SqlHub) -> list[Act]:
    """Everything that waits, the newest act first. What the changes say is not read."""
    columns = ("version", "place", "replica", "type", "id", "reason", "device")
    query = sa.select(*(waiting_table.c[name] for name in columns)).where(waiting_table.c.released == 0)
    rows: list[Any] = list(tables.connection.execute(query))
    heads = {version: one.head for version, one in tables.accepted(row.version for row in rows).items()}
    left, owners = audit.abouts(tables.connection, "left"), _owners(tables, rows)
    rows.sort(key=lambda row: (*_order(heads.get(row.version)), row.place))
    found: dict[tuple[str, bool], list[Any]] = {}
    devices: dict[str, str] = {}
    for row in rows:
        head, device = heads.get(row.version), owners.get(row.replica, row.device)
        name = _name(device, head.group if head else row.version, row.reason)
        devices[name] = device
        found.setdefault((name, name in left or _key(row) in left), []).append(row)
    names = {device.id: device.name for device in registry.devices(tables.connection)}
    made = []
    for (name, is_left), some in found.items():
        head = heads.get(some[-1].version)
        made.append(
            Act(
                name + (LEFT if is_left else ""), names.get(devices[name], ""), devices[name], head.who if head else "",
                milliseconds(head.stamp) if head else 0, head.note if head else "", some[0].reason,
                tuple(Record(_key(row), row.type, row.id) for row in some), is_left,
            )
        )  # fmt: skip
    return sorted(made, key=lambda act: -act.when)


def read(tables: SqlHub, records: Iterable[Record]) -> list[Waiting]:
    """The changes themselves, in the order they are given."""
    wanted = {one.key: number for number, one in enumerate(records)}
    found: list[tuple[int, Waiting]] = []
    for some in in_pieces(sorted({key.rpartition(".")[0] for key in wanted})):
        places = [int(key.rpartition(".")[2]) for key in wanted] if len(wanted) <= 500 else []
        query = sa.select(waiting_table).where(waiting_table.c.version.in_(some), waiting_table.c.released == 0)
        if places:
            query = query.where(waiting_table.c.place.in_(places))
        rows = tables.connection.execute(query)
        found += [(wanted[_key(row)], waiting_of(row)) for row in rows if _key(row) in wanted]
    return [one for _number, one in sorted(found, key=lambda pair: pair[0])]


def take(service: HubService, person: Person, records: Sequence[Record]) -> tuple[int, dict[str, str]]:
    """Take changes that waited, with an administrator's rights, as many as can be taken while somebody waits for it.

    Returns how many were tried, and those of them that even an administrator does not do, each with the reason.
    """
    tried, refused, began = 0, dict[str, str](), time.monotonic()
    for some in _pieces(records):
        if time.monotonic() - began > PATIENCE_S:
            break

        def work(tables: SqlHub, some: Sequence[Record] = some) -> dict[str, str]:
            device, found = _device_of(tables, person.id, person.name), read(tables, some)
            Hub(tables, service.shapes, service.policy_of(tables), service.now_ms()).release(found, device)
            return {f"{one.version}.{one.index}": one.reason for one in read(tables, some)}

        refused |= transact(service.engine, work)
        tried += len(some)
    return tried, refused


def count_by_laptop(connection: sa.Connection) -> dict[str, int]:
    """How many changes of each laptop wait for a decision."""
    query = sa.select(waiting_table.c.device, sa.func.count()).where(waiting_table.c.released == 0)
    return {device: int(count) for device, count in connection.execute(query.group_by(waiting_table.c.device))}


def why(reason: str) -> str:
    """Why a change waits, in words for whoever decides; what its author is told is `conflicts.why_not`."""
    sentences = {
        "unknown_record": _("The record it belongs to has not arrived yet: it is taken by itself as soon as it does."),
        "out_of_reach": _("It lies in a place or a class that this laptop may not see."),
        "excluded": _("This laptop was excluded before it came."),
        "not_yours": _("It belongs to another organisation than the one this laptop works for."),
        "not_your_sector": _("It is of another sector than the one this laptop leads."),
        "not_for_this_role": _("Only the people who run the coordination may change this."),
        "may_not_merge": _("Only a coordinator puts two organisations together."),
        "may_not_erase": _("Only a coordinator erases records."),
        "reads_only": _("This laptop may read and not write: give it another role, or take the change."),
    }
    return sentences.get(reason) or conflicts.why_not(reason).removeprefix("invalid: ")


def _pieces(records: Sequence[Record]) -> list[list[Record]]:
    """Records for one transaction each; what was written together is decided together."""
    found: list[list[Record]] = [[]]
    before = ""
    for one in records:
        version = one.key.rpartition(".")[0]
        if len(found[-1]) >= TAKEN_AT_ONCE and version != before:
            found.append([])
        found[-1].append(one)
        before = version
    return [some for some in found if some]


def _owners(tables: SqlHub, rows: Sequence[Any]) -> dict[str, str]:
    """Whose replicas those are of which a person has tried to take something: it waits in the person's name since."""
    replicas = sorted({row.replica for row in rows if row.device.startswith(OWN)})
    found: dict[str, str] = {}
    for some in in_pieces(replicas):
        query = sa.select(head_table.c.replica, head_table.c.device).where(head_table.c.replica.in_(some))
        found |= {row.replica: row.device for row in tables.connection.execute(query)}
    return found


def _order(head: Changeset | None) -> tuple[int, int]:
    return (head.stamp, head.sequence) if head else (0, 0)


def _key(row: Any) -> str:
    return f"{row.version}.{row.place}"


def _name(device: str, group: str, reason: str) -> str:
    return "act" + hashlib.sha256("\n".join((device, group, reason)).encode()).hexdigest()[:24]


def _device_of(tables: SqlHub, id: str, name: str) -> str:
    """A person as a device, so that the one table of rights applies; nobody has its key."""
    device = f"{OWN}{id}"
    if registry.device(tables.connection, device) is None:
        row = {"id": device, "name": name, "role": "administrator", "areas": "[]", "wipe": False}
        key = DeviceKeys.new().verify_key_text
        tables.connection.execute(
            sa.insert(registry.device_table).values(**row, verify_key=key, joined_at=clock.now_ms())
        )
    return device
