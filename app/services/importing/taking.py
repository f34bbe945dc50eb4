"""Writing a proposal: the good lines in one unit of work, the original cells beside them, the rest kept as a draft to return to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import Refused
from app.exchange.matching.decisions import NEW
from app.services import returning
from app.services.importing.collector import collector_rests
from app.services.importing.layouts import remember_columns
from app.services.importing.line_keys import cells_json, headings
from app.services.importing.makings import Makings
from app.services.importing.proposal import CREATE, DELETE, HELD, UPDATE, Planned, Proposal, signature
from app.services.records import with_parts
from app.services.unit import Changes, Unit, unit
from app.store import find
from app.store.local import imported_file, origin
from app.store.workspace import Store
from app.words import _
from sync.shape import DELETED
from sync.tables import insert_rows

TAKEN, OPEN, NOTHING_NEW = "taken", "open", "nothing_new"


@collector_rests()
def take(store: Store, proposal: Proposal) -> Changes:
    """Write what a proposal says: one undo takes the whole import back. Lines that wait stay in the import's draft."""
    if proposal.taken:
        raise Refused("already_taken", _("This import was taken already: open the file again to see what is new."))
    with unit(store, _("{file} imported").format(file=proposal.path.name)) as changing:
        import_id = changing.new_id()
        wanted = [one for one in proposal.planned if one.outcome in (CREATE, UPDATE, DELETE)]
        if wanted:
            _add_places(changing, proposal, wanted)
            _make_named(changing, proposal.makings, {id for one in wanted if one.made for id in one.made.uses})
        origins = [_origin(changing, one, import_id) for one in wanted if one.outcome != DELETE]
        for one in wanted:
            if one.outcome == DELETE:
                _delete_line(store, changing, one)
        if wanted:
            _remember_answers(changing, proposal)
        if origins:
            insert_rows(changing.connection, origin, origins)
        returning.note_reply(store, changing, proposal)
        remember_columns(changing.connection, proposal.layout, proposal.options.columns)
        earlier = sa.update(imported_file).where(imported_file.c.file_hash == proposal.file_hash)
        changing.connection.execute(earlier.values(draft=None))
        changing.connection.execute(sa.insert(imported_file).values(**_about_file(proposal, import_id, bool(wanted))))
    if changing.changes.group:
        with store.writing() as connection:
            connection.execute(
                sa.update(imported_file)
                .where(imported_file.c.id == import_id)
                .values(undo_group=changing.changes.group)
            )
    proposal.taken = True
    return changing.changes


def _add_places(changing: Unit, proposal: Proposal, wanted: Sequence[Planned]) -> None:
    """Places that the file's own list adds, or another country's pack: all of them, once a line that is taken stands on one."""
    rows = {row["id"]: row for row in proposal.known.new_places}
    used = {one.made.values.get("place") for one in wanted if one.made}
    used |= {place for one in wanted for place in one.match.several}
    if not used & rows.keys():
        return
    names = ("pcode", "level", "name", "alternative_names", "parent", "country", "source", "valid_from", "valid_to")
    reader = changing.connection.connection.driver_connection
    known = set(find.find_ids(reader, find.Query("place")))
    gone = rows.keys() & set(find.find_ids(reader, find.Query("place", deleted=True)))
    changing.load([("place", id) for id in gone])
    for id, row in rows.items():
        values = {name: row.get(name) for name in names}
        if id in gone:  # an import that was taken back is taken again: a place keeps its P-code
            changing.update("place", id, {**values, DELETED: False})
        elif id not in known:
            changing.create("place", values, id)


def _make_named(changing: Unit, makings: Makings, ids: set[str]) -> None:
    """The organisations, kinds of activity, shocks … that the lines name and nobody knew."""
    order = ("organisation", "activity_type", "shock", "programme", "site", "contact")
    fresh = sorted((order.index(makings.fresh[id][0]), id) for id in ids)
    for _rank, id in fresh:
        type, values = makings.fresh[id]
        changing.create(type, values, id)


