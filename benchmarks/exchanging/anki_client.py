"""One step of an Anki client: `anki_client.py STEP COLLECTION ENDPOINT DOCUMENTS KEYFILE`; prints one line of JSON.

Runs under the Python of Anki's own environment. The key of the account is fetched once and kept, as Anki keeps it.
Steps: begin (one note, full upload), copy (full download), add (the other documents), edit (one field), sync.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from anki.collection import AddNoteRequest, Collection
from anki.sync_pb2 import SyncAuth


def main() -> None:
    step, path, endpoint, documents, kept = sys.argv[1:]
    lines = [json.loads(line) for line in Path(documents).read_text(encoding="utf-8").splitlines()]
    collection = Collection(path)
    key = Path(kept)
    if not key.exists():
        key.write_text(collection.sync_login("user", "pass", endpoint).hkey)
    auth = SyncAuth(hkey=key.read_text(), endpoint=endpoint)
    start = time.perf_counter()
    if step in ("begin", "copy"):
        if step == "begin":
            make_kind(collection, list(lines[0]))
            enter(collection, lines[:1])
        collection.sync_collection(auth, False)
        collection.close_for_full_sync()
        collection.full_upload_or_download(auth=auth, server_usn=None, upload=step == "begin")
        collection.reopen(after_full_sync=True)
    elif step == "add":
        enter(collection, lines[1:])
    elif step == "edit":
        note = collection.get_note(collection.find_notes("")[len(lines) // 2])
        note["status"] = f"done {time.time()}"
        collection.update_note(note)
    else:
        collection.sync_collection(auth, False)
    taken = time.perf_counter() - start
    print(json.dumps({"seconds": taken, "records": collection.note_count()}))
    collection.close()


def make_kind(collection: Collection, fields: list[str]) -> None:
    """A kind of note with a field for each field of a document."""
    kind = collection.models.new("3W")
    for name in fields:
        collection.models.add_field(kind, collection.models.new_field(name))
    template = collection.models.new_template("card")
    template["qfmt"] = template["afmt"] = "{{_id}} {{activity}}"
    collection.models.add_template(kind, template)
    collection.models.add(kind)


def enter(collection: Collection, lines: list[dict]) -> None:
    """Each document as a note."""
    kind, deck = collection.models.by_name("3W"), collection.decks.id("Default")
    asked = []
    for line in lines:
        note = collection.new_note(kind)
        note.fields = [str(value) for value in line.values()]
        asked.append(AddNoteRequest(note, deck))
    collection.add_notes(asked)


main()
