"""How far an exchange has come, on a line of the terminal that is written over; nothing where nobody looks."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from typing import TextIO

from app.errors import Trouble
from app.services import progress
from app.words import _

SHOWN_EVERY_SECONDS = 0.2
BEGINNING = "\r\x1b[K"
ISOLATES = str.maketrans("", "", "\u2066\u2069")
"""Signs for a window's eyes; a terminal would show them as boxes."""


@contextlib.contextmanager
def shown(stream: TextIO) -> Iterator[Callable[[int, int], None]]:
    """A function that hears of bytes sent and received, and says their sums on a terminal. The line is gone afterwards."""
    if not stream.isatty():
        yield lambda _sent, _received: None
        return
    passed, told = [0, 0], 0.0

    def tell(sent: int, received: int) -> None:
        nonlocal told
        passed[0], passed[1] = passed[0] + sent, passed[1] + received
        if time.monotonic() - told > SHOWN_EVERY_SECONDS:
            told = time.monotonic()
            print(BEGINNING + progress.in_words(*passed).translate(ISOLATES), end="", file=stream, flush=True)

    try:
        yield tell
    finally:
        print(BEGINNING, end="", file=stream, flush=True)


@contextlib.contextmanager
def watched() -> Iterator[Callable[[int, int], None]]:
    """On a terminal an exchange says how far it is, and Ctrl+C stops it."""
    with shown(sys.stderr) as tell:
        try:
            yield tell
        except KeyboardInterrupt:
            raise Trouble("cancelled", _("Stopped. What was exchanged already is kept.")) from None