def _origin(changing: Unit, one: Planned, import_id: str) -> dict[str, Any]:
    """Write the records of a line; what came in stays beside them."""
    assert one.made is not None
    if one.origin is not None and one.outcome == UPDATE:
        type, id = one.origin.type, one.origin.id
        for (changed_type, changed_id), values in one.changes.items():
            changing.update(changed_type, changed_id, values)
        if one.new_figures and type == "activity":
            changing.create("figures", {**one.new_figures, "activity": id})
        known = sum(1 for key in one.changes if key[0] == "figures")
        if not one.returned and type == "activity" and not known and _has_no_figures(changing, id):
            for figures in one.made.figures:
                changing.create("figures", {**figures, "activity": id})
    else:
        type, id = one.made.type, changing.create(one.made.type, one.made.values)
        for figures in one.made.figures:
            changing.create("figures", {**figures, "activity": id})
    return {
        "type": type,
        "id": id,
        "import_id": import_id,
        "row": one.line.row,
        "line_key": one.line_key,
        "sender_key": one.sender_key,
        "cells": cells_json(one.line),
    }


def _has_no_figures(changing: Unit, activity: str) -> bool:
    found = changing.connection.exec_driver_sql(
        "SELECT 1 FROM figures WHERE activity = ? AND NOT deleted LIMIT 1", (activity,)
    ).fetchone()
    return found is None


def _delete_line(store: Store, changing: Unit, one: Planned) -> None:
    """Delete what a line marked Delete stands for; an activity goes with the last of its figures."""
    for type, id in one.deletes:
        _delete(store, changing, type, id)
    if one.origin is not None and one.origin.type == "activity" and ("figures", one.deletes[0][1]) == one.deletes[0]:
        going = {id for type, id in changing.changes.deleted if type == "figures"}
        left = set(find.find_ids(store.reading(), find.Query("figures", {"activity": [one.origin.id]}))) - going
        if not left:
            changing.delete("activity", one.origin.id)


def _delete(store: Store, changing: Unit, type: str, id: str) -> None:
    for part, child in with_parts(store, type, [id]):
        changing.delete(part, child)


def _remember_answers(changing: Unit, proposal: Proposal) -> None:
    """Answers become remembered answers, so that the next file is not asked again."""
    known = {
        row[0:3]
        for row in changing.connection.exec_driver_sql("SELECT about, written, within FROM synonym WHERE NOT deleted")
    }
    made = {id for _type, id in changing.changes.created}
    for row in proposal.meanings.learnt:
        if (row["about"], row["written"], row.get("within")) in known:
            continue
        means = [proposal.makings.organisation(one) if one.startswith(NEW) else one for one in row["means"]]
        unmade = {one for one in means if one in proposal.makings.fresh} - made
        _make_named(changing, proposal.makings, unmade)
        made |= unmade
        changing.create("synonym", {**row, "means": means})


def _about_file(proposal: Proposal, import_id: str, wrote: bool) -> dict[str, Any]:
    names = headings(proposal.layout)
    held = [one for one in proposal.planned if one.outcome == HELD]
    draft = {
        "held": [[one.line.row, list(one.waits)] for one in held],
        "file": str(proposal.path),
        "sheet": proposal.layout.sheet,
    }
    return {
        "id": import_id,
        "name": proposal.path.name,
        "file_hash": proposal.file_hash,
        "imported_at": clock.iso(clock.now_ms()),
        "sender": proposal.sender,
        "sheet": proposal.layout.sheet,
        "headers": json.dumps(names, ensure_ascii=False),
        "signature": signature(names),
        "state": OPEN if held else TAKEN if wrote else NOTHING_NEW,
        "summary": json.dumps(
            {outcome: proposal.count(outcome) for outcome in (CREATE, UPDATE, DELETE, HELD, "unchanged")}
        ),
        "draft": json.dumps(draft).encode() + b"\n" + proposal.path.read_bytes() if held else None,
    }
