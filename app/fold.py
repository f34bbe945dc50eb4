"""Texts made comparable: one folded form for sort keys, search and matching.

The fold drops what people write differently without meaning anything else: case, accents, kinds of dash and apostrophe,
spaces, the presentation of Arabic letters, the script of digits. It never drops a letter or a digit.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LETTERS = {
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ـ": None,
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th",
    "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ŋ": "n", "ɛ": "e", "ɔ": "o",
}  # fmt: skip
"""Letters that Unicode does not take apart (it does for أ إ آ ؤ ئ): Arabic, European ligatures, Hausa and other hooks."""

HIDDEN = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
SIGNS = {
    **dict.fromkeys("‘’‛`´ʼʻʹ′ʿʾ＇", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **dict.fromkeys(HIDDEN),
    "…": "...", "⁄": "/", "،": ",", "؛": ";", "؟": "?", "٪": "%",
}  # fmt: skip
"""Typographic signs as the keyboard writes them; what cannot be seen goes."""

MARKS = re.compile(
    "["
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # combining accents
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"  # harakat and Quranic marks
    "\ufe00-\ufe0f"  # variation selectors
    "]+"
)
_TABLE = str.maketrans({**LETTERS, **SIGNS, **{chr(zero + n): str(n) for zero in (0x0660, 0x06F0) for n in range(10)}})


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """The comparable form of a text. Folding twice gives the same as folding once; equal texts fold to equal texts."""
    if text.isascii():
        return " ".join(text.lower().split())
    folded = _strip(unicodedata.normalize("NFKD", text).casefold())
    while (again := _strip(unicodedata.normalize("NFKD", folded).casefold())) != folded:
        folded = again
    return folded


def sort_key(text: str | None) -> str:
    """What a list is ordered by in binary order: the folded text with numbers of equal width, so that 9 comes before 10."""
    return re.sub(r"[0-9]+", lambda number: number[0].lstrip("0").rjust(8, "0"), fold(text or ""))


def _strip(text: str) -> str:
    return " ".join(MARKS.sub("", text).translate(_TABLE).split())
