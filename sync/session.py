"""A conversation with the hub, one exchange at a time: what to ask, and what to make of the answer.

Both run inside a transaction of their caller, whatever carries request and reply; how far the hub was read is kept in
the same one as what was read (a cursor that runs ahead of its data loses rows: pouchdb#1240).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sync import merge
from sync.arriving import Outcome, earlier, held_keys, let_go, set_leaving, take_leave, take_news, take_records
from sync.changeset import CREATE, NO_CHAIN, Key
from sync.mending import begin_again, differs, go_on_as, send_again
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
from sync.plain import fingerprint_of_held
from sync.replica import times_of
from sync.replica_storage import Entry, ReplicaTables, Saved
from sync.shape import DELETED, DEVICE_AREA, OPEN, AreaOfPlace, Shape
from sync.walking import missing, place_of_walk, rescope, streams_of, take_page, walk_began

#: how many foreign changesets are asked about or forwarded in one request
ASKED = 200
#: and how many a file carries
MOST_CARRIED = 20_000
DIFFERS = "differs"  # can happen besides the states of a reply


def prepare(tables: ReplicaTables, room: int = 250, app: str = "", *, by_hand: bool = False) -> Request:
    """The next request: own changesets that the hub has not said it has, at most about `room` writes of them. Over a line
    it is asked first what it wants of others'; a file (`by_hand`) takes all along that they have signed.
    """
    facts = tables.facts()
    replica, acked = facts["replica"], int(facts["acked"])
    unknown = set(json.loads(facts.get("unknown", "[]")))
    unanswered = tables.unanswered(MOST_CARRIED if by_hand else ASKED)
    waits = tables.waits()
    elsewhere = [one.version for one in waits if not (one.mine and one.replica == replica)][:ASKED]
    own = tables.own(replica, acked, room)
    return Request(
        replica,
        facts.get("epoch", ""),
        int(facts["cursor"]),
        streams_of(facts, "complete"),
        (int(facts["sequence"]), facts["chain"]),
        (acked, facts.get("acked_chain", NO_CHAIN) if acked else NO_CHAIN),
        tuple(_pushed(entry) for entry in own),
        tuple(_pushed(entry) for entry in unanswered if entry.version in unknown or (by_hand and entry.signed)),
        (*(entry.version for entry in unanswered), *elsewhere),
        tuple(tables.pages(int(facts["lost_after"]))) if facts.get("lost_after") else (),
        fingerprint_of_held({one.version: one.reasons for one in waits}),
        tuple(bare for one in waits for bare in one.bare),
        None if own else place_of_walk(facts),
        room,
        app=app,
        waiting=int(facts["sequence"]) - acked,
        conflicts=len(tables.asking()),
        settled="scope" in facts and not missing(facts),
    )


def _pushed(entry: Entry) -> Pushed:
    return Pushed(entry.part, entry.previous, entry.absent, entry.received, entry.signed)


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
    if not facts.get("lost_after"):  # what is to be given back bears numbers of an earlier life
        tables.thin_pages(reply.safe)
    if request.replica != facts["replica"]:
        return replace(outcome, again=True)
    if reply.state in (REVOKED, WIPE):
        outcome.happened.append(reply.state)
        tables.put(revoked="1")
        _acknowledge(tables, request, reply, outcome)
        return outcome
    if reply.state == FORKED:
        go_on_as(tables, new_replica)
        outcome.happened.append(FORKED)
    elif reply.state == GAP:
        send_again(tables, facts["replica"], reply.need)
    if reply.state != OK:
        return replace(outcome, again=True)
    _acknowledge(tables, request, reply, outcome)
    cursor = int(facts["cursor"])
    if request.snapshot:
        due = (request.cursor, request.snapshot) == (cursor, place_of_walk(facts))
    else:
        due = reply.upto >= cursor and request.scope >= streams_of(facts, "complete")
    if not due:  # it came late: what is newer has been read, or more streams since it was asked
        return outcome
    rescoped = rescope(tables, reply)
    if request.pages:
        tables.put(lost_after="")
    tables.keep_times(reply.times)
    if request.snapshot or reply.since <= cursor:
        fresh = [e for e in reply.entries if request.snapshot or e.seq > cursor]
        tables.keep_page([e for e in fresh if not isinstance(e, Leave) and e.seq > reply.safe], reply.proof)
        for kind, run in itertools.groupby(fresh, type):
            alike: list[Any] = list(run)
            if kind is News:
                take_news(tables, shapes, alike, area_of_place, outcome)
            elif kind is Enter:
                take_records(tables, alike, outcome, walk_began(facts, request, reply))
            else:
                take_leave(tables, alike)
        if not request.snapshot:
            tables.put(cursor=str(reply.upto))
    if request.snapshot and (not rescoped or request.snapshot == BEGINNING):
        take_page(tables, request, reply)
    let_go(tables, outcome)
    facts = tables.facts()
    behind = bool(missing(facts)) or int(facts["cursor"]) < reply.upto  # a walk is not over, or the log has moved since
    outcome.again = reply.more or behind or (request.snapshot is not None and reply.digest is None)
    outcome.again |= {bare for one in tables.waits() for bare in one.bare} != set(request.bare)
    if not behind and differs(tables, request, reply):
        outcome.happened.append(DIFFERS)
    return outcome


def _acknowledge(tables: ReplicaTables, request: Request, reply: Reply, outcome: Outcome) -> None:
    sent = {one.part.version for one in (*request.push, *request.forward)}
    lacking = set(reply.unknown) - sent  # what the hub has not, or not all of, and was not told just now
    known = tables.entries(receipt.version for receipt in reply.receipts)
    for receipt in reply.receipts:
        entry = known.get(receipt.version)
        if entry is None or (entry.version in lacking and _to_hand_on(entry)):
            continue
        outcome.acknowledged += entry.seq is None
        _receipt(tables, entry, receipt)
    replica = tables.facts()["replica"]
    told = {receipt.version for receipt in reply.receipts if receipt.held}
    decided: set[Key] = set()
    made: set[Key] = set()
    there = request.push[-1].part.head.sequence if request.push else request.acked[0]
    for one in tables.waits() if reply.held != request.held or not reply.held else ():
        own = one.mine and one.replica == replica and one.sequence <= there
        if one.version not in told and (own or one.version in known):
            (entry,) = tables.entries([one.version]).values()
            tables.answered(replace(entry, held={}))
            decided |= {write.key for write in entry.part.writes.values()}
            made |= {key for op, key in one.about.values() if op == CREATE and own}
    if place_of_walk(tables.facts()) is None:  # a walk that is still to come may have to let go of it: it was erased
        _keep_alone(tables, made)
    if decided and reply.state == OK:  # what was not let in and waits no more lies in a place of others
        decided &= tables.shared(outside=reply.scope).keys() - held_keys(tables)
        set_leaving(tables, decided)
    _advance(tables)
    asked = {version: entry for version, entry in tables.entries(lacking).items() if _to_hand_on(entry)}
    for entry in asked.values():
        if entry.seq is not None:  # a part of it is there: all of it is to be handed on
            tables.answered(replace(entry, seq=None))
    tables.put(unknown=json.dumps(sorted(asked)))


def _keep_alone(tables: ReplicaTables, keys: set[Key]) -> None:
    """What was made here, never taken and deleted again waits no more: it is known to nobody, and is this laptop's alone.
    (Should the hub have taken it after all, the two differ, and a walk brings it back.)
    """
    rows = [held for held in tables.rows(keys).values() if not held.seq]
    rows = [held for held in rows if merge.shown(held.row, times_of(tables, [held.row]))[DELETED]]
    tables.save(Saved(replace(held, area=DEVICE_AREA, rights_class=OPEN), frozenset(), "", 0) for held in rows)


def _to_hand_on(entry: Entry) -> bool:
    """Whether a changeset that the hub has not all of is to be sent from here: more of it may be here than the hub was
    told. What came from the hub by its streams proves nothing, and goes back to it on its own signed pages.
    """
    return bool(entry.previous) and (entry.whole or entry.seq is None)


def _advance(tables: ReplicaTables) -> None:
    """How far the hub has this laptop's changesets without a gap."""
    facts = tables.facts()
    acked = int(facts["acked"])
    while entry := next(iter(tables.own(facts["replica"], acked, 0)), None):
        if entry.seq is None:
            break
        acked += 1
        tables.put(acked=str(acked), acked_chain=entry.part.chain)


def _receipt(tables: ReplicaTables, entry: Entry, receipt: Receipt) -> None:
    received = earlier(entry, receipt.received)
    now = replace(entry, seq=receipt.seq, received=received, held=dict(receipt.held))
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
