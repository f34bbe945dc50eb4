"""How many writes to put into one piece: more while pieces come through, fewer when one does not, and mindful of the size
that failed last. A line that dies every so many bytes loses the piece that is on it: pieces far smaller than that lose little.
"""

from __future__ import annotations

from collections.abc import Mapping

#: writes in a piece: the first, the fewest, the most
FIRST, LEAST, MOST = 400, 8, 10_000


def room_of(facts: Mapping[str, str]) -> int:
    """The room of the next piece."""
    return int(facts.get("room", FIRST))


def after_failure(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts to keep when a piece of this room did not come through."""
    room = room_of(facts)
    return {"room": str(max(LEAST, room // 3)), "room_failed": str(room)}


def after_success(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts to keep when a piece came through: twice the room, up to half of what failed last; and once there, a
    little more trust each time, since lines get better too.
    """
    room, failed = room_of(facts), int(facts.get("room_failed") or 2 * MOST)
    if room >= failed // 2:
        failed = min(failed * 5 // 4 + 1, 2 * MOST)
    return {"room": str(max(LEAST, min(room * 2, failed // 2))), "room_failed": str(failed)}
