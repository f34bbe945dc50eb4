"""Agreements: which end soon, which bind an organisation, which activities stand under none that is valid."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app import clock
from app.errors import Refused
from app.services.organisations import short_names, standing_for
from app.services.sensitive import is_kept
from app.services.unit import Changes, unit
from app.store.workspace import Store
from app.words import _, ngettext

NOTICE_DAYS = 90
"""How many days before its end an agreement is spoken of, unless it says more itself (domain rule)."""

ACTIVE = (None, "ongoing", "suspended")
"""The states of an activity (list `status`) in which it asks for an agreement."""

IN_FORCE, DRAFT, SUSPENDED, ENDED = "in_force", "draft", "suspended", "ended"


@dataclass(frozen=True)
class AgreementLine:
    """One agreement of the register; `days_left` until its end (negative: over), None where it has none. `parties` are ids of
    organisations, `names` what lists call them. What is `closed` is too sensitive to leave in a document or a workbook.
    """

    id: str
    name: str
    kind: str | None
    place: str | None
    status: str | None
    start: dt.date | None
    end: dt.date | None
    notice: int
    days_left: int | None
    parties: tuple[str, ...]
    names: tuple[str, ...]
    obligations: str | None
    closed: bool

    @property
    def is_valid(self) -> bool:
        """Whether it binds today: signed and in force, begun, not over."""
        over = self.days_left is not None and self.days_left < 0
        return self.status in (None, IN_FORCE) and not over and (self.start is None or self.start <= clock.today())

    @property
    def ends_soon(self) -> bool:
        """Whether it is within its notice."""
        return self.status in (None, IN_FORCE) and self.days_left is not None and 0 <= self.days_left <= self.notice


def list_agreements(store: Store, today: dt.date | None = None) -> list[AgreementLine]:
    """The register, the soonest end first, those without an end last. `parties` are ids of organisations."""
    reader, day = store.reading(), today or clock.today()
    stands = standing_for(reader)
    parties: dict[str, list[str]] = defaultdict(list)
    for agreement, organisation in reader.execute(
        "SELECT agreement, organisation FROM party WHERE NOT deleted ORDER BY id"
    ):
        parties[agreement].append(stands.get(organisation, organisation))
    called = short_names(reader)
    found = []
    for id, name, kind, place, status, start, end, notice, obligations, closed in reader.execute(
        'SELECT id, name, kind, place, status, start, "end", notice_days, obligations, '
        f"{is_kept('agreement')} FROM agreement WHERE NOT deleted "
        'ORDER BY "end" IS NULL, "end", sort_key, id'
    ):
        last = dt.date.fromisoformat(end) if end else None
        left = (last - day).days if last else None
        first = dt.date.fromisoformat(start) if start else None
        bound = tuple(dict.fromkeys(parties[id]))
        line = AgreementLine(
            id, name or "", kind, place, status, first, last, max(notice or 0, NOTICE_DAYS), left, bound,
            tuple(called.get(one, one) for one in bound), obligations, bool(closed),
        )  # fmt: skip
        found.append(line)
    return found


def ending_soon(store: Store, day: dt.date, places: Sequence[str] = ()) -> list[AgreementLine]:
    """The agreements that end within 90 days of a day, or within their own notice where that is longer; of some places,
    what lies in them and what they lie in, or of all.
    """
    inside = _inside(store, places)
    return [one for one in list_agreements(store, day) if one.ends_soon and (inside is None or one.place in inside)]


def _inside(store: Store, places: Sequence[str]) -> set[str] | None:
    """The places themselves, and all below and above them: a province's agreement holds in its districts."""
    if not places:
        return None
    parents = dict(store.reading().execute("SELECT id, parent FROM place"))
    found: set[str] = set()
    for place in places:
        at: str | None = place
        while at and at not in found:
            found.add(at)
            at = parents.get(at)
    wanted = set(places)
    for place in parents:
        path, at = [], place
        while at and at not in path:
            path.append(at)
            at = parents.get(at)
        if wanted & set(path):
            found.add(place)
    return found


def activities_under_none(store: Store) -> list[str]:
    """The active activities that say of no agreement that is valid today that they stand under it: their ids."""
    valid = {one.id for one in list_agreements(store) if one.is_valid}
    rows = store.reading().execute("SELECT id, agreement, status FROM activity WHERE NOT deleted ORDER BY id")
    return [id for id, agreement, status in rows if agreement not in valid and status in ACTIVE]


def oblige(
    store: Store, agreement: str, lines: Sequence[str], forum: str | None = None, due: dt.date | None = None
) -> Changes:
    """Make obligations of an agreement action points of a committee: its parties owe them. Raises Refused (no_forum)."""
    parties = next((one.parties for one in list_agreements(store) if one.id == agreement), ())
    with unit(
        store,
        ngettext(
            "{count} obligation became an action point", "{count} obligations became action points", len(lines)
        ).format(count=len(lines)),
    ) as changing:
        about = changing.row("agreement", agreement)
        owner = forum or about.get("forum")
        if not owner:
            said = _("Say to which committee the action points belong: the agreement names none.")
            raise Refused("no_forum", said)
        for text in lines:
            changing.create(
                "action_point",
                {
                    "raised_in": "forum", "raised_in_id": owner, "forum": owner, "text": text, "status": "open",
                    "assigned_to": list(parties), "due": due or about.get("end"),
                },
            )  # fmt: skip
    return changing.changes
