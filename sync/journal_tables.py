"""The journal of a replica in SQL: its facts, its changesets, and which of them touched a record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from sync.changeset import Changeset, Key, Part
from sync.messages import Enter, Leave, News, Signed
from sync.plain import entry_of, left_of, plain_entry, plain_writes, writes_of
from sync.replica_storage import Entry, Waits
from sync.stamp import milliseconds
from sync.tables import changeset_table, in_pieces, insert_rows, page_table, state_table, time_table, write_table

_STATE = sa.select(state_table)
_PUT = sa.update(state_table).where(state_table.c.key == sa.bindparam("name")).values(value=sa.bindparam("now"))
_APPEND = sa.insert(changeset_table)


def dumps(value: Any) -> str:
    """JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


class SqlJournal:
    """The journal's half of `ReplicaTables`, over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._facts: dict[str, str] | None = None

    def facts(self) -> dict[str, str]:
        if self._facts is None:
            self._facts = {row.key: row.value for row in self.connection.execute(_STATE)}
        return dict(self._facts)

    def put(self, **facts: str) -> None:
        known = self.facts()
        changed = {name: value for name, value in facts.items() if known.get(name) != value}
        old = [{"name": n, "now": v} for n, v in changed.items() if n in known]
        new = [{"key": n, "value": v} for n, v in changed.items() if n not in known]
        if old:
            self.connection.execute(_PUT, old)
        if new:
            self.connection.execute(sa.insert(state_table), new)
        self._facts = known | changed

    def append(self, entry: Entry) -> int:
        inserted = self.connection.execute(_APPEND, _columns(entry)).inserted_primary_key
        position = int(inserted[0]) if inserted else 0
        self._touch(position, entry)
        return position

    def _touch(self, position: int, entry: Entry) -> None:
        keys = {write.key for write in entry.part.writes.values()}
        insert_rows(self.connection, write_table, [{"type": t, "id": i, "position": position} for t, i in keys])

    def replace(self, entry: Entry) -> None:
        table = changeset_table
        where = table.c.version == entry.version
        old = self.connection.execute(sa.select(table.c.position, table.c.body).where(where)).one()
        self.connection.execute(sa.update(table).where(where).values(_columns(entry)))
        before = {write.key for write in writes_of(json.loads(old.body)).values()}
        after = {write.key for write in entry.part.writes.values()}
        rows = [{"type": type, "id": id, "position": old.position} for type, id in after - before]
        insert_rows(self.connection, write_table, rows)
        for type, id in before - after:
            gone = (write_table.c.type == type, write_table.c.id == id, write_table.c.position == old.position)
            self.connection.execute(sa.delete(write_table).where(*gone))

    def answered(self, entry: Entry) -> None:
        values = {name: value for name, value in _columns(entry).items() if name in ("seq", "received", "held")}
        self.connection.execute(
            sa.update(changeset_table).where(changeset_table.c.version == entry.version).values(values)
        )

    def entries(self, versions: Iterable[str]) -> dict[str, Entry]:
        found = {}
        for some in in_pieces(sorted(versions)):
            query = sa.select(changeset_table).where(changeset_table.c.version.in_(some))
            found.update({row.version: entry_of_row(row) for row in self.connection.execute(query)})
        return found

    def own(self, replica: str, after: int, most_writes: int) -> list[Entry]:
        table = changeset_table
        query = (
            sa.select(table)
            .where(table.c.mine, table.c.replica == replica, table.c.sequence > after)
            .order_by(table.c.sequence)
            .limit(max(1, min(most_writes, 10**9)))
        )
        found: list[Entry] = []
        writes = 0
        for row in self.connection.execute(query):
            writes += max(1, row.writes)
            if found and writes > most_writes:
                break
            found.append(entry_of_row(row))
        return found

    def numbered_after(self, seq: int) -> list[Entry]:
        return self._journal(changeset_table.c.seq > seq)

    def unanswered(self, most: int) -> list[Entry]:
        table, now = changeset_table, self.facts()["replica"]
        return self._journal(table.c.seq.is_(None), sa.or_(~table.c.mine, table.c.replica != now), most=most)

    def waits(self) -> list[Waits]:
        table, found = changeset_table, []
        query = sa.select(table.c.version, table.c.replica, table.c.sequence, table.c.mine, table.c.held)
        for row in self.connection.execute(query.where(table.c.held.is_not(None)).order_by(table.c.position)):
            told = {int(index): one for index, one in json.loads(row.held).items()}
            reasons = {index: reason for index, (reason, *_about) in told.items()}
            about = {index: (one[1], (one[2], one[3])) for index, one in told.items() if len(one) > 1}
            found.append(Waits(row.version, row.replica, row.sequence, bool(row.mine), reasons, about))
        return found

    def _journal(self, *where: Any, most: int | None = None) -> list[Entry]:
        query = sa.select(changeset_table).where(*where).order_by(changeset_table.c.position).limit(most)
        return [entry_of_row(row) for row in self.connection.execute(query)]

    def touching(self, keys: Iterable[Key]) -> list[Entry]:
        positions = positions_of(self.connection, keys)
        return [e for some in in_pieces(positions) for e in self._journal(changeset_table.c.position.in_(some))]

    def came_earlier(self, version: str, time: int) -> None:
        """A changeset came to the hub earlier than was told here: at `time` (a stamp)."""
        for table, told in ((time_table, {"effective": time}), (changeset_table, {"received": milliseconds(time)})):
            self.connection.execute(sa.update(table).where(table.c.version == version).values(told))

    # --- pages, until they are in the national backup -------------------------------------------------------------

    def keep_page(self, entries: Sequence[News | Enter], proof: str) -> None:
        if entries:
            text = dumps([plain_entry(entry) for entry in entries]).encode()
            page = {"seq": max(entry.seq for entry in entries), "entries": text, "proof": proof}
            self.connection.execute(sa.insert(page_table).values(page))

    def pages(self, after: int) -> list[tuple[News | Enter, str]]:
        query = sa.select(page_table).where(page_table.c.seq > after).order_by(page_table.c.position)
        found = [(entry, row.proof) for row in self.connection.execute(query) for entry in _kept(row)]
        return [(entry, proof) for entry, proof in found if entry.seq > after]

    def thin_pages(self, safe: int, keys: Iterable[Key] = ()) -> None:
        self.connection.execute(sa.delete(page_table).where(page_table.c.seq <= safe))
        gone = set(keys)
        for row in self.connection.execute(sa.select(page_table)).all() if gone else ():
            entries = _kept(row)
            left = [left_of(entry, gone) for entry in entries]
            if left != entries:
                text = dumps([plain_entry(entry) for entry in left if entry]).encode()
                where = page_table.c.position == row.position
                self.connection.execute(sa.update(page_table).where(where).values(entries=text))


def _kept(row: Any) -> list[News | Enter]:
    return [entry for plain in json.loads(row.entries) if not isinstance(entry := entry_of(plain), Leave)]


def _columns(entry: Entry) -> dict[str, Any]:
    head = entry.part.head
    return {
        "version": entry.version,
        "replica": head.replica,
        "sequence": head.sequence,
        "stamp": head.stamp,
        "who": head.who,
        "note": head.note,
        "undo_group": head.group,
        "undoes": head.undoes,
        "undoable": entry.undoable,
        "app": head.app,
        "schema": head.schema,
        "mine": entry.mine,
        "writes": len(entry.part.writes),
        "previous": entry.previous,
        "chain": entry.part.chain,
        "absent": dumps(entry.absent) if entry.absent else None,
        "author": entry.signed.author if entry.signed else None,
        "signature": entry.signed.signature if entry.signed else None,
        "body": dumps(plain_writes(entry.part.writes)).encode(),
        "before": dumps(entry.before) if entry.before else None,
        "seq": entry.seq,
        "received": entry.received,
        "held": dumps(_plain_held(entry)) if entry.held else None,
    }


def entry_of_row(row: Any) -> Entry:
    """A line of the journal as it was appended."""
    head = Changeset(
        row.replica, row.sequence, row.stamp, row.who, row.note, row.undo_group, row.app, row.schema, row.undoes
    )
    return Entry(
        Part(head, row.chain, writes_of(json.loads(row.body))),
        row.previous,
        _by_index(row.absent),
        Signed(row.author, row.signature) if row.author else None,
        bool(row.mine),
        row.seq,
        row.received,
        {index: reason for index, (reason, *_about) in _by_index(row.held).items()},
        bool(row.undoable),
        json.loads(row.before) if row.before else None,
    )


def _plain_held(entry: Entry) -> dict[int, list[str]]:
    """Why what waits, and what it does to which record: to be known without reading the writes."""
    writes = entry.part.writes
    about = {i: [writes[i].op, writes[i].type, writes[i].id] if i in writes else [] for i in entry.held}
    return {index: [reason, *about[index]] for index, reason in entry.held.items()}


def _by_index(text: str | None) -> dict[int, Any]:
    return {int(index): told for index, told in json.loads(text).items()} if text else {}


def positions_of(connection: sa.Connection, keys: Iterable[Key], until: int | None = None) -> list[int]:
    """The positions in the journal of what touched any of these records, in order (up to `until`)."""
    found: set[int] = set()
    for type, ids in by_type(keys).items():
        for some in in_pieces(ids):
            query = sa.select(write_table.c.position).where(write_table.c.type == type, write_table.c.id.in_(some))
            found.update(connection.execute(query).scalars())
    return sorted(position for position in found if until is None or position <= until)


def journal_at(connection: sa.Connection, positions: Sequence[int]) -> list[tuple[int, Entry]]:
    """Lines of the journal by position, in the order of their positions."""
    found: list[tuple[int, Entry]] = []
    for some in in_pieces(sorted(positions)):
        query = sa.select(changeset_table).where(changeset_table.c.position.in_(some))
        rows = connection.execute(query.order_by(changeset_table.c.position))
        found += [(row.position, entry_of_row(row)) for row in rows]
    return found


def by_type(keys: Iterable[Key]) -> dict[str, list[str]]:
    """Ids by type."""
    found: dict[str, list[str]] = {}
    for type, id in keys:
        found.setdefault(type, []).append(id)
    return found
