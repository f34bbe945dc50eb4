"""What comes from another laptop by hand: changesets in a file, joined without the hub."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.messages import Pushed
from sync.replica_storage import Entry, ReplicaTables
from sync.session import Outcome, absorb_part
from sync.shape import AreaOfPlace, Shape


def take_parts(
    tables: ReplicaTables,
    shapes: Mapping[str, Shape],
    parts: Iterable[Pushed],
    area_of_place: AreaOfPlace = lambda place: place,
) -> Outcome:
    """Join changesets that came from another laptop by hand; what is known already changes nothing."""
    outcome = Outcome()
    tables.put(agrees="")
    for pushed in parts:
        part = pushed.part
        known = tables.entries([part.version]).get(part.version)
        if known is None:
            tables.append(Entry(part, pushed.body_hash, pushed.whole, undoable=False))
            absorb_part(tables, shapes, part, None, 0, area_of_place)
            outcome.received += 1
            outcome.changed |= {write.key for write in part.writes.values()}
    return outcome
