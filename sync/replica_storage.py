"""What a replica asks of its storage, and the plain things that pass between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sync.changeset import Key, Part, Write
from sync.merge import Row
from sync.messages import Enter, News, Place, Signed
from sync.shape import OPEN, UNPLACED_AREA, Stream


@dataclass(frozen=True)
class Act:
    """Who does something and how it is to be told: one act is one undo group, of as many changesets as it needs."""

    who: str
    note: str
    now_ms: int
    app: str
    schema: str
    undoes: str | None = None
    undoable: bool = True


@dataclass(frozen=True)
class Draft:
    """What a person wants a record to say. `seen` holds, by field, the marks that the form showed when it was opened
    (a set of them, `sync.merge.Row.of`); a field that is not in it was seen as it stands now. `anew` settles texts.
    """

    op: str
    type: str
    id: str
    values: Mapping[str, Any]
    seen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    anew: bool = False

    @property
    def key(self) -> Key:
        """The record."""
        return self.type, self.id


@dataclass(frozen=True)
class Committed:
    """What a commit wrote: the undo group, the number of changesets, the last local position."""

    group: str
    changesets: int
    position: int


@dataclass
class Held:
    """A record as this laptop holds it: its state, the stream it lies in as far as is known here, and the number of
    the hub's last change to it that has arrived (0: none).
    """

    row: Row
    area: str = UNPLACED_AREA
    rights_class: str = OPEN
    seq: int = 0
    leaving: bool = False

    @property
    def key(self) -> Key:
        """The record."""
        return self.row.type, self.row.id

    @property
    def stream(self) -> Stream:
        """Where the record lies."""
        return self.area, self.rights_class


@dataclass
class Entry:
    """One line of the journal: a changeset (of others, the part that came here), and what the hub said of it: its
    number, when it came (ms since 1970), which writes wait there and why. `mine` was made here. With the link before it
    (`previous`, empty for what came from the hub by its streams) and the hashes of writes that were erased (`absent`) it
    proves itself wherever it is handed on; `signed` says by whom, for what was brought by hand.
    """

    part: Part
    previous: str = ""
    absent: Mapping[int, str] = field(default_factory=dict)
    signed: Signed | None = None
    mine: bool = False
    seq: int | None = None
    received: int | None = None
    held: dict[int, str] = field(default_factory=dict)
    undoable: bool = True
    before: dict[str, Any] | None = None

    @property
    def version(self) -> str:
        """The name of the changeset."""
        return self.part.version

    @property
    def whole(self) -> bool:
        """Whether all of it is here."""
        return bool(self.previous) and not self.absent


@dataclass(frozen=True)
class Waits:
    """What of one changeset waits at the hub: its version, replica and number, and whether it was made here (a copy of this
    laptop may have made it under the same name); by place the reasons, and what the writes do to which record (of those
    that are still here).
    """

    version: str
    replica: str
    sequence: int
    mine: bool
    reasons: Mapping[int, str]
    about: Mapping[int, tuple[str, Key]]

    @property
    def bare(self) -> list[tuple[str, int]]:
        """The writes whose words are no longer here: their record left this laptop."""
        return [(self.version, index) for index in sorted(self.reasons.keys() - self.about.keys())]


@dataclass(frozen=True)
class Arrived:
    """A changeset of somebody else, or the part of one that came: from the hub with its stream, its number and when it
    came there (ms), by hand without.
    """

    part: Part
    stream: Stream | None = None
    seq: int = 0
    received: int | None = None


@dataclass(frozen=True)
class Saved:
    """A record to be written: which of its fields may have changed (None: any), by whom and when (ms), and who made it
    when, where that is told apart.
    """

    held: Held
    names: frozenset[str] | None
    who: str
    at_ms: int
    made: tuple[str, int] | None = None


class ReplicaTables(Protocol):
    """What a replica asks of its storage, inside one transaction."""

    def facts(self) -> dict[str, str]: ...
    def put(self, **facts: str) -> None: ...
    def rows(self, keys: Iterable[Key]) -> dict[Key, Held]: ...
    def create(self, made: Sequence[tuple[Write, str, Stream]], act: Act) -> None: ...
    def save(self, rows: Iterable[Saved]) -> None: ...
    def remove(self, keys: Iterable[Key]) -> None: ...
    def streams(self, keys: Iterable[Key]) -> dict[Key, Stream]: ...
    def shared(self, outside: frozenset[Stream] | None = None) -> dict[Key, int]: ...
    def between(self, streams: frozenset[Stream], after: Place, until: Place | None) -> list[Key]: ...
    def asking(self) -> list[Key]: ...
    def leaving(self) -> list[Key]: ...
    def unlearnt(self) -> list[Key]: ...
    def append(self, entry: Entry) -> int: ...
    def replace(self, entry: Entry) -> None: ...
    def answered(self, entry: Entry) -> None: ...
    def entries(self, versions: Iterable[str]) -> dict[str, Entry]: ...
    def own(self, replica: str, after: int, most_writes: int) -> list[Entry]: ...
    def numbered_after(self, seq: int) -> list[Entry]: ...
    def unanswered(self, most: int) -> list[Entry]: ...
    def waits(self) -> list[Waits]: ...
    def touching(self, keys: Iterable[Key]) -> list[Entry]: ...
    def effective(self, versions: Iterable[str]) -> dict[str, int]: ...
    def keep_times(self, times: Mapping[str, int]) -> None: ...  # of what is known already the earlier counts
    def digest(self, aside: Iterable[Key] = ()) -> tuple[int, int]: ...
    def keep_page(self, entries: Sequence[News | Enter], proof: str) -> None: ...
    def pages(self, after: int) -> list[tuple[News | Enter, str]]: ...
    def thin_pages(self, safe: int, keys: Iterable[Key] = ()) -> None: ...
    def ask_for_contents_again(self) -> None: ...
