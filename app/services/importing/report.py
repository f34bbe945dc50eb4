"""What an import did or would do, as the terminal prints it, and the answer to the sender."""

from __future__ import annotations

from typing import Any

from app.exchange.reading.bands import BAND
from app.exchange.reading.columns import fields_by_column, unread_columns
from app.services.importing.problems import column_name
from app.services.importing.proposal import CREATE, DELETE, HELD, UNCHANGED, UPDATE, Proposal
from app.words import _, ngettext


def report(proposal: Proposal) -> dict[str, Any]:
    """One JSON object: where the table stands, which column is what, lines by outcome, places, questions, problems.

    `rows = created + updated + unchanged + deleted + duplicates + held`; rows are numbered as in the file, from 1.
    """
    layout, columns = proposal.layout, proposal.columns
    named = {name: columns[index].header for name, index in fields_by_column(columns).items()}
    bands = [column.header for column in columns if column.field == BAND]
    if bands:
        named["age_bands"] = "; ".join(bands)
    return {
        "file": str(proposal.path),
        "sheet": layout.sheet,
        "header_row": layout.header_row,
        "header_rows": list(layout.header_rows),
        "hashtag_row": layout.hashtag_row,
        "first_data_row": layout.first_data_row,
        "last_data_row": layout.last_data_row,
        "columns": named,
        "rows": proposal.lines.read,
        **{
            name: proposal.count(outcome)
            for name, outcome in (
                ("created", CREATE),
                ("updated", UPDATE),
                ("unchanged", UNCHANGED),
                ("deleted", DELETE),
            )
        },
        "duplicates": proposal.duplicates,
        "held": proposal.count(HELD),
        "records": proposal.records(),
        "absent": len(proposal.absent),
        "absent_lines": [{"type": one.type, "id": one.id, "file": one.file, "row": one.row} for one in proposal.absent],
        "repeated_lines": [
            {"row": one.line.row, "repeats": one.line.rows[1:]} for one in proposal.planned if one.line.count > 1
        ],
        "new_organisations": proposal.new_organisations(),
        "places": proposal.places(),
        "decisions": [decision.as_json() for decision in proposal.decisions],
        "problems": [
            {"row": one.row, "column": column_name(columns, one.column), "code": one.code, "message": one.message}
            for one in proposal.problems
        ],
        "doubts": [
            {"column": column.header, "field": column.field, "message": doubt}
            for column in columns
            for doubt in column.doubts
        ],
        "unread_columns": [column.header for column in unread_columns(columns)],
        "date_order": proposal.lines.date_order,
        "household_size": proposal.lines.household_size,
        "not_disaggregated": len(proposal.lines.not_disaggregated),
        "notes": proposal.notes,
        "reference_sheets": list(layout.reference_sheets),
        "other_data_sheets": list(layout.other_data_sheets),
    }


def answer_to_sender(proposal: Proposal) -> str:
    """A text to paste into a message to the sender: what was taken, and the questions that remain."""
    taken = sum(proposal.count(outcome) for outcome in (CREATE, UPDATE, UNCHANGED, DELETE)) + proposal.duplicates
    questions = proposal.open_decisions()
    lines = [
        _("{file}:").format(file=proposal.path.name)
        + " "
        + ngettext("{count} line taken", "{count} lines taken", taken).format(count=taken)
        + (
            ", " + ngettext("{count} question:", "{count} questions:", len(questions)).format(count=len(questions))
            if questions
            else "."
        )
    ]
    lines += [f"– {one.question}" for one in questions]
    contradicted = [one for one in proposal.planned if proposal.is_contradicted(one)]
    lines += [_("– Row {row}: {reason}").format(row=one.line.row, reason=one.match.reason) for one in contradicted[:20]]
    return "\n".join(lines)
