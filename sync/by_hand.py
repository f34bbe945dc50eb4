"""What laptops hand each other in files: changesets, each signed by its author, joined without the hub.

The signature goes on with the changeset, from hand to hand to the hub, which judges it by its author's rights: nobody
can hand on what he made up himself as somebody else's, nor have a colleague bring in what he may not write.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sync.arriving import Outcome
from sync.keys import DeviceKeys, verify
from sync.messages import Pushed, Request, Signed
from sync.replica import join_parts, save_joined
from sync.replica_storage import Arrived, Entry, ReplicaTables
from sync.shape import AreaOfPlace, Shape


def signed(request: Request, device: str, keys: DeviceKeys) -> Request:
    """A request for a file: what nobody has signed yet is signed by the device that writes it."""

    def sign(pushed: Pushed) -> Pushed:
        if pushed.signed:
            return pushed
        return replace(pushed, signed=Signed(device, base64.b64encode(keys.sign(_text(pushed))).decode()))

    return replace(request, push=tuple(map(sign, request.push)), forward=tuple(map(sign, request.forward)))


def is_signed(pushed: Pushed, keys: Mapping[str, bytes]) -> bool:
    """Whether the author that a changeset names signed it; `keys` are the verify keys of devices."""
    by = pushed.signed
    try:
        return (
            by is not None
            and by.author in keys
            and verify(keys[by.author], _text(pushed), base64.b64decode(by.signature))
        )
    except ValueError:
        return False


def _text(pushed: Pushed) -> bytes:
    return b"changeset\n" + pushed.part.chain.encode()


def take_parts(
    tables: ReplicaTables,
    shapes: Mapping[str, Shape],
    parts: Iterable[Pushed],
    area_of_place: AreaOfPlace = lambda place: place,
) -> Outcome:
    """Join changesets that came from another laptop by hand; what is known already changes nothing."""
    outcome = Outcome()
    tables.put(agrees="")
    for pushed in parts:
        part = pushed.part
        known = tables.entries([part.version]).get(part.version)
        if known is None:
            joined = join_parts(tables, [Arrived(part)])
            before = joined.before[0] or None
            proof = pushed.previous, pushed.absent, pushed.signed
            tables.append(Entry(part, *proof, undoable=False, before=before))
            save_joined(tables, shapes, joined, set(joined.names), area_of_place)
            outcome.received += 1
            outcome.changed |= joined.names.keys()
    return outcome
