"""Overlaps that a committee has talked about: activities agreed to complement each other, with the decision that says so."""

from __future__ import annotations

import json
from itertools import combinations
from typing import Any

from app.errors import Refused
from app.services.unit import Changes, Unit, unit
from app.store import find
from app.store.workspace import Store
from app.words import _

AGREED = frozenset({"agree", "endorse"})
"""Kinds of decision that settle something; what is put off or referred is still to be talked about."""


def agreed_pairs(store: Store) -> set[tuple[str, str]]:
    """Every two activities (record ids, the smaller first) that some decision says complement each other."""
    found: set[tuple[str, str]] = set()
    sql = "SELECT kind, complementary FROM decision WHERE complementary IS NOT NULL AND NOT deleted"
    for kind, text in store.reading().execute(sql):
        if kind in AGREED:
            found |= set(combinations(sorted(json.loads(text)), 2))
    return found


def agree(store: Store, activities: tuple[str, str], decision: str = "", forum: str = "", text: str = "") -> Changes:
    """Note that two activities complement each other, as a recorded decision says (its id), or a new one of a committee. All
    activities that one decision names complement each other.

    Raises Refused: no_decision (neither is given, or there is none of that id), not_settled (it was put off or referred).
    """
    with unit(store, _("Overlap agreed as complementary")) as changing:
        if decision:
            _add_to(store, changing, decision, activities)
        else:
            _decide(store, changing, activities, forum, text.strip())
    return changing.changes


def _add_to(store: Store, changing: Unit, decision: str, activities: tuple[str, str]) -> None:
    if find.find_one(store.reading(), "decision", decision) is None:
        raise Refused("no_decision", _("Choose a decision from the list, or note a new one with its committee."))
    now = changing.row("decision", decision)
    if now.get("kind") not in AGREED:
        said = _("This decision was put off or referred, so it settles nothing yet: choose another one.")
        raise Refused("not_settled", said)
    changing.update("decision", decision, {"complementary": {*(now.get("complementary") or ()), *activities}})


def _decide(store: Store, changing: Unit, activities: tuple[str, str], forum: str, text: str) -> None:
    if not text or find.find_one(store.reading(), "forum", forum) is None:
        said = _("Choose the decision that says so, or say which committee decided it, and what.")
        raise Refused("no_decision", said)
    values: dict[str, Any] = {
        "raised_in": "forum", "raised_in_id": forum, "forum": forum, "text": text, "kind": "agree", "complementary": activities,
    }  # fmt: skip
    changing.create("decision", values)
