"""The audit as a page: what was noted in codes is read in words, whatever the language of whoever did it."""

from __future__ import annotations

import re
from dataclasses import replace

from fastapi.responses import Response

from app import rights
from app.records import REGISTRY
from app.server import audit
from app.server.audit import Line
from app.server.places import named_places
from app.server.roles import role_name
from app.server.site import Site, Visit, moment
from app.server.worded import called, label_of
from app.store.workspace import Store
from app.words import _

#: acts that are about a role, and those whose details name roles and places
OF_A_ROLE = ("invited", "invitation_withdrawn")
WITH_ROLES = (*OF_A_ROLE, "joined", "came_back", "told_to_wipe", "laptop_changed", "person_added", "person_changed")
RECORD = re.compile(r"(\w+) ([0-9a-f]{8}-[0-9a-f-]{27})")
WORD = re.compile(r"[^\s,]+")


def add_audit_page(site: Site) -> None:
    """The route of this file."""

    @site.get("/audit", "see_audit")
    def read_audit(visit: Visit) -> Response:
        before, act = visit.query.get("before", ""), visit.query.get("act", "")
        act = act if act in audit.ACTS else ""
        lines = visit.reading(lambda connection: audit.lines(connection, before, act))
        more = lines[audit.PAGE - 1].id if len(lines) > audit.PAGE else ""
        store = visit.site.copy.shown()
        named = named_places(store)
        shown = [in_words(store, named, line) for line in lines[: audit.PAGE]]
        return visit.page("audit.html", lines=shown, acts=audit.ACTS, act=act, more=more, before=before, moment=moment)


def in_words(store: Store, named: dict[str, str], line: Line) -> Line:
    """A line whose roles, places (`named`: their names), records and fields are called what a person calls them."""

    def word(code: str) -> str:
        if code.partition(":")[0] in rights.ROLES:
            return role_name(code)
        return named.get(code) or called(store, "organisation", code, {}) or code

    def words(text: str) -> str:
        return " → ".join(", ".join(map(word, WORD.findall(part))) for part in text.split("→"))

    def record(found: re.Match[str]) -> str:
        type, id = found.groups()
        return f"{_(REGISTRY[type].title)} {called(store, type, id, {}) or id}" if type in REGISTRY else found[0]

    about, detail = RECORD.sub(record, line.about), RECORD.sub(record, line.detail)
    if line.act in OF_A_ROLE:
        about = words(about)
    if line.act in WITH_ROLES:
        detail = words(detail)
    if line.act in audit.OF_WAITING:
        about = ""
    if line.act == "settled":
        detail = label_of(line.about.partition(" ")[0], line.detail)
    name = _("Terminal") if line.name == audit.TERMINAL[1] else line.name
    return replace(line, name=name, about=about, detail=detail)
