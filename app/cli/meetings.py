"""The commands of committees and agreements: minutes, invitation, agenda, actions, tracker, raci, give-back."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
from typing import Any

from app.cli.answer import Answer
from app.errors import Refused
from app.fields import Date, Unreadable
from app.services import action_points, entering, roles, tracker
from app.services.action_points import Wanted
from app.services.meetings import planning, taking
from app.services.meetings.agenda import proposals
from app.store import find
from app.store.workspace import Store
from app.vocabulary.days import short_day
from app.words import _


def minutes(store: Store, options: argparse.Namespace) -> Answer:
    """`minutes read FILE [--forum ID] [--take]`, or `minutes write MEETING OUT`."""
    if options.verb == "write":
        return _write(store, options, "minutes")
    forum = _known(store, "forum", options.forum) if options.forum else None
    found = taking.read_minutes(options.file)
    data = taking.as_data(found)
    if options.take:
        if forum is None:
            raise Refused("no_forum", _("Say of which committee these minutes are: --forum ID."))
        meeting = taking.take(store, forum, taking.propose(store, found), _day(options.date))
        data["meeting"] = meeting
    lines = [
        *(f"{one['state']}\t{one['person'] or ''}\t{one['organisation'] or ''}" for one in data["attendance"]),
        *(f"{_('Decision')}: {text}" for text in data["decisions"]),
        *(
            f"{_('Action point')}: {one['text']} ({', '.join(one['who'])} {one['due'] or ''})"
            for one in data["actions"]
        ),
        *(f"? {text}" for text in data["unsure"]),
    ]
    return Answer(data, "\n".join(lines))


def invitation(store: Store, options: argparse.Namespace) -> Answer:
    """`invitation MEETING OUT.ics|.docx|.pdf|.txt`."""
    return _write(store, options, "invitation")


def _write(store: Store, options: argparse.Namespace, kind: str) -> Answer:
    from app.printing import meeting_papers

    id = _known(store, "meeting", options.meeting)
    path = meeting_papers.write_paper(store, options.out, id, kind, options.lang)
    return Answer({"file": str(path), "meeting": id}, _("Written to {file}.").format(file=path))


def meet(store: Store, options: argparse.Namespace) -> Answer:
    """`meet FORUM [--date DAY]`: announce the next meeting, with the agenda that is proposed for it."""
    forum = _known(store, "forum", options.forum)
    day = _day(options.date) or planning.next_date(store, forum)
    if day is None:
        raise Refused("no_date", _("This committee has no rhythm: say on which day it meets, --date 24/11/2026."))
    id = planning.plan(store, forum, day)
    return Answer({"meeting": id, "date": day.isoformat()}, f"{id}\t{short_day(day)}")


def agenda(store: Store, options: argparse.Namespace) -> Answer:
    """`agenda FORUM`: what its next meeting should talk about, and why."""
    found = proposals(store, _known(store, "forum", options.forum), _day(options.date))
    data = [
        {**dataclasses.asdict(one), "raised_by_id": one.raised_by, "raised_by": _called(store, one.raised_by)}
        for one in found
    ]
    return Answer(data, "\n".join(f"{number}. {one.topic}\t{one.because}" for number, one in enumerate(found, 1)))


def actions(store: Store, options: argparse.Namespace) -> Answer:
    """`actions [--overdue] [--org X] [--forum ID] [--status STATE]`."""
    from app import vocabulary

    organisation = _known(store, "organisation", options.org) if options.org else None
    states = []
    for text in options.status:
        code = vocabulary.code_list("action_status").find(text)
        if code is None:
            raise Refused("not_in_list", _("“{text}” is not in the list.").format(text=text))
        states.append(code)
    wanted = Wanted(
        forums=(_known(store, "forum", options.forum),) if options.forum else (),
        organisations=(organisation,) if organisation else (),
        states=frozenset(states),
        overdue=options.overdue,
    )
    found = action_points.list_actions(store, wanted)
    text = "\n".join(tracker.said_in_line(one) for one in found)
    return Answer([action_points.as_data(one) for one in found], text)


def write_tracker(store: Store, options: argparse.Namespace) -> Answer:
    """`tracker OUT.xlsx`: the action points as a workbook of their own."""
    from app.words import language, speaking

    if options.out.suffix.lower() != ".xlsx":
        raise Refused("format_unknown", _("Write to a file that ends in {endings}.").format(endings=".xlsx"))
    with speaking(options.lang or language()):
        report = tracker.write(store, options.out)
    return Answer(report, _("{rows} rows written to {file}.").format(rows=report["rows"], file=report["file"]))


def raci(store: Store, options: argparse.Namespace) -> Answer:
    """`raci --district P-CODE`: the grid of roles of a place, and what is to be settled."""
    grid = roles.read_grid(store, options.district)
    data = roles.as_data(grid)
    names = [name for _id, name in grid.organisations]
    wrong = {one["function"]: one["said"] for one in data["findings"]}
    lines = ["\t".join(["", *names])]
    for code, name in grid.functions:
        cells = [grid.cells.get((code, id), "") for id, _name in grid.organisations]
        lines.append("\t".join([name, *cells, wrong.get(code, "")]))
    return Answer(data, "\n".join(lines))


def give_back(store: Store, options: argparse.Namespace) -> Answer:
    """`give-back DIR [--place P-CODE] [--org X]`: a page for each organisation, into a folder."""
    from app.printing import given_back

    if options.org:
        id = _known(store, "organisation", options.org)
        made = [given_back.give_back(store, options.out, id, options.lang)]
    else:
        made = given_back.give_back_to_all(store, options.out, options.place, options.lang)
    data = [
        {
            "organisation": one.name,
            "language": one.language,
            "on_time": one.on_time,
            "files": [str(file) for file in one.files],
        }
        for one in made
    ]
    return Answer(data, "\n".join(str(file) for one in made for file in one.files))


def _known(store: Store, type: str, text: str) -> str:
    """The id of a record by its id or by what it is called. Raises Refused (no_record)."""
    if find.find_one(store.reading(), type, text) is not None:
        return text
    named: str | None = None
    if type != "meeting":
        named = entering.record_called(store, type, text)
    if named is None:
        raise Refused("no_record", _("There is no record with the id {id}.").format(id=text))
    return named


def _called(store: Store, organisation: str | None) -> str | None:
    return find.called(store.reading(), "organisation", [organisation]).get(organisation) if organisation else None


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        found: Any = Date().parse(text)
    except Unreadable as fault:
        raise Refused("no_date", str(fault)) from fault
    return found
