"""The national 3W: heat table, map, list of rows, and the files the desktop would write."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.responses import Response

from app import clock
from app.server import map_svg, three_w
from app.server.places import areas, areas_of, level_words
from app.server.site import Site, Visit, numbered
from app.server.three_w import Asked, asked_of
from app.services.exporting import SUFFIXES, Options, export
from app.store.workspace import Store
from app.words import language

MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
}


def add_national_pages(site: Site) -> None:
    """The routes of this file."""

    @site.get("/3w", "see_3w")
    def heat_table(visit: Visit) -> Response:
        store, asked = _asked(visit)
        counted = three_w.count(store, asked)
        return visit.page(
            "heat.html", view="heat", counted=counted, rows=three_w.heat(counted), classes=counted.classes.words(),
            totals=[three_w.number(counted.matrix.column_totals.get(c.id)) for c in counted.matrix.columns],
            total=three_w.number(counted.matrix.total), stamp=counted.stamp, notes=counted.notes,
            word=counted.selection.level_word(counted.matrix.level), **_filters(visit, store, asked),
        )  # fmt: skip

    @site.get("/3w/map", "see_3w")
    def map_page(visit: Visit) -> Response:
        store, asked = _asked(visit)
        counted = three_w.count(store, asked)
        drawn, classes, listed = map_svg.draw(store, counted)
        return visit.page(
            "map.html", view="map", drawn=drawn, classes=classes.words(), listed=listed, stamp=counted.stamp,
            notes=counted.notes, word=counted.selection.level_word(counted.matrix.level),
            **_filters(visit, store, asked),
        )  # fmt: skip

    @site.get("/3w/rows", "see_3w")
    def rows(visit: Visit) -> Response:
        store, asked = _asked(visit)
        page = numbered(visit)
        read = three_w.rows_page(store, asked, page)
        return visit.page("rows.html", view="rows", page=page, **read, **_filters(visit, store, asked))

    for suffix in SUFFIXES:
        site.get(f"/3w/download{suffix}", "see_3w")(_download(suffix))


def _download(suffix: str) -> Callable[[Visit], Response]:
    def download(visit: Visit) -> Response:
        """The file that the desktop would write, logged with its recipient as every file that leaves."""
        _store, asked = _asked(visit)
        name = f"3w-{clock.today().isoformat()}{suffix}"
        with tempfile.TemporaryDirectory(prefix="ujima-") as folder:
            path = Path(folder) / name
            options = Options(asked.filters, asked.level, language=language(), recipient=visit.somebody.name)
            visit.site.copy.change(visit.somebody.name, lambda store: export(store, path, options))
            data = path.read_bytes()
        visit.note("downloaded", name, asked.address())
        headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
        return Response(data, 200, headers, MEDIA[suffix])

    return download


def _asked(visit: Visit) -> tuple[Store, Asked]:
    store = visit.site.copy.shown()
    return store, asked_of(store, visit.somebody, visit.query)


def _filters(visit: Visit, store: Store, asked: Asked) -> dict[str, Any]:
    person = visit.somebody
    named = visit.site.copy.kept("named", lambda: three_w.named_organisations(store))
    offered = areas(store)
    if not person.facts.everywhere:
        offered = areas_of(offered, person.places)
    return {
        "asked": asked,
        "measures": three_w.MEASURES,
        "areas": offered,
        "choices": three_w.choices(store, named),
        "level_words": level_words(store),
        "everywhere": person.facts.everywhere,
        "public": three_w.is_public(person),
    }
