"""A file of ours comes home: its lines are found by the id they carry, and only what the sender changed is changed.

One path with importing: `recognise` names the columns before the lines are read, `compare_lines` takes out the lines that say nothing
new, `settle_lines` turns changed cells into changed fields once their texts have been understood like those of any other line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.exchange.matching.places import NONE as NO_PLACE, RESOLVED, PlaceMatch
from app.exchange.reading.book import Book
from app.exchange.reading.layout import Layout, data_rows
from app.exchange.reading.lines import Line, Lines
from app.exchange.returned.comparison import (
    DELETE as DELETED,
    NEW,
    NO_CHANGE,
    PLACE_CODES,
    PLACE_NAMES,
    Comparison,
    compare,
)
from app.exchange.returned.headings import id_column, identify, sampled
from app.exchange.returned.sameness import plain
from app.exchange.workbook.stamp import Sent, read_id
from app.services.importing.known_lines import Origin
from app.services.importing.proposal import DELETE, HELD, UNCHANGED, UPDATE, Planned, Proposal
from app.services.returning_base import Known, find_known
from app.services.returning_forms import Form, read_form
from app.services.returning_questions import ask_clash, ask_copy, ask_delete, ask_no_change, ask_split
from app.services.returning_values import changed_values
from app.services.rounds import note_received
from app.services.unit import Unit
from app.store.workspace import Store

if TYPE_CHECKING:
    from app.services.importing.becoming import Becoming

PLACES = frozenset((*PLACE_NAMES, *PLACE_CODES))
#: to understand a changed cell of the first set, those of the second are read along
NEEDS = (
    (PLACES, PLACES | {"place_code"}),
    ({"activity_type"}, {"sector", "sector_code"}),
    ({"site", "site_type", "latitude", "longitude"}, PLACES | {"site", "site_type", "latitude", "longitude"}),
    ({"focal_point", "phone", "email"}, {"lead", "focal_point", "phone", "email"}),
)


@dataclass
class Returned:
    """One line of a returned file that carries a known id."""

    line: Line
    known: Known
    comparison: Comparison
    copy_of: int | None = None


@dataclass
class Home:
    """A returned file: `columns` are our keys by position (None: not ours), `known` the records by id, `lines` by row."""

    columns: dict[int, str | None]
    ids: int
    known: Mapping[str, Known]
    form: Form | None = None
    lines: dict[int, Returned] = field(default_factory=dict)
    settled: list[Planned] = field(default_factory=list)

    def sent(self, line: Line) -> Sent | None:
        """What the id cell of a line says."""
        return read_id(line.cells[self.ids]) if self.ids < len(line.cells) else None


def find_sheet(book: Book) -> str | None:
    """The sheet whose rows carry our ids, where a file has one: the rows, not the matrix made of them."""
    counts = {
        sheet.name: sum(read_id(cell) is not None for cells in sampled(sheet.rows) for cell in cells)
        for sheet in book.sheets
    }
    best = max(counts, key=lambda name: counts[name], default=None)
    return best if best is not None and counts[best] else None


def recognise(store: Store, book: Book, layout: Layout) -> Home | None:
    """The returned file, or None where no line carries the id of a record of this workspace."""
    sheet = book.sheet(layout.sheet)
    rows = [cells for _number, cells in data_rows(sheet, layout)] if sheet else []
    ids = id_column(rows)
    if ids is None:
        return None
    sent = [read_id(cells[ids]) if ids < len(cells) else None for cells in rows]
    known = find_known(store, (one for one in sent if one))
    if not known:
        return None
    told = [_told(known.get(one.record)) if one else None for one in sent]
    return Home(identify(layout.headers, layout.hashtags, rows, told), ids, known, read_form(store, book, layout))


def note_reply(store: Store, changing: Unit, proposal: Proposal) -> None:
    """A form that comes home is the organisation's answer to the round it was sent for."""
    form = proposal.home.form if isinstance(proposal.home, Home) else None
    if form is None or form.round is None:
        return
    note_received(changing, store, form.round, form.organisation, proposal.lines.read)


