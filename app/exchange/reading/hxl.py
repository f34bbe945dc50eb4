"""Hashtags of the humanitarian exchange language, read as tolerantly as they are written.

The standard writes `#adm1+name`; files bring `#adm1 +name`, `#sector<tab>`, `# org +Name`, sparse rows and odd attributes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_TAG = re.compile(r"\s*[#＃]\s*([A-Za-z][\w-]*)((?:\s*\+\s*[\w.:-]+)*)\s*\+?\s*")
_ATTRIBUTE = re.compile(r"\+\s*([\w.:-]+)")

KNOWN = frozenset(
    [
        "access",
        "activity",
        "adm0",
        "adm1",
        "adm2",
        "adm3",
        "adm4",
        "adm5",
        "affected",
        "beneficiary",
        "capacity",
        "cause",
        "channel",
        "contact",
        "country",
        "crisis",
        "currency",
        "date",
        "delivery",
        "description",
        "event",
        "frequency",
        "geo",
        "group",
        "impact",
        "indicator",
        "inneed",
        "item",
        "loc",
        "meta",
        "modality",
        "need",
        "operations",
        "org",
        "output",
        "population",
        "reached",
        "region",
        "respondee",
        "sector",
        "service",
        "severity",
        "status",
        "subsector",
        "targeted",
        "theme",
        "value",
    ]
)
"""Hashtags of the core list (1.1) and `#event` and `#theme`, which country files carry: one of them makes a row a row of hashtags."""


@dataclass(frozen=True)
class Tag:
    """A hashtag and its attributes, in lower case: `#adm1 +Code` is Tag("adm1", {"code"})."""

    name: str
    attributes: frozenset[str]

    def __str__(self) -> str:
        return "#" + "+".join((self.name, *sorted(self.attributes)))


def parse_tag(value: Any) -> Tag | None:
    """The hashtag a cell holds, or None: `# of kits` is no hashtag, `#adm2 +code +v_pcodes` is."""
    if not isinstance(value, str) or not (found := _TAG.fullmatch(value)):
        return None
    attributes = frozenset(attribute.lower() for attribute in _ATTRIBUTE.findall(found[2]))
    return Tag(found[1].lower(), attributes)


def is_hashtag_row(cells: Sequence[Any]) -> bool:
    """Whether a row is the row of hashtags: most of what it holds are hashtags, and one of them at least is a known one.

    Sparse rows count (5 tags over 49 columns), and a plain header among the tags is tolerated.
    """
    filled = [cell for cell in cells if not (cell is None or (isinstance(cell, str) and not cell.strip()))]
    tags = [tag for tag in map(parse_tag, filled) if tag]
    known = sum(tag.name in KNOWN for tag in tags)
    return known >= min(2, len(filled)) and len(tags) >= 0.5 * len(filled) and known > 0
