"""Laws over any table: it is read or refused with a sentence, every line is counted once, and no cell is invented."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hypothesis import given, strategies as st

from app.errors import Refused
from app.exchange.reading.book import Book, Sheet, is_blank
from app.exchange.reading.columns import fields_by_column, find_columns
from app.exchange.reading.layout import find_layout
from app.exchange.reading.lines import read_lines
from app.exchange.reading.wide import find_wide, spread_lines

HEADINGS = st.sampled_from(
    [
        "Organisation",
        "Org. Acronym",
        "Secteur",
        "Sector",
        "Province",
        "District",
        "P-code",
        "Activity",
        "People reached",
        "Girls",
        "Boys",
        "F 0-4",
        "Start date",
        "Date de fin",
        "Estado",
        "Month",
        "Year",
        "#org",
        "#adm1+name",
        "Jan",
        "Feb",
        "Mar",
        "Health",
        "WASH",
        "Education",
        "Name",
        "Age",
        "",
        "Total",
        "Observações",
        "عدد المستفيدين",
        "Phone",
        "ID",
        "X",
        "2021",
    ]
)
WRITTEN = st.sampled_from(
    [
        "Total",
        "WFP",
        "UNICEF",
        "WASH",
        "Sofala",
        "MZ0901",
        "28/03/19",
        "15-21 June",
        "c. 300",
        "x",
        "#VALUE!",
        "N/A",
        "Amina Yusuf",
    ]
)
CELLS = st.one_of(
    st.none(),
    st.just(""),
    st.text(max_size=12),
    st.integers(-5, 10**12),
    st.floats(allow_nan=True),
    st.booleans(),
    st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)),
    st.dates(),
    st.times(),
    WRITTEN,
)
TABLES = st.tuples(
    st.lists(st.lists(CELLS, max_size=3), max_size=3),
    st.lists(HEADINGS, min_size=1, max_size=10),
    st.lists(st.lists(CELLS, max_size=11), max_size=12),
)


def book_of(before, headings, rows):
    return Book(Path("3w_may2021.xlsx"), [Sheet("Data", False, [*before, list(headings), *rows])])


@given(TABLES)
def test_any_table_is_read_or_refused_and_every_line_is_counted_once(table):
    book = book_of(*table)
    try:
        layout = find_layout(book)
    except Refused:
        return
    columns = find_columns(book, layout)
    lines = read_lines(book, layout, columns)
    numbers = [row for line in lines.lines for row in line.rows]
    assert len(numbers) == len(set(numbers)) == lines.read
    assert all(layout.first_data_row <= row <= layout.last_data_row for row in numbers)
    assert not set(numbers) & set(layout.skipped)
    fields = fields_by_column(columns)
    assert len(set(fields.values())) == len(fields)
    for line in lines.lines:
        for name, index in fields.items():
            assert name not in line.values or not is_blank(line.cells[index]) or name == "count_basis"
    wide = find_wide(
        book, layout, [line.cells for line in lines.lines], [column.index for column in columns if column.field is None]
    )
    if wide:
        assert sum(line.count for line in spread_lines(lines.lines, wide)) == lines.read


@given(TABLES)
def test_reading_twice_says_the_same(table):
    book = book_of(*table)
    try:
        first, second = find_layout(book), find_layout(book)
    except Refused:
        return
    assert first == second
    assert [column.field for column in find_columns(book, first)] == [
        column.field for column in find_columns(book, second)
    ]
