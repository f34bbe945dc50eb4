"""The hub: gives accepted changesets one gap-free order and hands each laptop the streams it may read.

Everything here is plain logic over `HubTables` (kept in SQL by `sync.hub_tables`); one call of `exchange` is one
transaction. Numbers are taken from one counter as the last step of it, so that no reader ever passes a number that is
still to come (the trap of a database sequence, docs/sync.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sync import merge, packing
from sync.accepting import Batch
from sync.changeset import NO_CHAIN, Key, version_of
from sync.epochs import epochs_of, heed_the_past
from sync.hub_storage import Accepted, Desk, Logged, Stored, Waiting
from sync.messages import (
    BEGINNING,
    FORKED,
    GAP,
    RESTORED,
    REVOKED,
    Enter,
    Leave,
    News,
    Place,
    Pushed,
    Receipt,
    Reply,
    Request,
)
from sync.plain import fingerprint_of_held
from sync.shape import Stream
from sync.stamp import new_id
from sync.withdrawing import take_withdrawn

#: how many receipts one reply carries
RECEIPTS_TOLD = 1000


class Hub(Desk):
    """A hub in one transaction."""

    def exchange(self, device: str, request: Request) -> Reply:
        """Push, pull and verdicts in one. Nothing is trusted but who the device is (the caller checked its key)."""
        facts = self.tables.facts()
        if request.epoch in ("", facts["epoch"]):
            heed_the_past(self.tables, request.cursor, new_id(self.now_ms))
            facts = self.tables.facts()
        answer = Reply(
            facts["epoch"],
            safe=int(facts.get("safe", 0)),
            now=self.now_ms,
            since=request.cursor,
            upto=request.cursor,
        )
        scope = self.policy.scope(device)
        if request.epoch not in ("", facts["epoch"]):
            return replace(answer, state=RESTORED, epochs=epochs_of(facts))
        refused = self._unlike(device, request)
        if refused is not None:
            return replace(answer, **refused)
        self.take_back([entry for entry, _proof in request.pages])
        self._take(device, request)
        own_waits = self._try_again(device, request.replica)
        own = self.tables.chains(request.replica, request.acked[0])
        names = [version_of(own[number]) for number in sorted(own)[:RECEIPTS_TOLD]]
        known = self.tables.accepted([*names, *request.ask])
        waits = self._waits(request.replica, own_waits, known)
        held = fingerprint_of_held(_by_version(waits))
        answer = replace(answer, held=held)
        receipts = self._receipts(known, [one for one in waits if held != request.held or one.version in known])
        unknown = tuple(v for v in request.ask if v not in known or not known[v].whole)
        if scope is None:  # what it still sends waits for a decision; it hears nothing more
            return replace(answer, state=REVOKED, receipts=tuple(receipts), unknown=unknown)
        reply = replace(answer, scope=scope, receipts=tuple(receipts), unknown=unknown)
        bare = set(request.bare)
        aside = {one.write.key for one in waits if (one.version, one.index) not in bare}
        if request.snapshot:
            return self._snapshot(reply, request, request.snapshot, aside)
        return self._news(reply, request, scope & request.scope, aside)

    # --- push -----------------------------------------------------------------------------------------------------

    def _unlike(self, device: str, request: Request) -> dict[str, Any] | None:
        """What the hub says when the past of a replica is not the one it knows; None when all is well."""
        head, link, owner = self.tables.head(request.replica)
        if owner and owner != device:
            return {"state": FORKED}
        sequence = request.head[0]
        if head > sequence or (head == request.acked[0] and head and link != request.acked[1]):
            return {"state": FORKED}
        first = request.push[0].part.head.sequence if request.push else sequence + 1
        if first > head + 1 or (not request.push and request.acked[0] > head):
            return {"state": GAP, "need": head + 1}
        known = self.tables.chains(request.replica, first - 2)
        link = known.get(first - 1, NO_CHAIN)
        for number, pushed in enumerate(request.push, first):
            part = pushed.part
            if (part.head.replica, part.head.sequence) != (request.replica, number):
                raise ValueError(f"changeset {number} is not what its number says")
            if pushed.previous != link or known.get(number, part.chain) != part.chain:
                return {"state": FORKED}
            link = part.chain
        return None

    def _take(self, device: str, request: Request) -> None:
        pushed, replica = [*request.forward, *request.push], request.replica
        known = self.tables.accepted(one.part.version for one in pushed)
        batch = Batch(self, device)
        keys = {write.key for one in pushed for write in one.part.writes.values()}
        batch.load(keys)
        excluded = self.policy.scope(device) is None
        for one in request.forward:
            author = one.signed.author if one.signed and not excluded else device
            batch.accept(one, known.get(one.part.version), author)
        for one in request.push:
            batch.accept(one, known.get(one.part.version), device, main=True)
        if pushed:
            batch.finish()
            take_withdrawn(self, device, keys)
        head = self.tables.head(replica)
        own = [one.part for one in request.push if one.part.head.sequence > head[0]]
        if own:
            self.tables.set_head(replica, own[-1].head.sequence, own[-1].chain, device)
            waits = [w for w in self.tables.waiting(replica=replica) if not w.released and w.device != device]
            proven = self.tables.accepted(w.version for w in waits)
            others = [w for w in waits if proven[w.version].main]
            if others:  # what came by another hand before waited for its author, who has now said that it is his
                self.release(others, device)
        elif not head[2]:
            self.tables.set_head(replica, 0, NO_CHAIN, device)

    def take_back(self, pages: Sequence[News | Enter]) -> None:
        """What a hub that was restored had said before, from the signed pages of those it said it to."""
        if not pages:
            return
        known = self.tables.accepted(entry.part.version for entry in pages if isinstance(entry, News))
        batch = Batch(self, "")
        for entry in pages:
            if isinstance(entry, Enter):
                batch.join(packing.unpack(entry.type, entry.id, entry.packed), entry.by)
            else:
                pushed = Pushed(entry.part, "", received=entry.received)
                batch.accept(pushed, known.get(entry.part.version), None)
        batch.finish()

    def release(self, waiting: Sequence[Waiting], device: str) -> None:
        """Take writes that waited, with the rights of this device: their author, or a person who decided so."""
        batch = Batch(self, device)
        batch.load({one.write.key for one in waiting})
        batch.release(waiting, device)
        batch.finish()

    def _try_again(self, device: str, replica: str) -> list[Waiting]:
        """What a laptop wrote when it had other rights is judged by those it has now: what waits of it then."""
        rights = self.policy.rights(device)
        waits = [one for one in self.tables.waiting(replica=replica) if not one.released]
        mine = [one for one in waits if one.device == device]
        if all(one.rights == rights for one in mine):
            return waits
        self.release(mine, device)
        return [one for one in self.tables.waiting(replica=replica) if not one.released]

    def _waits(self, replica: str, own_waits: Sequence[Waiting], known: Mapping[str, Accepted]) -> list[Waiting]:
        """What waits of what a replica numbered itself, and of the changesets that were asked about."""
        own = self.tables.accepted({one.version for one in own_waits})
        waits = [one for one in own_waits if one.version in known or (one.version in own and own[one.version].main)]
        for other in dict.fromkeys(one.head.replica for one in known.values() if one.head.replica != replica):
            waits += [w for w in self.tables.waiting(replica=other) if not w.released and w.version in known]
        return waits

    def _receipts(self, known: Mapping[str, Accepted], waits: Sequence[Waiting]) -> list[Receipt]:
        held = _by_version(waits)
        more = self.tables.accepted(version for version in held if version not in known)
        told = sorted([*known.values(), *more.values()], key=lambda one: (one.head.replica, one.head.sequence))
        return [Receipt(one.version, one.seq, one.received, held.get(one.version, {})) for one in told]

    # --- pull -----------------------------------------------------------------------------------------------------

    def _news(self, reply: Reply, request: Request, scope: frozenset[Stream], aside: set[Key]) -> Reply:
        last = self.tables.last_seq()
        lines = self.tables.read_log(scope, request.cursor, last, request.room + 1)
        cut = _cut(lines, request.room)
        more = cut is not None
        if cut is not None:
            lines = [line for line in lines if line.seq < cut] or self.tables.read_log(
                scope, request.cursor, cut, 10**6
            )
            more = lines[-1].seq < last
        upto = lines[-1].seq if more else last
        keys = {line.key for line in lines if line.key}
        rows = self.tables.rows(keys, lock=False)
        heads = self.tables.accepted(line.part.version for line in lines if line.part)
        entries: list[News | Enter | Leave] = []
        entered: set[Key] = set()
        for line in lines:
            if line.part is not None:
                if line.part.head.replica != request.replica:
                    entries.append(News(line.seq, line.stream, line.part, heads[line.part.version].received))
                continue
            assert line.key is not None
            stored = rows.get(line.key)
            inside = stored is not None and stored.stream in reply.scope
            if line.enters and stored and stored.stream in scope and line.key not in entered:
                entered.add(line.key)
                entries.append(_enter(stored))
            elif not line.enters and not inside:
                entries.append(Leave(line.seq, *line.key))
        digest = None
        if not more and reply.scope == scope:
            digest = self.tables.digest(scope, aside)
        return replace(reply, entries=tuple(entries), times=self._times(entries), upto=upto, more=more, digest=digest)

    def _snapshot(self, reply: Reply, request: Request, after: Place, aside: set[Key]) -> Reply:
        """A page of whole records, from a place on. A walk of a laptop that has nothing yet begins at the end of the
        log; when nothing was numbered while it walked, the last page says so by the digest, and all is said.
        """
        last = self.tables.last_seq()
        stored = self.tables.snapshot(reply.scope - request.scope, after, request.room)
        entries = tuple(_enter(one) for one in stored)
        more = len(stored) == request.room
        place = (f"{stored[-1].area}/{stored[-1].rights_class}", *stored[-1].key) if more else None
        upto = last if after == BEGINNING and not request.scope else request.cursor
        digest = self.tables.digest(reply.scope, aside) if not more and upto == last else None
        return replace(
            reply,
            entries=entries,
            times=self._times(entries),
            snapshot_after=place,
            more=more,
            upto=upto,
            digest=digest,
        )

    def _times(self, entries: Iterable[Any]) -> dict[str, int]:
        """The effective times of the versions that stand in whole records: their changesets are not sent."""
        rows = [packing.unpack(e.type, e.id, e.packed) for e in entries if isinstance(e, Enter)]
        return self.tables.effective({v for row in rows for v in merge.versions_shown(row)})


def _by_version(waits: Iterable[Waiting]) -> dict[str, dict[int, str]]:
    held: dict[str, dict[int, str]] = {}
    for one in waits:
        held.setdefault(one.version, {})[one.index] = one.reason
    return held


def _cut(lines: Sequence[Logged], room: int) -> int | None:
    """The number at which a reply ends when so many writes have room in it: a number is never split over two."""
    weight = 0
    for line in lines:
        weight += max(1, len(line.part.writes)) if line.part else 1
        if weight > room:
            return line.seq
    return None


def _enter(stored: Stored) -> Enter:
    return Enter(stored.seq, stored.stream, *stored.key, packing.pack(stored.row), stored.by)
