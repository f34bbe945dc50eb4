"""What a command says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """Data for --json, text for a person, and the exit status."""

    data: Any
    text: str
    status: int = 0
