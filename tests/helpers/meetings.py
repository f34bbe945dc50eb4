"""A meeting with everything in it, and meetings of every shape for laws."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from app.exchange.minutes.content import (
    APPROVED,
    CIRCULATED,
    CORRECTED,
    DRAFT,
    Action,
    Correction,
    Decision,
    Group,
    Invitation,
    Item,
    Line,
    Minutes,
    Person,
    Sitting,
)
from tests.helpers.documents import HOSTILE, LETTERS

#: short, for a meeting has many texts
WORDS = st.one_of(st.text(LETTERS, max_size=8), st.sampled_from(("UNICEF", "أحمد", "Hélène N'Guessan", *HOSTILE)))

MINUTES = Minutes(
    forum="Comité provincial",
    date=dt.date(2026, 11, 24),
    number=14,
    begins=dt.time(9),
    ends=dt.time(11, 30),
    venue="Salle 3",
    mode="hybrid",
    chair="Rosa Machava (INAS)",
    secretariat="SDSMAS",
    state=CORRECTED,
    circulated_on=dt.date(2026, 11, 26),
    corrected_on=dt.date(2026, 11, 28),
    corrections=(Correction("Item 1", "1,480 households", "1,840 households", dt.date(2026, 11, 27), "INAS"),),
    present=(
        Group("Local government", (Person("Rosa Machava", "INAS"), Person("أحمد عبد الرحمن", "SDSMAS"))),
        Group("United Nations", (Person("Aminata Traoré", "PMA"),)),
    ),
    apologies=(Person("Hélène N'Guessan", "CVM"),),
    absent=(Person("", "CARE"),),
    items=(
        Item(
            "Lists of households",
            1,
            "INAS",
            15,
            dt.time(9, 10),
            dt.time(9, 40),
            (
                Line("عرضت الوزارة القائمة على WFP."),
                Line("INAS keeps the one list", "decision"),
                Line("Compare both lists", "action", "PMA", dt.date(2026, 12, 4)),
                Line("Transfer value", "next_time"),
            ),
        ),
    ),
    closed_items=1,
    decisions=(Decision("14.1", "INAS keeps the one list"),),
    actions=(Action("AP 14.1", "Compare both lists", "PMA", dt.date(2026, 12, 4)),),
    carried_over=(
        Action("AP 12.1", "Send the register", "CVM", dt.date(2026, 10, 3), "blocked", 2, late=True),
        Action("AP 12.2", "Visit Búzi", "INAS", None, "done", 1),
    ),
    next_time=("Transfer value",),
    next_meeting=Sitting("Comité provincial", dt.date(2026, 12, 1), 15, dt.time(9), venue="Salle 3"),
    trust="Edition 7, cut-off 20/11/2026, 43 of 61 organisations reported",
)

INVITATION = Invitation(
    forum="Comité provincial",
    date=dt.date(2026, 12, 8),
    number=15,
    begins=dt.time(9),
    ends=dt.time(11),
    venue="Salle 3; aile B",
    mode="in_person",
    secretariat="SDSMAS",
    agenda=(
        Item("Lists of households", None, "INAS", 20),
        Item("قيمة التحويل", None, "", 1),
        Item("Any other business"),
    ),
)

DATES = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
MAYBE_DATES = st.none() | DATES
TIMES = st.none() | st.times().map(lambda time: time.replace(second=0, microsecond=0))
PEOPLE = st.lists(st.builds(Person, WORDS, WORDS, WORDS), max_size=2).map(tuple)
LINES = st.builds(Line, WORDS, st.sampled_from(("note", "decision", "action", "next_time")), WORDS, MAYBE_DATES)
ITEMS = st.lists(
    st.builds(
        Item,
        WORDS,
        st.none() | st.integers(1, 99),
        WORDS,
        st.none() | st.integers(0, 500),
        TIMES,
        TIMES,
        st.lists(LINES, max_size=2).map(tuple),
    ),
    max_size=2,
).map(tuple)
ACTIONS = st.lists(
    st.builds(
        Action,
        WORDS,
        WORDS,
        WORDS,
        MAYBE_DATES,
        st.sampled_from(("open", "under_way", "blocked", "done", "referred", "cancelled")),
        st.integers(0, 9),
        st.booleans(),
    ),
    max_size=2,
).map(tuple)
SITTINGS = st.builds(
    Sitting, WORDS, DATES, st.none() | st.integers(1, 999), TIMES, TIMES, WORDS, st.sampled_from(("", "online"))
)
EVERY_MINUTES = st.builds(
    Minutes,
    WORDS,
    DATES,
    st.none() | st.integers(1, 999),
    TIMES,
    TIMES,
    WORDS,
    st.sampled_from(("", "hybrid")),
    WORDS,
    WORDS,
    st.sampled_from((DRAFT, CIRCULATED, CORRECTED, APPROVED)),
    MAYBE_DATES,
    MAYBE_DATES,
    MAYBE_DATES,
    st.lists(st.builds(Correction, WORDS, WORDS, WORDS, MAYBE_DATES, WORDS), max_size=2).map(tuple),
    st.lists(st.builds(Group, WORDS, PEOPLE), max_size=2).map(tuple),
    PEOPLE,
    PEOPLE,
    ITEMS,
    st.integers(0, 3),
    st.lists(st.builds(Decision, WORDS, WORDS), max_size=2).map(tuple),
    ACTIONS,
    ACTIONS,
    st.lists(WORDS, max_size=2).map(tuple),
    st.none() | SITTINGS,
    WORDS,
)
INVITATIONS = st.builds(
    Invitation,
    WORDS,
    DATES,
    st.none() | st.integers(1, 999),
    TIMES,
    TIMES,
    WORDS,
    st.sampled_from(("", "hybrid")),
    WORDS,
    WORDS,
    ITEMS,
)
