"""When the past is not what it was: a hub restored, a laptop copied, two that differ, a program that has learnt more."""

from __future__ import annotations

import json
from dataclasses import replace

from sync import merge
from sync.arriving import held_keys, touched
from sync.changeset import ERASE, NO_CHAIN, Key, Write
from sync.epochs import epochs_of, parted_at
from sync.messages import Reply, Request
from sync.plain import fingerprint_of_held
from sync.replica import blank
from sync.replica_storage import ReplicaTables, Saved
from sync.tables import in_pieces


def differs(tables: ReplicaTables, request: Request, reply: Reply) -> bool:
    """Law 11: only equal digests, with nothing of ours on the way or waiting, are called equal; whether they differ
    although both have said everything.

    Records about which something waits at the hub are counted on neither side.
    """
    facts = tables.facts()
    waits = tables.waits()
    alike = reply.held == fingerprint_of_held({one.version: one.reasons for one in waits})
    alike &= set(request.bare) == {bare for one in waits for bare in one.bare}
    said_all = alike and facts["acked"] == facts["sequence"] and not tables.leaving()
    equal = said_all and reply.digest is not None and reply.digest == tables.digest(held_keys(tables))
    tables.put(agrees="1" if equal and not waits else "")
    return said_all and reply.digest is not None and not equal and not tables.unanswered(1)


def forget_again(tables: ReplicaTables, erased: set[Key], known: set[Key]) -> None:
    """An older copy of this laptop's file was put back: what was erased since is erased in it, and what left since (it
    is not among the `known`) leaves, unless something of it was never sent.
    """
    rows = tables.rows(erased)
    for held in rows.values():
        merge.apply(held.row, Write(ERASE, *held.key, {}), "")
    tables.save(Saved(held, None, "", 0) for held in rows.values())
    left = tables.shared().keys() - known
    left -= touched(tables, left)
    tables.remove(left)
    blank(tables, left | rows.keys())


def learn(tables: ReplicaTables) -> None:
    """After an upgrade: show what an older program kept without knowing it."""
    for some in in_pieces(tables.unlearnt()):
        tables.save(Saved(held, None, "", 0) for held in tables.rows(some).values())


def send_again(tables: ReplicaTables, replica: str, need: int) -> None:
    """The hub has not what it once confirmed: everything from number `need` on is sent again."""
    for entry in tables.own(replica, need - 1, 10**9):
        tables.answered(replace(entry, seq=None))
    _set_acked(tables, need - 1)


def _set_acked(tables: ReplicaTables, acked: int) -> None:
    replica = tables.facts()["replica"]
    last = next(iter(tables.own(replica, acked - 1, 0)), None) if acked else None
    tables.put(acked=str(acked), acked_chain=last.part.chain if last else NO_CHAIN)


def begin_again(tables: ReplicaTables, reply: Reply) -> None:
    """The hub came back from a backup: what it numbered after that is to be said again, by whoever has it."""
    facts = tables.facts()
    lived = epochs_of(facts) or ((facts["epoch"], 0),)
    parted = parted_at(lived, reply.epochs)
    for entry in tables.numbered_after(parted):
        if entry.part.writes or entry.previous:  # of what came by its streams and left again nothing can be said
            tables.answered(replace(entry, seq=None, held={}))
    unsent = [e.part.head.sequence for e in tables.own(facts["replica"], 0, 10**9) if e.seq is None]
    tables.put(agrees="")
    _set_acked(tables, min(unsent) - 1 if unsent else int(facts["sequence"]))
    tables.put(
        epoch=reply.epoch,
        epochs=json.dumps(reply.epochs),
        cursor=str(min(int(facts["cursor"]), parted)),
        lost_after=str(min(parted, int(facts.get("lost_after") or parted))),
    )
    lowered = [replace(h, seq=parted) for h in tables.rows(tables.shared()).values() if h.seq > parted]
    tables.save(Saved(held, frozenset(), "", 0) for held in lowered)
    tables.ask_for_contents_again()


def go_on_as(tables: ReplicaTables, replica: str) -> None:
    """This laptop was copied, or restored from a backup, and another goes on under its name. It numbers anew under a
    name of its own; what it wrote before keeps its versions and reaches the hub like anything carried by hand.
    """
    tables.put(replica=replica, sequence="0", chain=NO_CHAIN, acked="0")
