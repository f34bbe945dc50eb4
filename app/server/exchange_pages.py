"""How the exchange goes: laptops that are silent, changes that wait with their reasons, streams; and open questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
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
        silent = [one for one in laptops_of(visit) if one.revoked_at is None and _silent(one.seen_at, days)]
        asked = questions_by_area(store)
        held, left = held_changes(visit, store), visit.reading(lambda c: audit.abouts(c, "left"))
        with reading(visit.site.service.engine) as tables:
            last, safe = tables.last_seq(), int(tables.facts().get("safe") or 0)
        return visit.page(
            "health.html", days=days, quiet=sorted(silent, key=lambda one: one.seen_at or 0), asked=asked,
            waiting=[one for one in held if one.key not in left], left=[one for one in held if one.key in left],
            streams=streams(visit, store), open=sum(count for _area, _name, count in asked),
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
        area = visit.query.get("area", "")
        names, asked = named_areas(store), open_questions(store)
        shown = [one for one in asked if not area or one["area"] == area]
        return visit.page(
            "conflicts.html", questions=shown, place=names(area) if area else "", others=len(asked) - len(shown)
        )

    @site.post("/conflicts", "settle", back=questions)
    def settle(visit: Visit) -> Response:
        """Keep one of the values: an act on the server's copy, and so a changeset like any other."""
        given = visit.fields
        type, id, name = given.get("type", ""), given.get("id", ""), given.get("field", "")

        def work(store: Store) -> None:
            one = next((c for c in conflicts.conflicts(store) if (c.type, c.id, c.field) == (type, id, name)), None)
            if one is None or given.get("seen") != seen_of(one):
                raise Refused("no_conflict", _("This question has changed meanwhile: look at it again."))
            chosen = [value for number, value in enumerate(one.values) if str(number) == given.get("keep")]
            if not chosen:
                raise Refused("no_value", _("Choose one of the values."))
            conflicts.settle(store, type, id, name, "value", chosen[0].value)

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
    areas = dict(store.reading().execute("SELECT type || ' ' || id, area FROM sync_version WHERE asks"))
    for one in conflicts.conflicts(store):
        values = [(value_of(store, one.type, one.field, v.value), v.by, v.when) for v in one.values]
        label = _(REGISTRY[one.type].title)
        found.append(
            {"one": one, "seen": seen_of(one), "type": label, "record": called(store, one.type, one.id, {}),
             "area": areas.get(f"{one.type} {one.id}", ""), "field": label_of(one.type, one.field), "values": values}
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


def named_areas(store: Store) -> Callable[[str], str]:
    """What an area of work is called."""
    placed = named_places(store)
    names = {REFERENCE_AREA: _("Lists for everybody"), UNPLACED_AREA: _("Without a place")}

    def named(area: str) -> str:
        kind, _mark, place = area.partition(":")
        return names.get(area) or (_("One laptop only") if kind == DEVICE_AREA else placed.get(place, place))

    return named


def questions_by_area(store: Store) -> list[tuple[str, str, int]]:
    """Every area with open questions, its name, and how many they are; the most first."""
    named = named_areas(store)
    found = [(area, named(area), count) for area, count in conflicts.count_by_area(store).items()]
    return sorted(found, key=lambda one: (-one[2], one[1]))


def streams(visit: Visit, store: Store) -> list[tuple[str, str, int]]:
    """Every stream in words, with how many records it holds."""
    named = named_areas(store)
    return [
        (named(line["area"]), _(CLASSES.get(line["class"], line["class"])), int(line["records"]))
        for line in hub.digests(visit.site.service)
    ]


def _days(text: str) -> int:
    return min(int(text), 3650) if text.isdecimal() and len(text) < 7 and int(text) else QUIET_DAYS


def _silent(seen_at: int | None, days: int) -> bool:
    return seen_at is None or seen_at < clock.now_ms() - days * 86_400_000
