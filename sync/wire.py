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
    CREATE,
    DELETE,
    ERASE,
    FORMAT,
    MOST_WRITES,
    NO_CHAIN,
    UPDATE,
    Changeset,
    Part,
    Write,
    body_hash,
    chain,
    encode,
)
from sync.messages import Enter, Leave, News, Place, Pushed, Receipt, Reply, Request
from sync.plain import entry_of, plain_entry
from sync.shape import Stream

#: what one message may become when it is unpacked, in bytes; and one value of a field
MOST_PLAIN, MOST_VALUE = 64 * 1024 * 1024, 200_000
LEVEL = 12

_HEAD = ("replica", "stamp", "who", "note", "group", "app", "schema", "undoes")
_BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError, OverflowError)


class Malformed(ValueError):
    """A message that is none: damaged, hostile, or of a program that speaks otherwise."""


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
    except (zstandard.ZstdError, *_BROKEN) as error:
        if isinstance(error, Malformed):
            raise
        raise Malformed("the message cannot be read") from error


# --- requests -------------------------------------------------------------------------------------------------------


def encode_request(request: Request) -> bytes:
    """A request as bytes."""
    return pack(
        {
            "protocol": request.protocol,
            "replica": request.replica,
            "epoch": request.epoch,
            "cursor": request.cursor,
            "scope": _streams(request.scope),
            "head": list(request.head),
            "acked": list(request.acked),
            "push": _plain_pushed(request.push, request.acked[1]),
            "forward": _plain_pushed(request.forward, None),
            "ask": list(request.ask),
            "pages": _plain_pages(request.pages),
            "aside": [list(key) for key in request.aside],
            "snapshot": list(request.snapshot) if request.snapshot else None,
            "room": request.room,
        }
    )


def decode_request(data: bytes) -> Request:
    """A request from bytes, every value of the kind it must be. Raises Malformed."""
    plain = unpack(data)
    try:
        snapshot = plain.get("snapshot")
        return Request(
            replica=_text(plain["replica"], 64),
            epoch=_text(plain["epoch"], 64),
            cursor=_number(plain["cursor"]),
            scope=_streams_of(plain["scope"]),
            head=(_number(plain["head"][0]), _link(plain["head"][1])),
            acked=(_number(plain["acked"][0]), _link(plain["acked"][1])),
            push=tuple(_pushed(plain["push"], _link(plain["acked"][1]))),
            forward=tuple(_pushed(plain["forward"], None)),
            ask=tuple(_text(version, 16) for version in plain["ask"]),
            pages=tuple(_pages(plain["pages"])),
            aside=tuple((_text(type, 64), _text(id, 128)) for type, id in plain["aside"]),
            snapshot=_place(snapshot),
            room=max(1, min(_number(plain["room"]), 10_000)),
            protocol=_number(plain["protocol"]),
        )
    except _BROKEN as error:
        raise Malformed(str(error) or "the request cannot be read") from error


def _plain_pushed(pushed: Sequence[Pushed], link: str | None) -> dict[str, Any]:
    """Changesets by columns. Of whole ones in a row neither hash nor link is told: both follow from what is told."""
    plain = _plain_parts([one.part for one in pushed])
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
    parts = _parts(plain)
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
            now, hashed = _link(told[0]), _text(told[1], 64)
        follows = now
        yield Pushed(replace(part, chain=now), hashed, is_whole is True, None if time is None else _number(time))


def chain_of(link: str, hashed: str) -> str:
    """The next link, all in hex."""
    return chain(bytes.fromhex(link), bytes.fromhex(hashed)).hex()


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
            yield entry, _text(proof, 2_000_000)


# --- replies --------------------------------------------------------------------------------------------------------


