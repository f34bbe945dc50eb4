"""A small country to count in: two provinces, three districts, four organisations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.insight.selection import FIGURES, Filters, Line, Organisation, Place, Selection

PLACES = {
    place.id: place
    for place in (
        Place("X", "X", "Xland", 0, None, "XXX"),
        Place("X1", "X1", "North", 1, "X", "XXX"),
        Place("X2", "X2", "South", 1, "X", "XXX"),
        Place("X11", "X11", "Hill", 2, "X1", "XXX"),
        Place("X12", "X12", "Lake", 2, "X1", "XXX"),
        Place("X21", "X21", "Plain", 2, "X2", "XXX"),
    )
}
ORGANISATIONS = {
    one.id: one
    for one in (
        Organisation("wfp", "World Food Programme", "WFP", "447", False, "HA"),
        Organisation("inas", "Social Action", "INAS", "435", None, "SP"),
        Organisation("kub", "Kubatsirana", None, "441", None, None),
        Organisation("x", "Unknown kind", None, None, None, None),
    )
}


def a_line(id: str, **facts: Any) -> Line:
    """Figures of an ongoing activity of WFP in Hill, with what the test says differently."""
    blank: dict[str, Any] = dict.fromkeys(Line._fields)
    usual = {
        "kind": FIGURES,
        "id": id,
        "record": f"a-{id}",
        "organisation": "wfp",
        "implementing": (),
        "sector": "FSC",
        "place": "X11",
        "status": "ongoing",
        "cumulative": False,
        "hidden": False,
        "period_start": "2026-05-01",
        "period_end": "2026-05-31",
    }
    return Line(**{**blank, **usual, **facts})


@pytest.fixture
def selection() -> Callable[..., Selection]:
    """Makes a selection of lines."""

    def make(*lines: Line, **facts: Any) -> Selection:
        return Selection(
            lines,
            ORGANISATIONS,
            PLACES,
            {},
            **{"filters": Filters(), "country": "XXX", "area": "X", "level": 1, **facts},
        )

    return make
