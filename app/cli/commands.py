"""One function per command: a store (or a folder) and the options in, an `Answer` out."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.cli import documents, exchange, imports, meetings, work
from app.cli.answer import Answer, pairs
from app.errors import Refused
from app.records import REGISTRY
from app.services import checking, entering, journal, listing, organisations, packs, records, restoring
from app.services.unit import Changes
from app.store import find, keys, search, workspace
from app.store.workspace import Store
from app.words import _


def begin(folder: Path, options: argparse.Namespace) -> Answer:
    """`init`: a workspace with its country's places. What fails leaves no half-made workspace."""
    with workspace.create_workspace(folder) as store:
        try:
            changes = packs.begin_country(
                store,
                options.country,
                place=options.district,
                office=options.office,
                person=options.person,
                files=options.pack,
            )
        except Refused:
            (folder / workspace.DATABASE).unlink()
            raise
    data = {"workspace": str(folder), "country": options.country.upper(), "places": len(changes.created)}
    return Answer(
        data, _("Workspace begun in {folder}: {count} places.").format(folder=folder, count=len(changes.created))
    )


def restore(folder: Path, options: argparse.Namespace) -> Answer:
    """`restore FILE`."""
    restoring.restore(folder, options.file, options.passphrase)
    return Answer({"restored": str(options.file)}, _("Restored from {file}.").format(file=options.file))


def backup(store: Store, options: argparse.Namespace) -> Answer:
    """`backup [FILE]`."""
    made = store.backup(options.target)
    return Answer({"backup": str(made)}, _("Backup written: {file}").format(file=made))


def check(store: Store, options: argparse.Namespace) -> Answer:
    """`check`: pages and chain."""
    faults, broken = store.faults(), journal.check_chain(store)
    whole = not faults and broken is None
    text = _("The file and its journal are whole.") if whole else "\n".join([*faults, *([broken] if broken else [])])
    return Answer({"ok": whole, "faults": faults, "chain": broken}, text, 0 if whole else 1)


def recovery(store: Store, options: argparse.Namespace) -> Answer:
    """`recovery`: the 24 words that open this workspace."""
    words = keys.recovery_words(store.key)
    return Answer({"words": words.split()}, words)


def passphrase(store: Store, options: argparse.Namespace) -> Answer:
    """`passphrase NEW`: with an empty one the key is kept on this computer again."""
    keys.set_passphrase(store.folder, store.key, options.new or None)
    return Answer(
        {"passphrase": bool(options.new)},
        _("The passphrase is set. Print the recovery sheet: without it, a forgotten passphrase loses everything.")
        if options.new
        else _("The passphrase is taken away."),
    )


def add(store: Store, options: argparse.Namespace) -> Answer:
    """`add TYPE FIELD=VALUE …`."""
    _known_type(options.type)
    changes = records.add(store, options.type, entering.parse_values(store, options.type, pairs(options.values)))
    id = changes.created[0][1]
    problems = checking.problems(store, options.type, records.read(store, options.type, id))
    return Answer(
        {"id": id, **_counted(changes), "problems": [vars(one) for one in problems]},
        "\n".join([id, *(one.message for one in problems)]),
    )


def change(store: Store, options: argparse.Namespace) -> Answer:
    """`set ID FIELD=VALUE …`."""
    type = _type_of(store, options.id)
    base = records.versions(store, type, options.id)
    changes = records.save(store, type, options.id, entering.parse_values(store, type, pairs(options.values)), base)
    done = _answer(changes)
    problems = checking.problems(store, type, records.read(store, type, options.id))
    return Answer(
        {**done.data, "problems": [vars(one) for one in problems]},
        "\n".join([done.text, *(one.message for one in problems)]),
    )


def delete(store: Store, options: argparse.Namespace) -> Answer:
    """`delete ID`."""
    return _answer(records.delete(store, _type_of(store, options.id), options.id))


def erase(store: Store, options: argparse.Namespace) -> Answer:
    """`erase ID --for-good`."""
    if not options.for_good:
        raise Refused("not_sure", _("Nothing brings an erased record back: add --for-good if that is what you want."))
    return _answer(records.erase(store, _type_of(store, options.id), options.id))


def merge(store: Store, options: argparse.Namespace) -> Answer:
    """`merge KEPT OTHER`: ids or names of organisations."""
    kept, other = (
        entering.record_called(store, "organisation", text) or text for text in (options.kept, options.other)
    )
    return _answer(organisations.merge(store, kept, other))


