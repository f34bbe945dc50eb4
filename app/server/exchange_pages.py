"""How the exchange goes: laptops that are silent, changes that wait with their reasons, streams; and open questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from fastapi.responses import Response

from app import clock
from app.errors import Refused
from app.fields import Date, Ref, Tags
from app.records import REGISTRY
from app.server import audit, hub
from app.server.accounts import hash_of
from app.server.laptop_pages import QUIET_DAYS, laptops_of
from app.server.national import OWN
from app.server.places import named_places
from app.server.site import Site, Visit, ago, moment
from app.services import conflicts
from app.store import find
from app.store.workspace import Store
from app.words import N_, _, language
from sync import registry
from sync.hub import Hub
from sync.hub_storage import Waiting
from sync.hub_tables import SqlHub, reading, transact
from sync.keys import DeviceKeys
from sync.shape import DELETED, DEVICE_AREA, REFERENCE_AREA, UNPLACED_AREA
from sync.stamp import milliseconds

CLASSES = {"open": N_("Ordinary"), "contacts": N_("Contacts"), "restricted": N_("Restricted")}


@dataclass(frozen=True)
class Held:
    """A change that waits: of which record, by whom and from which laptop, what it says, and why it waits."""

    key: str
    type: str
    record: str
    fields: list[tuple[str, str]]
    who: str
    laptop: str
    when: int
    reason: str


def add_exchange_pages(site: Site) -> None:
    """The routes of this file."""

    @site.get("/health", "see_health")
    def health(visit: Visit) -> Response:
        store = visit.site.copy.fresh()
        days = _days(visit.query.get("days", ""))
        quiet = [one for one in laptops_of(visit) if one.revoked_at is None and _silent(one.seen_at, days)]
        held, left = held_changes(visit, store), visit.reading(lambda c: audit.abouts(c, "left"))
        with reading(visit.site.service.engine) as tables:
            last, safe = tables.last_seq(), int(tables.facts().get("safe") or 0)
        return visit.page(
            "health.html", days=days, quiet=quiet, waiting=[one for one in held if one.key not in left],
            left=[one for one in held if one.key in left], streams=streams(visit, store), open=conflicts.count(store),
            unsafe=max(0, last - safe), last=last, placed=named_places(store), ago=ago, moment=moment,
        )  # fmt: skip

    @site.post("/health/waiting", "take_waiting", back=health)
    def decide(visit: Visit) -> Response:
        key, act = visit.fields.get("key", ""), visit.fields.get("act", "")
        one = next((w for w in _all_waiting(visit) if key_of(w) == key), None)
        if one is None or act not in ("taken", "left"):
            raise Refused("no_waiting", _("This change waits no longer: somebody has decided meanwhile."))
        if act == "taken":
            still = take(visit, one)
            if still:
                raise Refused("still_refused", _("It cannot be taken: {why}").format(why=why(still)))
        visit.note(act, key, f"{one.write.type} {one.write.id}")
        return visit.go("/health")

    @site.get("/conflicts", "settle")
    def questions(visit: Visit) -> Response:
        store = visit.site.copy.fresh()
        return visit.page("conflicts.html", questions=open_questions(store))

    @site.post("/conflicts", "settle", back=questions)
    def settle(visit: Visit) -> Response:
        """Keep one of the values: an act on the server's copy, and so a changeset like any other."""
        given = visit.fields
        type, id, name = given.get("type", ""), given.get("id", ""), given.get("field", "")

        def work(store: Store) -> None:
            one = next((c for c in conflicts.conflicts(store) if (c.type, c.id, c.field) == (type, id, name)), None)
            if one is None or given.get("seen") != seen_of(one):
                raise Refused("no_conflict", _("This question has changed meanwhile: look at it again."))
            number = given.get("keep", "")
            if not number.isdecimal() or int(number) >= len(one.values):
                raise Refused("no_value", _("Choose one of the values."))
            conflicts.settle(store, type, id, name, "value", one.values[int(number)].value)

        visit.site.copy.change(visit.somebody.name, work)
        visit.note("settled", f"{type} {id}", name)
        return visit.go("/conflicts")


# --- what waits -----------------------------------------------------------------------------------------------------


def key_of(waiting: Waiting) -> str:
    """The name of one change that waits."""
    return f"{waiting.version}.{waiting.index}"


def _all_waiting(visit: Visit) -> list[Waiting]:
    with reading(visit.site.service.engine) as tables:
        return tables.all_waiting()


