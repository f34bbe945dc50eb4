"""What a laptop and the hub say to each other, as plain data. How it becomes bytes is `sync.wire`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.changeset import NO_CHAIN, Key, Part
from sync.epochs import Epoch
from sync.shape import Stream

PROTOCOL = 1

#: who made a record and when, who changed it last and when (ms since 1970)
By = tuple[str, int, str, int]
NOBODY: By = ("", 0, "", 0)

#: how far the records of new streams have been fetched: the stream as one text, the type, the id
Place = tuple[str, str, str]
BEGINNING: Place = ("", "", "")


@dataclass(frozen=True)
class Signed:
    """Whose a changeset is that others carry: a device, and its signature over the changeset's link (base64)."""

    author: str
    signature: str


@dataclass(frozen=True)
class Pushed:
    """One changeset on its way, with the link before it and the hashes of those of its writes that were erased: its own
    link is read off them, so that a version never stands for anything but what its author wrote. `received` is when the
    hub had it before, if it ever said so (ms since 1970).
    """

    part: Part
    previous: str
    absent: Mapping[int, str] = field(default_factory=dict)
    received: int | None = None
    signed: Signed | None = None

    @property
    def whole(self) -> bool:
        """Whether all of it is told."""
        return bool(self.previous) and not self.absent


@dataclass(frozen=True)
class Receipt:
    """What the hub says of one changeset: its number there, when it came (ms since 1970), and which of its writes wait
    for a decision, with the reason.
    """

    version: str
    seq: int
    received: int
    held: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class News:
    """Writes of somebody else that lie in one stream; of those that were taken off the disk of whoever kept them, the
    hashes.
    """

    seq: int
    stream: Stream
    part: Part
    received: int
    absent: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Enter:
    """A record as the hub has it, with the number of its last change: it came into the stream, or is in a snapshot."""

    seq: int
    stream: Stream
    type: str
    id: str
    packed: Any
    by: By = NOBODY

    @property
    def key(self) -> Key:
        """The record."""
        return self.type, self.id


@dataclass(frozen=True)
class Leave:
    """A record left every stream that this laptop may read: only its name is said."""

    seq: int
    type: str
    id: str

    @property
    def key(self) -> Key:
        """The record."""
        return self.type, self.id


@dataclass(frozen=True)
class Request:
    """One exchange as a laptop asks for it. `cursor` is the last number of the hub it has read to in all of `scope`;
    `head` and `acked` are the last of its own changesets and the last that the hub said it has, each with its link;
    `snapshot` asks, from a place on, for the records of streams that it may read and that are not in `scope` yet;
    `pages` is what a restored hub had said and lost, with its proof that it did; `held` stands for what waits there as
    far as is known here (`fingerprint_of_held`), and `bare` names those of its writes whose words are no longer here;
    `certificates` (in a file) are those of the authors of what is forwarded; `settled` (never sent) says that `scope` is all
    that the hub last spoke of, so that its `fingerprint` will do. Which program asks, and how much waits on it, is for its
    administrator.
    """

    replica: str
    epoch: str = ""
    cursor: int = 0
    scope: frozenset[Stream] = frozenset()
    head: tuple[int, str] = (0, NO_CHAIN)
    acked: tuple[int, str] = (0, NO_CHAIN)
    push: tuple[Pushed, ...] = ()
    forward: tuple[Pushed, ...] = ()
    ask: tuple[str, ...] = ()
    pages: tuple[tuple[News | Enter, str], ...] = ()
    held: str = ""
    bare: tuple[tuple[str, int], ...] = ()
    snapshot: Place | None = None
    room: int = 250
    app: str = ""
    waiting: int = 0
    conflicts: int = 0
    certificates: tuple[str, ...] = ()
    settled: bool = field(default=False, compare=False)
    fingerprint: str = ""


OK, FORKED, RESTORED, GAP, REVOKED, WIPE = "ok", "forked", "restored", "gap", "revoked", "wipe"
#: the hub knows other streams of this laptop than the fingerprint it sent: they are to be named (`sync.wire`)
NAME_STREAMS = "name_streams"


@dataclass(frozen=True)
class Reply:
    """The hub's answer. `state` other than OK means that nothing was taken and why. FORKED: somebody else goes on under
    this replica's name from the same past. RESTORED: the hub came back from a backup; `epochs` are its lives. GAP: send
    from `need` on. REVOKED: not any more. WIPE: take everything off this disk. `unknown` are those of the changesets
    asked about of which the hub has not all. `held` stands for what waits there: where the question said the same it is not
    told again; the digest leaves out the records it is about.
    """

    epoch: str
    state: str = OK
    need: int = 0
    epochs: tuple[Epoch, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    unknown: tuple[str, ...] = ()
    held: str = ""
    scope: frozenset[Stream] = frozenset()
    entries: tuple[News | Enter | Leave, ...] = ()
    times: Mapping[str, int] = field(default_factory=dict)
    since: int = 0
    upto: int = 0
    more: bool = False
    digest: tuple[int, int] | None = None
    safe: int = 0
    snapshot_after: Place | None = None
    now: int = 0
    proof: str = ""
