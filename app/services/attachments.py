"""Documents of a record: added from a file, listed, fetched from the server when somebody wants one, saved, removed."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import Refused, Trouble
from app.records import REGISTRY
from app.services import filenames, organisations, records, settings
from app.services.shapes import shapes
from app.services.unit import Changes, replica_of, unit
from app.store import find
from app.store.workspace import Store
from app.vocabulary import code_list
from app.words import _
from sync import blob_waiting
from sync.blobs import MOST_BYTES, Blob
from sync.replica_tables import SqlReplica

HERE, AT_SERVER, WAITING = "here", "at_server", "waiting"
"""Where the content of a document is: on this laptop (and at the server, if there is one); there only; here only."""

TYPE = "attachment"
UNKNOWN_KIND = "application/octet-stream"
_KINDS = mimetypes.MimeTypes()  # as Python knows them: the same on every computer


@dataclass(frozen=True)
class Document:
    """One document: what it is called, how large it is, who added it and when (ISO), where its content is."""

    id: str
    name: str
    size: int
    media_type: str
    sha256: str
    note: str | None
    by: str
    at: str
    state: str


def carriers() -> tuple[str, ...]:
    """The types of records that may have documents."""
    return code_list("carrier").codes


def add(store: Store, type: str, id: str, path: Path) -> Changes:
    """Add a file to a record. Raises Refused (carries_none, no_record, unreadable, empty, too_large, file_changed)."""
    if type not in carriers():
        known = ", ".join(_(REGISTRY[one].titles) for one in carriers())
        raise Refused("carries_none", _("Documents belong to one of these: {known}.").format(known=known))
    records.read(store, type, id)
    content = _content_of(path)
    name = filenames.plain(path.name)
    sha256 = hashlib.sha256(content).hexdigest()
    facts = {
        "of_type": type,
        "of_id": id,
        "name": name,
        "media_type": _KINDS.guess_type(name)[0] or UNKNOWN_KIND,
        "size": len(content),
        "sha256": sha256,
    }
    with unit(store, _("Document added")) as changing:
        blob = Blob(TYPE, changing.create(TYPE, facts), sha256)
        kept = replica_of(changing.connection).blobs
        kept.append(blob, len(content), 0, content)
        kept.finish(blob)
    return changing.changes


def _content_of(path: Path) -> bytes:
    """What a file holds, if it held still while it was read."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise Refused("unreadable", _("{file} is no file: a folder is added file by file.").format(file=path.name))
        with open(path, "rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > MOST_BYTES:
                size = f"{before.st_size / 1_000_000:,.1f}"
                raise Refused(
                    "too_large", _("{file} has {size} MB: 25 MB is the most.").format(file=path.name, size=size)
                )
            content = file.read(MOST_BYTES + 1)
            after = os.stat(path)
    except OSError as error:
        raise Refused(
            "unreadable", _("{file} cannot be read: {why}").format(file=path.name, why=error.strerror)
        ) from error
    changed = (before.st_size, before.st_mtime_ns, before.st_ino) != (after.st_size, after.st_mtime_ns, after.st_ino)
    if changed or len(content) != before.st_size:
        raise Refused(
            "file_changed",
            _("{file} was changed while it was read: close it, and add it again.").format(file=path.name),
        )
    if not content:
        raise Refused("empty", _("{file} is empty.").format(file=path.name))
    return content


def list_of(store: Store, type: str, id: str) -> list[Document]:
    """The documents of a record, by name; of an organisation also those of others that were found to be it."""
    reader = store.reading()
    owners = [id]
    if type == "organisation":
        owners += [other for other, kept in organisations.standing_for(reader).items() if kept == id]
    ids = find.find_ids(reader, find.Query(TYPE, {"of_type": [type], "of_id": owners}, sort="name"))
    return _documents(store, ids)


def read(store: Store, id: str) -> Document:
    """One document. Raises Refused when there is none."""
    records.read(store, TYPE, id)
    return _documents(store, [id])[0]


def _documents(store: Store, ids: list[str]) -> list[Document]:
    names = ["id", "name", "size", "media_type", "sha256", "note", "created_by", "created_at"]
    rows = [dict(zip(names, row, strict=True)) for row in find.find_rows(store.reading(), TYPE, ids, names)]
    is_member = bool(settings.get(store, "device"))
    with store.viewing() as connection:
        kept = replica_of(connection).blobs.of((TYPE, id) for id in ids)
    found = []
    for row in rows:
        here = kept.get(_blob(row))
        state = AT_SERVER if here is None or not here.whole else WAITING if is_member and not here.sent else HERE
        told = (row["name"] or "", row["size"] or 0, row["media_type"] or UNKNOWN_KIND, row["sha256"] or "")
        found.append(Document(row["id"], *told, row["note"], row["created_by"] or "", row["created_at"] or "", state))
    return found


def said_where(state: str) -> str:
    """Where the content of a document is, in words."""
    return {HERE: _("on this laptop"), AT_SERVER: _("at the server"), WAITING: _("waits to be sent")}[state]


def _blob(row: Mapping[str, Any]) -> Blob:
    return Blob(TYPE, row["id"], row["sha256"] or "")


def remove(store: Store, id: str) -> Changes:
    """Take a document off its record; an undo brings it back."""
    return records.delete(store, TYPE, id)


def unsent(tables: SqlReplica) -> list[Blob]:
    """The documents of which the server has not got all, as far as this laptop knows."""
    return blob_waiting.waiting(tables, shapes(), tables.blobs.unsent())


# --- out of the workspace -----------------------------------------------------------------------------------------


def save_to(store: Store, id: str, path: Path) -> Path:
    """Write a document that is here to a file, or into a folder under its own name. Gives the file.

    Raises Refused (not_fetched), Trouble (not_written).
    """
    document = read(store, id)
    if document.state == AT_SERVER:
        raise Refused("not_fetched", _("{name} is at the server: fetch it first.").format(name=document.name))
    if path.is_dir():
        path = path / filenames.plain(document.name)
    part = path.with_name(path.name[:80] + ".part")
    try:
        with store.viewing() as connection, open(part, "wb") as out:
            for piece in replica_of(connection).blobs.pieces(Blob(TYPE, id, document.sha256)):
                out.write(piece)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Trouble(
            "not_written", _("{file} could not be written: {why}").format(file=path.name, why=error.strerror)
        ) from error
    return path
