"""What a command says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.errors import Refused
from app.words import _


@dataclass(frozen=True)
class Answer:
    """Data for --json, text for a person, and the exit status."""

    data: Any
    text: str
    status: int = 0


def pairs(texts: list[str]) -> dict[str, str]:
    """FIELD=VALUE texts as a dict. Raises Refused for one without the sign."""
    pairs = {}
    for text in texts:
        name, mark, value = text.partition("=")
        if not mark:
            raise Refused("not_a_pair", _("“{text}” is not of the form FIELD=VALUE.").format(text=text))
        pairs[name.strip()] = value
    return pairs