def encode_reply(reply: Reply) -> bytes:
    """A reply as bytes. `proof` is the hub's signature over its entries, so that they can be shown again."""
    news = [entry for entry in reply.entries if isinstance(entry, News)]
    return pack(
        {
            "epoch": reply.epoch,
            "began": reply.began,
            "state": reply.state,
            "need": reply.need,
            "receipts": [
                [r.version, r.seq, r.received, {str(i): why for i, why in r.held.items()}] for r in reply.receipts
            ],
            "unknown": list(reply.unknown),
            "scope": _streams(reply.scope),
            "order": "".join(_letter(entry) for entry in reply.entries),
            "news": _plain_parts([one.part for one in news])
            | {
                "links": [one.part.chain for one in news],
                "seq": _steps([one.seq for one in news]),
                "stream": _indexed([list(one.stream) for one in news]),
                "received": _steps([one.received for one in news]),
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
        leaves = iter([Leave(_number(seq), _text(type, 64), _text(id, 128)) for seq, type, id in plain["leaves"]])
        kinds: dict[str, Any] = {"n": news, "e": enters, "l": leaves}
        digest, after = plain["digest"], plain["snapshot_after"]
        return Reply(
            epoch=_text(plain["epoch"], 64),
            began=_number(plain["began"]),
            state=_text(plain["state"], 16),
            need=_number(plain["need"]),
            receipts=tuple(
                Receipt(_text(v, 16), _number(seq), _number(at), {int(i): _text(why, 2000) for i, why in held.items()})
                for v, seq, at, held in plain["receipts"]
            ),
            unknown=tuple(_text(version, 16) for version in plain["unknown"]),
            scope=_streams_of(plain["scope"]),
            entries=tuple(next(kinds[letter]) for letter in plain["order"]),
            times={_text(version, 16): _number(time) for version, time in plain["times"].items()},
            since=_number(plain["since"]),
            upto=_number(plain["upto"]),
            more=plain["more"] is True,
            digest=(_number(digest[0]), int(digest[1], 16)) if digest else None,
            safe=_number(plain["safe"]),
            snapshot_after=_place(after),
            now=_number(plain["now"]),
            proof=_text(plain["proof"], 1000),
        )
    except (StopIteration, *_BROKEN) as error:
        raise Malformed(str(error) or "the reply cannot be read") from error


def _letter(entry: News | Enter | Leave) -> str:
    return "n" if isinstance(entry, News) else "e" if isinstance(entry, Enter) else "l"


def _news(plain: Mapping[str, Any]) -> Iterable[News]:
    parts = _parts(plain)
    streams = [_stream(stream) for stream in _of_index(plain["stream"])]
    rest = zip(parts, plain["links"], _of_steps(plain["seq"]), streams, _of_steps(plain["received"]), strict=True)
    for part, link, seq, stream, received in rest:
        yield News(_number(seq), stream, replace(part, chain=_link(link)), _number(received))


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
                "place": _steps([place for place, _ in some]),
                "id": _plain_ids([enter.id for _, enter in some]),
                "seq": _steps([enter.seq for _, enter in some]),
                "made": _indexed([enter.packed[0] for _, enter in some]),
                "values": {name: [enter.packed[1][name] for _, enter in some] for name in sorted(some[0][1].packed[1])},
                "rest": [enter.packed[2] or 0 for _, enter in some],
                "by": _indexed([[enter.by[0], enter.by[2]] for _, enter in some]),
                "made_at": _steps([enter.by[1] for _, enter in some]),
                "changed_at": _steps([enter.by[3] for _, enter in some]),
            }
            for some in groups.values()
        ],
    }


def _enters(plain: Mapping[str, Any]) -> list[Enter]:
    found: dict[int, Enter] = {}
    for group in plain["groups"]:
        stream, names = _stream(group["stream"]), list(group["values"])
        columns = zip(*group["values"].values(), strict=True) if names else [()] * len(group["rest"])
        rows = zip(
            _of_steps(group["place"]), _ids(group["id"]), _of_steps(group["seq"]), _of_index(group["made"]), columns,
            group["rest"], _of_index(group["by"]), _of_steps(group["made_at"]), _of_steps(group["changed_at"]), strict=True,
        )  # fmt: skip
        for place, id, seq, made, values, rest, who, made_at, changed_at in rows:
            packed = [made, dict(zip(names, values, strict=True)), rest or {}]
            by = _text(who[0], 500), made_at, _text(who[1], 500), changed_at
            found[place] = Enter(_number(seq), stream, _text(group["type"], 64), id, packed, by)
    return [found[place] for place in range(_number(plain["count"]))]


