"""The walk through new streams: their records whole, place by place in the hub's order, so that it can stop anywhere.

A page tells everything that lies between two places. What lies there on this laptop and is not on the page has left
those streams, or never stood in them: so a walk also mends whatever went wrong before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sync.arriving import held_keys, set_leaving, touched
from sync.messages import BEGINNING, Enter, Place, Reply, Request
from sync.replica_storage import ReplicaTables
from sync.shape import Stream


def streams_of(facts: Mapping[str, str], name: str) -> frozenset[Stream]:
    """A set of streams kept among the facts."""
    return frozenset((area, rights_class) for area, rights_class in json.loads(facts.get(name, "[]")))


def _put_streams(tables: ReplicaTables, name: str, streams: Iterable[Stream]) -> None:
    tables.put(**{name: json.dumps(sorted(streams))})


def place_of_walk(facts: Mapping[str, str]) -> Place | None:
    """From where on to ask for records of streams that are not complete here; None when all are."""
    if "scope" in facts and not missing(facts):
        return None
    return tuple(json.loads(facts.get("snapshot_after", "null")) or BEGINNING)


def missing(facts: Mapping[str, str]) -> frozenset[Stream]:
    """The streams that this laptop may read and has not fetched whole yet."""
    return streams_of(facts, "scope") - streams_of(facts, "complete")


def rescope(tables: ReplicaTables, reply: Reply) -> bool:
    """Let go of streams that this laptop may read no more; new ones are to be walked. Whether anything changed."""
    facts = tables.facts()
    if "scope" in facts and reply.scope == streams_of(facts, "scope"):
        return False
    _put_streams(tables, "scope", reply.scope)
    _put_streams(tables, "complete", streams_of(facts, "complete") & reply.scope)
    tables.put(snapshot_after="null")
    outside = tables.shared(outside=reply.scope).keys() - held_keys(tables)
    if "scope" not in facts:  # what was written here before the first exchange may lie elsewhere in the end
        outside -= touched(tables, outside)
    set_leaving(tables, outside)
    return True


def take_page(tables: ReplicaTables, request: Request, reply: Reply) -> None:
    """A page of the walk has been kept. When it was the last, the log is read again from where the walk began: what
    changed behind the walker's back is in it.
    """
    facts = tables.facts()
    after = request.snapshot or BEGINNING
    if after == BEGINNING:
        facts["walk_began"] = facts["cursor"] = str(reply.upto)
    unlisted = set(tables.between(reply.scope - request.scope, after, reply.snapshot_after))
    if reply.snapshot_after is None:
        unlisted |= tables.shared(outside=reply.scope).keys()
    if unlisted := unlisted - {entry.key for entry in reply.entries if isinstance(entry, Enter)}:
        unlisted -= held_keys(tables)
        set_leaving(tables, unlisted - touched(tables, unlisted, after=int(facts["walk_began"])))
    tables.put(walk_began=facts["walk_began"], cursor=facts["cursor"], snapshot_after=json.dumps(reply.snapshot_after))
    if reply.snapshot_after is None:
        _put_streams(tables, "complete", reply.scope)
        tables.put(cursor=str(min(int(facts["cursor"]), int(facts["walk_began"]))))


def walk_began(facts: Mapping[str, str], request: Request, reply: Reply) -> int | None:
    """The number of the hub behind which the walk of a page began; None for what is no page of a walk, or while this
    laptop still has to give back what a restored hub has lost.
    """
    if request.snapshot is None or facts.get("lost_after"):
        return None
    return reply.upto if request.snapshot == BEGINNING else int(facts["walk_began"])


def walk_again(tables: ReplicaTables) -> None:
    """This laptop and the hub have said everything and differ all the same: fetch every stream anew."""
    outside = tables.shared(outside=streams_of(tables.facts(), "scope")).keys() - held_keys(tables)
    set_leaving(tables, outside - touched(tables, outside))
    tables.put(complete="[]", snapshot_after="null")
