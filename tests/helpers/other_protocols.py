"""Servers of other versions, to be run as processes of their own: all of them speak another protocol than this program."""

from __future__ import annotations

import zstandard

from app.server.main import main
from sync import frames, messages, service, wire


def newer(arguments: list[str]) -> int:
    """A server of the next protocol, whose common words are others too, so that it cannot read what is sent to it."""
    words = zstandard.ZstdCompressionDict(b'"of":"the","next":"protocol"', dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    frames._SHARED = words
    return _speaking(messages.PROTOCOL + 1, arguments)


def newer_with_the_same_words(arguments: list[str]) -> int:
    """A server of the next protocol that can read which one a laptop speaks."""
    return _speaking(messages.PROTOCOL + 1, arguments)


def older(arguments: list[str]) -> int:
    """A server of the protocol before this one."""
    return _speaking(messages.PROTOCOL - 1, arguments)


def _speaking(protocol: int, arguments: list[str]) -> int:
    for module in (messages, service, wire):
        module.PROTOCOL = protocol
    return main(arguments)
