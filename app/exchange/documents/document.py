"""A printed document as plain data: what minutes, an attendance sheet, a summary, a letter and a memorandum need, and no more."""

from __future__ import annotations

from dataclasses import dataclass

NORMAL, MUTED, CLOSED, QUOTE = "normal", "muted", "closed", "quote"
"""How a paragraph stands: plainly, in the background, as what says that something is left out, as somebody's own words."""
TEXT, CODE, FIGURES, MARK = "text", "code", "figures", "mark"
"""What a column holds: text; dates, phones and references, which run left to right in every language; amounts; one sign."""
LATE, TOTAL = "late", "total"
"""The shades of a row. A shade never says anything alone: the words of the row say it too."""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 or 2; it never stands alone at the foot of a page."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in one of the four styles. A label stands before it in bold; `\\n` begins a new line."""

    text: str
    style: str = NORMAL
    label: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list with signs in front."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Labels with what is so, one pair a line."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """A column: its head, its share of the width (in parts of the sum of all), and what it holds."""

    head: str
    share: float = 1
    holds: str = TEXT


@dataclass(frozen=True)
class Row:
    """The cells of a row, one a column, and its shade if it has one."""

    cells: tuple[str, ...]
    shade: str = ""


@dataclass(frozen=True)
class Table:
    """A table whose head is repeated on every page. `by_hand` leaves room in each row for a pen, and draws a grid."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    by_hand: bool = False


@dataclass(frozen=True)
class SignatureLine:
    """Lines to sign on, side by side, each with what stands below it."""

    labels: tuple[str, ...]


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a page."""


Part = Heading | Paragraph | Bullets | Facts | Table | SignatureLine | PageBreak


@dataclass(frozen=True)
class Document:
    """A document. `language` is a code such as `fr`; `stamp` is a state such as DRAFT, shown on every page; `bears` is the
    line at the foot of every page, which says what the chair trusts; `author` is an office, not a person's account.
    """

    title: str
    language: str
    parts: tuple[Part, ...] = ()
    subtitle: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    bears: str = ""
    stamp: str = ""
    author: str = ""

    def running_title(self) -> str:
        """What stands above every page but the first."""
        return " · ".join((self.title, *self.subtitle[:1]))

    def all_parts(self) -> tuple[Part, ...]:
        """The facts of the head and what follows them."""
        return (Facts(self.facts), *self.parts) if self.facts else self.parts
