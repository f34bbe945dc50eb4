"""The pair of Qt and Python is judged from their versions alone."""

from __future__ import annotations

import pytest

from app.desktop.qt_pair import check_qt_pair, refused_pair


@pytest.mark.parametrize("pyside", ["6.12.0", "6.12.1", "6.13.0", "7.0.0"])
def test_a_qt_that_aborts_on_this_python_is_refused_with_both_ways_out(pyside):
    sentence = refused_pair(pyside, (3, 11))
    assert sentence is not None
    assert pyside in sentence
    assert "3.11" in sentence
    assert "./dev setup" in sentence


@pytest.mark.parametrize(
    "pyside, python", [("6.11.3", (3, 11)), ("6.12.0", (3, 12)), ("6.12.0", (3, 13)), ("6.9.1", (3, 11))]
)
def test_a_sound_pair_is_let_through(pyside, python):
    assert refused_pair(pyside, python) is None


def test_the_locked_versions_are_a_sound_pair():
    assert check_qt_pair() is None
