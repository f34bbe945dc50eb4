"""Rounds of reporting: who is expected, who sent rows, nil, late or silence; reminding, sending back, validating, closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import clock
from app.errors import Refused
from app.fold import sort_key
from app.insight.reporting import ANSWERED, ReportingRate, reporting_rate
from app.insight.selection import FIGURES, Filters
from app.services import settings
from app.services.conflicts import why_not
from app.services.records import read
from app.services.selection import select
from app.services.unit import Changes, Unit, role_here, unit
from app.store.workspace import Store
from app.words import _

EXPECTED, RECEIVED, NIL, LATE, SILENT, RETURNED, VALIDATED = (
    "expected", "received", "nil", "late", "silent", "returned", "validated",
)  # fmt: skip


@dataclass(frozen=True)
class RoundLine:
    """One organisation in a round: its state, the last thing heard, and whom to call."""

    organisation: str
    name: str
    state: str
    reply: str | None
    rows: int | None
    received_on: str | None
    reminded_on: str | None
    last_line: str | None
    contact: str | None
    phones: tuple[str, ...]
    email: str | None

    @property
    def id(self) -> str:
        """The organisation: it has one line."""
        return self.organisation


def begin_round(
    store: Store,
    name: str,
    period: tuple[dt.date, dt.date],
    deadline: dt.date,
    *,
    expected: Iterable[str] | None = None,
    place: str | None = None,
    sectors: Iterable[str] = (),
) -> str:
    """Open a round; the id. Expected are the organisations named, else everyone with a row in its places and sectors."""
    wanted = tuple(sectors)
    if expected is None:
        selection = select(store, Filters(places=(place,) if place else (), sectors=wanted))
        expected = {line.reporting or line.organisation for line in selection.lines} - {None}  # type: ignore[assignment]
    with unit(store, _("Round {name} opened").format(name=name)) as changing:
        return changing.create(
            "reporting_round",
            {
                "name": name,
                "period_start": period[0],
                "period_end": period[1],
                "deadline": deadline,
                "place": place,
                "sectors": list(wanted),
                "expected": sorted(expected or ()),
            },
        )


def list_rounds(store: Store) -> list[dict[str, Any]]:
    """All rounds, the newest period first, JSON-able."""
    names = ("id", "name", "period_start", "period_end", "deadline", "closed_on")
    sql = f"SELECT {', '.join(names)} FROM reporting_round WHERE NOT deleted ORDER BY period_start DESC, id DESC"
    return [dict(zip(names, row, strict=True)) for row in store.reading().execute(sql)]


def current_round(store: Store) -> str | None:
    """The newest round, open ones first."""
    row = (
        store.reading()
        .execute(
            "SELECT id FROM reporting_round WHERE NOT deleted ORDER BY closed_on IS NOT NULL, period_start DESC, id DESC"
        )
        .fetchone()
    )
    return row[0] if row else None


def current_rate(store: Store) -> ReportingRate:
    """The reporting rate of the newest round; nobody expected where no round was held."""
    round = current_round(store)
    return rate_of(store, round) if round else ReportingRate(0, 0, 0, 0)


def rate_of(store: Store, round: str) -> ReportingRate:
    """The reporting rate of a round."""
    return reporting_rate(
        read(store, "reporting_round", round)["expected"] or (),
        {id: reply["state"] for id, reply in _replies(store, round).items()},
    )


def late_organisations(store: Store, round: str | None) -> frozenset[str]:
    """The organisations whose rows came after the deadline of a round."""
    return (
        frozenset(id for id, reply in _replies(store, round).items() if reply["state"] == LATE)
        if round
        else frozenset()
    )


def overview(store: Store, round: str) -> list[RoundLine]:
    """Every organisation of a round: those who were expected and those who answered unasked, by name."""
    about = read(store, "reporting_round", round)
    replies = _replies(store, round)
    selection = select(store, Filters(places=(about["place"],) if about["place"] else ()))
    heard: dict[str, str] = {}
    for line in selection.lines:
        owner = line.reporting or line.organisation or ""
        heard[owner] = max(heard.get(owner, ""), line.period_end or line.period_start or line.end or line.start or "")
    people = _contacts(store)
    late = clock.today() > about["deadline"]
    lines = []
    for id in {*(about["expected"] or ()), *replies}:
        reply = replies.get(id, {})
        state = reply.get("state") or EXPECTED
        if state == EXPECTED and late:
            state = SILENT
        name, phones, email = people.get(id, (None, (), None))
        lines.append(
            RoundLine(
                id,
                selection.organisations[id].name if id in selection.organisations else id,
                state,
                reply.get("id"),
                reply.get("rows"),
                reply.get("received_on"),
                reply.get("reminded_on"),
                heard.get(id) or None,
                name,
                phones,
                email,
            )
        )
    return sorted(lines, key=lambda line: (sort_key(line.name), line.organisation))


def receive(
    store: Store, round: str, organisation: str, *, rows: int = 0, nil: bool = False, on: dt.date | None = None
) -> Changes:
    """Note that an organisation answered: with rows, or with nothing to report (nil). After the deadline it is late."""
    with unit(store, _("Answer received")) as changing:
        note_received(changing, store, round, organisation, rows, nil=nil, on=on)
    return changing.changes


def note_received(
    changing: Unit,
    store: Store,
    round: str,
    organisation: str,
    rows: int,
    *,
    nil: bool = False,
    on: dt.date | None = None,
) -> None:
    """As `receive`, inside the unit of work of an import."""
    day = on or clock.today()
    state = NIL if nil else LATE if day > read(store, "reporting_round", round)["deadline"] else RECEIVED
    _write_reply(changing, store, round, organisation, {"state": state, "received_on": day, "rows": rows})


def send_back(store: Store, round: str, organisation: str, remarks: str) -> Changes:
    """Note that its rows went back for correction, and why."""
    return _note(store, round, organisation, {"state": RETURNED, "remarks": remarks}, _("Returned for correction"))


def validate(store: Store, round: str, organisation: str, by: str) -> Changes:
    """Validate what an organisation sent: its reply, and its figures of the round's period (by a sector lead, those of his)."""
    about = read(store, "reporting_round", round)
    led = (settings.get(store, "server_role") or "").partition(":")[2]
    filters = Filters(
        places=(about["place"],) if about["place"] else (),
        sectors=(led,) if led else tuple(about["sectors"] or ()),
        organisations=(organisation,),
        period=(about["period_start"].isoformat(), about["period_end"].isoformat()),
    )
    mine = [
        line.id
        for line in select(store, filters).lines
        if line.kind == FIGURES and (line.reporting or line.organisation) == organisation
    ]
    with unit(store, _("Rows validated")) as changing:
        changing.load([("figures", id) for id in mine])
        for id in mine:
            changing.update("figures", id, {"validation": VALIDATED, "validated_by": by})
        _write_reply(changing, store, round, organisation, {"state": VALIDATED, "validated_by": by})
    return changing.changes


