"""The district committee of Buzi with its members, at a desk in Sofala: what tests of meetings stand on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from app.services.meetings import planning
from app.services.unit import unit
from app.store.workspace import Store
from tests.helpers.coverage import BUZI, new_office

DAY = dt.date(2026, 11, 24)
"""A Tuesday, the fourth of its month."""

MEMBERS = (
    ("Rosa Machava", "SDSMAS", "435-LOC"),
    ("João Tomás", "INAS", None),
    ("Lina Mussa", "WFP", None),
    ("Fátima Sitoe", "CVM", None),
    ("Maria Zunguze", "AMAI", "501"),
)


@dataclass(frozen=True)
class Committee:
    """A desk with a committee: ids of the forum, the organisations by acronym, the people by name."""

    store: Store
    forum: str
    organisations: dict[str, str]
    people: dict[str, str]

    def meeting(self, day: dt.date = DAY) -> str:
        """A meeting of the committee."""
        return planning.plan(self.store, self.forum, day)

    def meeting_id(self, store: Store) -> str:
        """The meeting, looked up in a workspace that was opened again."""
        row = store.reading().execute(
            "SELECT id FROM meeting WHERE forum = ? AND date = ?", (self.forum, DAY.isoformat())
        )
        return str(row.fetchone()[0])


def new_committee(folder: Path) -> Committee:
    """The committee meets on the fourth Tuesday of each month; five people of five organisations sit in it."""
    store, organisations = new_office(folder)
    people = {}
    with unit(store, "The committee") as changing:
        for short, type in (("SDSMAS", "435-LOC"), ("AMAI", "501")):
            organisations[short] = changing.create(
                "organisation", {"name": f"{short} de Búzi", "acronym": short, "type": type}
            )
        forum = changing.create(
            "forum",
            {
                "name": "District coordination forum", "place": BUZI, "chair": organisations["SDSMAS"], "starts_at": "09:00",
                "secretariat": organisations["SDSMAS"], "frequency": "monthly", "week_of_month": "fourth", "weekday": "tuesday",
                "venue": "Administration hall", "language": "en", "kind": "coordination_committee",
            },
        )  # fmt: skip
        for name, short, _type in MEMBERS:
            people[name] = changing.create("contact", {"name": name, "organisation": organisations[short]})
            changing.create(
                "membership",
                {"forum": forum, "organisation": organisations[short], "person": people[name], "role": "member"},
            )
    return Committee(store, forum, organisations, people)
