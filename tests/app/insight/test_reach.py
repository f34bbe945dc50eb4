from __future__ import annotations

from hypothesis import given, strategies as st

from app.insight.reach import highest, reach, reached_lines, total
from app.insight.selection import Selection
from tests.app.insight.conftest import ORGANISATIONS, PLACES, a_line


def figures(selection: Selection, level: int = 1) -> dict[str, int | None]:
    return {one.key: one.value for one in reach(selection, level)}


def test_organisations_are_added_within_sector_type_and_period(selection):
    some = selection(
        a_line("1", people=100, activity_type="t"), a_line("2", people=50, activity_type="t", organisation="kub")
    )
    assert figures(some) == {"sum": 150, "highest": 150, "new": None}


def test_the_highest_type_period_and_sector_are_taken_in_each_place(selection):
    some = selection(
        a_line("1", people=100, activity_type="t"),
        a_line("2", people=70, activity_type="u"),
        a_line("3", people=90, activity_type="t", period_start="2026-06-01", period_end="2026-06-30"),
        a_line("4", people=120, sector="HEA"),
        a_line("5", people=10, place="X21"),
    )
    assert figures(some) == {"sum": 390, "highest": 130, "new": None}


def test_the_figure_depends_on_the_level_it_is_printed_for(selection):
    some = selection(a_line("1", people=100), a_line("2", people=80, place="X12", sector="HEA"))
    assert figures(some, level=1)["highest"] == 100
    assert figures(some, level=2)["highest"] == 180


def test_cumulative_figures_count_once(selection):
    some = selection(
        a_line("1", record="a", people=100, cumulative=True),
        a_line("2", record="a", people=160, cumulative=True, period_start="2026-06-01", period_end="2026-06-30"),
    )
    assert figures(some) == {"sum": 160, "highest": 160, "new": None}


def test_planned_never_adds_to_reached(selection):
    assert figures(selection(a_line("1", people=100, status="planned"))) == {"sum": None, "highest": None, "new": None}


def test_completed_with_nothing_said_is_not_counted_as_nobody(selection):
    some = selection(a_line("1", people=None, status="completed"), a_line("2", people=5))
    assert figures(some)["sum"] == 5
    assert figures(selection(a_line("1", people=None)))["sum"] is None


def test_new_people_only_where_every_row_says_whether_they_are_new(selection):
    new, repeat = a_line("1", people=100, recurrence="new"), a_line("2", people=60, recurrence="repeat")
    assert figures(selection(new, repeat))["new"] == 100
    cannot = reach(selection(new, a_line("3", people=1)), 1)[2]
    assert cannot.value is None
    assert cannot.method == "Cannot be computed: 1 of 2 rows with figures do not say whether people are new or repeat."


def test_each_figure_is_printed_with_its_method_and_the_highest_with_its_level(selection):
    figures = reach(selection(a_line("1", people=1)), 1)
    assert all(one.method for one in figures)
    assert "Admin 1" in figures[1].method


lines = st.lists(
    st.builds(
        lambda id, place, sector, type, people, month: a_line(
            str(id),
            place=place,
            sector=sector,
            activity_type=type,
            people=people,
            period_start=f"2026-0{month}-01",
            period_end=None,
        ),
        st.integers(0, 10_000),
        st.sampled_from(list(PLACES)),
        st.sampled_from(["FSC", "HEA"]),
        st.sampled_from(["t", None]),
        st.one_of(st.none(), st.integers(0, 1000)),
        st.integers(1, 3),
    ),
    max_size=25,
    unique_by=lambda line: line.id,
)


@given(lines, st.integers(0, 2))
def test_the_highest_figure_lies_between_the_largest_row_and_the_sum(some, level):
    selection = Selection(tuple(some), ORGANISATIONS, PLACES)
    counted = reached_lines(some)
    largest = max((line.people or 0 for line in counted), default=None)
    value = highest(selection, counted, level)
    assert (value is None) == (total(counted) is None)
    if value is not None:
        assert largest <= value <= total(counted)


@given(lines)
def test_a_deeper_level_never_finds_fewer_people(some):
    selection = Selection(tuple(line for line in some if PLACES[line.place].level == 2), ORGANISATIONS, PLACES)
    found = [highest(selection, selection.lines, level) or 0 for level in (0, 1, 2)]
    assert found == sorted(found)
