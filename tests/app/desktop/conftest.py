"""A desk over a real workspace for every test of the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.desktop import theme
from app.desktop.desk import Desk
from app.desktop.window import Window
from app.services import cells, exchanging
from app.store.workspace import Store
from tests.app.desktop.serving import Server, a_server, another_laptop, disagree, organisation
from tests.helpers.committee import Committee, new_committee
from tests.helpers.desktop import new_store, open_desk, open_window

ROW = {
    "lead": "WFP",
    "sector": "Health",
    "place": "Beira",
    "start": "1/2/2019",
    "people_targeted": "100",
    "description": "Cash for 300 families. Paid by phone.",
}


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


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that is new."""
    with a_server(tmp_path / "server") as server:
        yield server


@pytest.fixture
def other(store: Store, server: Server, tmp_path: Path) -> Iterator[Store]:
    """A second laptop; both have exchanged and hold the same."""
    server.join(store)
    with another_laptop(tmp_path / "other", server) as other:
        yield other


@pytest.fixture
def differing(store: Store, other: Store) -> str:
    """An activity about which the two differ in four fields, and an organisation about which they differ in one. The activity's id."""
    id = cells.enter(store, "activity", {"new0": ROW}).created[0][1]
    for one in (store, other):
        exchanging.exchange(one)
    lead = (organisation(store, "Instituto Nacional de Acção Social"), organisation(store, "Cruz Vermelha"))
    disagree(
        store,
        other,
        ("activity", id),
        lead=lead,
        status=("ongoing", "planned"),
        start=("2019-02-05", "2019-02-11"),
        description=("Cash for 320 families. Paid by phone.", "Cash for 300 households. Paid by phone."),
    )
    disagree(
        store, other, ("organisation", organisation(store, "Kubatsirana")), website=("https://a.mz", "https://b.mz")
    )
    return id


@pytest.fixture
def committee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Committee:
    """The committee on the morning of its meeting."""
    monkeypatch.setenv("UJIMA_NOW", "2026-11-24T09:42:00")
    return new_committee(tmp_path / "desk")
