"""Messages as the bytes that a line carries. Most go as they are, for speed; some go through their bytes, and some of these
do not arrive whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sync import wire
from sync.columns import Malformed
from sync.messages import Reply, Request

if TYPE_CHECKING:
    from tests.sync.simulator.world import World

#: how many of the messages become bytes, and how many of these are cut on their way
AS_BYTES, CUT = 0.06, 0.5
Message = TypeVar("Message", Request, Reply)


def pass_request(world: World, request: Request) -> Request | None:
    """What arrives at the hub; None when it was cut."""
    return _passed(world, request, wire.encode_request, wire.decode_request)


def pass_reply(world: World, request: Request, reply: Reply) -> Reply | None:
    """What arrives at the laptop; None when it was cut."""
    scope = request.scope
    return _passed(
        world, reply, lambda said: wire.encode_reply(said, scope), lambda data: wire.decode_reply(data, scope)
    )


def _passed(
    world: World, message: Message, encode: Callable[[Message], bytes], decode: Callable[[bytes], Message]
) -> Message | None:
    if world.chance.random() >= AS_BYTES:
        return message
    data = encode(message)
    if world.chance.random() >= CUT:
        decoded = decode(data)
        assert decoded == message, f"the wire made {decoded} of {message}"
        world.carried += 1
        return decoded
    try:
        decoded = decode(data[: world.chance.randrange(len(data))])
    except Malformed:
        world.cut += 1
        return None
    raise AssertionError(f"of {message} a part was read as {decoded}")
