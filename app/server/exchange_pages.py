"""How the exchange goes: laptops that are silent, changes that wait, questions that are open, what the server holds."""

from __future__ import annotations

from fastapi.responses import Response

from app import clock
from app.server import hub
from app.server.laptop_pages import QUIET_DAYS, laptops_of
from app.server.places import named_areas, named_places
from app.server.site import Site, Visit, ago, moment
from app.server.waiting_pages import acts_of, lines
from app.services import conflicts
from app.store.workspace import Store
from app.words import N_
from sync.hub_tables import reading

CLASSES = {"open": N_("Ordinary"), "contacts": N_("Contacts"), "restricted": N_("Restricted")}
#: how many acts that wait the page tells of, and how many lines its other lists have
ACTS, MOST = 10, 200


def add_exchange_pages(site: Site) -> None:
    """The routes of this file."""

    @site.get("/health", "see_health")
    def health(visit: Visit) -> Response:
        store = visit.site.copy.shown()
        days = _days(visit.query.get("days", ""))
        silent = [one for one in laptops_of(visit) if one.revoked_at is None and _silent(one.seen_at, days)]
        asked = questions_by_area(store)
        found = acts_of(visit)
        waiting = [act for act in found if not act.is_left]
        with reading(visit.site.service.engine) as tables:
            last, safe = tables.last_seq(), int(tables.facts().get("safe") or 0)
        return visit.page(
            "health.html", days=days, quiet=sorted(silent, key=lambda one: one.seen_at or 0), asked=asked, most=MOST,
            lines=lines(visit, store, waiting[:ACTS]), acts=len(waiting), classes=CLASSES,
            waiting=sum(len(act.records) for act in waiting), left=sum(len(act.records) for act in found if act.is_left),
            held=held_by_area(visit, store), open=sum(count for _area, _name, count in asked),
            unsafe=max(0, last - safe), placed=named_places(store), ago=ago, moment=moment,
        )  # fmt: skip


def questions_by_area(store: Store) -> list[tuple[str, str, int]]:
    """Every area with open questions, its name, and how many they are; the most first."""
    named = named_areas(store)
    found = [(area, named(area), count) for area, count in conflicts.count_by_area(store).items()]
    return sorted(found, key=lambda one: (-one[2], one[1]))


def held_by_area(visit: Visit, store: Store) -> list[tuple[str, dict[str, int]]]:
    """Every area in words, with how many records of each class it holds; the most first."""
    named = named_areas(store)
    found: dict[str, dict[str, int]] = {}
    for line in hub.digests(visit.site.service):
        counts = found.setdefault(named(line["area"]), {})
        counts[line["class"]] = counts.get(line["class"], 0) + int(line["records"])
    return sorted(found.items(), key=lambda one: (-sum(one[1].values()), one[0]))


def _days(text: str) -> int:
    return min(int(text), 3650) if text.isdecimal() and len(text) < 7 and int(text) else QUIET_DAYS


def _silent(seen_at: int | None, days: int) -> bool:
    return seen_at is None or seen_at < clock.now_ms() - days * 86_400_000
