"""Protocols: when the trigger is met, their steps become action points by the clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app import clock
from app.errors import Refused
from app.services.own import own_organisation
from app.services.unit import Changes, unit
from app.store.workspace import Store
from app.words import _

WITHIN_DAYS = {"h24": 1, "h72": 3, "d7": 7}
"""By which day after the declaration a step is due (list `step_within`)."""


@dataclass(frozen=True)
class Step:
    """A step of a protocol: within which time, what, and by whom (the id of an organisation)."""

    id: str
    within: str
    text: str
    organisation: str | None


def steps_of(store: Store, protocol: str) -> list[Step]:
    """The steps of a protocol, the most urgent first."""
    rows = store.reading().execute(
        'SELECT id, within, text, organisation FROM protocol_step WHERE protocol = ? AND NOT deleted ORDER BY "order" IS NULL, "order", id',
        (protocol,),
    )
    order = list(WITHIN_DAYS)
    found = [Step(id, within or "d7", text or "", organisation) for id, within, text, organisation in rows]
    return sorted(found, key=lambda one: order.index(one.within))


def raise_protocol(store: Store, protocol: str, on: dt.date | None = None) -> Changes:
    """Declare that the trigger of a protocol is met: each of its steps becomes an action point. Raises Refused (no_steps)."""
    day, steps = on or clock.today(), steps_of(store, protocol)
    with unit(store, _("Protocol raised")) as changing:
        about = changing.row("protocol", protocol)
        if not steps:
            raise Refused(
                "no_steps", _("This protocol has no steps yet: say what is done within 24 hours, 72 hours, 7 days.")
            )
        for order, step in enumerate(steps):
            changing.create(
                "action_point",
                {
                    "raised_in": "protocol", "raised_in_id": protocol, "forum": about.get("forum"), "text": step.text,
                    "assigned_to": [step.organisation] if step.organisation else [], "status": "open", "order": order,
                    "due": day + dt.timedelta(days=WITHIN_DAYS[step.within]), "high_priority": True,
                    "assigned_by": about.get("declared_by") or own_organisation(store),
                    "comment": _("{protocol}, raised on {day}").format(protocol=about.get("name"), day=day.isoformat()),
                },
            )  # fmt: skip
    return changing.changes
