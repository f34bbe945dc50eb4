"""The holes of the grid of roles."""

from __future__ import annotations

from hypothesis import given, strategies as st

from app.insight.responsibilities import LETTERS, NOBODY, NOBODY_ACCOUNTABLE, TWO_ACCOUNTABLE, Finding, findings

FUNCTIONS = ["outreach", "provision", "grievances"]


def test_nobody_and_two_accountable_are_found_in_the_order_of_the_functions() -> None:
    cells = [("provision", "INAS", "A"), ("provision", "WFP", "A"), ("outreach", "CVM", "R")]
    assert findings(FUNCTIONS, cells) == [
        Finding(NOBODY_ACCOUNTABLE, "outreach"),
        Finding(TWO_ACCOUNTABLE, "provision", ("INAS", "WFP")),
        Finding(NOBODY, "grievances"),
    ]


def test_a_grid_that_is_not_begun_has_no_faults() -> None:
    assert findings(FUNCTIONS, []) == []


@given(st.lists(st.tuples(st.sampled_from(FUNCTIONS), st.sampled_from("abc"), st.sampled_from(LETTERS)), min_size=1))
def test_a_function_is_without_fault_only_with_exactly_one_accountable(cells: list[tuple[str, str, str]]) -> None:
    faulty = {found.function for found in findings(FUNCTIONS, cells)}
    for function in FUNCTIONS:
        accountable = {organisation for of, organisation, letter in cells if of == function and letter == "A"}
        assert (function in faulty) == (len(accountable) != 1)
