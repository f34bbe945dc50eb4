"""Plain data as bytes on the wire and in files: compressed JSON, and never more of it than there is room for."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

import zstandard

from sync.columns import Malformed

#: what one message may become when it is unpacked, in bytes
MOST_PLAIN = 64 * 1024 * 1024
#: and how many values of JSON, over the network: an empty list has three bytes, and takes seventy of memory
MOST_VALUES = 4_000_000
LEVEL = 12
#: words that messages have in common, so that they cost nothing on the wire. This text is part of the protocol: whoever
#: changes a letter of it cannot read what others wrote, so it changes with `PROTOCOL` and never else.
WORDS = (
    '"restricted"],["contacts"],["open"],[["ref","open"],["place:","open"]]"planned","ongoing","completed","activity"'
    '"fields":{"status":["","description":["","base":{"status":[["01"]]"adds":{},"puts":{}}],"undoes":[1,[null],0]'
    '"news":{"sequence":[1],"replica":[1,["01"],0],"who":[1,["'
    '"],0],"note":[1,["'
    '"],0],"group":[1,["'
    '"],0],"app":[1,["ujima 0.1.0"],0],"schema":[1,["0001"],0],"undoes":[1,[null],0],"stamp":[11'
    '],"writes":[{"op":"u","type":"activity","of":[0],"at":[0],"id":["01a'
    '"],"fields":{"'
    '"base":{"'
    '"adds":{},"puts":{}}],"links":["'
    '"],"seq":[1],"stream":[1,[["place:'
    '","open"]],0],"received":[17'
    '"enters":{"count":1,"groups":[{"type":"activity","stream":["place:","open"],"place":[0],"id":["01a'
    '"made":[1,["'
    '"values":{"'
    '"rest":[0],"by":[1,[["",""]],0],"made_at":[17'
    '"changed_at":[17'
    '"leaves":[[1,"activity","01a'
    '"times":{"'
    '"state":"'
    '"need":1,"unknown":["'
    '"snapshot_after":["'
    '"held":"'
    '"pages":[["'
    '"forward":{"ask":["'
    '"waits":[1,0],"push":{"previous":["absent":["signed":["authors":[1,["epoch":"01a'
    '"scope":"'
    '","receipts":[["'
    '",1,17'
    ',{}]],"since":1,"upto":1,"digest":[1,"'
    '"],"safe":1,"order":"n","more":true,"proof":"'
    '","now":17'
    '{"protocol":1,"replica":"01a'
    '","epoch":"01a'
    '","cursor":1,"scope":"'
    '","head":[1,"'
    '"],"acked":[1,"'
    '"],"room":800,"app":"ujima 0.1.0"}'
)
_SHARED = zstandard.ZstdCompressionDict(WORDS.encode(), dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def pack(plain: Any) -> bytes:
    """Plain data as compressed JSON."""
    text = "".join(_json(plain))
    return zstandard.ZstdCompressor(level=LEVEL, dict_data=_SHARED, write_content_size=False).compress(text.encode())


def _json(plain: Any) -> Iterator[str]:
    """JSON column by column: written in one go, ten thousand records would keep every other thread waiting."""
    if isinstance(plain, Mapping):
        yield "{"
        for number, (name, value) in enumerate(plain.items()):
            yield f"{',' if number else ''}{json.dumps(name, ensure_ascii=False)}:"
            yield from _json(value)
        yield "}"
    elif isinstance(plain, list) and plain and isinstance(plain[0], Mapping):
        yield "["
        for number, value in enumerate(plain):
            yield "," if number else ""
            yield from _json(value)
        yield "]"
    else:
        yield json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def unpack(data: bytes, most: int = MOST_PLAIN, values: int = MOST_PLAIN) -> Any:
    """The inverse of `pack`. Raises Malformed, before it has used more memory than `most` bytes of plain text and so many
    values take.
    """
    try:
        # max_output_size is ignored when the frame tells its own size: read with a limit instead
        with zstandard.ZstdDecompressor(dict_data=_SHARED).stream_reader(io.BytesIO(data)) as reader:
            text = reader.read(most + 1)
        if len(text) > most:
            raise Malformed("the message is larger than a message may be")
        if len(text) > values and text.count(b",") + text.count(b"[") + text.count(b"{") > values:
            raise Malformed("the message holds more than a message may hold")
        return json.loads(text)
    except (zstandard.ZstdError, ValueError, RecursionError) as error:
        if isinstance(error, Malformed):
            raise
        raise Malformed("the message cannot be read") from error
