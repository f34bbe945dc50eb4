"""The matrix in words, cell by cell: what the screen's table and the picture both show, so that they say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.insight.matrix import ACTIVITIES, BY_ORGANISATION, BY_PLACE, ORGANISATIONS, PEOPLE, Cell, Heading, Matrix
from app.insight.selection import Selection
from app.printing.shading import Classes, find_classes
from app.words import N_, _, ngettext

Key = tuple[str, str]
PRESENT = "•"
"""An organisation is in its own row: a sign that the program's font has."""
TOTAL = "\x00total"
"""The id of the row and of the column of totals; no record or code has it."""
MEASURES = {
    ORGANISATIONS: N_("Organisations, each counted once"),
    ACTIVITIES: N_("Activities"),
    PEOPLE: N_("People reached, without double counting"),
}


@dataclass(frozen=True)
class CellWords:
    """One cell: its number as text, short names below it, its shade (a class from 0), and its marks."""

    value: str = ""
    names: tuple[str, ...] = ()
    step: int | None = None
    overlap: bool = False
    gap: bool = False
    is_total: bool = False

    @property
    def spoken(self) -> str:
        """The cell in one line, for a screen reader and the clipboard."""
        if self.gap:
            return _("gap")
        return f"{self.value}: {', '.join(self.names)}" if self.names else self.value


NOTHING = CellWords()


@dataclass(frozen=True)
class MatrixTable:
    """Headings with a last one for totals, and the words of the cells that are not empty, by (row id, column id)."""

    corner: str
    measure: str
    rows: tuple[Heading, ...]
    columns: tuple[Heading, ...]
    words: Mapping[Key, CellWords]
    cells: Mapping[Key, Cell]
    classes: Classes

    def words_at(self, row: int, column: int) -> CellWords:
        """The words of a cell by position."""
        return self.words.get((self.rows[row].id, self.columns[column].id), NOTHING)

    def cell_at(self, row: int, column: int) -> Cell:
        """What is counted in a cell by position."""
        return self.cells.get((self.rows[row].id, self.columns[column].id), Cell(0))


def build_table(
    counted: Matrix, selection: Selection, overlapping: frozenset[Key] = frozenset(), gaps: frozenset[Key] = frozenset()
) -> MatrixTable:
    """The words of a matrix. `overlapping` and `gaps` are cells to be marked."""
    classes = find_classes(cell.value for cell in counted.cells.values())
    corner = selection.level_word(counted.level) if counted.by == BY_PLACE else _("Organisation")
    rows = (*counted.rows, Heading(TOTAL, _("Total"), "total"))
    columns = (*counted.columns, Heading(TOTAL, _("Total"), "total"))
    cells: dict[Key, Cell] = dict(counted.cells)
    cells |= {(row, TOTAL): cell for row, cell in counted.row_totals.items()}
    cells |= {(TOTAL, column): cell for column, cell in counted.column_totals.items()}
    cells[TOTAL, TOTAL] = counted.total
    names = _places_behind(selection, counted.level) if counted.by == BY_ORGANISATION else _organisations_in(selection)
    words = {key: _words(key, cell, counted, classes, names) for key, cell in cells.items()}
    words |= {key: replace(words[key], overlap=True) for key in overlapping if key in words}
    words |= {key: CellWords(gap=True) for key in gaps if key not in cells}
    return MatrixTable(corner[:1].upper() + corner[1:], counted.measure, rows, columns, words, cells, classes)


def _words(
    key: Key, cell: Cell, counted: Matrix, classes: Classes, names: Callable[[Cell], tuple[str, ...]]
) -> CellWords:
    """The words of one cell. That an organisation counts as one in its own row says nothing: there it is ticked."""
    ticked = counted.by == BY_ORGANISATION and counted.measure == ORGANISATIONS and key[0] != TOTAL
    value = PRESENT if ticked else said_number(cell.value)
    return CellWords(value, is_total=True) if TOTAL in key else CellWords(value, names(cell), classes.step(cell.value))


def _organisations_in(selection: Selection) -> Callable[[Cell], tuple[str, ...]]:
    """Who is in a cell, by short names, with how many are not to be named."""

    def names(cell: Cell) -> tuple[str, ...]:
        hidden = ngettext("{count} not named", "{count} not named", cell.unnamed).format(count=cell.unnamed)
        known = selection.organisations
        return (*(known[id].short for id in cell.organisations if id in known), *([hidden] if cell.unnamed else []))

    return names


def _places_behind(selection: Selection, level: int) -> Callable[[Cell], tuple[str, ...]]:
    """Where the organisation of a row works, by the names of the places of the level."""
    found = {line.id: place.name for line in selection.lines if (place := selection.place_at(line.place, level))}
    return lambda cell: tuple(dict.fromkeys(found[id] for id in cell.lines if id in found))


def said_number(value: int | None) -> str:
    """A number as it is printed; a dash where nothing can be counted."""
    return "–" if value is None else f"{value:,}"


def sentence_of(cell: Cell, measure: str) -> str:
    """What a cell says in words: “5 organisations”, “12 activities”, “3,100 people”."""
    if cell.value is None:
        return _("no figures of people")
    texts = {
        ORGANISATIONS: ngettext("{count} organisation", "{count} organisations", cell.value),
        ACTIVITIES: ngettext("{count} activity", "{count} activities", cell.value),
        PEOPLE: ngettext("{count} person reached", "{count} people reached", cell.value),
    }
    return texts[measure].format(count=f"{cell.value:,}")
