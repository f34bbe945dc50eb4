"""The three-way comparison of one line: what was sent, what came back, what stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app import vocabulary
from app.exchange.returned.sameness import is_blank, plain, same
from app.exchange.workbook.columns import by_key

#: the program fills these; a change in them changes nothing, but for codes, which say what their name column says
LOCKED_BUT_SAYING = frozenset({"sector_code", "adm1_code", "adm2_code", "adm3_code"})
PLACE_NAMES, PLACE_CODES = ("adm1_name", "adm2_name", "adm3_name"), ("adm1_code", "adm2_code", "adm3_code")
#: what follows from a name: stale as soon as the name was changed and it was not
FOLLOWS = {
    "lead": ("lead_acronym", "lead_type"),
    "implementing": ("implementing_acronym", "implementing_type"),
    "sector": ("sector_code",),
}
NEW, UPDATE, NO_CHANGE, DELETE = "new", "update", "no_change", "delete"


@dataclass(frozen=True)
class Clash:
    """A cell that both sides changed: what was sent, what came back, what stands now."""

    key: str
    sent: Any
    back: Any
    now: Any


@dataclass(frozen=True)
class Comparison:
    """What a returned line says: the row action, the keys only the sender changed, the clashes, and cells that are out of date."""

    action: str | None
    changed: frozenset[str] = frozenset()
    clashes: tuple[Clash, ...] = ()
    stale: frozenset[str] = frozenset()
    ignored: frozenset[str] = field(default=frozenset())

    @property
    def says_nothing_new(self) -> bool:
        """Neither changed nor to be deleted."""
        return not self.changed and not self.clashes and self.action != DELETE


def compare(back: Mapping[str, Any], sent: Mapping[str, Any] | None, now: Mapping[str, Any]) -> Comparison:
    """Compare a line by the keys of its columns. `sent` is None where nobody knows any more what was sent: then every difference
    from what stands now is a question.

    Three ways: unchanged where it says what was sent; the sender's where only he changed it; settled where both changed it alike.
    """
    changed, clashes, ignored = set(), [], set()
    for key, cell in back.items():
        column = by_key().get(key)
        if column is None or key in ("record_id", "row_action"):
            continue
        was, stands = (sent or now).get(key), now.get(key)
        if same(column, was, cell) or (sent is not None and same(column, stands, cell)):
            continue
        if column.locked and key not in LOCKED_BUT_SAYING:
            ignored.add(key)
        elif sent is None or not _equal(was, stands):
            clashes.append(Clash(key, was if sent is not None else None, cell, stands))
        else:
            changed.add(key)
    clashing = {clash.key for clash in clashes}
    return Comparison(
        action_of(back.get("row_action")),
        frozenset(changed),
        tuple(clashes),
        stale_keys(changed | clashing, back),
        frozenset(ignored),
    )


def action_of(cell: Any) -> str | None:
    """The row action a cell says, in any language; None for a blank cell or another word."""
    return None if is_blank(cell) else vocabulary.code_list("row_action").find(plain(cell))


def stale_keys(changed: set[str], back: Mapping[str, Any]) -> frozenset[str]:
    """Cells that still say what was sent beside a changed one that they follow from: they must not contradict it.

    A changed place name makes the codes of its level and below stale, and the names below it; a changed code its name and below.
    """
    stale = {
        follower
        for key, followers in FOLLOWS.items()
        if key in changed
        for follower in followers
        if follower not in changed
    }
    if "sector_code" in changed and "sector" not in changed:
        stale.add("sector")
    levels = [
        level for level, (name, code) in enumerate(zip(PLACE_NAMES, PLACE_CODES, strict=True)) if {name, code} & changed
    ]
    if levels:
        for level in range(levels[0], len(PLACE_NAMES)):
            stale |= {key for key in (PLACE_NAMES[level], PLACE_CODES[level]) if key not in changed}
    return frozenset(key for key in stale if key in back)


def _equal(one: Any, two: Any) -> bool:
    return (
        (is_blank(one) and is_blank(two))
        or one == two
        or (not is_blank(one) and not is_blank(two) and plain(one) == plain(two))
    )