def remind(store: Store, round: str, organisation: str, folder: Path) -> dict[str, Any]:
    """A message to paste, with the organisation's pre-filled sheet beside it; notes that it was reminded.

    `{"message", "file", "phones", "email"}`.
    """
    from app.services.exporting_forms import export_form

    about = read(store, "reporting_round", round)
    line = next((line for line in overview(store, round) if line.organisation == organisation), None)
    if line is None:
        raise Refused("not_in_round", _("This organisation is not part of the round."))
    report = export_form(store, folder / _file_name(about["name"], line.name), organisation, round=round)
    text = _(
        "Dear {who}, for {round} we are waiting for the rows of {organisation}. The attached sheet already holds what we know: "
        "correct it, add what is new, or tick “nothing has changed”. Please send it back by {deadline}. Thank you."
    ).format(
        who=line.contact or _("colleague"),
        round=about["name"],
        organisation=line.name,
        deadline=about["deadline"].isoformat(),
    )
    _note(
        store,
        round,
        organisation,
        {"state": _stored_state(store, round, organisation), "reminded_on": clock.today()},
        _("Reminded"),
    )
    return {"message": text, "file": report["file"], "phones": list(line.phones), "email": line.email}


def close_round(store: Store, round: str, level: int | None = None) -> str:
    """Close a round: who has not answered is silent, and the edition is made. The id of the edition. Raises Refused when closed."""
    from app.services.editions import make_edition

    about = read(store, "reporting_round", round)
    if about["closed_on"]:
        raise Refused("round_closed", _("This round was closed on {date}.").format(date=about["closed_on"].isoformat()))
    replies = _replies(store, round)
    with unit(store, _("Round {name} closed").format(name=about["name"])) as changing:
        if (role := role_here(changing.connection)) and not role.may_close:
            raise Refused("may_not_close", why_not("may_not_close"))
        for organisation in about["expected"] or ():
            if replies.get(organisation, {}).get("state") not in ANSWERED:
                _write_reply(changing, store, round, organisation, {"state": SILENT})
        changing.update("reporting_round", round, {"closed_on": clock.today()})
    filters = Filters(places=(about["place"],) if about["place"] else (), sectors=tuple(about["sectors"] or ()))
    return make_edition(store, filters, level, round=round, cut_off=min(clock.today(), about["deadline"]))


def _stored_state(store: Store, round: str, organisation: str) -> str:
    return str(_replies(store, round).get(organisation, {}).get("state") or EXPECTED)


def _replies(store: Store, round: str) -> dict[str, dict[str, Any]]:
    names = ("id", "organisation", "state", "received_on", "rows", "reminded_on")
    sql = f"SELECT {', '.join(names)} FROM round_reply WHERE round = ? AND NOT deleted ORDER BY id"
    return {row[1]: dict(zip(names, row, strict=True)) for row in store.reading().execute(sql, (round,))}


def _contacts(store: Store) -> dict[str, tuple[str | None, tuple[str, ...], str | None]]:
    """Whom to call of each organisation: the focal point first."""
    import json

    sql = (
        "SELECT organisation, name, phones, email FROM contact WHERE NOT deleted ORDER BY coalesce(focal_point, 0), id"
    )
    return {row[0]: (row[1], tuple(json.loads(row[2] or "[]")), row[3]) for row in store.reading().execute(sql)}


def _note(store: Store, round: str, organisation: str, values: Mapping[str, Any], note: str) -> Changes:
    with unit(store, note) as changing:
        _write_reply(changing, store, round, organisation, values)
    return changing.changes


def _write_reply(changing: Unit, store: Store, round: str, organisation: str, values: Mapping[str, Any]) -> None:
    known = _replies(store, round).get(organisation)
    if known:
        changing.update("round_reply", known["id"], values)
    else:
        changing.create("round_reply", {"round": round, "organisation": organisation, **values})


def _file_name(*parts: str) -> str:
    safe = ["".join(sign if sign.isalnum() or sign in " -_" else " " for sign in part).strip() for part in parts]
    return " - ".join(" ".join(part.split())[:60] for part in safe) + ".xlsx"
