"""Which way a text runs, and which stretches of it run the other way: acronyms, phones and dates in an Arabic sentence.

A short form of the bidirectional algorithm (Unicode Standard Annex 9: P2, W7, N0 to N2) that answers stretches of text instead of
an order of signs, since Word wants them told. It adds what people expect beyond it: a phone number stays one piece.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK = "\u200e", "\u200f"
NO_BREAK_SPACE = "\u00a0"
_LEFT, _RIGHT, _NUMBER = "L", "R", "N"
_KINDS = {"L": _LEFT, "R": _RIGHT, "AL": _RIGHT, "AN": _RIGHT}
_SPACES = re.compile("[\t\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
#: what XML cannot hold, what cannot be printed, and embeddings, which each writer sets by itself; the two marks that stand for a
#: letter may stay
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)
_NUMBERS = re.compile(
    r"""(?<![0-9])(?:
        \+?\(?[0-9]{1,4}\)?(?:[\ \u00a0.-][0-9]{2,4}){2,}(?![0-9])   # a phone, 1 840 000
      | [0-9]{1,3}(?:[\ \u00a0\u202f][0-9]{3})+(?![0-9])             # 1 840
      | [+#-]?[0-9]+(?:[.,:/-][0-9]+)*%?                             # 12, 1,840, 9:30, 31/5/2026, 40%
    )""",
    re.VERBOSE,
)
_PLAIN_NUMBER = re.compile(r"[0-9]+(?:[.,:/-][0-9]+)*%?")
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


def clean(text: str) -> str:
    """A text without control characters, and with `\\n` as the one end of a line."""
    return _UNPRINTABLE.sub("", _SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")))


def unbroken(text: str) -> str:
    """A text whose phones and amounts are not parted where a line ends."""
    return _NUMBERS.sub(lambda number: number[0].replace(" ", NO_BREAK_SPACE), text)


def led(text: str, right_to_left: bool) -> str:
    """A text that runs as told, whatever it begins with: a list of names runs as the document that lists them."""
    if runs_right_to_left(text, right_to_left) == right_to_left:
        return text
    return (RIGHT_TO_LEFT_MARK if right_to_left else LEFT_TO_RIGHT_MARK) + text


def joined(texts: Iterable[str], separator: str, right_to_left: bool) -> str:
    """Texts one behind the other in the order of reading, also where they are of another script; what is empty is left out."""
    some = [text for text in texts if text]
    mixed = any(runs != right_to_left for text in some for _stretch, runs in stretches(text, right_to_left))
    mark = RIGHT_TO_LEFT_MARK if right_to_left else LEFT_TO_RIGHT_MARK
    return ((mark if mixed else "") + separator).join(some)


def runs_right_to_left(text: str, otherwise: bool) -> bool:
    """Whether the first letter of a text belongs to a script from right to left; `otherwise` where it has no letter."""
    for sign in text:
        kind = _KINDS.get(unicodedata.bidirectional(sign))
        if kind:
            return kind == _RIGHT
    return otherwise


@lru_cache(maxsize=4096)
def stretches(text: str, right_to_left: bool) -> tuple[tuple[str, bool], ...]:
    """A cleaned text as stretches, each with whether it runs from right to left, in a paragraph that does or does not."""
    if not right_to_left and text.isascii():
        return ((text, False),) if text else ()
    base = _RIGHT if right_to_left else _LEFT
    kinds = _strong(text, base)
    _settle_brackets(text, kinds, base)
    _settle_neutrals(kinds, base)
    found: list[tuple[str, bool]] = []
    start = 0
    for at in range(1, len(kinds) + 1):
        if at == len(kinds) or kinds[at] != kinds[start]:
            found.append((text[start:at], kinds[start] == _RIGHT))
            start = at
    return tuple(found)


def isolated(text: str, right_to_left: bool) -> str:
    """The text with what runs the other way between isolates; digits alone need none."""
    return "".join(
        f"{FIRST_STRONG_ISOLATE}{stretch}{POP_ISOLATE}" if runs != right_to_left and needs_a_mark(stretch) else stretch
        for stretch, runs in stretches(text, right_to_left)
    )


def embedded(text: str, right_to_left: bool) -> str:
    """A cleaned line in its own direction, to stand among others in a line that runs as told."""
    own = runs_right_to_left(text, right_to_left)
    within = isolated(text, own)
    return within if own == right_to_left else f"{FIRST_STRONG_ISOLATE}{within}{POP_ISOLATE}"


def needs_a_mark(stretch: str) -> bool:
    """Whether a stretch could be put in another order by a reader that looks at its signs alone."""
    return _PLAIN_NUMBER.fullmatch(stretch) is None


def begins_with_a_letter(stretch: str) -> bool:
    """Whether the first sign of a stretch says its direction by itself; a phone number does not."""
    return unicodedata.bidirectional(stretch[0]) in _KINDS


def _strong(text: str, base: str) -> list[str | None]:
    """The direction of each sign that has one; numbers go with the letters before them (W7)."""
    kinds: list[str | None] = [_KINDS.get(unicodedata.bidirectional(sign)) for sign in text]
    for found in _NUMBERS.finditer(text):
        before = next((kind for kind in reversed(kinds[: found.start()]) if kind in (_LEFT, _RIGHT)), base)
        alone = _NUMBER if base == _RIGHT else _RIGHT
        kinds[found.start() : found.end()] = [_LEFT if before == _LEFT else alone] * len(found[0])
    return kinds


def _settle_brackets(text: str, kinds: list[str | None], base: str) -> None:
    """A pair of brackets runs as the paragraph if anything in it does, else as what stands in it and before it (N0)."""
    open_at: list[int] = []
    for at, sign in enumerate(text):
        if sign in _BRACKETS and kinds[at] is None:
            open_at.append(at)
        elif open_at and sign == _BRACKETS[text[open_at[-1]]]:
            start = open_at.pop()
            within = {kind for kind in kinds[start + 1 : at] if kind in (_LEFT, _RIGHT)}
            before = next((kind for kind in reversed(kinds[:start]) if kind), base)
            if within:
                kinds[start] = kinds[at] = before if base not in within and before in within else base


def _settle_neutrals(kinds: list[str | None], base: str) -> None:
    """Signs without a direction take that of both their neighbours, else that of the paragraph (N1, N2)."""
    at = 0
    while at < len(kinds):
        if kinds[at] is not None:
            at += 1
            continue
        end = next((later for later in range(at, len(kinds)) if kinds[later] is not None), len(kinds))
        before, after = (kinds[at - 1] if at else base), (kinds[end] if end < len(kinds) else base)
        kinds[at:end] = [before if before == after and before != _NUMBER else base] * (end - at)
        at = end
