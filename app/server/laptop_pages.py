"""Laptops: who has one, when it was last heard of; inviting one, excluding it, having it wiped. And the districts."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import quote

import segno
import sqlalchemy as sa
from fastapi.responses import Response
from markupsafe import Markup

from app import clock, rights, vocabulary
from app.errors import Refused
from app.server import hub
from app.server.national import OWN
from app.server.people_pages import base_of
from app.server.places import Area, areas, level_words, named_places
from app.server.site import Site, Visit, ago, moment
from app.store.workspace import Store
from app.words import _, language
from sync import registry
from sync.hub_log import stream_of
from sync.hub_schema import stream_table
from sync.registry import Device

#: a laptop not heard of for so many days is named, unless the address says another number
QUIET_DAYS = 14


def add_laptop_pages(site: Site) -> None:
    """The routes of this file."""

    @site.get("/laptops", "see_laptops")
    def laptops(visit: Visit, code: str = "") -> Response:
        """The list, and the form to invite one; `code` is a new one, shown once."""
        store = visit.site.copy.fresh()
        return visit.page(
            "laptops.html",
            laptops=laptops_of(visit),
            open=visit.reading(open_invitations),
            code=code,
            qr=qr_of(visit, code) if code else "",
            areas=areas(store),
            placed=named_places(store),
            organisations=organisations(store),
            sectors=sector_names(),
            ago=ago,
            moment=moment,
            given=visit.fields,
        )

    @site.post("/laptops", "invite", back=laptops)
    def invite(visit: Visit) -> Response:
        given = visit.fields
        role, place = given.get("role", ""), given.get("place") or None
        if role == "sector_lead":
            if given.get("sector", "") not in vocabulary.code_list("sector").codes:
                raise Refused("sector_missing", _("Say which sector the sector lead leads."))
            role += ":" + given["sector"]
        organisation = given.get("organisation") or None
        code = hub.invite(visit.site.service, place, role, organisation, visit.somebody.name)
        visit.note("invited", role, " ".join(filter(None, (place, organisation))))
        visit.fields = {}
        return laptops(visit, code)

    @site.post("/laptops/change", "exclude", back=laptops)
    def change(visit: Visit) -> Response:
        id, act = visit.fields.get("id", ""), visit.fields.get("act", "")
        known = next((laptop for laptop in laptops_of(visit) if laptop.id == id), None)
        acts: dict[str, dict[str, Any]] = {
            "excluded": {"revoked_at": clock.now_ms()},
            "readmitted": {"revoked_at": None, "wipe": False},
            "wiped": {"wipe": True},
            "wipe_taken_back": {"wipe": False},
        }
        if known is None or act not in acts:
            raise Refused("no_laptop", _("There is no such laptop."))
        visit.writing(lambda connection: registry.change_device(connection, id, **acts[act]))
        visit.note(act, known.name)
        return visit.go("/laptops")

    @site.get("/districts", "see_districts")
    def districts(visit: Visit) -> Response:
        store = visit.site.copy.fresh()
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


def open_invitations(connection: sa.Connection) -> list[sa.Row]:
    """Invitations that still open the door."""
    now = clock.now_ms()
    return [one for one in registry.invitations(connection) if one.used_at is None and one.expires_at > now]


def qr_of(visit: Visit, code: str) -> Markup:
    """The code as a picture for a laptop's camera: the server's address, the code, and the beginning of its key."""
    key = visit.site.service.keys.verify_key_text
    text = f"{base_of(visit)}/#code={quote(code)}&hub={key[:16]}"
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="svg", xmldecl=False, svgns=True, scale=5, border=3, light="#FFFFFF",
                                     dark="#14304D", title=_("Code of the invitation"))  # fmt: skip
    return Markup(out.getvalue().decode())


def organisations(store: Store) -> list[tuple[str, str]]:
    """Organisations to choose from: id and name."""
    sql = "SELECT id, name, acronym FROM organisation WHERE NOT deleted AND merged_into IS NULL ORDER BY sort_key"
    rows = store.reading().execute(sql).fetchall()
    return [(id, f"{name} ({acronym})" if acronym and acronym != name else name or id) for id, name, acronym in rows]


def sector_names() -> list[tuple[str, str]]:
    """Sectors to choose from: code and name; sub-sectors are not led by themselves."""
    listed = vocabulary.code_list("sector")
    return [(code, listed.name(code, language())) for code in listed.codes if listed.parent(code) is None]


def counts_by_area(connection: sa.Connection) -> dict[str, int]:
    """How many records lie in each area, whatever their class."""
    found: dict[str, int] = {}
    for row in connection.execute(sa.select(stream_table)):
        area, _class = stream_of(row.stream)
        found[area] = found.get(area, 0) + int(row.rows)
    return {area.removeprefix(rights.UNPLACED_AREA): count for area, count in found.items()}


def district_rows(visit: Visit, provinces: list[Area]) -> list[dict[str, object]]:
    """A line for each province and district: records, the laptops that work there, the last time one was heard of."""
    counts = visit.reading(counts_by_area)
    working = [laptop for laptop in laptops_of(visit) if laptop.revoked_at is None]
    rows: list[dict[str, object]] = []
    for province in provinces:
        own = [laptop for laptop in working if province.id in laptop.areas]
        inside = []
        for district in province.inside:
            theirs = [laptop for laptop in working if district.id in laptop.areas]
            inside.append(_district_row(district, counts.get(district.id, 0), theirs, own))
        total = counts.get(province.id, 0) + sum(int(str(row["records"])) for row in inside)
        rows.append({**_district_row(province, total, own, []), "inside": inside})
    return rows


def _district_row(area: Area, records: int, laptops: list[Device], above: list[Device]) -> dict[str, object]:
    seen = max((laptop.seen_at for laptop in laptops if laptop.seen_at), default=None)
    return {"area": area, "records": records, "laptops": laptops, "covered": bool(above), "seen": seen}
