"""A conversation with the hub, one exchange at a time: what to ask, and what to make of the answer.

Both run inside a transaction of their caller, whatever carries request and reply; how far the hub was read is kept in
the same one as what was read (a cursor that runs ahead of its data loses rows: pouchdb#1240).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sync import merge, packing
from sync.changeset import NO_CHAIN, Key, Part
from sync.mending import begin_again, differs, go_on_as, held_keys, send_again
from sync.merge import Row
from sync.messages import (
    BEGINNING,
    FORKED,
    GAP,
    OK,
    RESTORED,
    REVOKED,
    WIPE,
    Enter,
    Leave,
    News,
    Pushed,
    Receipt,
    Reply,
    Request,
)
from sync.replica import absorb, blank
from sync.replica_storage import Entry, Held, ReplicaTables, Saved
from sync.shape import AreaOfPlace, Shape, Stream

#: how many foreign changesets are asked about or forwarded in one request
ASKED = 200
DIFFERS = "differs"  # can happen besides the states of a reply


@dataclass
class Outcome:
    """What an answer brought: how much, what to tell the person, and whether to go on at once."""

    received: int = 0
    acknowledged: int = 0
    changed: set[Key] = field(default_factory=set)
    left: set[Key] = field(default_factory=set)
    happened: list[str] = field(default_factory=list)
    again: bool = False


def prepare(tables: ReplicaTables, room: int = 250, app: str = "") -> Request:
    """The next request: own changesets that the hub has not said it has, at most about `room` writes of them."""
    facts = tables.facts()
    replica, acked = facts["replica"], int(facts["acked"])
    unknown = set(json.loads(facts.get("unknown", "[]")))
    unanswered = tables.unanswered(ASKED)
    waiting = [e for e in tables.with_held() if e.part.head.replica != replica]
    complete = streams_of(facts, "complete")
    missing = streams_of(facts, "scope") - complete
    own = tables.own(replica, acked, room)
    snapshot = None
    if missing and not own:
        snapshot = tuple(json.loads(facts.get("snapshot_after", "null")) or BEGINNING)
    return Request(
        replica,
        facts.get("epoch", ""),
        int(facts["cursor"]),
        complete,
        (int(facts["sequence"]), facts["chain"]),
        (acked, facts.get("acked_chain", NO_CHAIN) if acked else NO_CHAIN),
        tuple(_pushed(entry) for entry in own),
        tuple(_pushed(entry) for entry in unanswered if entry.version in unknown),
        tuple(entry.version for entry in (*unanswered, *waiting[:ASKED])),
        tuple(tables.pages(int(facts["lost_after"]))) if facts.get("lost_after") else (),
        tuple(sorted(held_keys(tables))),
        snapshot,  # type: ignore[arg-type]
        room,
        app=app,
        waiting=int(facts["sequence"]) - acked,
        conflicts=len(tables.asking()),
    )


def _pushed(entry: Entry) -> Pushed:
    return Pushed(entry.part, entry.body_hash, entry.whole, entry.received)


def receive(
    tables: ReplicaTables,
    shapes: Mapping[str, Shape],
    request: Request,
    reply: Reply,
    new_replica: str,
    area_of_place: AreaOfPlace = lambda place: place,
) -> Outcome:
    """Keep what an answer says. `new_replica` is an id to go on under, should this one turn out to be taken."""
    outcome = Outcome()
    facts = tables.facts()
    if facts.get("epoch", "") not in ("", reply.epoch):
        begin_again(tables, reply)
        outcome.happened.append(RESTORED)
        outcome.again = True
        return outcome
    tables.put(epoch=reply.epoch, revoked="", safe=str(reply.safe), agrees="")
    tables.thin_pages(reply.safe)
    if request.replica != facts["replica"]:
        return replace(outcome, again=True)
    if reply.state in (REVOKED, WIPE):
        outcome.happened.append(reply.state)
        tables.put(revoked="1")
        _acknowledge(tables, reply, outcome)
        return outcome
    if reply.state == FORKED:
        go_on_as(tables, new_replica)
        outcome.happened.append(FORKED)
    elif reply.state == GAP:
        send_again(tables, facts["replica"], reply.need)
    if reply.state != OK:
        return replace(outcome, again=True)
    _acknowledge(tables, reply, outcome)
    cursor = int(facts["cursor"])
    stale = request.cursor != cursor if request.snapshot else reply.upto < cursor
    if stale:  # it came late, by another path: what is newer has been read
        return outcome
    rescoped = reply.scope != streams_of(facts, "scope")
    _rescope(tables, reply, outcome)
    if request.pages:
        tables.put(lost_after="")
    tables.keep_times(reply.times)
    if request.snapshot or reply.since <= cursor:
        fresh = [e for e in reply.entries if request.snapshot or e.seq > cursor]
        tables.keep_page([e for e in fresh if not isinstance(e, Leave) and e.seq > reply.safe], reply.proof)
        for entry in fresh:
            if isinstance(entry, News):
                _learn(tables, shapes, entry, area_of_place, outcome)
            elif isinstance(entry, Enter):
                _enter(tables, shapes, entry, outcome)
            else:
                _leave(tables, entry, outcome)
        if not request.snapshot:
            tables.put(cursor=str(reply.upto))
    if request.snapshot and not rescoped:
        _snapshot_taken(tables, request, reply)
    _let_go(tables, outcome)
    if differs(tables, request, reply):
        outcome.happened.append(DIFFERS)
    return outcome


def streams_of(facts: Mapping[str, str], name: str) -> frozenset[Stream]:
    """A set of streams kept among the facts."""
    return frozenset((area, rights_class) for area, rights_class in json.loads(facts.get(name, "[]")))


def _put_streams(tables: ReplicaTables, name: str, streams: Iterable[Stream]) -> None:
    tables.put(**{name: json.dumps(sorted(streams))})


def _acknowledge(tables: ReplicaTables, reply: Reply, outcome: Outcome) -> None:
    known = tables.entries(receipt.version for receipt in reply.receipts)
    for receipt in reply.receipts:
        entry = known.get(receipt.version)
        if entry is None or (entry.whole and entry.version in reply.unknown):
            continue
        outcome.acknowledged += entry.seq is None
        _receipt(tables, entry, receipt)
    replica = tables.facts()["replica"]
    told = {receipt.version for receipt in reply.receipts if receipt.held}
    for entry in tables.with_held():
        own = entry.part.head.replica == replica
        if entry.version not in told and (own or entry.version in known):
            tables.answered(replace(entry, held={}))
    _advance(tables)
    there = {receipt.version for receipt in reply.receipts}
    asked = tables.entries(reply.unknown)
    tables.put(unknown=json.dumps([v for v, entry in asked.items() if entry.whole or v not in there]))


def _advance(tables: ReplicaTables) -> None:
    """How far the hub has this laptop's changesets without a gap."""
    facts = tables.facts()
    acked = int(facts["acked"])
    for entry in tables.own(facts["replica"], acked, 10**9):
        if entry.seq is None:
            break
        acked += 1
        tables.put(acked=str(acked), acked_chain=entry.part.chain)


