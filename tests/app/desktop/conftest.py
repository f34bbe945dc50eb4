"""A desk over a real workspace for every test of the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.desktop import theme
from app.desktop.desk import Desk
from app.desktop.window import Window
from app.store.workspace import Store
from tests.helpers.desktop import new_store, open_desk, open_window


@pytest.fixture
def store(tmp_path: Path, qapp: QApplication) -> Store:
    """A workspace with a few places and organisations. The desk that opens it closes it."""
    theme.apply_theme(qapp, "light")
    return new_store(tmp_path / "workspace")


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    """A desk over the workspace."""
    with open_desk(store) as desk:
        yield desk


@pytest.fixture
def window(store: Store) -> Iterator[Window]:
    """The whole window over the workspace, in English and light."""
    with open_window(store) as window:
        yield window
