"""The model of the table: ids first, rows when looked at, sorting and filters in SQL, changes without a jump."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from app.desktop.desk import Desk
from app.desktop.table import PAGE, RecordTable, columns_of
from app.records import REGISTRY
from app.services import cells, journal, records
from app.store.find import Query
from tests.helpers.desktop import wait


@pytest.fixture
def table(desk: Desk) -> RecordTable:
    """All organisations by name."""
    made = RecordTable(
        desk, "organisation", columns_of("organisation", REGISTRY["organisation"].listed), takes_new=True
    )
    made.show(Query("organisation", sort="name"))
    wait(desk)
    return made


def texts(table: RecordTable, column: int = 0) -> list[str]:
    """What a column shows, blank row left out, once its pages have come."""
    for row in range(len(table.ids)):
        table.index(row, column).data()
    wait(table.desk)
    return [table.index(row, column).data() for row in range(len(table.ids))]


def fill(desk: Desk, count: int) -> None:
    """Many organisations in one act."""
    desk.change(cells.save_rows, "organisation", {f"new{at}": {"name": f"Org {at:04}"} for at in range(count)})
    wait(desk)


def test_the_model_keeps_the_rules_of_qt(table: RecordTable, qtmodeltester: ModelTester) -> None:
    texts(table)
    qtmodeltester.check(table)


def test_a_row_is_read_when_it_is_looked_at_and_with_it_its_page(table: RecordTable) -> None:
    fill(table.desk, 3 * PAGE)
    table.show(Query("organisation", sort="name"))
    wait(table.desk)
    assert table.index(2 * PAGE, 0).data() == ""
    wait(table.desk)
    assert table.index(2 * PAGE, 0).data().startswith("Org")
    assert table.index(2 * PAGE + PAGE - 1, 0).data().startswith("Org"), "its page came with it"
    assert table.value(PAGE, 0) is None, "another page has not been looked at"


def test_accents_and_case_do_not_disturb_the_order(table: RecordTable) -> None:
    for name in ("Élan", "zorro", "Abba"):
        table.desk.change(records.add, "organisation", {"name": name})
    wait(table.desk)
    table.reload()
    wait(table.desk)
    shown = texts(table)
    assert shown.index("Abba") < shown.index("Élan") < shown.index("Kubatsirana") < shown.index("zorro")


def test_sorting_happens_in_sql_and_knows_codes_from_numbers(table: RecordTable) -> None:
    table.sort(0, Qt.SortOrder.DescendingOrder)
    wait(table.desk)
    assert texts(table)[0] == "World Food Programme"


def test_a_filter_finds_codes_by_their_names(table: RecordTable) -> None:
    table.show(Query("organisation", {"type": "united"}))
    wait(table.desk)
    assert texts(table) == ["World Food Programme"]


def test_what_is_typed_in_a_cell_is_saved_and_can_be_undone(table: RecordTable) -> None:
    table.desk.runner.changed.connect(table.refresh)
    row = texts(table).index("Kubatsirana")
    assert table.setData(table.index(row, 1), "KUB")
    wait(table.desk)
    assert table.index(row, 1).data() == "KUB"
    table.desk.change(journal.undo)
    wait(table.desk)
    assert texts(table, 1)[row] == ""


def test_what_is_typed_in_the_blank_row_makes_a_record_that_stays_where_it_was_typed(table: RecordTable) -> None:
    table.desk.runner.changed.connect(table.refresh)
    before = list(table.ids)
    assert table.setData(table.index(len(before), 0), "Associação Aaa")
    wait(table.desk)
    assert table.ids[:-1] == before, "the rows above have not moved"
    assert texts(table)[-1] == "Associação Aaa"


def test_a_text_that_is_no_value_is_refused_with_a_sentence_and_nothing_is_saved(table: RecordTable) -> None:
    refused: list[str] = []
    table.refused.connect(refused.append)
    texts(table)
    table.setData(table.index(0, 2), "no such kind")
    wait(table.desk)
    assert "no such kind" in refused[0]
    assert table.index(0, 2).data() != "no such kind"


def test_a_name_that_changes_elsewhere_changes_in_the_rows_that_point_to_it(desk: Desk) -> None:
    activities = RecordTable(desk, "activity", columns_of("activity", ("lead", "sector")))
    desk.runner.changed.connect(activities.refresh)
    desk.change(cells.enter, "activity", {"new": {"lead": "Kubatsirana", "sector": "Health"}})
    wait(desk)
    assert texts(activities) == ["Kubatsirana"]
    lead = activities.value(0, 0)
    desk.change(records.save, "organisation", lead, {"name": "Kubatsirana Manica"})
    wait(desk)
    assert texts(activities) == ["Kubatsirana Manica"]


def test_the_rows_of_a_merged_organisation_show_the_one_that_was_kept(desk: Desk) -> None:
    from app.services import organisations
    from app.store import find

    activities = RecordTable(desk, "activity", columns_of("activity", ("lead",)))
    desk.runner.changed.connect(activities.refresh)
    desk.change(cells.enter, "activity", {"new": {"lead": "CVM"}})
    wait(desk)
    texts(activities)
    ids = find.find_ids(desk.runner.store.reading(), find.Query("organisation", {"name": "World"}))
    desk.change(organisations.merge, ids[0], activities.value(0, 0))
    wait(desk)
    assert texts(activities) == ["World Food Programme"]
