"""What the page of rounds asks of the services, for one round and for several organisations at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.desktop.dialogs.begin_round import NewRound
from app.desktop.dialogs.reminders import Reminder
from app.insight.reporting import ReportingRate
from app.services import rounds
from app.services.rounds import RoundLine
from app.services.unit import Changes
from app.store.workspace import Store


@dataclass(frozen=True)
class RoundView:
    """What the page shows: every round, the one shown with its organisations, and its rate."""

    rounds: list[dict[str, Any]]
    about: dict[str, Any] | None
    lines: list[RoundLine]
    rate: ReportingRate


def read_round(store: Store, id: str) -> RoundView:
    """Read a round; an empty id reads the newest one that is open."""
    listed = rounds.list_rounds(store)
    wanted = id if any(one["id"] == id for one in listed) else rounds.current_round(store)
    about = next((one for one in listed if one["id"] == wanted), None)
    if about is None or wanted is None:
        return RoundView(listed, None, [], ReportingRate(0, 0, 0, 0))
    return RoundView(listed, about, rounds.overview(store, wanted), rounds.rate_of(store, wanted))


def begin(store: Store, new: NewRound) -> str:
    """Begin a round; its id."""
    return rounds.begin_round(
        store, new.name, new.period, new.deadline, expected=new.expected, place=new.place, sectors=new.sectors
    )


def receive_nil(store: Store, round: str, organisation: str) -> Changes:
    """Note that an organisation has nothing to report."""
    return rounds.receive(store, round, organisation, nil=True)


def note_each(
    store: Store, service: Callable[..., Changes], round: str, organisations: list[str], *more: str
) -> Changes:
    """Call a service for each organisation; all that changed."""
    whole = Changes()
    for organisation in organisations:
        changes = service(store, round, organisation, *more)
        whole.created += changes.created
        whole.updated += changes.updated
        whole.group = changes.group
    return whole


def remind_each(store: Store, round: str, whom: list[RoundLine], folder: Path) -> list[Reminder]:
    """Write the sheet and the message of each."""
    made = []
    for line in whom:
        told = rounds.remind(store, round, line.organisation, folder)
        made.append(Reminder(line.name, told["message"], Path(told["file"]), tuple(told["phones"]), told["email"]))
    return made
