"""Lines that say themselves what they are, as our own minutes are typed: `! …` or `Décision : …`, `> …` or `Acção: …`, `? …`."""

from __future__ import annotations

import re

from app import vocabulary
from app.exchange.minutes.typed import NOTE, kind_of

_QUOTED = re.compile(r"^(?:\s*>)+ ?")
_SEVERAL = re.compile(r"^\s*[!>?]\s*(?:[!>?]|$)")
#: a text of which more lines begin with > than this share is the quoted text of a mail
MOST_SIGNED = 0.5


def spelled_out(text: str) -> str:
    """The text with one known word in front of each such line. In a mail that quotes another, > is no sign, and is taken off."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    quoted = sum(bool(_QUOTED.match(line)) for line in filled) > MOST_SIGNED * len(filled)
    return "\n".join(_spelled(_QUOTED.sub("", line) if quoted else line) for line in lines)


def _spelled(line: str) -> str:
    if _SEVERAL.match(line):
        return line
    kind, begins = kind_of(line)
    rest = line[begins:].strip()
    if kind == NOTE or not rest:
        return line
    return f"{vocabulary.code_list('line_kind').name(kind, 'en')}: {rest}"