def held_changes(visit: Visit, store: Store) -> list[Held]:
    """Everything that waits for a decision, in words."""
    with reading(visit.site.service.engine) as tables:
        waiting = tables.all_waiting()
        heads = {version: one.head for version, one in tables.accepted(w.version for w in waiting).items()}
        laptops = {device.id: device.name for device in registry.devices(tables.connection)}
    found = []
    for one in waiting:
        type, head = one.write.type, heads.get(one.version)
        label = _(REGISTRY[type].title) if type in REGISTRY else type
        fields = [
            (label_of(type, name), value_of(store, type, name, value)) for name, value in one.write.fields.items()
        ]
        found.append(
            Held(
                key_of(one), label, called(store, type, one.write.id, one.write.fields), fields, head.who if head else "",
                laptops.get(one.device, ""), milliseconds(head.stamp) if head else 0, why(one.reason),
            )
        )  # fmt: skip
    return found


def called(store: Store, type: str, id: str, given: Mapping[str, Any]) -> str:
    """What a record is called: its name, or where it has none what a list shows of it first."""
    if type not in REGISTRY:
        return ""
    record, by = REGISTRY[type], REGISTRY[type].called_by
    names = [by] if by else [name for name in record.listed if name in record.fields()][:3]
    row = next(iter(find.find_rows(store.reading(), type, [id], names)), (None,) * len(names))
    values = {**dict(zip(names, row, strict=True)), **{name: given[name] for name in names if given.get(name)}}
    return " · ".join(value_of(store, type, name, value) for name, value in values.items() if value not in (None, ""))


def why(reason: str) -> str:
    """Why a change waits, in words."""
    return conflicts.why_not(reason).removeprefix("invalid: ")


def take(visit: Visit, waiting: Waiting) -> str | None:
    """Take a change that waited, with an administrator's rights; the reason, if even they do not do."""
    service, person = visit.site.service, visit.somebody

    def work(tables: SqlHub) -> str | None:
        device = _device_of(tables, person.id, person.name)
        Hub(tables, service.shapes, service.policy_of(tables), service.now_ms()).release([waiting], device)
        return next((w.reason for w in tables.all_waiting() if key_of(w) == key_of(waiting)), None)

    return transact(service.engine, work)


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


# --- questions ------------------------------------------------------------------------------------------------------


def open_questions(store: Store) -> list[dict[str, Any]]:
    """Values that did not see each other, with who wrote them and when."""
    found = []
    for one in conflicts.conflicts(store):
        values = [(value_of(store, one.type, one.field, v.value), v.by, v.when) for v in one.values]
        label = _(REGISTRY[one.type].title)
        found.append(
            {"one": one, "seen": seen_of(one), "type": label, "record": called(store, one.type, one.id, {}),
             "field": label_of(one.type, one.field), "values": values}
        )  # fmt: skip
    return found


def seen_of(one: conflicts.Conflict) -> str:
    """What a person saw of a question, so that an answer to something else is not taken."""
    return hash_of(repr([(v.value, v.by, v.when) for v in one.values]))[:16]


def label_of(type: str, name: str) -> str:
    """What a field is called."""
    if name == DELETED:
        return _("Deleted")
    spec = REGISTRY[type].fields().get(name) if type in REGISTRY else None
    return _(spec.label) if spec else name


def value_of(store: Store, type: str, name: str, value: Any) -> str:
    """A value as a person reads it; a blank one says so."""
    if name == DELETED:
        return _("deleted") if value else _("kept")
    spec = REGISTRY[type].fields().get(name) if type in REGISTRY else None
    if value is None or spec is None:
        return _("blank") if value is None else str(value)
    to: str = spec.kind.to if isinstance(spec.kind, (Ref, Tags)) else ""
    if to:
        ids = value if isinstance(value, list) else [value]
        names = find.called(store.reading(), to, ids)
        return "; ".join(str(names.get(id, id)) for id in ids)
    day = dt.date.fromisoformat(value) if isinstance(spec.kind, Date) and isinstance(value, str) else None
    return spec.kind.show(day or value, language())


# --- streams --------------------------------------------------------------------------------------------------------


def streams(visit: Visit, store: Store) -> list[tuple[str, str, int]]:
    """Every stream in words, with how many records it holds."""
    placed = named_places(store)
    names = {REFERENCE_AREA: _("Lists for everybody"), UNPLACED_AREA: _("Without a place")}
    found = []
    for line in hub.digests(visit.site.service):
        area = line["area"]
        kind, _mark, place = area.partition(":")
        name = names.get(area) or (_("One laptop only") if kind == DEVICE_AREA else placed.get(place, place))
        found.append((name, _(CLASSES.get(line["class"], line["class"])), int(line["records"])))
    return found


def _days(text: str) -> int:
    return min(int(text), 3650) if text.isdecimal() and int(text) else QUIET_DAYS


def _silent(seen_at: int | None, days: int) -> bool:
    return seen_at is None or seen_at < clock.now_ms() - days * 86_400_000
