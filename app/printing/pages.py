"""Rows set on pages: heads stay with what follows, heads of tables are repeated, and nothing is broken that fits on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.printing.page_rows import PageRow

FEW = 2
"""So many lines of a paragraph stay together, at the foot of a page and at the top of the next."""


@dataclass(frozen=True)
class Place:
    """A row, and how far below the margin it stands."""

    row: PageRow
    top: float


@dataclass
class Page:
    """Rows with their places, how far the page is filled, and whether there is more on it than a repeated head."""

    places: list[Place] = field(default_factory=list)
    used: float = 0
    begun: bool = False

    def put(self, row: PageRow, *, repeated: bool = False) -> None:
        """Set a row below the others; the room before the first is left out."""
        self.used += row.before if self.places else 0
        self.places.append(Place(row, self.used))
        self.used += row.height + row.after
        self.begun = self.begun or not repeated


def set_on_pages(rows: Sequence[PageRow], room: float) -> list[Page]:
    """The rows on pages of a height (points). A row higher than a page is divided between its lines."""
    pages = [Page()]
    waiting = list(reversed(rows))
    while waiting:
        row, page = waiting.pop(), pages[-1]
        free = room - page.used - (row.before if page.places else 0)
        if page.begun and (row.new_page or not _may_stand_here(row, waiting, free, room)):
            pages.append(_page_for(row, room))
            waiting.append(replace(row, new_page=False))
        elif row.height <= free:
            page.put(row)
        else:
            line = _line_of(row)
            first, rest = row.divided(min(free, row.height - FEW * line) if line else free)
            page.put(first)
            if any(cell.lines for cell in rest.cells):
                pages.append(_page_for(rest, room))
                waiting.append(rest)
    return pages


def _page_for(row: PageRow, room: float) -> Page:
    """A page that begins with a row: the head of its table first, unless that would take half of the page."""
    page = Page()
    if row.head and row.head.height <= room / 2:
        page.put(row.head, repeated=True)
    return page


def _may_stand_here(row: PageRow, waiting: Sequence[PageRow], free: float, room: float) -> bool:
    """Whether a row fits, with what it keeps with; a long paragraph may be divided if two lines stay and two go on."""
    wanted = _height_with_next(row, waiting)
    if (wanted if wanted <= room else row.height) <= free:
        return True
    line = _line_of(row)
    return line is not None and FEW * line <= free


def _line_of(row: PageRow) -> float | None:
    """The height of a line of a row that may be divided, if it has enough of them."""
    lines = max((len(cell.lines) for cell in row.cells), default=0)
    return row.height / lines if row.divides and lines >= 2 * FEW else None


def _height_with_next(row: PageRow, waiting: Sequence[PageRow]) -> float:
    """The height of a row and of those it keeps with; of the last one a few lines, if it may be divided."""
    height, at = row.height, len(waiting)
    while row.keeps and at:
        at -= 1
        height += row.after + waiting[at].before
        row = waiting[at]
        line = _line_of(row)
        height += FEW * line if line else row.height
    return height
