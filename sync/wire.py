"""How a request and a reply become bytes: JSON by columns, compressed, and nothing trusted on the way back.

Writes are grouped by what they write, and every group is told column by column: a thousand new rows repeat the name of
no field. Ids of one act follow each other closely (`sync.stamp.Ids`), so all but the first are told as a distance.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import zstandard

from sync.changeset import (
    NO_CHAIN,
    body_hash,
    chain_of,
    encode,
)
from sync.columns import (
    Malformed,
    ids_of,
    indexed,
    link_of,
    number_of,
    of_index,
    of_steps,
    place_of,
    plain_ids,
    plain_streams,
    steps,
    stream_of,
    streams_of,
    text_of,
)
from sync.columns_of_changesets import BROKEN, checked_entry, parts_of, plain_parts
from sync.messages import Enter, Leave, News, Pushed, Receipt, Reply, Request
from sync.plain import plain_entry

#: what one message may become when it is unpacked, in bytes
MOST_PLAIN = 64 * 1024 * 1024
LEVEL = 12
LETTERS = {News: "n", Enter: "e", Leave: "l"}


def pack(plain: Any) -> bytes:
    """Plain data as compressed JSON."""
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return zstandard.ZstdCompressor(level=LEVEL).compress(text.encode())


def unpack(data: bytes, most: int = MOST_PLAIN) -> Any:
    """The inverse of `pack`. Raises Malformed, before it has used more memory than `most` bytes of plain text."""
    try:
        # max_output_size is ignored when the frame tells its own size: read with a limit instead
        with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)) as reader:
            text = reader.read(most + 1)
        if len(text) > most:
            raise Malformed("the message is larger than a message may be")
        return json.loads(text)
    except (zstandard.ZstdError, *BROKEN) as error:
        if isinstance(error, Malformed):
            raise
        raise Malformed("the message cannot be read") from error


def encode_request(request: Request) -> bytes:
    """A request as bytes."""
    return pack(
        {
            "protocol": request.protocol,
            "replica": request.replica,
            "epoch": request.epoch,
            "cursor": request.cursor,
            "scope": plain_streams(request.scope),
            "head": list(request.head),
            "acked": list(request.acked),
            "push": _plain_pushed(request.push, request.acked[1]),
            "forward": _plain_pushed(request.forward, None),
            "ask": list(request.ask),
            "pages": _plain_pages(request.pages),
            "aside": [list(key) for key in request.aside],
            "snapshot": list(request.snapshot) if request.snapshot else None,
            "room": request.room,
            "app": request.app,
            "waits": [request.waiting, request.conflicts],
        }
    )


def decode_request(data: bytes) -> Request:
    """A request from bytes, every value of the kind it must be. Raises Malformed."""
    plain = unpack(data)
    try:
        snapshot = plain.get("snapshot")
        return Request(
            replica=text_of(plain["replica"], 64),
            epoch=text_of(plain["epoch"], 64),
            cursor=number_of(plain["cursor"]),
            scope=streams_of(plain["scope"]),
            head=(number_of(plain["head"][0]), link_of(plain["head"][1])),
            acked=(number_of(plain["acked"][0]), link_of(plain["acked"][1])),
            push=tuple(_pushed(plain["push"], link_of(plain["acked"][1]))),
            forward=tuple(_pushed(plain["forward"], None)),
            ask=tuple(text_of(version, 16) for version in plain["ask"]),
            pages=tuple(_pages(plain["pages"])),
            aside=tuple((text_of(type, 64), text_of(id, 128)) for type, id in plain["aside"]),
            snapshot=place_of(snapshot),
            room=max(1, min(number_of(plain["room"]), 10_000)),
            protocol=number_of(plain["protocol"]),
            app=text_of(plain["app"], 64),
            waiting=number_of(plain["waits"][0]),
            conflicts=number_of(plain["waits"][1]),
        )
    except BROKEN as error:
        raise Malformed(str(error) or "the request cannot be read") from error


def _plain_pushed(pushed: Sequence[Pushed], link: str | None) -> dict[str, Any]:
    """Changesets by columns. Of whole ones in a row neither hash nor link is told: both follow from what is told."""
    plain = plain_parts([one.part for one in pushed])
    plain["whole"] = [one.whole for one in pushed]
    plain["received"] = [one.received for one in pushed]
    follows = link
    told: list[Any] = []
    for one in pushed:
        if follows is not None and one.whole and chain_of(follows, one.body_hash) == one.part.chain:
            told.append(0)
        else:
            told.append([one.part.chain, one.body_hash])
        follows = one.part.chain if link is not None else None
    plain["links"] = told
    return plain


def _pushed(plain: Mapping[str, Any], link: str | None) -> Iterable[Pushed]:
    parts = parts_of(plain)
    links, whole, received = plain["links"], plain["whole"], plain["received"]
    if not len(parts) == len(links) == len(whole) == len(received):
        raise Malformed("columns of different lengths")
    follows = link or NO_CHAIN
    for part, told, is_whole, time in zip(parts, links, whole, received, strict=True):
        if told == 0:
            writes = tuple(write for _, write in sorted(part.writes.items()))
            hashed = body_hash(encode(replace(part.head, writes=writes))).hex()
            now = chain_of(follows, hashed)
        else:
            now, hashed = link_of(told[0]), text_of(told[1], 64)
        follows = now
        yield Pushed(replace(part, chain=now), hashed, is_whole is True, None if time is None else number_of(time))


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


def encode_reply(reply: Reply) -> bytes:
    """A reply as bytes."""
    news = [entry for entry in reply.entries if isinstance(entry, News)]
    return pack(
        {
            "epoch": reply.epoch,
            "epochs": [list(epoch) for epoch in reply.epochs],
            "state": reply.state,
            "need": reply.need,
            "receipts": [
                [r.version, r.seq, r.received, {str(i): why for i, why in r.held.items()}] for r in reply.receipts
            ],
            "unknown": list(reply.unknown),
            "scope": plain_streams(reply.scope),
            "order": "".join(LETTERS[type(entry)] for entry in reply.entries),
            "news": plain_parts([one.part for one in news])
            | {
                "links": [one.part.chain for one in news],
                "seq": steps([one.seq for one in news]),
                "stream": indexed([list(one.stream) for one in news]),
                "received": steps([one.received for one in news]),
            },
            "enters": _plain_enters([entry for entry in reply.entries if isinstance(entry, Enter)]),
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
    )


def decode_reply(data: bytes) -> Reply:
    """A reply from bytes. Raises Malformed."""
    plain = unpack(data)
    try:
        news = iter(_news(plain["news"]))
        enters = iter(_enters(plain["enters"]))
        leaves = iter([Leave(number_of(seq), text_of(type, 64), text_of(id, 128)) for seq, type, id in plain["leaves"]])
        kinds: dict[str, Any] = {"n": news, "e": enters, "l": leaves}
        digest, after = plain["digest"], plain["snapshot_after"]
        return Reply(
            epoch=text_of(plain["epoch"], 64),
            epochs=tuple((text_of(epoch, 64), number_of(began)) for epoch, began in plain["epochs"]),
            state=text_of(plain["state"], 16),
            need=number_of(plain["need"]),
            receipts=tuple(
                Receipt(
                    text_of(v, 16),
                    number_of(seq),
                    number_of(at),
                    {int(i): text_of(why, 2000) for i, why in held.items()},
                )
                for v, seq, at, held in plain["receipts"]
            ),
            unknown=tuple(text_of(version, 16) for version in plain["unknown"]),
            scope=streams_of(plain["scope"]),
            entries=tuple(next(kinds[letter]) for letter in plain["order"]),
            times={text_of(version, 16): number_of(time) for version, time in plain["times"].items()},
            since=number_of(plain["since"]),
            upto=number_of(plain["upto"]),
            more=plain["more"] is True,
            digest=(number_of(digest[0]), int(digest[1], 16)) if digest else None,
            safe=number_of(plain["safe"]),
            snapshot_after=place_of(after),
            now=number_of(plain["now"]),
            proof=text_of(plain["proof"], 1000),
        )
    except (StopIteration, *BROKEN) as error:
        raise Malformed(str(error) or "the reply cannot be read") from error


def _news(plain: Mapping[str, Any]) -> Iterable[News]:
    parts = parts_of(plain)
    streams = [stream_of(stream) for stream in of_index(plain["stream"])]
    rest = zip(parts, plain["links"], of_steps(plain["seq"]), streams, of_steps(plain["received"]), strict=True)
    for part, link, seq, stream, received in rest:
        yield News(number_of(seq), stream, replace(part, chain=link_of(link)), number_of(received))


def _plain_enters(enters: Sequence[Enter]) -> dict[str, Any]:
    """Whole records by columns: those of one type whose plain values have the same names stand together."""
    groups: dict[str, list[tuple[int, Enter]]] = {}
    for place, enter in enumerate(enters):
        names = json.dumps([enter.type, sorted(enter.packed[1]), list(enter.stream)])
        groups.setdefault(names, []).append((place, enter))
    return {
        "count": len(enters),
        "groups": [
            {
                "type": some[0][1].type,
                "stream": list(some[0][1].stream),
                "place": steps([place for place, _ in some]),
                "id": plain_ids([enter.id for _, enter in some]),
                "seq": steps([enter.seq for _, enter in some]),
                "made": indexed([enter.packed[0] for _, enter in some]),
                "values": {name: [enter.packed[1][name] for _, enter in some] for name in sorted(some[0][1].packed[1])},
                "rest": [enter.packed[2] or 0 for _, enter in some],
                "by": indexed([[enter.by[0], enter.by[2]] for _, enter in some]),
                "made_at": steps([enter.by[1] for _, enter in some]),
                "changed_at": steps([enter.by[3] for _, enter in some]),
            }
            for some in groups.values()
        ],
    }


def _enters(plain: Mapping[str, Any]) -> list[Enter]:
    found: dict[int, Enter] = {}
    for group in plain["groups"]:
        stream, names = stream_of(group["stream"]), list(group["values"])
        columns = zip(*group["values"].values(), strict=True) if names else [()] * len(group["rest"])
        rows = zip(
            of_steps(group["place"]), ids_of(group["id"]), of_steps(group["seq"]), of_index(group["made"]), columns,
            group["rest"], of_index(group["by"]), of_steps(group["made_at"]), of_steps(group["changed_at"]), strict=True,
        )  # fmt: skip
        for place, id, seq, made, values, rest, who, made_at, changed_at in rows:
            packed = [made, dict(zip(names, values, strict=True)), rest or {}]
            by = text_of(who[0], 500), made_at, text_of(who[1], 500), changed_at
            found[place] = Enter(number_of(seq), stream, text_of(group["type"], 64), id, packed, by)
    return [found[place] for place in range(number_of(plain["count"]))]
