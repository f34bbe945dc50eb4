"""The exchange by file: what this laptop would say to the server, sealed and signed, to go by stick or by mail.

The same file may be read by the server, which answers with a file of its own, and by a laptop of the same district,
which joins what is in it; read twice, or exchanged online meanwhile, it changes nothing a second time.
"""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app import clock
from app.errors import Refused, Trouble
from app.services import belonging, exchanging, refusals, settings
from app.services.belonging import Membership
from app.services.shapes import shapes
from app.services.unit import Changes, place_areas, replica_of
from app.store.workspace import Store, new_replica_id
from app.words import _
from sync import by_hand, columns, frames, session, wire
from sync.changeset import Key
from sync.keys import Certificate, Distrusted, box_key_of, check
from sync.messages import Enter, Leave, News, Reply, Request
from sync.pieces import pieces_of
from sync.seal import Unreadable, read_header, read_sealed, write_sealed
from sync.shape import OPEN

#: how many writes one file holds at the most, and how large what is in it may be (bytes)
ROOM, MOST_BYTES = 1_000_000, 64 * 1024 * 1024
TO_SERVER, FROM_SERVER = "to_server", "from_server"
#: under this name and a device's id the certificate of an author is kept whose changes came by hand
CERTIFICATE_OF = "certificate of "


@dataclass(frozen=True)
class Bundle:
    """A file that was written: its number, how many changes it holds, its size in bytes, and whether laptops of the
    district can read it too (not when it tells whom to call, or what is protected).
    """

    file: str
    number: int
    changes: int
    bytes: int
    for_district: bool


