"""What waits for a person's answer: values that did not see each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import clock
from app.errors import Refused
from app.services.unit import Changes, replica_of, unit
from app.store.workspace import Store
from app.words import _, ngettext
from sync import merge, texts
from sync.merge import Row
from sync.replica_storage import Entry
from sync.replica_tables import SqlReplica
from sync.shape import DELETED, REGISTER, TEXT
from sync.stamp import milliseconds

MINE, THEIRS = "mine", "theirs"

Question = tuple[str, str, str]
"""The type and the id of a record, and a field about which people differ."""


@dataclass(frozen=True)
class Standpoint:
    """One of the values that stand beside each other: whose, since when (ISO, UTC), and whether it was written here."""

    value: Any
    by: str
    when: str | None
    mine: bool


@dataclass(frozen=True)
class Conflict:
    """One field of one record about which two people differ; the value that is shown until then comes first."""

    type: str
    id: str
    field: str
    values: tuple[Standpoint, ...]


def conflicts(store: Store) -> list[Conflict]:
    """Everything that waits for an answer, by record."""
    found: list[Conflict] = []
    with store.viewing() as connection:
        tables = replica_of(connection)
        keys = sorted(tables.asking())
        for key, held in tables.rows(keys).items():
            for name in merge.conflicts(held.row):
                found.append(Conflict(*key, name, _standpoints(tables, held.row, name)))
    return found


def count(store: Store) -> int:
    """How many records wait for an answer."""
    return int(store.reading().execute("SELECT count(*) FROM sync_version WHERE asks").fetchone()[0])


def count_by_area(store: Store) -> dict[str, int]:
    """How many questions are open in each area of work: every field about which people differ is one."""
    found: dict[str, int] = {}
    with store.viewing() as connection:
        tables = replica_of(connection)
        for held in tables.rows(sorted(tables.asking())).values():
            found[held.area] = found.get(held.area, 0) + len(merge.conflicts(held.row))
    return found


def settle(store: Store, type: str, id: str, name: str, keep: str, value: Any = None) -> Changes:
    """Answer one question: keep `mine`, `theirs`, or with any other word `value`. History keeps all of them.

    Raises Refused (no_conflict, Invalid for a value that is none).
    """
    with store.viewing() as connection:
        values = _asked(replica_of(connection), type, id, name)
    if values is None:
        raise Refused("no_conflict", _("Nothing waits for an answer there: it may have been settled meanwhile."))
    if keep in (MINE, THEIRS):
        value = _kept(values, keep == MINE)
    with unit(store, _("Question settled")) as changing:
        changing.settle(type, id, name, value)
    return changing.changes


def settle_all(store: Store, asked: Sequence[Question], whose: str) -> Changes:
    """Answer several questions with `mine` or `theirs`, as one act. What was settled meanwhile is passed over."""
    with store.viewing() as connection:
        tables = replica_of(connection)
        open_ones = [(one, values) for one in asked if (values := _asked(tables, *one)) is not None]
    count = len(open_ones)
    note = ngettext("{count} question settled", "{count} questions settled", count).format(count=f"{count:,}")
    with unit(store, note) as changing:
        for one, values in open_ones:
            changing.settle(*one, _kept(values, whose == MINE))
    return changing.changes


def _asked(tables: SqlReplica, type: str, id: str, name: str) -> tuple[Standpoint, ...] | None:
    """The values that stand beside each other in a field; None where nothing waits for an answer (any more)."""
    held = tables.rows([(type, id)]).get((type, id))
    if held is None or name not in merge.conflicts(held.row):
        return None
    return _standpoints(tables, held.row, name)


def _kept(values: tuple[Standpoint, ...], mine: bool) -> Any:
    chosen = [one for one in values if one.mine is mine]
    if not chosen:
        chosen = list(values[:1] if not mine else values[-1:])
    return chosen[0].value


def _standpoints(tables: SqlReplica, row: Row, name: str) -> tuple[Standpoint, ...]:
    if name == DELETED:
        return _deleted(tables, row)
    if name in row.kinds[TEXT]:
        return _wordings(tables, row, name)
    standing = row.kinds[REGISTER][name].standing
    times = tables.effective(standing)
    entries = tables.entries(standing)
    found: dict[str, Standpoint] = {}
    for version in sorted(standing, key=lambda v: (times.get(v, 0), v), reverse=True):
        point = _point(standing[version], entries.get(version), times.get(version))
        known = found.get(repr(point.value))
        if known is None or point.mine:
            found[repr(point.value)] = point
    return tuple(found.values())


def _point(value: Any, entry: Entry | None, time: int | None) -> Standpoint:
    when = clock.iso(milliseconds(time)) if time else None
    return Standpoint(value, entry.part.head.who if entry else "", when, bool(entry and entry.mine))


def _deleted(tables: SqlReplica, row: Row) -> tuple[Standpoint, ...]:
    """ "Deleted by X, edited by Y"."""
    standing = row.kinds[REGISTER][DELETED].standing
    times, entries = tables.effective(standing), tables.entries(standing)
    deletes = [_point(True, entries.get(v), times.get(v)) for v, seen in standing.items() if seen]
    seen = {version for known in standing.values() for version in known or ()}
    edits = merge.versions_standing(row) - seen - standing.keys()
    edited, at = tables.entries(edits), tables.effective(edits)
    newest = max(edits, key=lambda version: at.get(version, 0), default=None)
    kept = (
        _point(False, edited.get(newest or ""), at.get(newest or "")) if newest else Standpoint(False, "", None, False)
    )
    return (kept, *deletes[:1])


def _wordings(tables: SqlReplica, row: Row, name: str) -> tuple[Standpoint, ...]:
    """The text as each of its writers would have it: without the sentences that only the others put over the same."""
    found = row.kinds[TEXT][name]
    sides = texts.rivals(found)
    versions = set[str]().union(*sides)
    entries, times = tables.entries(versions), tables.effective(versions)
    said = texts.reading(found)
    points = []
    for side in sides:
        others = versions - side
        text = "".join(
            sentence
            for mark, sentence in said
            if side.intersection(found.standing[mark][3]) or not others.intersection(found.standing[mark][3])
        )
        newest = max(side, key=lambda version: (times.get(version, 0), version))
        points.append((times.get(newest, 0), newest, _point(text, entries.get(newest), times.get(newest))))
    return tuple(point for _time, _version, point in sorted(points, key=lambda one: one[:2], reverse=True))


def why_not(reason: str) -> str:
    """A reason of the server in words, with what to do."""
    sentences: Mapping[str, str] = {
        "unknown_record": _("The record it belongs to has not reached the server yet: it is taken as soon as it does."),
        "out_of_reach": _(
            "It lies in a place that is not yours, or is not for your role to keep: ask the office of that place to enter it."
        ),
        "excluded": _("This laptop has been excluded: speak to the administrator."),
        "not_yours": _("It belongs to another organisation: ask them, or your coordinator, to change it."),
        "not_your_sector": _("It is of another sector: ask its lead to change it."),
        "not_for_this_role": _("Only the people who run the coordination change this: ask the secretary."),
        "may_not_merge": _("Two organisations are put together by a coordinator: ask one to do it."),
        "may_not_close": _("A coordinator closes rounds: ask one to do it."),
        "may_not_erase": _("A coordinator erases records: ask one to do it."),
        "reads_only": _("You may read here, and not write: ask the administrator for another role."),
    }
    return sentences.get(reason, reason)
