"""The commands of documents: attachments, attach, detach, fetch."""

from __future__ import annotations

import argparse
import dataclasses

from app.cli import progress
from app.cli.answer import Answer
from app.errors import Refused
from app.records import REGISTRY
from app.services import attachments, fetching
from app.services.progress import said_bytes
from app.store.workspace import Store
from app.words import _


def list_documents(store: Store, options: argparse.Namespace) -> Answer:
    """`attachments TYPE ID`: the documents of a record, and where their contents are."""
    if options.type not in REGISTRY:
        known = ", ".join(attachments.carriers())
        told = _("There is no record type “{type}”. There are: {known}.").format(type=options.type, known=known)
        raise Refused("no_such_type", told)
    found = attachments.list_of(store, options.type, options.id)
    lines = [
        f"{one.id}\t{one.name}\t{_size(one.size)}\t{one.by}\t{one.at}\t{attachments.said_where(one.state)}"
        for one in found
    ]
    return Answer([dataclasses.asdict(one) for one in found], "\n".join(lines))


def attach(store: Store, options: argparse.Namespace) -> Answer:
    """`attach TYPE ID FILE`: add a file to a record."""
    changes = attachments.add(store, options.type, options.id, options.file)
    made = attachments.read(store, changes.created[0][1])
    told = _("{name} added ({size}).").format(name=made.name, size=_size(made.size))
    return Answer(dataclasses.asdict(made), f"{made.id}\n{told}")


def detach(store: Store, options: argparse.Namespace) -> Answer:
    """`detach ID`: take a document off its record; an undo brings it back."""
    gone = attachments.read(store, options.id)
    attachments.remove(store, options.id)
    return Answer({"deleted": gone.id}, _("{name} removed: undo brings it back.").format(name=gone.name))


def fetch(store: Store, options: argparse.Namespace) -> Answer:
    """`fetch ID OUT`: write a document to a file or into a folder; what is not here comes from the server."""
    with progress.watched() as tell:
        fetching.fetch(store, options.id, progress=tell)
    file = attachments.save_to(store, options.id, options.out)
    return Answer({"id": options.id, "file": str(file)}, _("Written to {file}.").format(file=file))


def _size(count: int) -> str:
    return said_bytes(count).translate(progress.ISOLATES)
