"""What the hub asks of its storage and of the application, and the plain things that pass between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sync.changeset import Changeset, Key, Part, Write, version_of
from sync.merge import Row
from sync.messages import NOBODY, By, Place
from sync.shape import RESTRICTED, UNPLACED_AREA, Shape, Stream
from sync.stamp import effective_time, milliseconds

#: why a write waits: its record, or what that belongs to, has not come yet; it would lie where its author may not read;
#: its laptop was excluded
UNKNOWN_RECORD, OUT_OF_REACH, EXCLUDED = "unknown_record", "out_of_reach", "excluded"
Look = Callable[[str, str], Mapping[str, Any] | None]


@dataclass
class Stored:
    """A record at the hub: its state, the stream it lies in, the number of its last change, what it belongs to."""

    row: Row
    area: str = UNPLACED_AREA
    rights_class: str = RESTRICTED
    seq: int = 0
    parent: Key | None = None
    by: By = NOBODY

    @property
    def key(self) -> Key:
        """The record."""
        return self.row.type, self.row.id

    @property
    def stream(self) -> Stream:
        """Where the record lies."""
        return self.area, self.rights_class


@dataclass
class Accepted:
    """One changeset as the hub keeps it: its head, its place, when it came (ms since 1970), and which of its writes
    have come: all (`whole`), or those of `have`. `main` says that its author sent it himself, in his numbering.
    """

    head: Changeset
    chain: str
    seq: int
    received: int
    whole: bool = True
    have: frozenset[int] = frozenset()
    main: bool = True

    @property
    def version(self) -> str:
        """The name of the changeset."""
        return version_of(self.chain)

    @property
    def effective(self) -> int:
        """The time that decides between values that did not see each other."""
        return effective_time(self.head.stamp, self.received)


@dataclass
class Waiting:
    """One write that the hub could not accept yet: whose, which, why, which record must have come before it is tried
    again by itself, and with what rights of its author it was tried last.
    """

    replica: str
    version: str
    index: int
    write: Write
    reason: str
    device: str
    released: int = 0
    needs: Key | None = None
    rights: str = ""


@dataclass(frozen=True)
class Logged:
    """One line of the hub's log; `part` is None for a record that came in (`enters`) or left."""

    seq: int
    stream: Stream
    key: Key | None = None
    enters: bool = False
    part: Part | None = None


class HubTables(Protocol):
    """What the hub asks of its storage, inside one transaction. `ancestry` is another when a copy of the database took
    over from it.
    """

    def ancestry(self) -> str: ...
    def facts(self) -> dict[str, str]: ...
    def put(self, name: str, value: str) -> None: ...
    def head(self, replica: str) -> tuple[int, str, str]: ...
    def set_head(self, replica: str, sequence: int, link: str, device: str) -> None: ...
    def chains(self, replica: str, since: int) -> dict[int, str]: ...
    def accepted(self, versions: Iterable[str]) -> dict[str, Accepted]: ...
    def keep(self, accepted: Iterable[Accepted]) -> None: ...
    def effective(self, versions: Iterable[str]) -> dict[str, int]: ...
    def rows(self, keys: Iterable[Key], *, lock: bool = True) -> dict[Key, Stored]: ...
    def children(self, keys: Iterable[Key]) -> list[Key]: ...
    def save(self, rows: Iterable[Stored]) -> None: ...
    def next_seq(self, count: int) -> int: ...
    def last_seq(self) -> int: ...
    def log(self, lines: Iterable[Logged]) -> None: ...
    def read_log(self, scope: Iterable[Stream], after: int, upto: int, room: int) -> list[Logged]: ...
    def snapshot(self, streams: Iterable[Stream], after: Place, room: int) -> list[Stored]: ...
    def digest(self, scope: Iterable[Stream], aside: Iterable[Key] = ()) -> tuple[int, int]: ...
    def hold(self, waiting: Iterable[Waiting]) -> None: ...
    def waiting(self, *, replica: str = "", keys: Iterable[Key] = (), needing: Iterable[Key] = ()) -> list[Waiting]: ...
    def forget(self, key: Key) -> None: ...


class Policy(Protocol):
    """What the application says about rights: pure functions of the device and of the record before and after. `rights`
    is a short text that is another as soon as a device may do anything else than before. Whoever is let in at all has
    the open stream of what everybody reads in his scope: by it everybody hears of what was erased.
    """

    def scope(self, device: str) -> frozenset[Stream] | None: ...
    def rights(self, device: str) -> str: ...
    def refusal(
        self, device: str, write: Write, before: Mapping[str, Any], after: Mapping[str, Any], look: Look
    ) -> str | None: ...
    def area_of_place(self, place: str, look: Look) -> str | None: ...


@dataclass(frozen=True)
class Desk:
    """What a batch needs of its hub: the tables, the shapes, the rights, and the time now (ms since 1970)."""

    tables: HubTables
    shapes: Mapping[str, Shape]
    policy: Policy
    now_ms: int

    @property
    def parent_types(self) -> set[str]:
        """The types whose records decide where others lie."""
        return {type for shape in self.shapes.values() for type in shape.deciding_types}


def by_of(before: By, head: Changeset) -> By:
    """Who made and last changed a record, after one more changeset."""
    at = milliseconds(head.stamp)
    made = before[:2] if before[1] else (head.who, at)
    return (*made, head.who, at) if at >= before[3] else (*made, *before[2:])
