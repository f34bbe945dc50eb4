"""What comes from another laptop by hand: changesets in a file, joined without the hub."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sync.arriving import Outcome
from sync.messages import Pushed
from sync.replica import join_parts, save_joined
from sync.replica_storage import Arrived, Entry, ReplicaTables
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
            joined = join_parts(tables, [Arrived(part)])
            before = joined.before[0] or None
            tables.append(Entry(part, pushed.body_hash, pushed.whole, undoable=False, before=before))
            save_joined(tables, shapes, joined, set(joined.names), area_of_place)
            outcome.received += 1
            outcome.changed |= joined.names.keys()
    return outcome
