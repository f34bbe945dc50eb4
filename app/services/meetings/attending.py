"""Attendance: who is present, who sent an apology, who came without being expected."""

from __future__ import annotations

from app.exchange.matching.organisation_names import org_key
from app.exchange.minutes.people import Person, WalkIn
from app.services.meetings.ids import id_of_attendance
from app.services.meetings.planning import hold
from app.services.meetings.sitting import Attender
from app.services.organisations import ids_by_name, short_names
from app.services.same_ids import free
from app.services.unit import Changes, Unit, unit
from app.store.workspace import Store
from app.words import _

PRESENT, APOLOGY, ABSENT, WALKED_IN = "present", "apology", "absent", "walk_in"


def known_people(store: Store, people: tuple[Attender, ...]) -> list[Person]:
    """Everybody whom a few letters may mean: who is expected, and every other contact with a name."""
    reader = store.reading()
    written = short_names(reader)
    found = [
        Person(one.person or one.organisation or one.id, one.name or one.written, one.organisation, one.written)
        for one in people
    ]
    there = {one.id for one in found}
    rows = reader.execute(
        "SELECT id, name, organisation FROM contact WHERE NOT deleted AND name IS NOT NULL ORDER BY id"
    )
    for id, name, organisation in rows:
        if id not in there:
            found.append(Person(id, name, organisation, written.get(organisation, ""), member=False))
    return found


def note(store: Store, meeting: str, attender: Attender, state: str) -> Changes:
    """Note of somebody who is expected or noted already whether he is there."""
    return note_all(store, meeting, (attender,), state)


def note_all(store: Store, meeting: str, attenders: tuple[Attender, ...], state: str) -> Changes:
    """Note the same of several at once: one act, one undo."""
    with unit(store, _("Attendance noted")) as changing:
        hold(changing, meeting)
        for one in attenders:
            if one.id:
                changing.update("attendance", one.id, {"state": state})
            else:
                _create(changing, meeting, one.person, one.name or None, one.organisation, state)
    return changing.changes


def note_contact(store: Store, meeting: str, person: Person, state: str) -> Changes:
    """Note that somebody came whom the directory knows, and who is no member."""
    with unit(store, _("Attendance noted")) as changing:
        hold(changing, meeting)
        _create(changing, meeting, person.id, person.name, person.organisation, state)
    return changing.changes


def walk_in(store: Store, meeting: str, who: WalkIn) -> Changes:
    """Note somebody whom nobody knew: a person of a known organisation, or of a new one, which is put into the directory
    with him.
    """
    with unit(store, _("{name} came to the meeting").format(name=who.name)) as changing:
        hold(changing, meeting)
        organisation = _organisation(changing, who.organisation) if who.organisation else None
        person = changing.create("contact", {"name": who.name, "organisation": organisation}) if organisation else None
        _create(changing, meeting, person, who.name, organisation, WALKED_IN)
    return changing.changes


def forget(store: Store, attendance: str) -> Changes:
    """Take a line of attendance away: it was noted by mistake."""
    with unit(store, _("Attendance taken back")) as changing:
        changing.delete("attendance", attendance)
    return changing.changes


def _organisation(changing: Unit, written: str) -> str:
    """The organisation of the directory that is called so, else a new one."""
    known = ids_by_name(changing.connection.connection.driver_connection).get(org_key(written))
    return known or changing.create("organisation", {"name": written})


def _create(
    changing: Unit, meeting: str, person: str | None, name: str | None, organisation: str | None, state: str
) -> None:
    id = free(changing, "attendance", id_of_attendance(meeting, person, name, organisation))
    values = {"meeting": meeting, "person": person, "name": name, "organisation": organisation, "state": state}
    changing.create("attendance", values, id)
