"""What matrix and map show: one reading, and the line that says what the chair trusts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.insight.selection import Filters
from app.services import editions, rounds
from app.services.behind import reach_behind, read_behind
from app.services.coverage import Asked, read_coverage, read_places
from app.store.workspace import Store
from tests.helpers.coverage import BEIRA, BUZI, DONDO, SOFALA, new_office

Office = tuple[Store, dict[str, str]]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    store, ids = new_office(tmp_path / "workspace")
    with store:
        yield store, ids


def test_the_map_counts_what_the_matrix_counts(office: Office) -> None:
    store, _ids = office
    for measure in ("organisations", "activities", "people"):
        matrix = read_coverage(store, Asked(Filters(places=(SOFALA,)), measure=measure))
        places = read_places(store, Asked(Filters(places=(SOFALA,)), measure=measure))
        totals = {
            row.id: matrix.counted.row_totals[row.id]
            for row in matrix.counted.rows
            if row.id in matrix.counted.row_totals
        }
        assert {id: cell.value for id, cell in places.by_place.items() if id in totals} == {
            id: cell.value for id, cell in totals.items() if id in places.by_place
        }


def test_the_map_has_every_place_of_the_area_its_boundaries_and_the_border_above(office: Office) -> None:
    found = read_places(office[0], Asked(Filters(places=(SOFALA,))))
    assert len(found.by_place) == 13
    assert set(found.by_place) <= set(found.rings)
    assert list(found.outer) == [SOFALA]
    assert [(heading.name, cell.value) for heading, cell in found.wider] == [("Whole of Sofala", 1)]


def test_a_gap_has_a_row_and_a_column_although_nobody_works_there(office: Office) -> None:
    found = read_coverage(office[0], Asked())
    assert "WSH" in [column.id for column in found.counted.columns]
    assert [gap.people for gap in found.gaps[DONDO, "WSH"]] == [3400]
    narrowed = read_coverage(office[0], Asked(Filters(places=(BEIRA,))))
    assert narrowed.gaps == {}, "a gap outside the filter is not shown"


def test_an_overlap_marks_the_cells_of_both_rows(office: Office) -> None:
    found = read_coverage(office[0], Asked())
    assert [overlap.kind for overlap in found.overlaps[BEIRA, "SPR"]] == ["duplicate_risk"]


def test_the_stamp_says_edition_cut_off_reporting_validation_filter_and_source(office: Office) -> None:
    store, ids = office
    round = rounds.begin_round(store, "May", (dt.date(2019, 5, 1), dt.date(2019, 5, 31)), dt.date(2019, 6, 7))
    rounds.receive(store, round, ids["WFP"], rows=2)
    said = read_coverage(store, Asked(Filters(places=(SOFALA,)))).stamp.sentence()
    assert said.startswith("Working copy · cut-off ")
    for part in (
        "1 of 3 organisations reported",
        "0% of rows with figures validated",
        "Sofala",
        "source: Provincial office",
    ):
        assert part in said


def test_of_an_edition_only_the_domain_can_be_chosen_anew(office: Office) -> None:
    store, _ids = office
    edition = editions.make_edition(store, Filters(places=(SOFALA,)))
    whole = read_coverage(store, Asked(edition=edition))
    part = read_coverage(store, Asked(Filters(domains=("SP",)), edition=edition))
    assert whole.stamp.edition == part.stamp.edition == "Edition 1"
    assert (whole.counted.total.value, part.counted.total.value) == (3, 1)
    assert part.selection.filters.places == (SOFALA,), "the filter that was frozen holds"
    assert next(words for _id, words in whole.choices.editions).startswith("Edition 1, cut-off ")


def test_the_rows_behind_a_cell_are_told_in_words(office: Office) -> None:
    store, _ids = office
    found = read_coverage(store, Asked())
    cell = found.counted.cells[BEIRA, "SPR"]
    rows = read_behind(store, found.selection, cell.lines)
    assert [(row.who, row.what, row.when, row.people) for row in rows] == [
        ("INAS", "Cash", "2019-05", 100),
        ("WFP", "Cash", "2019-05", 80),
    ]
    assert [one.value for one in reach_behind(found.selection, cell.lines, found.level)] == [180, 180, None]
    presence = read_behind(store, found.selection, found.counted.cells[BUZI, "HEA"].lines)
    assert [(row.who, row.what, row.people) for row in presence] == [("CVM", "Is present", None)]


def test_levels_months_and_areas_are_offered_as_the_workspace_has_them(office: Office) -> None:
    choices = read_coverage(office[0], Asked()).choices
    assert [level for level, _word in choices.levels] == [1, 2]
    assert choices.months == ("2019-05",)
    assert (SOFALA, "Sofala") in choices.areas
