"""Offices that tests of services begin with: what takes long is done once, and copied for each of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.store.workspace import Store
from tests.app.services import importing_files
from tests.app.services.importing_files import DATA, FILES, Taken
from tests.helpers.offices import Prepared


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Store]:
    """Opens a new office of a country in a folder."""

    @cache
    def begun(country: str) -> Prepared:
        with importing_files.office(tmp_path_factory.mktemp(country) / "office", country) as store:
            return Prepared(store.folder, store.key)

    return lambda folder, country: begun(country).opened(folder)


@pytest.fixture(scope="session")
def taken_office(
    tmp_path_factory: pytest.TempPathFactory, office: Callable[[Path, str], Store]
) -> Callable[[Path, str], Taken]:
    """Opens in a folder the office of a country that has taken its real file, with what was proposed."""

    @cache
    def taken(name: str) -> tuple[Prepared, dict[str, Any]]:
        file, country = FILES[name]
        with office(tmp_path_factory.mktemp(name) / "office", country) as store:
            return Prepared(store.folder, store.key), importing_files.take(store, DATA / file)

    def opened(folder: Path, name: str) -> Taken:
        prepared, report = taken(name)
        return Taken(prepared.opened(folder), report)

    return opened
