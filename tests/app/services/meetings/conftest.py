"""A committee for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.committee import Committee, new_committee


@pytest.fixture
def committee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Committee]:
    """The committee of Buzi on the morning of its meeting."""
    monkeypatch.setenv("UJIMA_NOW", "2026-11-24T09:00:00")
    made = new_committee(tmp_path / "desk")
    yield made
    made.store.close()
