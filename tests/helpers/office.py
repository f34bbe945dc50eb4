"""One office on one laptop, for tests: a workspace with a country, and the few records a test needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.services import records
from app.store.workspace import Store, create_workspace


@contextmanager
def an_office(folder: Path, country: str | None = None, **facts: str) -> Iterator[Store]:
    """A new workspace in `folder/office`; with a country its places are loaded."""
    with create_workspace(folder / "office") as store:
        if country:
            from app.services import packs

            packs.begin_country(store, country, **facts)  # type: ignore[arg-type]
        yield store


def an_organisation(store: Store, name: str = "World Food Programme", **values: object) -> str:
    """The id of a new organisation."""
    return records.add(store, "organisation", {"name": name, **values}).created[0][1]