def _receipt(tables: ReplicaTables, entry: Entry, receipt: Receipt) -> None:
    times = [time for time in (entry.received, receipt.received) if time is not None]
    now = replace(entry, seq=receipt.seq, received=min(times), held=dict(receipt.held))
    if now != entry:
        tables.answered(now)
        if now.received != entry.received:
            _show_again(tables, entry)


def _show_again(tables: ReplicaTables, entry: Entry) -> None:
    """A receipt may change which of two standing values is shown."""
    rows = tables.rows({w.key for w in entry.part.writes.values()})
    rivalling = [h for h in rows.values() if entry.version in merge.versions_rivalling(h.row)]
    if rivalling:
        tables.save(Saved(h, None, entry.part.head.who, entry.part.head.stamp >> 16) for h in rivalling)


def _rescope(tables: ReplicaTables, reply: Reply, outcome: Outcome) -> None:
    """Streams that this laptop may read no more are let go of; new ones are fetched whole."""
    facts = tables.facts()
    if reply.scope != streams_of(facts, "scope"):
        _put_streams(tables, "scope", reply.scope)
        _put_streams(tables, "complete", streams_of(facts, "complete") & reply.scope)
        tables.put(snapshot_after="null")
        _set_leaving(tables, tables.shared(outside=reply.scope).keys() - held_keys(tables))
    missing = reply.scope - streams_of(tables.facts(), "complete")
    outcome.again = outcome.again or reply.more or bool(missing)