def _told(known: Known | None) -> Mapping[str, Any] | None:
    return None if known is None else known.sent if known.sent is not None else known.now


def compare_lines(home: Home, lines: Lines) -> None:
    """Compare every line that carries a known id; those that say nothing new leave `lines`, those to be deleted too.

    Cells that follow from a changed one and still say what was sent are taken out of the values, so that they contradict nothing.
    """
    left: list[Line] = []
    by_record: dict[str, list[Returned]] = {}
    for line in lines.lines:
        _unpick(line)
        sent = home.sent(line)
        known = home.known.get(sent.record) if sent else None
        back = {
            key: line.cells[position] for position, key in home.columns.items() if key and position < len(line.cells)
        }
        if known is None or compare_action(back) == NEW:
            if home.form:
                home.form.complete(line)
            left.append(line)
            continue
        returned = Returned(line, known, compare(back, known.sent, known.now))
        by_record.setdefault(known.id, []).append(returned)
    for several in by_record.values():
        several.sort(key=lambda one: (not one.comparison.says_nothing_new, one.line.row))
        for returned in several:
            if returned is not several[0]:
                returned.copy_of = several[0].line.row
            if returned.comparison.says_nothing_new:
                _settle(home, returned, UNCHANGED)
                continue
            home.lines[returned.line.row] = returned
            _keep_changed(returned)
            left.append(returned.line)
    lines.lines[:] = sorted(left, key=lambda line: line.row)
    settled = {row for planned in home.settled for row in planned.line.rows or [planned.line.row]}
    known_rows = settled | home.lines.keys()
    lines.not_disaggregated[:] = [row for row in lines.not_disaggregated if row not in known_rows]
    lines.problems[:] = [
        problem for problem in lines.problems if problem.row not in settled and _still_stands(home, problem)
    ]


def _keep_changed(returned: Returned) -> None:
    """Leave a line only the values its sender changed, and those needed to understand them: what he left alone raises no question."""
    comparison = returned.comparison
    keys = comparison.changed | {clash.key for clash in comparison.clashes}
    needed = {*keys, *(other for about, others in NEEDS if keys & about for other in others)} - comparison.stale
    if returned.copy_of is None:
        returned.line.values = {key: value for key, value in returned.line.values.items() if key in needed}


def compare_action(back: Mapping[str, Any]) -> str | None:
    """The row action of a line."""
    from app.exchange.returned.comparison import action_of

    return action_of(back.get("row_action"))


def _unpick(line: Line) -> None:
    """A line of the flat list of places, “Sofala > Buzi | MZ0702”, in the cell of a name: it says the place by its code."""
    for key in PLACE_NAMES:
        text = line.values.get(key)
        if isinstance(text, str) and " | " in text:
            code = text.rpartition(" | ")[2].strip()
            for name in (*PLACE_NAMES, "adm1_code", "adm2_code", "adm3_code"):
                line.values.pop(name, None)
            line.values["place_code"] = code
            return


def _still_stands(home: Home, problem: Any) -> bool:
    """A problem in a cell that the sender did not touch was ours before, and is not his."""
    returned = home.lines.get(problem.row)
    if returned is None or problem.column < 0:
        return returned is None or problem.column < 0
    key = home.columns.get(problem.column)
    return key in returned.comparison.changed or key in {clash.key for clash in returned.comparison.clashes}


def _settle(home: Home, returned: Returned, outcome: str) -> None:
    returned.line.values = {}
    place = returned.known.values.get("activity.place")
    match = PlaceMatch(RESOLVED, place) if place else PlaceMatch(NO_PLACE)
    home.settled.append(Planned(returned.line, match, "", None, outcome, None, _origin(returned), returned=True))


def _origin(returned: Returned) -> Origin:
    known = returned.known
    type, id = ("activity", known.activity) if known.kind == "figures" and known.activity else (known.kind, known.id)
    return Origin(0, type, id, "", returned.line.row, "", None, (), (), "")


