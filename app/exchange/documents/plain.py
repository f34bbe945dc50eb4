"""A document as text for a messenger: *bold* heads, • in front of what is listed, a line for each row of a table.

Where scripts mix, what runs the other way stands between isolates, since a messenger shows a line as its first letter runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.exchange.documents.direction import (
    FIRST_STRONG_ISOLATE,
    POP_ISOLATE,
    clean,
    embedded,
    isolated,
    runs_right_to_left,
)
from app.exchange.documents.document import (
    CLOSED,
    FIGURES,
    MARK,
    QUOTE,
    Bullets,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Part,
    SignatureLine,
    Table,
)
from app.words import is_right_to_left

LIMIT = 4096
"""How many characters a message of WhatsApp or Telegram holds."""
LEAST = 100
"""A limit below this leaves no room for a sentence."""
_NUMBER = 12
_BETWEEN = " · "


def messages(document: Document, limit: int = LIMIT) -> list[str]:
    """The document as messages of at most `limit` characters (100 or more), parted where lines end; several are numbered."""
    parts = _parted(plain_text(document), max(limit, LEAST))
    return [f"({at}/{len(parts)})\n{part}" for at, part in enumerate(parts, 1)] if len(parts) > 1 else parts


def plain_text(document: Document) -> str:
    """The whole document as one text."""
    mirrored = is_right_to_left(document.language)
    lines = [_bold(_BETWEEN.join(filter(None, (document.title, document.stamp))), mirrored)]
    lines += [_own(line, mirrored) for text in document.subtitle for line in _lines(text)]
    for part in document.all_parts():
        lines += _WRITERS[type(part)](part, mirrored)
    lines += ["", *(_own(line, mirrored) for line in _lines(document.bears))] if document.bears else []
    return "\n".join(lines).strip("\n")


# --- parts ----------------------------------------------------------------------------------------------------------


def _heading(part: Heading, mirrored: bool) -> list[str]:
    return ["", _bold(part.text, mirrored)]


def _paragraph(part: Paragraph, mirrored: bool) -> list[str]:
    first, *more = _lines(part.text) or [""]
    if part.label:
        first = f"{_bold(part.label, mirrored)} {embedded(first, mirrored)}"
    else:
        first = _own(first, mirrored)
    sign = {QUOTE: "> {}", CLOSED: "_{}_"}.get(part.style, "{}")
    return [sign.format(line) for line in (first, *(_own(line, mirrored) for line in more))]


def _bullets(part: Bullets, mirrored: bool) -> list[str]:
    return [f"• {_own(_one_line(item), mirrored)}" for item in part.items]


def _facts(part: Facts, mirrored: bool) -> list[str]:
    return [
        "",
        *(
            f"{embedded(_one_line(f'{label}:'), mirrored)} {embedded(_one_line(value), mirrored)}"
            for label, value in part.pairs
        ),
    ]


def _table(part: Table, mirrored: bool) -> list[str]:
    """A line for each row; amounts and signs say which column they are of. Rows to fill in by hand are of no use here."""
    lines = []
    for row in part.rows:
        said = []
        for column, cell in zip(part.columns, row.cells, strict=True):
            if cell := _one_line(cell):
                named = column.holds in (FIGURES, MARK) and column.head
                said.append(embedded(_one_line(f"{column.head}: {cell}") if named else cell, mirrored))
        lines += [f"• {_BETWEEN.join(said)}"] if said else []
    return lines


def _nothing(part: SignatureLine | PageBreak, mirrored: bool) -> list[str]:
    """Nobody signs a message, and it has no pages."""
    return []


_WRITERS: dict[type[Part], Callable[..., list[str]]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Facts: _facts,
    Table: _table,
    SignatureLine: _nothing,
    PageBreak: _nothing,
}


def _bold(text: str, mirrored: bool) -> str:
    """Bold as messengers write it; a sign of it within the text would end it."""
    said = _one_line(text).replace("*", "∗")
    return f"*{embedded(said, mirrored)}*" if said else ""


def _own(line: str, mirrored: bool) -> str:
    """A line that runs as its own letters do."""
    return isolated(line, runs_right_to_left(line, mirrored))


def _lines(text: str) -> list[str]:
    return clean(text).split("\n") if text else []


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


# --- messages -------------------------------------------------------------------------------------------------------


def _parted(text: str, limit: int) -> list[str]:
    """The text in parts that leave room for their number, unless it is short enough as it is. A head goes with what follows."""
    if len(text) <= limit:
        return [text]
    room = limit - _NUMBER
    parts: list[list[str]] = [[]]
    for line in (piece for whole in text.split("\n") for piece in _folded(whole, room)):
        if sum(map(len, parts[-1])) + len(parts[-1]) + len(line) > room:
            carried = [parts[-1].pop()] if len(parts[-1]) > 1 and _is_head(parts[-1][-1]) else []
            fits = sum(map(len, carried)) + len(carried) + len(line) <= room
            parts += [[*carried, line]] if fits else [carried, [line]]
        else:
            parts[-1].append(line)
    return ["\n".join(part).strip("\n") for part in parts if any(part)]


def _is_head(line: str) -> bool:
    return len(line) > 2 and line[0] == line[-1] == "*"


def _folded(line: str, room: int) -> Iterator[str]:
    """A line in pieces of at most `room` characters, parted at spaces where there are any. An isolate is closed and opened again."""
    while len(line) > room:
        end = room - 2  # there are never more than two isolates open
        cut = line.rfind(" ", room // 2, end)
        cut = end if cut < 0 else cut
        piece, rest = line[:cut], line[cut:].lstrip(" ")
        still_open = piece.count(FIRST_STRONG_ISOLATE) - piece.count(POP_ISOLATE)
        yield piece + POP_ISOLATE * still_open
        line = FIRST_STRONG_ISOLATE * still_open + rest
    yield line
