"""Questions asked once for a whole file: figures that are unclear, what all lines lack, zeros that mean "not disaggregated"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.exchange.matching.decisions import Decision, Option, decision_id, read_answer, read_answers
from app.exchange.reading.across import MONTH
from app.exchange.reading.book import text_of
from app.exchange.reading.cells import FIGURE_FIELDS
from app.exchange.reading.columns import Column, fields_by_column
from app.exchange.reading.dates import read_span
from app.exchange.reading.figures import read_figure
from app.exchange.reading.line_checks import restore_zeros
from app.exchange.reading.lines import Line, Lines
from app.exchange.reading.wide import Wide
from app.fold import fold
from app.services.importing.options import PROPOSED, Options
from app.services.importing.proposal import UNCHANGED, Proposal
from app.words import _, ngettext

WIDE, FIGURE, PERIOD, ROLE, UNDIVIDED, PICTURE, ORDER = (
    "wide",
    "figure",
    "period",
    "role",
    "not_disaggregated",
    "full_picture",
    "date_order",
)
SAYS_WHEN = frozenset({"period", "period_start", "month", "year", "start"})
OF_CELLS = frozenset({"place", "organisation", "joint", "same", "code", FIGURE})
ROLE_COLUMNS = frozenset({"organisation", "lead", "implementing", "funding", "reporting_organisation"})


@dataclass
class FigureQuestions:
    """The open questions about unclear figures, and the lines (by first row) that wait for them."""

    decisions: list[Decision] = field(default_factory=list)
    waits: dict[int, list[str]] = field(default_factory=dict)


def ask_figures(lines: Lines, columns: Sequence[Column], options: Options) -> FigureQuestions:
    """Ask once what "c. 300" is; figures that were answered go into the lines' values."""
    found: dict[str, tuple[Decision, list[tuple[Line, Column]]]] = {}
    by_row = {row: line for line in lines.lines for row in line.rows}
    unclear = sorted({(by_row[one.row].row, one.column) for one in lines.problems if one.code == "figure_unclear"})
    for row, index in unclear:
        line, column = by_row[row], columns[index]
        written = text_of(line.cells[index])
        id = decision_id(FIGURE, FIGURE, written, None)
        if id not in found:
            proposal = read_figure(line.cells[index], lines.decimal_marks.get(column.field or "")).value
            shown = text_of(float(proposal)) if proposal is not None else None
            rows = sum(other.count for other in lines.lines if text_of(other.cells[index]) == written)
            question = ngettext(
                "{count} row says “{written}”: is {figure} meant?",
                "{count} rows say “{written}”: is {figure} meant?",
                rows,
            ).format(count=rows, written=written, figure=shown)
            found[id] = (
                Decision(id, FIGURE, question, rows, shown, (Option(shown or "", (shown or "",)),), FIGURE, written),
                [],
            )
        found[id][1].append((line, column))
    said = read_answers([one for one, _where in found.values()], options.answers)
    asked = FigureQuestions()
    for id, (decision, where) in found.items():
        asked.decisions.append(decision)
        answer = said.get(id, decision.proposal if options.confirm == PROPOSED else None)
        for line, column in where:
            if answer is None:
                asked.waits.setdefault(line.row, []).append(id)
            else:
                _put(line, column, decision, answer)
    return asked


def _put(line: Line, column: Column, decision: Decision, answer: Any) -> None:
    """The figure that was meant; an answer that is no figure leaves the cell blank."""
    means = read_answer(decision, answer)
    value = read_figure(means[0] if means else None if means == () else str(answer)).value
    if value is None or column.field is None:
        return
    line.values[column.field] = int(value) if FIGURE_FIELDS.get(column.field) == "count" else format(value, "f")


def ask_about_file(proposal: Proposal) -> list[Decision]:
    """What is taken as it is and only listed: the open role of a lone column of organisations, and lines that are missing now."""
    fields = fields_by_column(proposal.columns)
    asked = []
    if fields.keys() & ROLE_COLUMNS == {"organisation"}:
        question = _(
            "“{header}” does not say what the organisations do (lead, implementing, funding). Leave the role open?"
        ).format(header=proposal.columns[fields["organisation"]].header)
        asked.append(about_file(ROLE, question, proposal.lines.read, _("Leave it open")))
    if count := len(proposal.absent):
        question = ngettext(
            "{count} row of an earlier file is missing here: ended, forgotten, or not his?",
            "{count} rows of an earlier file are missing here: ended, forgotten, or not his?",
            count,
        ).format(count=count)
        asked.append(about_file(PICTURE, question, count, None))
    return asked


