"""The tour's meeting: a committee of Búzi made of the sample's organisations, from its agenda to its minutes, and what each
organisation gets back.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

from app import clock
from app.exchange.minutes.people import WalkIn
from app.exchange.minutes.typed import ACTION, DECISION, NOTE, understand
from app.insight.selection import Filters
from app.printing import given_back, meeting_papers
from app.services import memoranda, roles, tracker
from app.services.action_points import close, list_actions
from app.services.meetings import attending, closing, noting, planning
from app.services.meetings.naming import read_naming
from app.services.meetings.noting import Written
from app.services.meetings.sitting import read_sitting
from app.services.selection import select
from app.services.unit import unit
from app.store.workspace import Store
from app.words import _

Say = Callable[[str], None]
DISTRICT = "MZ0901"
MEMBERS = 8


def hold_a_meeting(store: Store, out: Path, say: Say) -> None:
    """Each step of one meeting, told as it is done; its papers lie in `out`."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    forum, members = _committee(store)
    meeting = planning.plan(store, forum, clock.today())
    sitting = read_sitting(store, meeting)
    topics = "; ".join(item.topic for item in sitting.items)
    say(
        _("A committee of {count} organisations in Búzi; the agenda proposed for its meeting: {topics}.").format(
            count=len(members), topics=topics
        )
    )
    meeting_papers.write_paper(store, out / "invitation.ics", meeting, meeting_papers.INVITATION)
    meeting_papers.write_paper(store, out / "attendance-sheet.pdf", meeting, meeting_papers.SHEET)
    _attend(store, meeting)
    _type(store, meeting, members)
    closing.finish(store, meeting, "11:00")
    found = read_sitting(store, meeting)
    told = _("Present: {present}. Typed as the lines of the minutes: decisions {decisions}, action points {actions}.")
    decisions = sum(said.kind == DECISION for item in found.items for said in item.said)
    say(told.format(present=found.present, decisions=decisions, actions=len(found.actions)))
    for ending in (".docx", ".pdf", ".txt"):
        meeting_papers.write_paper(store, out / f"minutes{ending}", meeting)
    closing.circulate(store, meeting)
    _go_on(store, forum, found.actions[0].id, say)
    tracker.write(store, out / "action-points.xlsx")
    _settle_roles(store, members, out, say)
    pages = given_back.give_back_to_all(store, out / "given-back", DISTRICT)
    say(
        _("One page for each of the {count} organisations at work in Búzi, as PDF and as text.").format(
            count=len(pages)
        )
    )


def _committee(store: Store) -> tuple[str, list[str]]:
    """A committee of the organisations with most rows in Búzi, each with a person; the ids."""
    lines = select(store, Filters(places=(DISTRICT,))).lines
    count: dict[str, int] = {}
    for line in lines:
        for id in line.organisations:
            count[id] = count.get(id, 0) + 1
    members = sorted(count, key=lambda id: (-count[id], id))[:MEMBERS]
    people = (
        "Rosa Machava",
        "João Tomás",
        "Lina Mussa",
        "Fátima Sitoe",
        "Maria Zunguze",
        "Alda Chico",
        "Paulo Nhaca",
        "David Okello",
    )
    with unit(store, _("A committee")) as changing:
        values = {
            "name": _("District coordination committee, Búzi"), "place": DISTRICT, "kind": "coordination_committee",
            "frequency": "monthly", "week_of_month": "third", "weekday": "thursday", "starts_at": "09:00", "chair": members[0],
            "secretariat": members[0], "venue": "Búzi-Sede",
        }  # fmt: skip
        forum = changing.create("forum", values)
        for name, organisation in zip(people, members, strict=False):
            person = changing.create("contact", {"name": name, "organisation": organisation, "consent_to_share": True})
            changing.create(
                "membership", {"forum": forum, "organisation": organisation, "person": person, "role": "member"}
            )
    return forum, members


def _attend(store: Store, meeting: str) -> None:
    people = read_sitting(store, meeting).people
    attending.note_all(store, meeting, people[:-1], attending.PRESENT)
    attending.note_all(store, meeting, people[-1:], attending.APOLOGY)
    attending.walk_in(store, meeting, WalkIn("Elisa João", "Associação dos Pescadores"))


def _type(store: Store, meeting: str, members: list[str]) -> None:
    """Lines as a secretary types them: what each becomes is read off how it begins."""
    naming, items = read_naming(store, meeting), read_sitting(store, meeting).items
    names = [naming.organisations[id] for id in members]
    typed = (
        (0, _("The lists of households of two organisations are not the same.")),
        (0, "! " + _("The lists are compared before the next round.")),
        (0, "> " + _("{who} brings its list on a USB stick by Friday").format(who=names[0])),
        (0, "> " + _("{who} shares the calendar of distributions by Friday").format(who=names[1])),
        (len(items) - 1, "? " + _("Fuel for the joint visit")),
    )
    for at, text in typed:
        line = understand(text, naming.names, clock.today())
        doers, person = naming.doers(line)
        body = text[line.begins :] if line.kind != NOTE else text
        due = line.due.date if line.due else None
        noting.write(store, items[at].id, Written(line.kind, body, doers if line.kind == ACTION else (), due, person))


def _go_on(store: Store, forum: str, action: str, say: Say) -> None:
    """One action point is done, and the next agenda has begun to write itself."""
    close(store, [action], "João Tomás")
    day = planning.next_date(store, forum) or clock.today() + dt.timedelta(days=28)
    following = read_sitting(store, planning.plan(store, forum, day))
    open_ = sum(one.is_open for one in list_actions(store))
    topics = "; ".join(item.topic for item in following.items)
    say(
        _("One action point is done, {open} open; the next agenda has begun to write itself: {topics}.").format(
            open=open_, topics=topics
        )
    )


def _settle_roles(store: Store, members: list[str], out: Path, say: Say) -> None:
    one, two = members[:2]
    roles.fill(
        store,
        DISTRICT,
        {
            ("provision", one): "A",
            ("provision", two): "R",
            ("grievances", one): "A",
            ("grievances", two): "A",
            ("outreach", two): "R",
        },
    )
    grid = roles.read_grid(store, DISTRICT)
    names = dict(grid.functions)
    wrong = "; ".join(f"{names[one.function]}: {grid.said(one)}" for one in grid.findings if one.kind != "nobody")
    memoranda.write(store, out / "memorandum.docx", memoranda.MEMORANDUM, DISTRICT)
    say(
        _("A grid of roles for Búzi, with what is to be settled ({wrong}), and a memorandum drafted from it.").format(
            wrong=wrong
        )
    )
