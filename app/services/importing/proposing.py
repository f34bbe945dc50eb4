"""From a file on disk to a proposal: open, find the layout, name the columns, read the lines, say what they mean and become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import Refused
from app.exchange.matching.decisions import Decision
from app.exchange.matching.places import CONTRADICTION, PROPOSED as NEAR
from app.exchange.reading.book import Book
from app.exchange.reading.columns import BY_PERSON, Column, fields_by_column, find_columns
from app.exchange.reading.facts import find_facts
from app.exchange.reading.layout import Layout, find_layout
from app.exchange.reading.lines import Lines, Options as ReadingOptions, read_lines
from app.exchange.reading.opening import Cancelled, Progress, open_book
from app.exchange.reading.wide import find_wide, spread_lines
from app.precedence import giving_way
from app.services import returning
from app.services.importing.becoming import Becoming
from app.services.importing.changed_lines import compare_lines
from app.services.importing.collector import collector_rests
from app.services.importing.file_facts import WHO, ask_facts
from app.services.importing.file_questions import (
    SAYS_WHEN,
    ask_about_file,
    ask_date_order,
    ask_figures,
    ask_period,
    ask_undivided,
    ask_wide,
    concerned,
)
from app.services.importing.given import OTHER_NAMES, is_full_picture, set_values
from app.services.importing.knowing import Knowing, know, learn_from_file
from app.services.importing.known_lines import find_known_lines, missing_lines
from app.services.importing.layouts import remembered_columns
from app.services.importing.line_keys import line_keys, sender_keys
from app.services.importing.makings import Makings
from app.services.importing.meaning import Meanings, find_meanings, writings_of
from app.services.importing.options import Options
from app.services.importing.problems import find_problems, note_other_country
from app.services.importing.proposal import CREATE, HELD, UNCHANGED, Planned, Proposal, file_hash
from app.store.workspace import Store
from app.words import _

NO_OPTIONS = Options()


@collector_rests()
def propose(
    store: Store,
    path: Path | str,
    options: Options = NO_OPTIONS,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    book: Book | None = None,
) -> Proposal:
    """What taking a file would do. Nothing is written. `book` is the file where it was opened before: other options, the same cells.

    Raises `Refused` for a file that is none, or not a 3W.
    """
    path = Path(path)
    book = book or open_book(path, progress, cancelled)
    read = _read(store, book, options)
    figures = ask_figures(read.lines, read.columns, options)
    meanings = find_meanings(read.known, read.lines.lines, options.answers, options.confirm)
    makings = Makings(read.known, meanings)
    proposal = Proposal(
        path=path,
        file_hash=file_hash(path),
        options=options,
        book=book,
        layout=read.layout,
        columns=read.columns,
        lines=read.lines,
        known=read.known,
        meanings=meanings,
        makings=makings,
        planned=[],
        decisions=[*read.asked, *meanings.decisions, *figures.decisions],
        problems=[],
        absent=[],
        notes=[*book.notes, *read.known.notes, *_other_sheets(read.layout)],
    )
    proposal.home, proposal.of_all = read.home, tuple(read.of_all)
    undated = fields_by_column(read.columns).keys().isdisjoint(SAYS_WHEN)
    becoming = Becoming(meanings, makings, read.lines.facts, path.name, undated)
    proposal.planned = _plan(proposal, becoming, figures.waits)
    if read.home:
        returning.settle_lines(read.home, proposal, becoming)
    _find_again(store, proposal, becoming)
    proposal.decisions = [*concerned(proposal), *ask_about_file(proposal)]
    proposal.notes += note_other_country(proposal)
    proposal.problems = sorted(
        [*read.lines.problems, *find_problems(proposal)], key=lambda one: (one.row, one.column, one.code)
    )
    return proposal


@dataclass
class _Read:
    """The typed lines of a file before their texts are understood; the questions so far, and the ids of those all lines wait for."""

    layout: Layout
    columns: list[Column]
    lines: Lines
    known: Knowing
    home: Any
    asked: list[Decision]
    of_all: list[str]


def _read(store: Store, book: Book, options: Options) -> _Read:
    known = know(store, options.country)
    layout = _layout_of(book, options, known)
    home = returning.recognise(store, book, layout)
    known = learn_from_file(known, book, layout)
    chosen = {**remembered_columns(store, layout), **(home.columns if home else {}), **options.columns}
    columns = find_columns(book, layout, known.values, chosen)
    lines = read_lines(book, layout, columns, ReadingOptions(options.date_order))
    asked, order = ask_date_order(lines, options)
    if order:
        lines = read_lines(book, layout, columns, ReadingOptions(order))
    set_values(lines, known, options)
    if home:
        returning.compare_lines(home, lines)
    asked += [*ask_period(lines, columns, book.path.name, options), *ask_undivided(lines, columns, options)]
    wide = _spread(book, layout, columns, lines, options)
    facts, of_all = ask_facts(lines, columns, layout, options)
    if wide:
        asked.append(wide[0])
        of_all += [] if wide[1] else [wide[0].id]
    return _Read(layout, columns, lines, known, home, [*asked, *facts], of_all)


def _layout_of(book: Book, options: Options, known: Knowing) -> Layout:
    """The layout; a table of places and sectors alone is one where a person, or the cover sheet, says whose it is."""
    sheet = options.sheet or returning.find_sheet(book)
    given = bool({OTHER_NAMES.get(name, name) for name in options.values} & set(WHO))
    try:
        return find_layout(book, sheet, options.header_row, options.first_data_row, known.values, given)
    except Refused as refused:
        if given or refused.code != "no_data_sheet":
            raise
        layout = find_layout(book, sheet, options.header_row, options.first_data_row, known.values, True)
        if not find_facts(book, layout).found.keys() & set(WHO):
            raise
        return layout


def _other_sheets(layout: Layout) -> list[str]:
    """A note when further sheets hold lines of the same kind: each is taken by itself."""
    if not layout.other_data_sheets:
        return []
    names = ", ".join(f"“{name}”" for name in layout.other_data_sheets)
    return [
        _("“{sheet}” was read; {others} hold lines too: take them by naming the sheet.").format(
            sheet=layout.sheet, others=names
        )
    ]


def _spread(
    book: Book, layout: Layout, columns: Sequence[Column], lines: Lines, options: Options
) -> tuple[Decision, bool] | None:
    """Months or sectors across: the question, and whether it was answered; then the lines are spread."""
    free = [column.index for column in columns if column.field is None and column.reason != BY_PERSON]
    wide = find_wide(book, layout, [line.cells for line in lines.lines], free)
    if wide is None:
        return None
    decision, confirmed = ask_wide(wide, lines, options)
    if confirmed is not None:
        lines.lines[:] = spread_lines(lines.lines, confirmed)
    return decision, confirmed is not None


def _plan(proposal: Proposal, becoming: Becoming, figure_waits: dict[int, list[str]]) -> list[Planned]:
    """Each line as if it were new: what it becomes, or what it waits for."""
    lines = proposal.lines.lines
    keys = line_keys(proposal.layout, proposal.columns, lines, _whose(proposal))
    senders = sender_keys(proposal.layout, proposal.columns, lines)
    open_places = _open_places(proposal.meanings)
    planned = []
    for line, key, sender, match in giving_way(zip(lines, keys, senders, proposal.meanings.places, strict=True)):
        waits = [*proposal.of_all, *figure_waits.get(line.row, ())]
        if match.outcome == NEAR:
            waits += [
                open_places[ask.about, ask.written, ask.within]
                for ask in match.asks
                if (ask.about, ask.written, ask.within) in open_places
            ]
        waits += [
            proposal.meanings.gathered.open[one]
            for one in writings_of(line.values)
            if one in proposal.meanings.gathered.open and proposal.meanings.organisations.get(one) is None
        ]
        held = bool(waits) or match.outcome == CONTRADICTION
        made = None if match.outcome == CONTRADICTION else becoming.make(line.values, match, line.count)
        planned.append(
            Planned(line, match, key, sender, HELD if held else CREATE, made, None, {}, tuple(dict.fromkeys(waits)))
        )
    return planned


def _whose(proposal: Proposal) -> str:
    """The organisation of all lines where no column says it: as a person or the cover sheet gave it."""
    if fields_by_column(proposal.columns).keys() & set(WHO):
        return ""
    values = proposal.lines.lines[0].values if proposal.lines.lines else {}
    asked = next(
        (
            decision.proposal
            for decision in proposal.decisions
            if decision.kind == "organisation" and decision.id in proposal.of_all
        ),
        None,
    )
    return next((str(values[role]) for role in WHO if values.get(role)), asked or "")


def _open_places(meanings: Meanings) -> dict[tuple[str, str, str | None], str]:
    from app.exchange.matching.decisions import decision_id

    return {
        (ask.about, ask.written, ask.within): decision_id("place", ask.about, ask.written.strip(), ask.within)
        for match in meanings.places
        for ask in match.asks
    }


def _find_again(store: Store, proposal: Proposal, becoming: Becoming) -> None:
    """Lines that are known already: unchanged, or changed since; and what an earlier file had that this one lacks."""
    known = find_known_lines(
        store, (one.line_key for one in proposal.planned), (one.sender_key for one in proposal.planned)
    )
    if not known.by_line and not known.by_sender:
        return
    same_file = {
        id
        for (id,) in store.reading().execute("SELECT id FROM imported_file WHERE file_hash = ?", (proposal.file_hash,))
    }
    again = []
    for one in giving_way(proposal.planned):
        if one.returned:
            continue
        as_of = _as_of(one)
        origin = known.of_sender(one.sender_key, as_of) or known.of_line(one.line_key, as_of)
        if origin is not None:
            one.origin = origin
            again.append(origin)
            came_before = any(
                older.id == origin.id and older.import_id in same_file for older in known.by_line.get(one.line_key, ())
            )
            if origin.line_key == one.line_key or came_before:
                one.outcome, one.waits = UNCHANGED, ()
            # lines that agree now, their ids taken out, may have been several records
            again += [other for _equal in one.line.rows[1:] if (other := known.of_line(one.line_key, as_of))]
    proposal.absent = missing_lines(store, again)
    compare_lines(store, proposal, becoming)
    if not is_full_picture(proposal.options, proposal.lines.facts):
        proposal.absent = []


def _as_of(one: Planned) -> str | None:
    """The day that a line of presence is about (ISO); lines of work are known again whatever their period."""
    day = one.made.values.get("as_of") if one.made and one.made.type == "presence" else None
    return day.isoformat() if day else None
