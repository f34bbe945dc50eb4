"""What the journeys share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.desktop.main import Desktop
from tests.helpers.country import Server, a_server
from tests.helpers.desktop import open_desktop
from tests.helpers.zygote import Zygote


@pytest.fixture
def server(zygote: Zygote, tmp_path: Path) -> Iterator[Server]:
    """A national server as a process of its own, on an empty database."""
    with a_server(zygote, tmp_path) as running:
        yield running


@pytest.fixture
def desktop(tmp_path: Path, qapp: QApplication) -> Iterator[Desktop]:
    """The program on a folder that does not exist yet."""
    with open_desktop(tmp_path / "workspace") as running:
        yield running
