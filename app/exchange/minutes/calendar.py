"""An invitation for a calendar (.ics, RFC 5545), which Outlook, Google and phones take in."""

from __future__ import annotations

import datetime as dt

from app.exchange.documents.direction import clean
from app.exchange.minutes.content import Invitation
from app.exchange.minutes.invitations import agenda_lines, meeting_title

PRODUCT = "-//Ujima//Ujima//EN"


def invitation_ics(
    invitation: Invitation,
    meeting_id: str,
    made_at: dt.datetime,
    *,
    time_zone: dt.tzinfo | None = None,
    sequence: int = 0,
    organiser: str = "",
) -> bytes:
    """The invitation as a calendar file. Times are in UTC by `time_zone`, or, where that is unknown, as they stand on the clock of
    whoever opens it. A meeting whose hour nobody knows takes the day.

    `meeting_id` stays the same from one version to the next and `sequence` grows, so that a calendar moves the meeting instead of
    adding one. `made_at` (aware) is when the file was made; `organiser` an e-mail address to which answers go.
    """
    from icalendar import Calendar, Event, vCalAddress  # 60 ms, and rarely wanted

    event = Event()
    event.add("uid", meeting_id)
    event.add("dtstamp", made_at.astimezone(dt.UTC))
    event.add("sequence", sequence)
    event.add("summary", _line(meeting_title(invitation)))
    for name, moment in zip(("dtstart", "dtend"), _span(invitation, time_zone), strict=True):
        if moment is not None:
            event.add(name, moment)
    if invitation.venue:
        event.add("location", _line(invitation.venue))
    if told := agenda_lines(invitation):
        event.add("description", clean("\n".join(told)))
    if organiser:
        address = vCalAddress(f"mailto:{_line(organiser)}")
        address.params["CN"] = _line(invitation.secretariat or invitation.forum).replace('"', "'")
        event.add("organizer", address)
    calendar = Calendar()
    # who is asked to answer is told whom to answer (RFC 5546, 3.2.2); without an address the meeting is only made known
    method = "REQUEST" if organiser else "PUBLISH"
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", method)):
        calendar.add(name, value)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _span(invitation: Invitation, time_zone: dt.tzinfo | None) -> tuple[dt.date, dt.date | None]:
    """Beginning and end: as told, else as long as the agenda is planned to take, else without an end."""
    if invitation.begins is None:
        return invitation.date, None
    begins = dt.datetime.combine(invitation.date, invitation.begins)
    planned = sum(item.minutes_planned or 0 for item in invitation.agenda)
    ends = dt.datetime.combine(invitation.date, invitation.ends) if invitation.ends else None
    if ends is None or ends <= begins:
        ends = begins + dt.timedelta(minutes=planned) if planned else None
    return _in_utc(begins, time_zone), _in_utc(ends, time_zone) if ends else None


def _in_utc(moment: dt.datetime, time_zone: dt.tzinfo | None) -> dt.datetime:
    return moment.replace(tzinfo=time_zone).astimezone(dt.UTC) if time_zone else moment


def _line(text: str) -> str:
    return " ".join(clean(text).split())
