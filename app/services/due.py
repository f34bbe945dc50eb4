"""What is due from this office in committees, and what it waits for: meetings ahead, action points, minutes, answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app import clock
from app.insight.follow_up import OPEN
from app.services.action_points import REFERRED, ActionLine, Wanted, list_actions
from app.services.forums import MeetingLine, list_meetings
from app.services.own import own_organisation
from app.store.workspace import Store

AHEAD_DAYS = 10
"""How far ahead meetings are spoken of."""


@dataclass(frozen=True)
class Due:
    """`own` are the open action points of this office, the most urgent first (of all, while it is not known which organisation
    the office is); `waiting` what it asked of others, or what a higher committee has to answer; `minutes` are of meetings that
    were held and whose minutes nobody has circulated.
    """

    meetings: tuple[MeetingLine, ...]
    minutes: tuple[MeetingLine, ...]
    own: tuple[ActionLine, ...]
    waiting: tuple[ActionLine, ...]
    knows_own: bool


def read_due(store: Store) -> Due:
    """Read what is due."""
    today, own = clock.today(), own_organisation(store)
    until = today + dt.timedelta(days=AHEAD_DAYS)
    meetings = list_meetings(store)
    ahead = [one for one in meetings if one.date and today <= one.date <= until and one.status == "planned"]
    uncirculated = [one for one in meetings if one.status == "held" and one.minutes in (None, "draft")]
    open_ = list_actions(store, Wanted(states=OPEN))
    mine = [one for one in open_ if own is None or own in one.assigned_to]
    asked = [one for one in open_ if own and one.assigned_by == own and own not in one.assigned_to]
    waiting = [one for one in open_ if one in asked or one.status == REFERRED]
    return Due(
        tuple(sorted(ahead, key=lambda one: str(one.date))),
        tuple(uncirculated),
        tuple(mine),
        tuple(waiting),
        own is not None,
    )
