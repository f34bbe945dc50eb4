"""Editors by kind: a stored value comes back as it was, text is said as it is, lists are found by typing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.desktop.desk import Desk
from app.desktop.editors import editor_for
from app.desktop.preferences import Preferences
from app.desktop.runner import Runner
from app.desktop.values import show_value
from app.fields import Amount, Choice, Count, Date, Flag, Kind, LongText, Ref, Spec, Tags, Text
from tests.helpers.desktop import wait

VALUES: list[tuple[Kind, Any]] = [
    (Text(50), "Mulher do Búzi"), (LongText(), "two\nlines"), (Choice("sector"), "WSH"), (Flag(), False), (Flag(), True),
    (Date(), dt.date(2019, 5, 31)), (Count(), 1_250_000), (Amount(), "1250.5"), (Tags("sector"), ["HEA", "WSH"]),
    (Tags(), ["+258 84 1234567", "82 000 000"]),
]  # fmt: skip


@pytest.mark.parametrize("in_cell", [False, True])
@pytest.mark.parametrize("kind, value", VALUES)
def test_a_value_that_is_shown_and_not_touched_is_read_back_as_it_was(
    qtbot: QtBot, desk: Desk, kind: Kind, value: Any, in_cell: bool
) -> None:
    editor = editor_for(Spec(kind, "Field", name="field"), desk, in_cell)
    qtbot.addWidget(editor)
    for shown in (value, None, value):
        editor.set_value(shown)
        assert kind.parse(editor.typed()) == shown


@given(st.dates(dt.date(1000, 1, 1)))
def test_a_date_that_is_shown_is_read_as_the_same_day(day: dt.date) -> None:
    assert Date().parse(show_value(Date(), day)) == day
    assert show_value(Date(), day.isoformat()) == show_value(Date(), day)


@given(st.integers(0, 2**53))
def test_a_count_with_its_thousands_is_read_as_the_same_count(count: int) -> None:
    assert Count().parse(show_value(Count(), count)) == count


@settings(max_examples=30)
@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=4))
def test_an_amount_with_its_thousands_is_read_as_the_same_amount(amount: Any) -> None:
    from app.fields import canonical_amount

    text = canonical_amount(amount)
    assert Amount().parse(show_value(Amount(), text)) == text


def test_a_list_is_searched_without_regard_to_accents(qtbot: QtBot, desk: Desk) -> None:
    editor = editor_for(Spec(Ref("organisation"), "Lead", name="lead"), desk)
    qtbot.addWidget(editor)
    editor.show()
    offered: list[Any] = []
    editor._offer = offered.append  # type: ignore[attr-defined]
    editor._suggest("accao")  # type: ignore[attr-defined]
    wait(desk)
    assert [name for _id, name in offered[0]] == ["Instituto Nacional de Acção Social (INAS)"]


def test_a_place_is_told_apart_by_the_place_above_it(qtbot: QtBot, desk: Desk) -> None:
    from app.services import cells

    found: list[Any] = []
    desk.read(cells.suggest, "place", "buzi", then=found.append)
    wait(desk)
    assert found == [[("MZ1002", "Búzi, Sofala")]]


def test_text_in_a_list_that_names_nothing_is_said_as_a_fault(qtbot: QtBot) -> None:
    runner = Runner()
    editor = editor_for(Spec(Choice("sector"), "Sector", name="sector"), Desk(runner, Preferences()))
    qtbot.addWidget(editor)
    editor.set_typed("Basket weaving")
    assert "Basket weaving" in editor.fault()
    editor.set_typed("Santé")
    assert editor.typed() == "HEA"
    runner.close()


def test_the_line_that_takes_the_keys_has_the_name_of_its_field(qtbot: QtBot, desk: Desk) -> None:
    for kind, _value in VALUES:
        editor = editor_for(Spec(kind, "People reached", name="people"), desk)
        qtbot.addWidget(editor)
        assert editor.objectName() == "people"
        assert editor.input().accessibleName() == "People reached"
        assert all(line.accessibleName() for line in editor.findChildren(QLineEdit))
