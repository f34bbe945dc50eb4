"""A document's file is written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from app.errors import Trouble
from app.exchange.workbook.book import placed


def save(path: Path, content: bytes) -> Path:
    """Put a whole file in its place. Raises Trouble (cannot_write) where the folder or the file cannot be written to."""
    try:
        with placed(path) as aside:
            aside.write_bytes(content)
    except Trouble as error:
        raise Trouble("cannot_write", error.message) from error
    return path
