"""Laptops: who has one, when it was last heard of; inviting one, excluding it, having it wiped. And the districts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import quote, urlencode

import segno
import sqlalchemy as sa
from fastapi.responses import Response
from markupsafe import Markup

from app import clock, rights
from app.errors import Refused
from app.fold import fold
from app.server import hub, waiting
from app.server.member_forms import choices_of, facts_of, given_facts
from app.server.national import OWN
from app.server.people_pages import base_of
from app.server.places import Area, areas, level_words
from app.server.roles import role_name
from app.server.site import Site, Visit, ago, moment, numbered, part_of, said
from app.words import _
from sync import registry
from sync.hub_log import stream_of
from sync.hub_schema import stream_table
from sync.registry import Device

#: a laptop not heard of for so many days is named, unless the address says another number
QUIET_DAYS = 14
#: how many laptops a page lists
PAGE = 50


def add_laptop_pages(site: Site) -> None:
    """The routes of this file."""

    @site.get("/laptops", "see_laptops")
    def laptops(visit: Visit, code: str = "") -> Response:
        """The list, and the form to invite one; `code` is a new one, shown once."""
        store, page, named = visit.site.copy.shown(), numbered(visit), visit.query.get("q", "").strip()
        everyone, offered = laptops_of(visit), choices_of(store)
        shown, pages = part_of(laptops_called(everyone, named, offered), page, PAGE)
        text = text_of(visit, code) if code else ""
        return visit.page(
            "laptops.html", laptops=shown, joined=len(everyone), named=named, page=page, pages=pages, size=PAGE,
            address=lambda number: "?" + urlencode({"q": named, "page": number}), open=visit.reading(open_invitations),
            code=code, text=text, qr=qr_of(text) if code else "", held=visit.reading(waiting.count_by_laptop), **offered,
            ago=ago, moment=moment, given=visit.fields,
        )  # fmt: skip

    @site.post("/laptops", "invite", back=laptops)
    def invite(visit: Visit) -> Response:
        role, places, organisation = facts_of(visit)
        place = places[0] if places else None
        code = hub.invite(visit.site.service, place, role, organisation, visit.somebody.name, visit.somebody.id)
        visit.fields = {}
        return laptops(visit, code)

    @site.post("/laptops/withdraw", "invite", back=laptops)
    def withdraw(visit: Visit) -> Response:
        """An invitation that nobody has used opens nothing any more."""
        id, now = visit.fields.get("id", ""), clock.now_ms()
        one = next((one for one in visit.reading(open_invitations) if one.id == id), None)
        if one is None or not visit.writing(lambda connection: registry.withdraw(connection, id, now)):
            raise Refused("no_invitation", _("This invitation is open no longer: it was used, or withdrawn before."))
        visit.note("invitation_withdrawn", one.role, " ".join(filter(None, (*one.areas, one.organisation))))
        return visit.go("/laptops")

    @site.get("/laptops/edit", "exclude")
    def one_laptop(visit: Visit) -> Response:
        """One laptop: what it may do, and whether it goes on belonging here."""
        known = laptop_of(visit, visit.query.get("id", "") or visit.fields.get("id", ""))
        if known is None:
            return said(visit, 422, visit.problem) if visit.problem else visit.go("/laptops")
        store = visit.site.copy.shown()
        chosen = given_facts(visit) or (known.role, known.areas, known.organisation)
        return visit.page("laptop.html", laptop=known, chosen=chosen, **choices_of(store), ago=ago)

    @site.post("/laptops/place", "place_laptops", back=one_laptop)
    def place(visit: Visit) -> Response:
        """Another role, organisation, or other places: what it may read and write changes with its next exchange."""
        known = laptop_of(visit, visit.fields.get("id", ""))
        if known is None:
            raise Refused("no_laptop", _("There is no such laptop."))
        role, places, organisation = facts_of(visit, known.organisation)
        visit.site.service.give(known.id, role, organisation, places)
        before, after = (" ".join((r, *p)) for r, p in ((known.role, known.areas), (role, places)))
        visit.note("laptop_changed", known.name, f"{before} → {after}")
        return visit.go("/laptops")

    @site.post("/laptops/change", "exclude", back=one_laptop)
    def change(visit: Visit) -> Response:
        id, act = visit.fields.get("id", ""), visit.fields.get("act", "")
        known = laptop_of(visit, id)
        if known is None or act not in ("excluded", "readmitted", "wiped", "wipe_taken_back"):
            raise Refused("no_laptop", _("There is no such laptop."))
        if act in ("excluded", "readmitted"):
            visit.site.service.exclude(id, clock.now_ms() if act == "excluded" else None)
        if act != "excluded":
            visit.writing(lambda connection: registry.change_device(connection, id, wipe=act == "wiped"))
        visit.note(act, known.name)
        return visit.go("/laptops")

    @site.get("/districts", "see_districts")
    def districts(visit: Visit) -> Response:
        store = visit.site.copy.shown()
        return visit.page(
            "districts.html",
            rows=district_rows(visit, areas(store)),
            words=level_words(store),
            elsewhere=visit.reading(lambda connection: counts_by_area(connection).get("", 0)),
            ago=ago,
        )


def laptops_of(visit: Visit) -> list[Device]:
    """The laptops, without the devices of the server itself."""
    found: list[Device] = visit.reading(registry.devices)
    return [device for device in found if not device.id.startswith(OWN)]


def laptop_of(visit: Visit, id: str) -> Device | None:
    """A laptop by its id."""
    return next((laptop for laptop in laptops_of(visit) if laptop.id == id), None)


def laptops_called(listed: list[Device], named: str, offered: Mapping[str, Any]) -> list[Device]:
    """Those in whose name, organisation, places or role in words the text occurs."""
    organised, placed, wanted = dict(offered["organisations"]), offered["placed"], fold(named)

    def words(one: Device) -> str:
        known = organised.get(one.organisation or "", "")
        return fold(" ".join((one.name, known, role_name(one.role), *(placed.get(id, id) for id in one.areas))))

    return [one for one in listed if not wanted or wanted in words(one)]


@dataclass(frozen=True)
class Invitation:
    """An invitation that still opens the door: the hash of its code, for whom and where, by whom, until when (ms)."""

    id: str
    role: str
    organisation: str | None
    areas: tuple[str, ...]
    made_by: str
    expires_at: int


def open_invitations(connection: sa.Connection) -> list[Invitation]:
    """Invitations that nobody has used and that have not ended."""
    now = clock.now_ms()
    return [
        Invitation(r.code_hash, r.role, r.organisation, tuple(json.loads(r.areas)), r.made_by, r.expires_at)
        for r in registry.invitations(connection)
        if r.used_at is None and r.expires_at >= now
    ]


def text_of(visit: Visit, code: str) -> str:
    """The invitation as one text for a laptop: the server's address, the code, and the beginning of the server's key."""
    key = visit.site.service.keys.verify_key_text
    return f"{base_of(visit)}/#code={quote(code)}&hub={key[:16]}"


def qr_of(text: str) -> Markup:
    """The text as a picture that any telephone reads."""
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="svg", xmldecl=False, svgns=True, scale=5, border=3, light="#FFFFFF",
                                     dark="#14304D", title=_("Code of the invitation"))  # fmt: skip
    return Markup(out.getvalue().decode())


def counts_by_area(connection: sa.Connection) -> dict[str, int]:
    """How many records lie in each area, whatever their class."""
    found: dict[str, int] = {}
    for row in connection.execute(sa.select(stream_table)):
        area, _class = stream_of(row.stream)
        found[area] = found.get(area, 0) + int(row.rows)
    return {area.removeprefix(rights.UNPLACED_AREA): count for area, count in found.items()}


def district_rows(visit: Visit, listed: list[Area]) -> list[dict[str, object]]:
    """A line for the country and for each province, with its districts: records, the laptops that work there, the last time
    one was heard of. The first line inside is of what lies in no district.
    """
    counts = visit.reading(counts_by_area)
    working = [laptop for laptop in laptops_of(visit) if laptop.revoked_at is None]

    def line(area: Area, above: str = "") -> dict[str, object]:
        laptops = [laptop for laptop in working if area.id in laptop.areas]
        seen = max((laptop.seen_at for laptop in laptops if laptop.seen_at), default=None)
        return {"area": area, "records": counts.get(area.id, 0), "laptops": laptops, "served": above, "seen": seen}

    rows: list[dict[str, object]] = []
    national = ""
    for area in listed:
        own = line(area, national)
        if area.level == 0:
            rows.append({**own, "inside": [own]})
            national = _("served by the country") if own["laptops"] else ""
        else:
            above = _("served by the province") if own["laptops"] else national
            inside = [line(district, above) for district in area.inside]
            total = sum(int(str(row["records"])) for row in (own, *inside))
            rows.append({**own, "records": total, "inside": [own, *inside]})
    return rows
