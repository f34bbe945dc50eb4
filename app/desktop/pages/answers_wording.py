"""Wordings beside each other: what one says and the others do not is marked."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from app.desktop import theme

_PIECES = re.compile(r"\s+|[^\s]+")


def marked(text: str, others: Sequence[str]) -> str:
    """A wording as rich text, in which every word that is not in all of the others is set off; nothing in it is read as markup."""
    pieces = _PIECES.findall(text)
    shared = set(range(len(pieces)))
    for other in others:
        matcher = SequenceMatcher(None, pieces, _PIECES.findall(other), autojunk=False)
        shared &= {at for found in matcher.get_matching_blocks() for at in range(found.a, found.a + found.size)}
    colours = theme.colours()
    style = f"background-color:{colours.warning_soft}; color:{colours.warning}; font-weight:600;"
    made = []
    for at, piece in enumerate(pieces):
        said = html.escape(piece).replace("\n", "<br>")
        made.append(said if at in shared or not piece.strip() else f'<span style="{style}">{said}</span>')
    return f'<div style="white-space: pre-wrap;">{"".join(made)}</div>'
