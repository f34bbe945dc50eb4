"""Classes of shades: what a map and a matrix say with colours."""

from __future__ import annotations

from hypothesis import given, strategies as st

from app.printing.shading import find_classes

counts = st.lists(st.one_of(st.none(), st.integers(0, 3_000_000)), max_size=200)


@given(counts)
def test_more_never_has_a_lighter_shade(values: list[int | None]) -> None:
    classes = find_classes(values)
    known = sorted(value for value in values if value)
    steps = [classes.step(value) for value in known]
    assert steps == sorted(steps)  # type: ignore[type-var]
    assert all(step is not None and 0 <= step < 5 for step in steps)


@given(counts)
def test_every_class_has_its_words_in_the_legend(values: list[int | None]) -> None:
    classes = find_classes(values)
    steps = {classes.step(value) for value in values if value}
    assert steps <= set(range(len(classes.words())))


def test_nothing_and_not_known_have_no_shade() -> None:
    classes = find_classes([0, None, 3, 8])
    assert classes.step(0) is None
    assert classes.step(None) is None
    assert classes.step(3) == 0


def test_a_legend_says_its_bounds_in_words() -> None:
    assert find_classes([1, 1, 2, 3, 4, 5, 6, 9]).words() == ["1", "2–3", "4", "5–6", "7 or more"]
    assert find_classes([]).words() == []
