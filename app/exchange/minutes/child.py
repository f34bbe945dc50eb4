"""The child process that reads minutes that somebody sent, limited in memory here and in time by its parent.

Started as `python -m app.exchange.minutes.child LANGUAGE [PATH]`; without a path the text is on standard input. It answers
in JSON: `{"found": …, "text": …}`, or `{"refused": [code, sentence]}` in that language.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app import words
from app.errors import Refused
from app.exchange.minutes.blocks import Block, Paragraph
from app.exchange.minutes.opening import too_large
from app.exchange.minutes.received import opened_file, opened_text, plain_of, read_minutes
from app.exchange.reading.child import limit_memory


def answer(path: str | None) -> dict[str, Any]:
    """What a file says, or the text on standard input where there is none."""
    try:
        blocks = opened_file(Path(path)) if path else opened_text(sys.stdin.buffer.read().decode())
        return {"found": plain_of(read_minutes(blocks)), "text": "\n".join(_lines(blocks))}
    except Refused as refused:
        return {"refused": [refused.code, refused.message]}
    except MemoryError:
        return {"refused": [too_large().code, too_large().message]}


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield f"• {block.text}" if block.bullet else block.text
        else:
            yield from (" | ".join(" ".join(cell.split()) for cell in row) for row in block.rows)


def main(arguments: Sequence[str]) -> None:
    """Answer on standard output."""
    limit_memory()
    words.set_language(arguments[0])
    json.dump(answer(arguments[1] if len(arguments) > 1 else None), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
