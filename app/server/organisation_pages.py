"""Organisations: the list of everybody, and a plain form for how one is called and what it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from fastapi.responses import Response

from app.errors import Refused
from app.records import REGISTRY
from app.server import own_rights
from app.server.site import Site, Visit, numbered, part_of
from app.server.three_w import codes
from app.server.worded import value_of
from app.services import conflicts, records
from app.store import find
from app.store.workspace import Store
from app.words import _

#: what the form changes; the rest is changed on a laptop
EDITED = ("name", "acronym", "type")
PAGE = 50


def add_organisation_pages(site: Site) -> None:
    """The routes of this file."""

    @site.get("/organisations", "edit_organisations")
    def organisations(visit: Visit) -> Response:
        store, named = visit.site.copy.shown(), visit.query.get("named", "").strip()
        number, ids = numbered(visit), found_ids(store, named)
        shown, pages = part_of(ids, number, PAGE)
        person, reach = visit.somebody, own_rights.streams_of(store, visit.somebody)
        rows = [
            {**row, "own": own_rights.why_not(store, person, "organisation", row["id"], {}, reach) is None}
            for row in listed(store, shown)
        ]
        return visit.page(
            "organisations.html", rows=rows, count=len(ids), named=named, number=number, pages=pages,
            done=visit.query.get("done", ""),
        )  # fmt: skip

    @site.get("/organisations/edit", "edit_organisations")
    def form(visit: Visit) -> Response:
        """What stands now, with what it replaces when it is saved."""
        store, id = visit.site.copy.shown(), visit.query.get("id", "") or visit.fields.get("id", "")
        now = find.find_one(store.reading(), "organisation", id)
        if now is None or now["deleted"]:
            return visit.go("/organisations")
        own_rights.check(store, visit.somebody, "organisation", id, {})
        was = {name: now[name] or "" for name in EDITED}
        seen = json.dumps({"was": was, "base": seen_marks(store, id)})
        given = {name: visit.fields.get(name, was[name]) for name in EDITED}
        asks = any((one.type, one.id) == ("organisation", id) for one in conflicts.conflicts(store))
        return visit.page(
            "organisation.html", id=id, called=now["name"] or id, given=given, asks=asks, types=codes("organisation_type"),
            seen=visit.fields.get("seen") or seen, labels=labels(),
        )  # fmt: skip

    @site.post("/organisations/edit", "edit_organisations", back=form)
    def save(visit: Visit) -> Response:
        """A changeset like any other, written in the name of who is signed in; it replaces what the form showed."""
        given, id = visit.fields, visit.fields.get("id", "")
        was, base = seen_of(given.get("seen", ""))
        new = {name: given.get(name, was[name]).strip() for name in EDITED}
        changed = {name: value or None for name, value in new.items() if value != was[name]}
        if changed:

            def work(store: Store) -> None:
                own_rights.check(store, visit.somebody, "organisation", id, changed)
                records.save(store, "organisation", id, changed, {name: base[name] for name in changed})

            visit.site.copy.change(visit.somebody.name, work)
            told = "; ".join(f"{name}: {was[name] or '–'} → {new[name] or '–'}" for name in changed)
            visit.note("organisation_changed", new["name"] or id, told)
        return visit.go("/organisations?done=1" if changed else "/organisations")


def found_ids(store: Store, named: str) -> list[str]:
    """Organisations by name that are not the same as another; those whose name or acronym holds the words."""
    found: dict[str, None] = {}
    for name in ("name", "acronym") if named else ("name",):
        filters: dict[str, Any] = {"merged_into": [None], **({name: named} if named else {})}
        found |= dict.fromkeys(find.find_ids(store.reading(), find.Query("organisation", filters, sort="name")))
    return list(found)


def listed(store: Store, ids: Sequence[str]) -> list[dict[str, str]]:
    """What the list shows of each: id, name, acronym, type in words."""
    rows = find.find_rows(store.reading(), "organisation", ids, EDITED)
    return [
        {"id": id, "name": name or id, "acronym": acronym or "",
         "type": value_of(store, "organisation", "type", type) if type else ""}
        for id, (name, acronym, type) in zip(ids, rows, strict=True)
    ]  # fmt: skip


def labels() -> dict[str, str]:
    """What the fields are called."""
    specs = REGISTRY["organisation"].fields()
    return {name: _(specs[name].label) for name in EDITED}


def seen_marks(store: Store, id: str) -> dict[str, list[str]]:
    """The marks of what the form shows, so that saving replaces that and nothing newer."""
    found = records.versions(store, "organisation", id)
    return {name: found.get(name, []) for name in EDITED}


def seen_of(text: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    """What the form showed when it was opened, and its marks. Raises Refused for anything else."""
    try:
        told = json.loads(text)
        was = {name: str(told["was"][name]) for name in EDITED}
        base = {name: [str(mark)[:80] for mark in told["base"][name]] for name in EDITED}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(
            "form_odd", _("This form was not sent from a page of this server: open the page again.")
        ) from error
    return was, base
