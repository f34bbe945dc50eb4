"""Open questions: values that did not see each other, and the answer that settles them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi.responses import Response

from app.errors import Refused
from app.records import REGISTRY
from app.server import own_rights
from app.server.accounts import Person, hash_of
from app.server.places import named_areas
from app.server.site import Site, Visit, numbered, part_of
from app.server.worded import called, label_of, value_of
from app.services import conflicts
from app.services.conflicts import Conflict
from app.store.workspace import Store
from app.words import _

#: how many questions a page has
PAGE = 50


def add_question_pages(site: Site) -> None:
    """The routes of this file."""

    @site.get("/conflicts", "settle")
    def questions(visit: Visit) -> Response:
        """Those whose records the person may change, all of them or of one area, page by page."""
        store, page = visit.site.copy.shown(), numbered(visit)
        area, own = visit.query.get("area", ""), own_questions(store, visit.somebody)
        asked = [one for one, where in own if not area or where == area]
        shown, pages = part_of(asked, page, PAGE)
        kept = {"area": area} if area else {}
        return visit.page(
            "conflicts.html", questions=[in_words(store, one) for one in shown], place=named_areas(store)(area) if area else "",
            others=len(own) - len(asked), page=page, pages=pages,
            address=lambda number: "?" + urlencode({**kept, "page": number}),
        )  # fmt: skip

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
            own_rights.check(store, visit.somebody, type, id, {name: chosen[0].value})
            conflicts.settle(store, type, id, name, "value", chosen[0].value)

        visit.site.copy.change(visit.somebody.name, work)
        visit.note("settled", f"{type} {id}", name)
        return visit.go("/conflicts")


def own_questions(store: Store, person: Person) -> list[tuple[Conflict, str]]:
    """Open questions about records that a person may change, each with the area its record lies in."""
    reach = own_rights.streams_of(store, person)
    sql = "SELECT type, id, area, rights_class FROM sync_version WHERE asks"
    areas = {(type, id): (area, kind) for type, id, area, kind in store.reading().execute(sql)}
    allowed: dict[tuple[str, str], bool] = {}
    for key in (key for key, stream in areas.items() if stream in reach):
        allowed[key] = own_rights.why_not(store, person, *key, {}, reach) is None
    return [(one, areas[one.type, one.id][0]) for one in conflicts.conflicts(store) if allowed.get((one.type, one.id))]


def in_words(store: Store, one: Conflict) -> dict[str, Any]:
    """Values that did not see each other, with who wrote them and when."""
    values = [(value_of(store, one.type, one.field, v.value), v.by, v.when) for v in one.values]
    return {
        "one": one,
        "seen": seen_of(one),
        "type": _(REGISTRY[one.type].title),
        "record": called(store, one.type, one.id, {}),
        "field": label_of(one.type, one.field),
        "values": values,
    }


def seen_of(one: Conflict) -> str:
    """What a person saw of a question, so that an answer to something else is not taken."""
    return hash_of(repr([(v.value, v.by, v.when) for v in one.values]))[:16]
