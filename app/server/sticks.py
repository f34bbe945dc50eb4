"""Files from a stick at the server: a laptop's changes in, an answer for it out; a request to join in, a welcome out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.errors import Refused, Trouble
from app.services import refusals
from app.services.sticks import FROM_SERVER
from app.words import _, ngettext
from sync import columns, frames, registry, wire
from sync.hub_tables import reading
from sync.keys import Certificate, box_key_of, check, issue
from sync.messages import BEGINNING, OK, Reply, Request
from sync.seal import Unreadable, read_header, read_sealed, write_sealed
from sync.service import HubService, Refusal
from sync.shape import Stream

MOST_BYTES = 64 * 1024 * 1024
#: how many replies one answer file may hold, each a page of a stream, and how many records a page
MOST_TURNS, ROOM = 2_000, 1_000


def read(service: HubService, file: Path, reply: Path | None) -> str:
    """Take a file; with `reply` write the answer. Returns a sentence. Raises Refused: then nothing was taken."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Refused(
            "not_readable", _("{file} cannot be read: {why}").format(file=file.name, why=error.strerror)
        ) from error
    if data[:1] == b"{":
        return _join(service, file, data, reply)
    device, number, request = _open(service, file)
    versions = [one.part.version for one in (*request.push, *request.forward)]
    before = _known(service, versions)
    turns = _converse(service, device, request)
    new = _known(service, versions) - before
    if reply is not None:
        _answer(service, device, number, turns, reply)
    said = ngettext(
        "{n} change read from {who}, file {number}; new: {new}.",
        "{n} changes read from {who}, file {number}; new: {new}.",
        len(versions),
    )
    return said.format(n=len(versions), who=device.name, number=number, new=new)


def _known(service: HubService, versions: list[str]) -> int:
    """How many of these changes the server has."""
    with reading(service.engine) as tables:
        return len(tables.accepted(versions))


def _open(service: HubService, file: Path) -> tuple[registry.Device, int, Request]:
    try:
        with open(file, "rb") as opened:
            header = read_header(opened)
            if header.get("kind") == FROM_SERVER:
                said = _("{file} is the answer of a server: it is read on the laptop it was written for.")
                raise Refused("not_for_the_server", said.format(file=file.name))
            found = read_sealed(
                opened,
                keys=service.keys,
                area_keys={},
                limit=MOST_BYTES,
                trust=lambda text: check(service.keys.verify_key, text),
            )
        request = wire.decode_request(found.payload, by_hand=True)
        number = int(header["number"])
    except Unreadable as error:
        raise refusals.unreadable(error, file.name) from error
    except wire.OtherProtocol as error:
        raise refusals.other_version(file.name) from error
    except (columns.Malformed, KeyError, ValueError) as error:
        raise Refused("damaged", _("{file} is damaged: ask for it again.").format(file=file.name)) from error
    with reading(service.engine) as tables:
        device = registry.device(tables.connection, found.sender.device)
    if device is None:
        raise Refused("unknown_laptop", _("{file} comes from a laptop that never joined.").format(file=file.name))
    return device, number, request


def _converse(service: HubService, device: registry.Device, request: Request) -> list[tuple[Request, Reply]]:
    """The answer, and every stream that the laptop has not yet, page by page: a stick should not go twice."""
    try:
        first = service.answer(device.id, request)
    except Refusal as refusal:
        raise Refused(refusal.code, refusal.message) from refusal
    turns = [(request, first)]
    while len(turns) < MOST_TURNS and (following := _following(*turns[-1], first.scope - request.scope)):
        turns.append((following, service.answer(device.id, following)))
    return turns


def _following(asked: Request, reply: Reply, missing: frozenset[Stream]) -> Request | None:
    """What the laptop would ask next, had it a line."""
    if reply.state != OK or not (reply.more or (missing and not asked.snapshot)):
        return None
    place = reply.snapshot_after if asked.snapshot else None if reply.more else BEGINNING
    said = replace(asked, push=(), forward=(), ask=(), pages=(), acked=asked.head, cursor=reply.upto)
    return replace(said, snapshot=place, room=ROOM)


def _answer(
    service: HubService, device: registry.Device, number: int, turns: list[tuple[Request, Reply]], out: Path
) -> None:
    told = [[_facts(request), wire.encode_reply(reply).hex()] for request, reply in turns]
    renewed = service.renewed(device) if device.revoked_at is None else None
    part = out.with_name(out.name + ".part")
    try:
        with open(part, "wb") as opened:
            write_sealed(
                opened,
                frames.pack({"turns": told, "renewed": renewed}),
                sender=service.keys,
                certificate=own_certificate(service).to_text(),
                recipients=[box_key_of(bytes.fromhex(device.verify_key))],
                area_keys={},
                header={
                    "kind": FROM_SERVER,
                    "number": number,
                    "written": service.now_ms(),
                    "sender": "server",
                },
            )
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Trouble(
            "not_written", _("{file} could not be written: {why}").format(file=out.name, why=error.strerror)
        ) from error


def own_certificate(service: HubService) -> Certificate:
    """The server's own certificate, by its own hand, for the files it signs."""
    now = service.now_ms()
    unsigned = Certificate(
        "server",
        "server",
        service.keys.verify_key,
        None,
        "server",
        (),
        now - 86_400_000,
        now + 10 * 365 * 86_400_000,
        now,
    )
    return issue(service.keys, unsigned)


def _facts(request: Request) -> dict[str, Any]:
    return {
        "cursor": request.cursor,
        "snapshot": list(request.snapshot) if request.snapshot else None,
    }


def _join(service: HubService, file: Path, data: bytes, reply: Path | None) -> str:
    try:
        asked = json.loads(data)["ujima-join"]
        welcome = service.join(asked)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused("not_ours", _("{file} is no file of Ujima.").format(file=file.name)) from error
    except Refusal as refusal:
        raise Refused(refusal.code, refusal.message) from refusal
    if reply is None:
        raise Refused("reply_missing", _("Say where the answer is to go (--reply OUT): the laptop needs it."))
    try:
        reply.write_text(json.dumps({"ujima-joined": welcome}), encoding="utf-8")
    except OSError as error:
        raise Trouble(
            "not_written", _("{file} could not be written: {why}").format(file=reply.name, why=error.strerror)
        ) from error
    return _("{who} has joined: bring it the answer.").format(who=str(asked.get("name") or ""))