def settle_lines(home: Home, proposal: Proposal, becoming: Becoming) -> None:
    """Turn what the sender changed into changes of fields, ask what both sides changed, and add the lines that were settled before."""
    _spread_activities(home, proposal)
    for planned in proposal.planned:
        returned = home.lines.get(planned.line.row)
        if returned is not None:
            planned.returned, planned.origin = True, _origin(returned)
            _settle_line(proposal, becoming, planned, returned)
    proposal.planned = sorted([*proposal.planned, *home.settled], key=lambda one: one.line.row)


def _settle_line(proposal: Proposal, becoming: Becoming, planned: Planned, returned: Returned) -> None:
    comparison, known = returned.comparison, returned.known
    if returned.copy_of is not None:
        answer = ask_copy(proposal, planned, returned.copy_of)
        if answer == "new":
            planned.returned, planned.origin = False, None
        else:
            planned.outcome = HELD if answer is None else UNCHANGED
        return
    if comparison.action == DELETED and known.deleted:
        planned.outcome, planned.waits = UNCHANGED, ()
        return
    if comparison.action == DELETED:
        touched = known.sent is None or any(
            known.sent.get(key) != value for key, value in known.now.items() if key != "updated_at"
        )
        answer = ask_delete(proposal, planned) if touched else "delete"
        planned.outcome = HELD if answer is None else DELETE if answer == "delete" else UNCHANGED
        planned.waits = planned.waits if answer is None else ()
        planned.deletes = records_to_delete(proposal, known)
        return
    wanted = set(comparison.changed)
    waits: list[str] = []
    for clash in comparison.clashes:
        answer = ask_clash(proposal, planned, clash)
        if answer is None:
            waits.append(clash.key)
        elif answer == "sheet":
            wanted.add(clash.key)
    if comparison.action == NO_CHANGE and wanted:
        answer = ask_no_change(proposal, planned, len(wanted))
        if answer is None:
            waits.append("row_action")
        elif answer == "ours":
            wanted.clear()
    if planned.outcome == HELD or waits or planned.waits:
        planned.outcome = HELD
        return
    changes, unread = changed_values(proposal, becoming, planned, known, wanted)
    planned.changes = changes
    planned.outcome = HELD if unread else UPDATE if any(changes.values()) or planned.new_figures else UNCHANGED


def records_to_delete(proposal: Proposal, known: Known) -> list[tuple[str, str]]:
    """The record of a line marked Delete. An activity goes with the last of its figures (the writing looks for that)."""
    return [(known.kind, known.id)]


def _spread_activities(home: Home, proposal: Proposal) -> None:
    """Rows of one activity that say different things of it: asked, for the activity has one value only."""
    rows: dict[str, list[Returned]] = {}
    every: dict[str, int] = {}
    for returned in home.lines.values():
        if returned.known.kind == "figures" and returned.known.activity and returned.comparison.action != DELETED:
            rows.setdefault(returned.known.activity, []).append(returned)
    for one in home.known.values():
        if one.kind == "figures" and one.activity in rows:
            every[one.activity] = every.get(one.activity, 0) + 1
    by_row = {planned.line.row: planned for planned in proposal.planned}
    for activity, some in rows.items():
        if every.get(activity, 0) < 2:
            continue
        for key in sorted({key for one in some for key in one.comparison.changed if _is_activitys(key)}):
            said = {
                plain(one.line.cells[position]) if one.line.cells[position] is not None else ""
                for one in some
                if key in one.comparison.changed
                for position in _positions(home, key)
            }
            changed = [one.line.row for one in some if key in one.comparison.changed]
            if len(said) > 1 or len(changed) != every[activity]:
                ask_split(proposal, [by_row[row] for row in changed if row in by_row], key, sorted(said))


def _is_activitys(key: str) -> bool:
    from app.exchange.workbook.columns import by_key

    return by_key()[key].part == "activity"


def _positions(home: Home, key: str) -> Sequence[int]:
    return [position for position, one in home.columns.items() if one == key]
