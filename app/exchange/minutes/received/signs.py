"""Lines that say themselves what they are, as our own minutes are typed: `! …` or `Décision : …`, `> …` or `Acção: …`, `? …`."""

from __future__ import annotations

import re

from app import vocabulary
from app.exchange.minutes.blocks import LINE_END
from app.exchange.minutes.typed import NEXT_TIME, NOTE, SIGNS, kind_of

_QUOTED = re.compile(r"^(?:\s*>)+ ?")
_SEVERAL = re.compile(r"^\s*[!>?]\s*(?:[!>?]|$)")
#: a text of which more lines begin with > than this share is the quoted text of a mail
MOST_SIGNED = 0.9


def spelled_out(text: str) -> str:
    """The text with one known word in front of each such line. In a mail that quotes another, > is no sign, and is taken off.
    “Next meeting: 15 December” stays as it is: it tells a day.
    """
    lines = LINE_END.split(text)
    quoted = _quotes(lines)
    return "\n".join(_spelled(_QUOTED.sub("", line) if quoted else line) for line in lines)


def _quotes(lines: list[str]) -> bool:
    """Whether > quotes: nearly every line has it, an empty one has it, or what comes before it announces it (`… wrote:`)."""
    filled = [line for line in lines if line.strip()]
    quoting = [at for at, line in enumerate(filled) if _QUOTED.match(line)]
    if len(quoting) > MOST_SIGNED * len(filled) or any(not _QUOTED.sub("", filled[at]).strip() for at in quoting):
        return True
    return bool(quoting) and quoting[0] > 0 and filled[quoting[0] - 1].rstrip().endswith(":")


def _spelled(line: str) -> str:
    if _SEVERAL.match(line):
        return line
    kind, begins = kind_of(line)
    rest = line[begins:].strip()
    told_by_a_word = line.lstrip()[:1] not in SIGNS
    if kind == NOTE or not rest or (kind == NEXT_TIME and told_by_a_word):
        return line
    return f"{vocabulary.code_list('line_kind').name(kind, 'en')}: {rest}"
