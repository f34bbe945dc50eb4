"""The list of earlier imports, and a person's words about the layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.exchange.reading.layout import find_layout
from app.exchange.reading.opening import open_book
from app.services import importing
from app.store.workspace import Store
from tests.helpers.desktop import new_store

ROWS = ("Organisation,Sector,District", "INAS,Health,Beira", "CVM,Health,Búzi")


@pytest.fixture
def store(tmp_path: Path):  # type: ignore[no-untyped-def]
    with new_store(tmp_path / "workspace") as opened:
        yield opened


def written(folder: Path, *lines: str) -> Path:
    path = folder / "sent.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_file_is_listed_once_with_all_that_was_taken_of_it(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, *ROWS)
    importing.take(store, importing.propose(store, path))
    importing.take(store, importing.propose(store, path))
    listed = importing.list_imports(store)
    assert [(one.file, one.taken, one.waiting, one.state) for one in listed] == [("sent.csv", 2, 0, "taken")]
    assert not listed[0].is_open


def test_a_person_can_say_where_the_header_and_the_first_line_of_data_stand(tmp_path: Path) -> None:
    path = written(tmp_path, "Org,Cluster,Zone", *ROWS)
    book = open_book(path)
    layout = find_layout(book, book.sheets[0].name, header_row=2, first_data_row=4)
    assert 2 in layout.header_rows
    assert (layout.first_data_row, layout.last_data_row) == (4, 4)


def test_the_cells_of_a_book_that_is_open_are_not_read_again(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path, *ROWS)
    first = importing.propose(store, path)
    again = importing.propose(store, path, importing.Options(columns={1: None}), book=first.book)
    assert again.book is first.book
    assert again.columns[1].field is None
