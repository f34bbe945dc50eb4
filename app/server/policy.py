"""The rights of `app.rights` as the hub asks for them, with what it needs of the hub's own records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app import rights
from app.errors import REFUSE
from app.records import REGISTRY, Values
from app.server.roles import member_of
from app.services.unit import with_dates
from sync import registry
from sync.changeset import ERASE, Write
from sync.hub_schema import row_table
from sync.hub_storage import Look
from sync.hub_tables import SqlHub
from sync.shape import Stream

#: the places of the hub down to the district level, kept as long as they are the same: their fingerprint, and each
#: with the place above it
_PLACES: dict[str, tuple[Any, dict[str, str | None]]] = {}


class HubPolicy:
    """`sync.accepting.Policy` within one transaction of a hub."""

    def __init__(self, tables: SqlHub) -> None:
        self.tables = tables
        self._devices: dict[str, registry.Device | None] = {}
        self._scopes: dict[str, frozenset[Stream] | None] = {}
        self._rights: dict[str, str] = {}
        self._areas: dict[str, str | None] = {}

    def scope(self, device: str) -> frozenset[Stream] | None:
        """The streams a laptop may read; None when it was excluded."""
        self._look_at(device)
        return self._scopes[device]

    def rights(self, device: str) -> str:
        """Who a laptop is, what places there are: what it may do follows from these, and from the records."""
        self._look_at(device)
        return self._rights[device]

    def _look_at(self, device: str) -> None:
        if device in self._scopes:
            return
        known = self._device(device)
        if known is None or known.revoked_at is not None:
            self._scopes[device], self._rights[device] = None, ""
            return
        member, (print_, places) = _member(known), self._places()
        self._scopes[device] = rights.scope(member, places.items(), device)
        self._rights[device] = f"{member} {print_}"

    def refusal(
        self, device: str, write: Write, before: Mapping[str, Any], after: Mapping[str, Any], look: Look
    ) -> str | None:
        """Why a laptop may not make a change: its role, or a value that is none."""
        known = self._device(device)
        if known is None:
            return "excluded"

        own = {"id": write.id} if write.type == "organisation" else {}
        states = [{**values, **own} if values else values for values in (before, after)]
        reason = rights.may(_member(known), write.type, write.op, states[0], states[1], look)
        if reason is None and write.op != ERASE and write.type in REGISTRY:
            problems = REGISTRY[write.type].problems(Values(with_dates(write.type, after)))
            written = set(write.names())
            refused = [problem for problem in problems if problem.level == REFUSE and problem.field in written]
            reason = f"invalid: {refused[0].message}" if refused else None
        return reason

    def area_of_place(self, place: str, look: Look) -> str | None:
        """The area of work a place lies in."""
        if place not in self._areas:

            def parent_of(id: str) -> tuple[int, str | None] | None:
                values = look("place", id)
                return None if values is None else (int(values.get("level") or 0), values.get("parent"))

            self._areas[place] = rights.area_of_place(place, parent_of, rights.DISTRICT_LEVEL)
            if self._areas[place] is None:
                return self._areas.pop(place)  # it may come with the next changeset
        return self._areas[place]

    def _device(self, id: str) -> registry.Device | None:
        if id not in self._devices:
            self._devices[id] = registry.device(self.tables.connection, id)
        return self._devices[id]

    def _places(self) -> tuple[Any, dict[str, str | None]]:
        table, connection = row_table, self.tables.connection
        place = table.c.type == "place"
        print_ = tuple(connection.execute(sa.select(sa.func.count(), sa.func.max(table.c.seq)).where(place)).one())
        name = str(connection.engine.url)
        if name not in _PLACES or _PLACES[name][0] != print_:
            _PLACES[name] = print_, self._read_places()
        return _PLACES[name]

    def _read_places(self) -> dict[str, str | None]:
        query = sa.select(row_table.c.type, row_table.c.id).where(row_table.c.type == "place")
        keys = [(row.type, row.id) for row in self.tables.connection.execute(query)]
        found: dict[str, str | None] = {}
        from sync import merge

        for (_type, id), stored in self.tables.rows(keys, lock=False).items():
            values = merge.shown(stored.row, lambda _version: 0)
            if int(values.get("level") or 0) <= rights.DISTRICT_LEVEL:
                found[id] = values.get("parent")
        return found


def _member(device: registry.Device | None) -> rights.Member:
    assert device is not None
    return member_of(device.role, device.organisation, device.areas)
