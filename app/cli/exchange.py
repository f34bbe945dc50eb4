"""The commands of the exchange: enrol, sync, bundle, conflicts, not-taken, settle, digest."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path

from app.cli import progress
from app.cli.answer import Answer
from app.errors import Refused
from app.records import REGISTRY
from app.services import (
    belonging,
    certificates,
    coming_back,
    conflicts,
    entering,
    exchanging,
    sticks,
    sticks_told,
    untaken,
)
from app.store import find, workspace
from app.store.workspace import Store
from app.words import _


def enrol(store: Store, options: argparse.Namespace) -> Answer:
    """`enrol CODE|FILE [--server URL]`: join a server."""
    if options.request:
        belonging.ask_by_file(store, options.code, options.request)
        written = _("Bring {file} to the server, and its answer here.").format(file=options.request)
        return Answer({"request": str(options.request)}, written)
    ca = certificates.read(options.ca) if options.ca else None
    if _is_file(options.code):
        joined = belonging.join_by_file(store, Path(options.code), options.server, ca)
    else:
        joined = belonging.join(store, options.code, options.server, ca)
    data = {"server": None if joined.is_by_file else joined.url, "device": joined.device, "role": joined.role}
    if joined.is_by_file:
        said = _("Joined by file, as {role}. To exchange over a network too, say the address: --server https://….")
        return Answer(data, said.format(role=joined.role))
    return Answer(data, _("Joined {url} as {role}.").format(url=joined.url, role=joined.role))


def _is_file(text: str) -> bool:
    """Whether somebody means a file, be it there or not, and no code and no text of a QR code."""
    if text.startswith(("http://", "https://")):
        return False
    return os.path.exists(text) or text.endswith((".json", ".ujima")) or Path(text).name != text


def come_back(folder: Path, options: argparse.Namespace) -> Answer:
    """`come-back --server URL [WORD …]`: be again the laptop of a recovery sheet, with everything its server has."""
    if workspace.exists(folder):
        raise Refused("workspace_exists", _("There is a workspace in {folder} already.").format(folder=folder))
    words = " ".join(options.words) or sys.stdin.read()
    ca = certificates.read(options.ca) if options.ca else None
    with progress.watched() as tell:
        done = coming_back.come_back(folder, words, options.server, ca, progress=tell)
    coming_back.take_place(folder)
    data = {"workspace": str(folder), "received": done.received, "state": done.standing.state}
    said = _("This laptop is itself again in {folder}: {received} received.")
    return Answer(data, said.format(folder=folder, received=done.received))


def trust(store: Store, options: argparse.Namespace) -> Answer:
    """`trust FILE`: from now on the server is known by another certificate."""
    certificates.trust(store, options.file)
    told = _("The server is known by the certificates of {file} from now on.").format(file=options.file.name)
    return Answer({"trusted": str(options.file)}, told)


def sync(store: Store, options: argparse.Namespace) -> Answer:
    """`sync`: exchange with the server now."""
    with progress.watched() as tell:
        done = exchanging.exchange(store, progress=tell)
    now = done.standing
    data = {
        "sent": done.sent,
        "received": done.received,
        "conflicts": now.conflicts,
        "held": now.held,
        "waiting": now.waiting,
        "bytes_up": done.bytes_up,
        "bytes_down": done.bytes_down,
        "requests": done.requests,
        "state": now.state,
    }
    said = _("{sent} sent, {received} received.").format(sent=done.sent, received=done.received)
    return Answer(data, "\n".join([said, *done.told, exchanging.in_words(now)]))


def list_conflicts(store: Store, options: argparse.Namespace) -> Answer:
    """`conflicts`: what waits for an answer."""
    found = conflicts.conflicts(store)
    data = [
        {
            "id": one.id,
            "type": one.type,
            "field": one.field,
            "values": [{"value": point.value, "by": point.by, "when": point.when} for point in one.values],
        }
        for one in found
    ]
    lines = [
        "\t".join([one.type, one.id, one.field, json.dumps(list(map(vars, one.values)), ensure_ascii=False)])
        for one in found
    ]
    return Answer(data, "\n".join(lines))


def list_not_taken(store: Store, options: argparse.Namespace) -> Answer:
    """`not-taken`: what the server has from here and did not take, and why; an import is one line."""
    found = untaken.not_taken(store)
    data = [
        {
            "records": [{"type": type, "id": id} for type, id in one.keys],
            "note": one.note,
            "when": one.when,
            "by": one.by,
            "reason": one.reason,
            "message": one.message,
        }
        for one in found
    ]
    lines = [f"{one.note}\t{len(one.keys):,}\t{one.message}" for one in found]
    return Answer(data, "\n".join(lines))


def settle(store: Store, options: argparse.Namespace) -> Answer:
    """`settle ID FIELD --keep mine|theirs|VALUE`."""
    type = find.find_type(store.reading(), options.id)
    if type is None:
        raise Refused("no_record", _("There is no record with the id {id}.").format(id=options.id))
    value = None
    if options.keep not in (conflicts.MINE, conflicts.THEIRS):
        if options.field == "deleted":
            value = options.keep.lower() in ("true", "yes", "1")
        elif options.field not in REGISTRY[type].fields():
            raise Refused("no_such_field", _("{type} has no field “{name}”.").format(type=type, name=options.field))
        else:
            value = entering.parse_values(store, type, {options.field: options.keep})[options.field]
    conflicts.settle(store, type, options.id, options.field, options.keep, value)
    return Answer({"settled": options.id, "field": options.field}, _("Settled."))


def digest(store: Store, options: argparse.Namespace) -> Answer:
    """`digest`: one line for each stream."""
    rows = exchanging.digests(store)
    return Answer(rows, "\n".join("\t".join(map(str, row.values())) for row in rows))


def status(store: Store, options: argparse.Namespace) -> Answer:
    """`status`: how this laptop stands with its server."""
    now = exchanging.standing(store)
    return Answer(dataclasses.asdict(now), exchanging.in_words(now))


def bundle(store: Store, options: argparse.Namespace) -> Answer:
    """`bundle write OUT`, `bundle read FILE`, and with `--preview` only what the file holds."""
    if options.verb == "write":
        written = sticks.write(store, options.file)
        return Answer(dataclasses.asdict(written), sticks_told.written(written))
    if options.preview:
        found = sticks.preview(store, options.file)
        return Answer({"file": str(options.file), **dataclasses.asdict(found)}, sticks_told.previewed(found))
    taken = sticks.read(store, options.file)
    return Answer(dataclasses.asdict(taken), sticks_told.taken(taken))