def undo(store: Store, options: argparse.Namespace) -> Answer:
    """`undo`."""
    return _answer(journal.undo(store))


def redo(store: Store, options: argparse.Namespace) -> Answer:
    """`redo`."""
    return _answer(journal.redo(store))


def list_type(store: Store, options: argparse.Namespace) -> Answer:
    """`list TYPE`: an array of objects."""
    _known_type(options.type)
    rows = listing.list_records(store, options.type)
    names = ("id", *REGISTRY[options.type].listed)
    text = "\n".join("\t".join("" if row[name] is None else str(row[name]) for name in names) for row in rows)
    return Answer(rows, text)


def show(store: Store, options: argparse.Namespace) -> Answer:
    """`show ID`: every field, and the cells it came from."""
    shown = listing.show_record(store, options.id)
    if shown is None:
        raise Refused("no_record", _("There is no record with the id {id}.").format(id=options.id))
    return Answer(shown, json.dumps(shown, ensure_ascii=False, indent=1, default=str))


def history(store: Store, options: argparse.Namespace) -> Answer:
    """`history ID`: newest first."""
    entries = [dataclasses.asdict(entry) for entry in journal.history(store, _type_of(store, options.id), options.id)]
    text = "\n".join(
        f"{e['when']}\t{e['who']}\t{e['field']}\t{e['before']} → {e['after']}\t{e['note']}" for e in entries
    )
    return Answer(entries, text)


def find_text(store: Store, options: argparse.Namespace) -> Answer:
    """`find TEXT`."""
    hits = search.search(store.reading(), options.text)
    found = [
        {"type": type, "id": id, "called": find.called(store.reading(), type, [id]).get(id, id)} for type, id in hits
    ]
    return Answer(found, "\n".join(f"{hit['type']}\t{hit['called']}\t{hit['id']}" for hit in found))


def _answer(changes: Changes) -> Answer:
    counted = _counted(changes)
    text = _("{created} made, {updated} changed, {deleted} deleted.").format(
        **{name: counted[name] for name in ("created", "updated", "deleted")}
    )
    return Answer(counted, "\n".join([text, *changes.skipped]))


def _counted(changes: Changes) -> dict[str, Any]:
    return {
        "created": len(changes.created),
        "updated": len(changes.updated),
        "deleted": len(changes.deleted),
        "skipped": changes.skipped,
    }


def _known_type(type: str) -> None:
    if type not in REGISTRY:
        raise Refused(
            "no_such_type",
            _("There is no record type “{type}”. There are: {known}.").format(type=type, known=", ".join(REGISTRY)),
        )


def _type_of(store: Store, id: str) -> str:
    type = find.find_type(store.reading(), id)
    if type is None:
        raise Refused("no_record", _("There is no record with the id {id}.").format(id=id))
    return type


WITHOUT_STORE: dict[str, Callable[[Path, argparse.Namespace], Answer]] = {
    "init": begin,
    "restore": restore,
    "come-back": exchange.come_back,
}
WITH_STORE: dict[str, Callable[[Store, argparse.Namespace], Answer]] = {
    "backup": backup,
    "check": check,
    "recovery": recovery,
    "passphrase": passphrase,
    "add": add,
    "set": change,
    "delete": delete,
    "erase": erase,
    "merge": merge,
    "undo": undo,
    "redo": redo,
    "list": list_type,
    "show": show,
    "history": history,
    "find": find_text,
    "import": imports.import_file,
    "import-folder": imports.import_folder,
    "export": work.export,
    "matrix": work.matrix,
    "reach": work.read_reach,
    "enrol": exchange.enrol,
    "trust": exchange.trust,
    "sync": exchange.sync,
    "status": exchange.status,
    "conflicts": exchange.list_conflicts,
    "not-taken": exchange.list_not_taken,
    "settle": exchange.settle,
    "digest": exchange.digest,
    "bundle": exchange.bundle,
    "minutes": meetings.minutes,
    "invitation": meetings.invitation,
    "meet": meetings.meet,
    "agenda": meetings.agenda,
    "actions": meetings.actions,
    "tracker": meetings.write_tracker,
    "raci": meetings.raci,
    "give-back": meetings.give_back,
    "attachments": documents.list_documents,
    "attach": documents.attach,
    "detach": documents.detach,
    "fetch": documents.fetch,
}