@dataclass(frozen=True)
class Taken:
    """What a file brought: from whom, its number, how many changes were new, numbers that are missing before it."""

    file: str
    sender: str
    number: int
    received: int
    acknowledged: int
    missing: tuple[int, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What the server wrote into a file: its replies, each with what it answers, and a new certificate and the keys of
    places (None for a laptop that was excluded).
    """

    turns: list[tuple[Request, Reply]]
    renewed: dict[str, Any] | None


@dataclass(frozen=True)
class Preview:
    """What a file holds, before anything of it is applied: who wrote it and when (ISO, UTC), its number, how many changes
    of how many records, of which types, and the numbers that are missing before it.
    """

    sender: str
    number: int
    kind: str
    changes: int
    records: int
    missing: tuple[int, ...]
    by_type: dict[str, int] = field(default_factory=dict)
    written: str | None = None


def write(store: Store, out: Path) -> Bundle:
    """Save what the server has not said it has into a file. Raises Refused (alone), Trouble (no_rights, disk_full)."""
    known = _membership(store)
    number = int(settings.get(store, "bundle_number") or 0) + 1
    with store.writing() as connection:
        tables = replica_of(connection)
        asked = session.prepare(tables, ROOM, by_hand=True)
        request = by_hand.signed(asked, known.device, belonging.device_keys(store))
        parts = [*request.push, *request.forward]
        authors = {one.signed.author for one in parts if one.signed} - {known.device}
        certificates = [settings.get(store, f"{CERTIFICATE_OF}{author}") for author in sorted(authors)]
        request = replace(request, certificates=(known.certificate, *filter(None, certificates)))
        keys = {write.key for one in parts for write in one.part.writes.values()}
        open_to_all = all(held.rights_class == OPEN for held in tables.rows(keys).values())
        settings.write(connection, {"bundle_number": str(number), f"bundle {number}": _remembered(request)})
    payload = wire.encode_request(request)
    header: dict[str, str | int] = {
        "kind": TO_SERVER,
        "number": number,
        "written": clock.now_ms(),
        "sender": known.device,
        "server": known.hub_key.hex()[:16],
    }
    sealed = io.BytesIO()
    write_sealed(
        sealed,
        payload,
        sender=belonging.device_keys(store),
        certificate=known.certificate,
        recipients=[box_key_of(known.hub_key)],
        area_keys=belonging.newest(belonging.area_keys(store)) if open_to_all else {},
        header=header,
    )
    part = out.with_name(out.name + ".part")
    try:
        part.write_bytes(sealed.getvalue())
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Trouble(
            "not_written", _("{file} could not be written: {why}").format(file=out.name, why=error.strerror)
        ) from error
    return Bundle(str(out), number, len(parts), len(sealed.getvalue()), open_to_all)


def preview(store: Store, file: Path) -> Preview:
    """What a file holds; nothing is applied."""
    known = _membership(store)
    kind, sender, number, content, written = _open(store, known, file)
    missing: tuple[int, ...] = ()
    if isinstance(content, Answer):
        entries = [entry for _request, reply in content.turns for entry in reply.entries]
        count, keys = len(entries), {key for entry in entries for key in _keys_of(entry)}
    else:
        parts = [*content.push, *content.forward]
        count, keys = len(parts), {write.key for one in parts for write in one.part.writes.values()}
        missing = _missing(store, sender.name, number)
    by_type = dict(sorted(Counter(type for type, _id in keys).items()))
    return Preview(sender.name, number, kind, count, len(keys), missing, by_type, written)


def _keys_of(entry: News | Enter | Leave) -> set[Key]:
    return {write.key for write in entry.part.writes.values()} if isinstance(entry, News) else {entry.key}


def read(store: Store, file: Path) -> Taken:
    """Take what a file brings: the server's answer, or the changes of another laptop of the district.

    Raises Refused with the reason (not_ours, damaged, truncated, not_for_you, own_file, not_signed …); then nothing is changed.
    """
    known = _membership(store)
    _kind, sender, number, content, _written = _open(store, known, file)
    if isinstance(content, Answer):
        return _take_reply(store, file, number, content)
    with store.writing() as connection:
        parts = [one for one in (*content.forward, *content.push) if one.part.writes]
        parts.sort(key=lambda one: one.part.head.stamp)  # who changed a record last is known at the end
        outcome = by_hand.take_parts(replica_of(connection), shapes(), parts, place_areas(connection))
        missing = _missing(store, sender.name, number)
        kept = {f"{CERTIFICATE_OF}{check(known.hub_key, text).device}": text for text in content.certificates}
        settings.write(connection, kept | {f"bundle from {sender.name}": str(max(number, _last(store, sender.name)))})
    store.forget_copies()
    told = (_own(file),) if sender.device == known.device else ()
    return Taken(str(file), sender.name, number, outcome.received, 0, missing, told)


def _take_reply(store: Store, file: Path, number: int, answer: Answer) -> Taken:
    remembered = settings.get(store, f"bundle {number}")
    if remembered is None:
        raise Refused("not_asked", _("This file answers a question that this laptop did not ask."))
    asked = _recalled(remembered)
    received = acknowledged = 0
    happened: list[str] = []
    with store.writing() as connection:
        tables = replica_of(connection)
        for request, reply in answer.turns:
            asking = replace(asked, cursor=request.cursor, snapshot=request.snapshot)
            outcome = session.Outcome()
            for one, piece in pieces_of(asking, reply):
                outcome.add(session.receive(tables, shapes(), one, piece, new_replica_id(), place_areas(connection)))
            received, acknowledged = received + outcome.received, acknowledged + outcome.acknowledged
            happened += outcome.happened
        renewed = belonging.renewal(store, answer.renewed) if answer.renewed else {}
        settings.write(connection, renewed | {"exchanged_at": str(clock.now_ms())})
    store.forget_copies()
    told = tuple(text for what in dict.fromkeys(happened) if (text := exchanging.happened(what)))
    return Taken(str(file), _("the server"), number, received, acknowledged, (), told)


def changes_of(taken: Taken) -> Changes:
    """That something changed, for the window."""
    return Changes(updated=[("", "")] if taken.received else [])


def _open(store: Store, known: Membership, file: Path) -> tuple[str, Certificate, int, Request | Answer, str | None]:
    try:
        with open(file, "rb") as opened:
            header = read_header(opened)
            found = read_sealed(
                opened,
                keys=belonging.device_keys(store),
                area_keys=belonging.area_keys(store),
                limit=MOST_BYTES,
                trust=lambda text: check(known.hub_key, text),
            )
        number, at = int(header["number"]), header.get("written")
        written = clock.iso(int(at)) if at else None
        if header["kind"] == FROM_SERVER:
            if found.sender.verify_key != known.hub_key:
                raise Refused("not_signed", _not_by_the_server(file, found.sender.name))
            return FROM_SERVER, found.sender, number, _answer(found.payload), written
        request = wire.decode_request(found.payload, by_hand=True)
        authors = [check(known.hub_key, text) for text in request.certificates]
        keys = {author.device: author.verify_key for author in authors}
        if not all(by_hand.is_signed(one, keys) for one in (*request.push, *request.forward)):
            raise Unreadable("not_signed", "a change was not written by the laptop it names")
        return TO_SERVER, found.sender, number, request, written
    except OSError as error:
        raise Refused(
            "not_readable", _("{file} cannot be read: {why}").format(file=file.name, why=error.strerror)
        ) from error
    except (Unreadable, Distrusted) as error:
        if error.code == "not_for_you" and header.get("sender") == known.device:
            raise Refused("own_file", _own(file)) from error
        raise refusals.unreadable(error, file.name) from error
    except wire.OtherProtocol as error:
        raise refusals.other_version(file.name) from error
    except (columns.Malformed, KeyError, ValueError, OverflowError) as error:
        raise Refused("damaged", _("{file} is damaged: ask for it again.").format(file=file.name)) from error


def _own(file: Path) -> str:
    return _("{file} was written on this laptop: it is for others to read.").format(file=file.name)


def _not_by_the_server(file: Path, name: str) -> str:
    said = _("{file} says that the server answers, but {name} wrote it. Do not use it, and tell the administrator.")
    return said.format(file=file.name, name=name)


def _membership(store: Store) -> Membership:
    known = belonging.membership(store)
    if known is None:
        raise Refused("alone", _("This laptop works by itself: join a server first."))
    return known


def _last(store: Store, sender: str) -> int:
    return int(settings.get(store, f"bundle from {sender}") or 0)


def _missing(store: Store, sender: str, number: int) -> tuple[int, ...]:
    last = _last(store, sender)
    return tuple(range(last + 1, number)) if last else ()


def _answer(payload: bytes) -> Answer:
    plain = frames.unpack(payload)
    found = []
    for facts, reply in plain["turns"]:
        snapshot = facts["snapshot"]
        asked = Request("", cursor=int(facts["cursor"]), snapshot=tuple(snapshot) if snapshot else None)
        found.append((asked, wire.decode_reply(bytes.fromhex(reply))))
    return Answer(found, plain.get("renewed"))


def _remembered(request: Request) -> str:
    """The part of a question that is needed to understand its answer."""
    facts: dict[str, Any] = {
        "replica": request.replica,
        "epoch": request.epoch,
        "scope": sorted(request.scope),
        "held": request.held,
        "bare": request.bare,
        "pages": bool(request.pages),
    }
    return json.dumps(facts)


def _recalled(text: str) -> Request:
    facts = json.loads(text)
    bare = tuple((version, index) for version, index in facts["bare"])
    scope = frozenset((area, rights_class) for area, rights_class in facts["scope"])
    return Request(facts["replica"], facts["epoch"], scope=scope, held=facts["held"], bare=bare)
