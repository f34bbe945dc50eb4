"""Sites of child protection and of gender-based violence work start at high sensitivity (domain rule)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from app.errors import Refused
from sync.replica_storage import Draft

#: the sectors whose sites endanger people when they are known
PROTECTED_SECTORS = frozenset({"PRO-CPN", "PRO-GBV"})


class Changing(Protocol):
    """The part of a unit of work that is needed here."""

    def row(self, type: str, id: str) -> Mapping[str, Any]: ...
    def update(self, type: str, id: str, values: Mapping[str, Any]) -> bool: ...


def protect_sites(changing: Changing, drafts: Iterable[Draft]) -> None:
    """Give the site of every activity of a protected sector high sensitivity, unless somebody said what it is."""
    for draft in drafts:
        if draft.type != "activity" or not {"site", "sector"} & set(draft.values):
            continue
        row = {**changing.row("activity", draft.id), **draft.values}
        if row.get("site") and row.get("sector") in PROTECTED_SECTORS:
            with contextlib.suppress(Refused):  # a site that has not arrived here yet cannot be guarded here
                site = changing.row("site", row["site"])
                if not site.get("sensitivity"):
                    changing.update("site", row["site"], {"sensitivity": "high"})