def _learn(
    tables: ReplicaTables, shapes: Mapping[str, Shape], news: News, area_of_place: AreaOfPlace, outcome: Outcome
) -> None:
    entry = tables.entries([news.part.version]).get(news.part.version)
    if entry is None:
        tables.append(Entry(news.part, "", False, False, news.seq, news.received, undoable=False))
    else:
        part = Part(entry.part.head, entry.part.chain, {**news.part.writes, **entry.part.writes})
        times = [time for time in (entry.received, news.received) if time is not None]
        tables.replace(replace(entry, part=part, seq=news.seq, received=min(times)))
    absorb_part(tables, shapes, news.part, news.stream, news.seq, area_of_place)
    outcome.received += 1
    outcome.changed |= {write.key for write in news.part.writes.values()}


def absorb_part(
    tables: ReplicaTables,
    shapes: Mapping[str, Shape],
    part: Part,
    stream: Stream | None,
    seq: int,
    area_of_place: AreaOfPlace,
) -> None:
    """Join a part, and keep beside it in the journal what its records showed before."""
    before = absorb(tables, shapes, part, stream, seq, area_of_place)
    if before:
        entry = tables.entries([part.version])[part.version]
        tables.replace(replace(entry, before={**before, **(entry.before or {})}))


def _enter(tables: ReplicaTables, shapes: Mapping[str, Shape], enter: Enter, outcome: Outcome) -> None:
    held = tables.rows([enter.key]).get(enter.key) or Held(Row(*enter.key))
    before = packing.pack(held.row)
    merge.join(held.row, packing.unpack(*enter.key, enter.packed))
    news = packing.pack(held.row) != before
    held.area, held.rights_class = enter.stream
    held.seq, held.leaving = max(held.seq, enter.seq), False
    made_by, made_at, changed_by, changed_at = enter.by
    tables.save([Saved(held, None, changed_by, changed_at, (made_by, made_at))])
    if held.row.erased:
        blank(tables, {enter.key})
    if news:
        outcome.received += 1
        outcome.changed.add(enter.key)


def _leave(tables: ReplicaTables, leave: Leave, outcome: Outcome) -> None:
    held = tables.rows([leave.key]).get(leave.key)
    if held is not None and held.seq < leave.seq:
        _set_leaving(tables, [leave.key])


def _set_leaving(tables: ReplicaTables, keys: Iterable[Key]) -> None:
    tables.save(Saved(replace(held, leaving=True), frozenset(), "", 0) for held in tables.rows(keys).values())


def _let_go(tables: ReplicaTables, outcome: Outcome) -> None:
    """Take records that left off this disk, once everything written about them here has reached the hub (law 7)."""
    keys = set(tables.leaving())
    if not keys:
        return
    for entry in tables.touching(keys):
        if entry.seq is None:
            keys -= {write.key for write in entry.part.writes.values()}
    tables.remove(keys)
    blank(tables, keys)
    outcome.left |= keys


def _snapshot_taken(tables: ReplicaTables, request: Request, reply: Reply) -> None:
    """A page of new streams is here. When it was the last, the log is read again from where the walk began: what
    changed behind the walker's back is in it.
    """
    facts = tables.facts()
    began = request.cursor if request.snapshot == BEGINNING else int(facts.get("walk_began") or 0)
    tables.put(walk_began=str(began), snapshot_after=json.dumps(reply.snapshot_after))
    if reply.snapshot_after is None:
        _put_streams(tables, "complete", reply.scope)
        tables.put(cursor=str(min(int(facts["cursor"]), began)))