# --- changesets by columns ------------------------------------------------------------------------------------------


def _plain_parts(parts: Sequence[Part]) -> dict[str, Any]:
    heads = [part.head for part in parts]
    plain: dict[str, Any] = {
        "sequence": _steps([head.sequence for head in heads]),
        **{name: _indexed([getattr(head, name) for head in heads]) for name in _HEAD if name != "stamp"},
        "stamp": _steps([head.stamp for head in heads]),
        "writes": [],
    }
    groups: dict[str, list[tuple[int, int, Write]]] = {}
    for number, part in enumerate(parts):
        for index, write in sorted(part.writes.items()):
            shape = [
                write.op,
                write.type,
                sorted(write.fields),
                sorted(write.base),
                sorted(write.adds),
                sorted(write.puts),
            ]
            groups.setdefault(json.dumps(shape), []).append((number, index, write))
    for shape_text, some in groups.items():
        op, type, *names = json.loads(shape_text)
        fields, base, adds, puts = names
        plain["writes"].append(
            {
                "op": op,
                "type": type,
                "of": _steps([number for number, _, _ in some]),
                "at": _steps([index for _, index, _ in some]),
                "id": _plain_ids([write.id for _, _, write in some]),
                "fields": {name: [write.fields[name] for _, _, write in some] for name in fields},
                "base": {name: [write.base[name] for _, _, write in some] for name in base},
                "adds": {name: [write.adds[name] for _, _, write in some] for name in adds},
                "puts": {name: [write.puts[name] for _, _, write in some] for name in puts},
            }
        )
    return plain


def _parts(plain: Mapping[str, Any]) -> list[Part]:
    columns = [_of_steps(plain["sequence"]), _of_steps(plain["stamp"])]
    columns += [_of_index(plain[name]) for name in _HEAD if name != "stamp"]
    parts = []
    for sequence, stamp, replica, who, note, group, app, schema, undoes in zip(*columns, strict=True):
        head = Changeset(
            _text(replica, 64), _number(sequence), _number(stamp), _text(who, 500), _text(note, 2000),
            _text(group, 128), _text(app, 64), _text(schema, 64), (), None if undoes is None else _text(undoes, 128),
        )  # fmt: skip
        parts.append(Part(head, NO_CHAIN, {}))
    for group in plain["writes"]:
        _fill(parts, group)
    return parts


def _fill(parts: list[Part], group: Mapping[str, Any]) -> None:
    of, at, ids = _of_steps(group["of"]), _of_steps(group["at"]), _ids(group["id"])
    op, type = group["op"], _text(group["type"], 64)
    if op not in (CREATE, UPDATE, DELETE, ERASE) or not len(of) == len(at) == len(ids):
        raise Malformed("a group of writes is none")
    for row, (number, index, id) in enumerate(zip(of, at, ids, strict=True)):
        fields, base, adds, puts = (
            {_text(name, 64): column[row] for name, column in group[part].items()}
            for part in ("fields", "base", "adds", "puts")
        )
        writes: Any = parts[number].writes
        if number < 0 or not 0 <= index < MOST_WRITES or index in writes:
            raise Malformed("a write is out of its place")
        writes[index] = checked_write(Write(op, type, id, fields, base, adds, puts))


def checked_write(write: Write) -> Write:
    """A write whose every value is of the kind that the merge relies on. Raises Malformed."""
    texts = [mark for marks in (*write.base.values(), *write.adds.values()) for mark in _listed(marks)]
    lines = [line for put in write.puts.values() if not isinstance(put, str) for line in _listed(put)]
    sound = all(isinstance(text, str) and len(text) <= 500 for text in texts) and all(
        isinstance(line, list)
        and len(line) == 3
        and isinstance(line[0], str)
        and isinstance(line[1], int)
        and isinstance(line[2], str)
        for line in lines
    )
    size = sum(len(json.dumps(value)) for value in (*write.fields.values(), *write.puts.values()))
    if not sound or size > MOST_VALUE * 10 or len(write.id) > 128 or not write.id:
        raise Malformed("a write is not what a write is")
    return write