def ask_period(lines: Lines, columns: Sequence[Column], source: str, options: Options) -> list[Decision]:
    """The period that title or name give for all lines: taken and listed. An answer with another period holds instead; "no" takes none."""
    period = lines.facts.period
    if period is None or fields_by_column(columns).keys() & SAYS_WHEN or options.values.keys() & SAYS_WHEN:
        return []
    shown = f"{period.start.isoformat()} – {period.end.isoformat()}"
    question = _("No column says the period; “{text}” says {period}. Is that the period of all rows?").format(
        text=lines.facts.where.get("period", source), period=shown
    )
    decision = about_file(PERIOD, question, lines.read, shown)
    said = read_answers([decision], options.answers).get(decision.id)
    if said is not None and read_answer(decision, said) != (shown,):
        other = read_span(str(said), lines.date_order) if read_answer(decision, said) is None else None
        lines.facts = replace(lines.facts, period=other)
    return [decision]


def ask_undivided(lines: Lines, columns: Sequence[Column], options: Options) -> list[Decision]:
    """Zeros by age and sex beside a total: taken as not disaggregated and listed; "no" makes them zeros again."""
    count = len(lines.not_disaggregated)
    if not count:
        return []
    question = ngettext(
        "{count} row has a total and only zeros by age and sex: not disaggregated?",
        "{count} rows have a total and only zeros by age and sex: not disaggregated?",
        count,
    ).format(count=count)
    decision = about_file(UNDIVIDED, question, count, _("Not disaggregated"))
    said = read_answers([decision], options.answers).get(decision.id)
    if said is not None and read_answer(decision, said) == ():
        restore_zeros(lines, columns)
    return [decision]


def concerned(proposal: Proposal) -> list[Decision]:
    """The questions that a line to be taken or held gives rise to; what only known lines say was settled when they came in."""
    if not any(one.outcome == UNCHANGED for one in proposal.planned):
        return proposal.decisions
    texts = {fold(text_of(cell)) for one in proposal.planned if one.outcome != UNCHANGED for cell in one.line.cells}
    waits = {id for one in proposal.planned for id in one.waits}
    return [
        one
        for one in proposal.decisions
        if one.id in waits or one.kind not in OF_CELLS or any(fold(part) in texts for part in one.written.split("\n"))
    ]


def about_file(kind: str, question: str, rows: int, proposal: str | None) -> Decision:
    """A question about the whole file, with one proposal or none."""
    options = (Option(proposal, (proposal,)),) if proposal else ()
    return Decision(decision_id(kind, kind, question, None), kind, question, rows, proposal, options, kind, question)


def ask_date_order(lines: Lines, options: Options) -> tuple[list[Decision], str | None]:
    """Where no date tells the order, whether the day comes first; the order of an answer that says otherwise."""
    rows = len({problem.row for problem in lines.problems if problem.code == "date_ambiguous"})
    if not rows:
        return [], None
    names = {"dmy": _("Day first (31/05/2019)"), "mdy": _("Month first (05/31/2019)")}
    question = ngettext(
        "{count} row has a date that reads both ways: is the day first?",
        "{count} rows have dates that read both ways: is the day first?",
        rows,
    ).format(count=rows)
    shown = tuple(Option(text, (order,)) for order, text in names.items())
    decision = Decision(
        decision_id(ORDER, ORDER, question, None), ORDER, question, rows, names["dmy"], shown, ORDER, question
    )
    said = read_answers([decision], options.answers).get(decision.id)
    means = read_answer(decision, said) if said is not None else None
    answered = "mdy" if means == () else means[0] if means else None
    return [decision], answered if answered in ("mdy", "ymd") else None


def ask_wide(proposed: Wide, lines: Lines, options: Options) -> tuple[Decision, Wide | None]:
    """Whether months or sectors across are to be spread, and what their figures are of. None: not answered, the lines wait."""
    names = {"people": _("people reached"), "households": _("households reached"), "amount_paid": _("amounts paid")}
    shown = [_heading(proposed, number) for number in (0, -1)]
    if proposed.kind == MONTH:
        question = _("Months stand across, {first} to {last}: a figure for each month?").format(
            first=shown[0], last=shown[1]
        )
    else:
        question = _("Sectors stand across, {first} to {last}: a line for each sector?").format(
            first=shown[0], last=shown[1]
        )
    measures = [proposed.measure, *(name for name in names if name != proposed.measure)] if proposed.measure else []
    options_shown = [Option(_("Yes, {measure}").format(measure=names[name]), (name,)) for name in measures]
    options_shown = options_shown or [Option(_("Yes, who works in which"), ("marks",))]
    decision = Decision(
        decision_id(WIDE, WIDE, question, None),
        WIDE,
        question,
        lines.read,
        options_shown[0].text,
        tuple(options_shown),
        WIDE,
        question,
    )
    said = read_answers([decision], options.answers).get(
        decision.id, decision.proposal if options.confirm == PROPOSED else None
    )
    means = read_answer(decision, said) if said is not None else None
    if means is None or means == ():
        return decision, None
    return decision, replace(proposed, measure="" if means == ("marks",) else means[0])


def _heading(proposed: Wide, number: int) -> str:
    """The first (0) or the last (-1) heading that stands across, as a person reads it."""
    heading = list(proposed.columns.values())[number]
    return heading if isinstance(heading, str) else str(heading.start.isoformat()[:7])
