"""How a request and a reply become bytes: JSON by columns, compressed, and nothing trusted on the way back.

Writes are grouped by what they write, and every group is told column by column: a thousand new rows repeat the name of
no field. Ids of one act follow each other closely (`sync.stamp.Ids`), so all but the first are told as a distance. What
is as it mostly is, is not told. On a line the streams of a laptop are told by their fingerprint: the hub knows them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sync.changeset import MOST_WRITES, NO_CHAIN, canonical, link_after
from sync.columns import (
    Malformed,
    indexed,
    link_of,
    number_of,
    of_index,
    of_steps,
    place_of,
    plain_streams,
    steps,
    stream_of,
    streams_of,
    text_of,
)
from sync.columns_of_changesets import BROKEN, checked_entry, parts_of, plain_parts, refuse_many
from sync.columns_of_records import enters_of, plain_enters
from sync.frames import MOST_PLAIN, MOST_VALUES, pack, unpack
from sync.keys import LONGEST_CERTIFICATE
from sync.messages import OK, PROTOCOL, Enter, Leave, News, Pushed, Receipt, Reply, Request, Signed
from sync.plain import plain_entry
from sync.shape import Stream

LETTERS = {News: "n", Enter: "e", Leave: "l"}


class OtherProtocol(Malformed):
    """The message is of a program that speaks another protocol."""


class UnknownScope(Exception):
    """A fingerprint stands for other streams than those that are known here."""


#: what a message says by saying nothing of it
_OF_REQUEST: dict[str, Any] = {
    "epoch": "", "cursor": 0, "scope": [], "acked": None, "push": None, "forward": None, "ask": [], "pages": [], "held": "", "bare": [],
    "certificates": [], "snapshot": None, "room": 800, "app": "", "waits": [0, 0],
}  # fmt: skip
_OF_REPLY: dict[str, Any] = {
    "state": OK, "need": 0, "epochs": [], "receipts": [], "unknown": [], "held": "", "scope": [], "order": "", "news": None, "enters": None,
    "leaves": [], "times": {}, "since": 0, "upto": 0, "more": False, "digest": None, "safe": 0, "snapshot_after": None,
    "now": 0, "proof": "",
}  # fmt: skip


def fingerprint(streams: Iterable[Stream]) -> str:
    """A short name of a set of streams."""
    return hashlib.blake2b(canonical(plain_streams(streams)), digest_size=8).hexdigest()


def encode_request(request: Request, *, brief: bool = False) -> bytes:
    """A request as bytes; `brief` when the hub may ask back for the streams."""
    plain = {
        "protocol": PROTOCOL,
        "replica": request.replica,
        "epoch": request.epoch,
        "cursor": request.cursor,
        "scope": fingerprint(request.scope) if brief else plain_streams(request.scope),
        "head": list(request.head),
        "acked": list(request.acked) if request.acked != request.head else None,
        "push": _plain_pushed(request.push, request.acked[1]) if request.push else None,
        "forward": _plain_pushed(request.forward, NO_CHAIN) if request.forward else None,
        "certificates": list(request.certificates),
        "ask": list(request.ask),
        "pages": _plain_pages(request.pages),
        "held": request.held,
        "bare": [list(one) for one in request.bare],
        "snapshot": list(request.snapshot) if request.snapshot else None,
        "room": request.room,
        "app": request.app,
        "waits": [request.waiting, request.conflicts],
    }
    return pack(_told(plain, _OF_REQUEST))


def _told(plain: Mapping[str, Any], mostly: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if name not in mostly or value != mostly[name]}


def decode_request(data: bytes, *, by_hand: bool = False) -> Request:
    """A request from bytes, every value of the kind it must be, `by_hand` as large as a file may be. What a fingerprint
    stands for is found out by `with_scope`. Raises Malformed.
    """
    try:
        plain = {**_OF_REQUEST, **unpack(data, values=MOST_PLAIN if by_hand else MOST_VALUES)}
        if plain["protocol"] != PROTOCOL:
            raise OtherProtocol(str(plain["protocol"]))
        if not by_hand:
            refuse_many(*filter(None, (plain["push"], plain["forward"])))
        head = number_of(plain["head"][0]), link_of(plain["head"][1])
        acked = head if plain["acked"] is None else (number_of(plain["acked"][0]), link_of(plain["acked"][1]))
        return Request(
            replica=text_of(plain["replica"], 64),
            epoch=text_of(plain["epoch"], 64),
            cursor=number_of(plain["cursor"]),
            scope=streams_of(plain["scope"]) if isinstance(plain["scope"], list) else frozenset(),
            head=head,
            acked=acked,
            push=tuple(_pushed(plain["push"], acked[1])) if plain["push"] else (),
            forward=tuple(_pushed(plain["forward"], NO_CHAIN)) if plain["forward"] else (),
            certificates=tuple(text_of(text, LONGEST_CERTIFICATE) for text in plain["certificates"]),
            ask=tuple(text_of(version, 16) for version in plain["ask"]),
            pages=tuple(_pages(plain["pages"])),
            held=text_of(plain["held"], 16),
            bare=tuple((text_of(version, 16), _place(index)) for version, index in plain["bare"]),
            snapshot=place_of(plain["snapshot"]),
            room=max(1, min(number_of(plain["room"]), 10_000)),
            app=text_of(plain["app"], 64),
            waiting=number_of(plain["waits"][0]),
            conflicts=number_of(plain["waits"][1]),
            fingerprint="" if isinstance(plain["scope"], list) else text_of(plain["scope"], 16),
        )
    except OtherProtocol:
        raise
    except BROKEN as error:
        raise Malformed(str(error) or "the request cannot be read") from error


def with_scope(request: Request, known: frozenset[Stream] | None) -> Request:
    """A request that names its streams, where it told their fingerprint. Raises UnknownScope when that stands for others
    than are known.
    """
    if not request.fingerprint:
        return request
    if known is None or fingerprint(known) != request.fingerprint:
        raise UnknownScope
    return replace(request, scope=known, fingerprint="")


def _plain_pushed(pushed: Sequence[Pushed], link: str) -> dict[str, Any]:
    """Changesets by columns. The link before one is told where it does not follow the last; its own is never told."""
    before = [link, *(one.part.chain for one in pushed)]
    signed = [(n, one.signed) for n, one in enumerate(pushed) if one.signed]
    plain = {
        "previous": [0 if one.previous == b else one.previous for one, b in zip(pushed, before, strict=False)],
        "received": [one.received for one in pushed],
        "absent": [[n, sorted(one.absent.items())] for n, one in enumerate(pushed) if one.absent],
        "signed": [[n, by.signature] for n, by in signed],
        "authors": indexed([by.author for _n, by in signed]),
    }
    return plain_parts([one.part for one in pushed]) | _told(plain, _of_pushed(len(pushed)))


def _of_pushed(count: int) -> dict[str, Any]:
    """What changesets say by saying nothing of it: each follows the last, none was here before, nobody else wrote it."""
    return {
        "previous": [0] * count, "received": [None] * count, "absent": [], "signed": [], "authors": indexed([]),
    }  # fmt: skip


def _pushed(plain: Mapping[str, Any], link: str) -> Iterable[Pushed]:
    parts = parts_of(plain)
    plain = _of_pushed(len(parts)) | dict(plain)
    absent = {number_of(n): {_place(i): link_of(hash) for i, hash in some} for n, some in plain["absent"]}
    authors = [text_of(author, 64) for author in of_index(plain["authors"])]
    signed = {
        number_of(n): Signed(author, text_of(signature, 88))
        for (n, signature), author in zip(plain["signed"], authors, strict=True)
    }
    times = [None if time is None else number_of(time) for time in plain["received"]]
    for number, (part, told, time) in enumerate(zip(parts, plain["previous"], times, strict=True)):
        previous, erased = link if told == 0 else link_of(told), absent.get(number, {})
        if erased.keys() & part.writes.keys():
            raise Malformed("a write is told and said to be erased")
        link = link_after(previous, part.head, part.writes, erased)
        yield Pushed(replace(part, chain=link), previous, erased, time, signed.get(number))


def _place(index: Any) -> int:
    if not 0 <= number_of(index) < MOST_WRITES:
        raise Malformed("a write is out of its place")
    return number_of(index)


def _plain_pages(pages: Sequence[tuple[News | Enter, str]]) -> list[Any]:
    by_proof: dict[str, list[Any]] = {}
    for entry, proof in pages:
        by_proof.setdefault(proof, []).append(plain_entry(entry))
    return [[proof, entries] for proof, entries in by_proof.items()]


def _pages(plain: Sequence[Any]) -> Iterable[tuple[News | Enter, str]]:
    for proof, entries in plain:
        for one in entries:
            entry = checked_entry(one)
            if isinstance(entry, Leave):
                raise Malformed("a page tells of no record")
            yield entry, text_of(proof, 2_000_000)


def encode_reply(reply: Reply, known: frozenset[Stream] | None = None) -> bytes:
    """A reply as bytes. Of the streams that the laptop has named only the fingerprint is told."""
    news = [entry for entry in reply.entries if isinstance(entry, News)]
    enters = [entry for entry in reply.entries if isinstance(entry, Enter)]
    plain = {
        "epoch": reply.epoch,
        "state": reply.state,
        "need": reply.need,
        "epochs": [list(epoch) for epoch in reply.epochs],
        "receipts": [
            [r.version, r.seq, r.received, {str(i): why for i, why in r.held.items()}] for r in reply.receipts
        ],
        "unknown": list(reply.unknown),
        "held": reply.held,
        "scope": fingerprint(reply.scope) if reply.scope and reply.scope == known else plain_streams(reply.scope),
        "order": "".join(LETTERS[type(entry)] for entry in reply.entries),
        "news": _plain_news(news) if news else None,
        "enters": plain_enters(enters) if enters else None,
        "leaves": [[one.seq, one.type, one.id] for one in reply.entries if isinstance(one, Leave)],
        "times": reply.times,
        "since": reply.since,
        "upto": reply.upto,
        "more": reply.more,
        "digest": [reply.digest[0], f"{reply.digest[1]:x}"] if reply.digest else None,
        "safe": reply.safe,
        "snapshot_after": reply.snapshot_after,
        "now": reply.now,
        "proof": reply.proof,
    }
    return pack(_told(plain, _OF_REPLY))


def decode_reply(data: bytes, known: frozenset[Stream] | None = None) -> Reply:
    """A reply from bytes; `known` are the streams that its question named. Raises Malformed."""
    try:
        plain = {**_OF_REPLY, **unpack(data)}
        news = iter(_news(plain["news"]) if plain["news"] else ())
        enters = iter(enters_of(plain["enters"]) if plain["enters"] else ())
        leaves = iter([Leave(number_of(seq), text_of(type, 64), text_of(id, 128)) for seq, type, id in plain["leaves"]])
        kinds: dict[str, Any] = {"n": news, "e": enters, "l": leaves}
        digest, after = plain["digest"], plain["snapshot_after"]
        return Reply(
            epoch=text_of(plain["epoch"], 64),
            epochs=tuple((text_of(epoch, 64), number_of(began)) for epoch, began in plain["epochs"]),
            state=text_of(plain["state"], 16),
            need=number_of(plain["need"]),
            receipts=tuple(_receipt(one) for one in plain["receipts"]),
            unknown=tuple(text_of(version, 16) for version in plain["unknown"]),
            held=text_of(plain["held"], 16),
            scope=_scope(plain["scope"], known),
            entries=tuple(next(kinds[letter]) for letter in plain["order"]),
            times={text_of(version, 16): number_of(time) for version, time in plain["times"].items()},
            since=number_of(plain["since"]),
            upto=number_of(plain["upto"]),
            more=plain["more"] is True,
            digest=(number_of(digest[0]), int(digest[1], 16)) if digest else None,
            safe=number_of(plain["safe"]),
            snapshot_after=place_of(after),
            now=number_of(plain["now"]),
            proof=text_of(plain["proof"], 130 * 10_000),
        )
    except (StopIteration, *BROKEN) as error:
        raise Malformed(str(error) or "the reply cannot be read") from error


def _scope(plain: Any, known: frozenset[Stream] | None) -> frozenset[Stream]:
    if isinstance(plain, list):
        return streams_of(plain)
    if known is None or fingerprint(known) != text_of(plain, 16):
        raise Malformed("an answer names streams that were not asked for")
    return known


def _receipt(plain: Sequence[Any]) -> Receipt:
    version, seq, at, held = plain
    reasons = {int(index): text_of(why, 2000) for index, why in held.items()}
    return Receipt(text_of(version, 16), number_of(seq), number_of(at), reasons)


def _plain_news(news: Sequence[News]) -> dict[str, Any]:
    return plain_parts([one.part for one in news]) | {
        "links": [one.part.chain for one in news],
        "seq": steps([one.seq for one in news]),
        "stream": indexed([list(one.stream) for one in news]),
        "received": steps([one.received for one in news]),
    }


def _news(plain: Mapping[str, Any]) -> Iterable[News]:
    parts = parts_of(plain)
    streams = [stream_of(stream) for stream in of_index(plain["stream"])]
    rest = zip(parts, plain["links"], of_steps(plain["seq"]), streams, of_steps(plain["received"]), strict=True)
    for part, link, seq, stream, received in rest:
        yield News(number_of(seq), stream, replace(part, chain=link_of(link)), number_of(received))
