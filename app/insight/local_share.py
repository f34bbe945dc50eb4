"""The share of local and government actors: of the organisations that work here, how many are local, and how many are government."""

from __future__ import annotations

from dataclasses import dataclass

from app.insight.selection import Organisation, Selection

#: OCHA types of local actors (441 national NGO, 504 local NGO, 501 civil society, 446 religious); government stands apart
LOCAL_TYPES = frozenset({"441", "504", "501", "446"})
GOVERNMENT_TYPES = frozenset({"435", "435-LOC"})


@dataclass(frozen=True)
class LocalShare:
    """Organisations counted once: local (national and local civil society), government, and of how many the kind is known."""

    local: int
    government: int
    known: int
    all: int

    @property
    def share(self) -> float | None:
        """Local and government actors among those whose kind is known, from 0 to 1; None when no kind is known."""
        return (self.local + self.government) / self.known if self.known else None


def local_share(selection: Selection) -> LocalShare:
    """Count the organisations that lead or implement in the selection."""
    present = {id for line in selection.counted() for id in line.organisations}
    known = [selection.organisations[id] for id in present if id in selection.organisations]
    government = sum(is_government(one) for one in known)
    local = sum(is_local(one) and not is_government(one) for one in known)
    return LocalShare(
        local, government, sum(one.type is not None or one.local is not None for one in known), len(present)
    )


def is_government(one: Organisation) -> bool:
    """National or local government."""
    return (one.type or "") in GOVERNMENT_TYPES


def is_local(one: Organisation) -> bool:
    """Said to be local, or, where nobody said, of a local kind."""
    return one.local if one.local is not None else (one.type or "") in LOCAL_TYPES