def checked_entry(plain: Any) -> News | Enter | Leave:
    """An entry from plain data, its writes checked. Raises Malformed."""
    try:
        entry = entry_of(plain)
        if isinstance(entry, News):
            for write in entry.part.writes.values():
                checked_write(write)
        return entry
    except _BROKEN as error:
        raise Malformed("an entry cannot be read") from error


# --- columns --------------------------------------------------------------------------------------------------------


def _steps(numbers: Sequence[int]) -> list[int]:
    """Numbers as the first and the distances between them."""
    return [number - before for number, before in zip(numbers, [0, *numbers], strict=False)]


def _of_steps(steps: Sequence[int]) -> list[int]:
    found, last = [], 0
    for step in steps:
        if not isinstance(step, int):
            raise Malformed("a number is none")
        last += step
        found.append(last)
    return found


def _indexed(values: Sequence[Any]) -> list[Any]:
    """Values that repeat, as a list of the different ones and their places in it (none when there is but one)."""
    known: dict[str, int] = {}
    different: list[Any] = []
    places = []
    for value in values:
        text = json.dumps(value, sort_keys=True)
        if text not in known:
            known[text] = len(different)
            different.append(value)
        places.append(known[text])
    return [len(values), different, places if len(different) > 1 else 0]


def _of_index(indexed: Sequence[Any]) -> list[Any]:
    count, different, places = indexed
    if places == 0:
        if count > 1_000_000 or count < 0:
            raise Malformed("too many")
        return [different[0]] * count if count else []
    if len(places) != count or any(place < 0 for place in places):
        raise Malformed("columns of different lengths")
    return [different[place] for place in places]


def _plain_ids(ids: Sequence[str]) -> list[str | int]:
    """Ids, those of the form of `sync.stamp.Ids` as the distance from the one before."""
    plain: list[str | int] = []
    last: int | None = None
    for id in ids:
        number = _uuid_number(id)
        plain.append(number - last if number is not None and last is not None else id)
        last = number
    return plain


def _ids(plain: Sequence[str | int]) -> list[str]:
    found: list[str] = []
    for one in plain:
        if isinstance(one, int):
            last = _uuid_number(found[-1])
            if last is None or not 0 <= last + one < 2**128:
                raise Malformed("an id is none")
            text = f"{last + one:032x}"
            found.append(f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}")
        else:
            found.append(_text(one, 128))
    return found


def _uuid_number(id: str) -> int | None:
    bare = id.replace("-", "")
    if len(id) != 36 or len(bare) != 32 or not all(c in "0123456789abcdef" for c in bare):
        return None
    number = int(bare, 16)
    text = f"{number:032x}"
    return number if f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}" == id else None


def _streams(streams: Iterable[Stream]) -> list[list[str]]:
    return [list(stream) for stream in sorted(streams)]


def _streams_of(plain: Sequence[Any]) -> frozenset[Stream]:
    return frozenset(_stream(stream) for stream in plain)


def _stream(plain: Any) -> Stream:
    area, rights_class = plain
    return _text(area, 128), _text(rights_class, 32)


def _place(plain: Any) -> Place | None:
    if plain is None:
        return None
    stream, type, id = plain
    return _text(stream, 200), _text(type, 64), _text(id, 128)


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise Malformed("a text is none, or too long")
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise Malformed("a number is none, or too large")
    return value


def _link(value: Any) -> str:
    if len(_text(value, 64)) != 64 or len(bytes.fromhex(value)) != 32:
        raise Malformed("a link of a chain is none")
    return value


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Malformed("a list is none")
    return value


assert FORMAT == 1, "a new format of changesets needs its own columns"
