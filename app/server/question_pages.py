"""Open questions: values that did not see each other, and the answer that settles them."""

from __future__ import annotations

from typing import Any

from fastapi.responses import Response

from app.errors import Refused
from app.records import REGISTRY
from app.server.accounts import hash_of
from app.server.places import named_areas
from app.server.site import Site, Visit
from app.server.worded import called, label_of, value_of
from app.services import conflicts
from app.store.workspace import Store
from app.words import _


def add_question_pages(site: Site) -> None:
    """The routes of this file."""

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
