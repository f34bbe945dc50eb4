"""The questions that a returned file raises, each side by side, with the answers that were given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app import vocabulary
from app.exchange.matching.decisions import Decision, Option, decision_id, read_answer, read_answers
from app.exchange.returned.comparison import Clash
from app.exchange.returned.sameness import plain
from app.exchange.workbook.columns import by_key
from app.services.importing.options import PROPOSED
from app.words import _, language

if TYPE_CHECKING:
    from app.services.importing.proposal import Planned, Proposal

BOTH, GONE, COPY, UNSAID, SPLIT = (
    "both_changed",
    "deleted_and_changed",
    "copied_row",
    "no_change_but_changed",
    "one_activity_two_values",
)


def ask_clash(proposal: Proposal, planned: Planned, clash: Clash) -> str | None:
    """Both sides changed a cell: “sheet” or “ours”, None while nobody has said."""
    back, now, sent = _text(clash.key, clash.back), _text(clash.key, clash.now), _text(clash.key, clash.sent)
    question = _(
        "Row {row}, {column}: the sheet says {back}, here it is {now} (when sent: {sent}). Which holds?"
    ).format(row=planned.line.row, column=by_key()[clash.key].header(language()), back=back, now=now, sent=sent)
    return _ask(
        proposal, planned, BOTH, f"{_id(planned)}.{clash.key}", question, [(back, "sheet"), (now, "ours")], None
    )


def ask_delete(proposal: Proposal, planned: Planned) -> str | None:
    """The sender deletes what was changed here since: “delete” or “keep”."""
    question = _(
        "Row {row} is marked Delete, but it was changed here since it was sent. Delete it all the same?"
    ).format(row=planned.line.row)
    return _ask(
        proposal, planned, GONE, _id(planned), question, [(_("Delete it"), "delete"), (_("Keep it"), "keep")], None
    )


def ask_copy(proposal: Proposal, planned: Planned, copy_of: int) -> str | None:
    """A second row with the same id: “new” or “leave”."""
    question = _("Row {row} carries the record ID of row {other} and differs from it: is it a new row?").format(
        row=planned.line.row, other=copy_of
    )
    return _ask(
        proposal,
        planned,
        COPY,
        f"{_id(planned)}#{planned.line.row}",
        question,
        [(_("A new row"), "new"), (_("Leave it out"), "leave")],
        _("A new row"),
    )


def ask_no_change(proposal: Proposal, planned: Planned, count: int) -> str | None:
    """The row says “No change” and differs: “sheet” or “ours”."""
    question = _("Row {row} says “No change”, but {count} of its cells were changed. Take the changes?").format(
        row=planned.line.row, count=count
    )
    return _ask(
        proposal,
        planned,
        UNSAID,
        _id(planned),
        question,
        [(_("Take them"), "sheet"), (_("Leave it as it is"), "ours")],
        _("Take them"),
    )


def ask_split(proposal: Proposal, rows: Sequence[Planned], key: str, said: Sequence[str]) -> None:
    """Rows of one activity say different things of it; one value holds for all. Lines wait until somebody says so."""
    numbers = ", ".join(str(one.line.row) for one in rows)
    question = _(
        "Rows {rows} belong to one activity with further rows. {column}: take {values} for all of them?"
    ).format(rows=numbers, column=by_key()[key].header(language()), values=" / ".join(said) or "–")
    for planned in rows:
        answer = _ask(
            proposal,
            planned,
            SPLIT,
            f"{_id(planned)}.{key}",
            question,
            [(_("Yes"), "yes"), (_("No"), "no")],
            _("Yes") if len(said) == 1 else None,
        )
        if answer == "no":
            planned.refused = frozenset({*planned.refused, key})


def _ask(
    proposal: Proposal,
    planned: Planned,
    kind: str,
    written: str,
    question: str,
    options: Sequence[tuple[str, str]],
    proposed: str | None,
) -> str | None:
    id = decision_id(kind, kind, written, None)
    decision = Decision(
        id,
        kind,
        question,
        planned.line.count,
        proposed,
        tuple(Option(text, (means,)) for text, means in options),
        kind,
        written,
    )
    if all(one.id != id for one in proposal.decisions):
        proposal.decisions.append(decision)
    fallback = proposed if proposal.options.confirm == PROPOSED else None
    said = read_answers([decision], proposal.options.answers).get(id, fallback)
    means = read_answer(decision, said) if said is not None else None
    if not means:
        planned.waits = tuple(dict.fromkeys((*planned.waits, id)))
        return None
    return means[0]


def _id(planned: Planned) -> str:
    return planned.origin.id if planned.origin else str(planned.line.row)


def _text(key: str, value: Any) -> str:
    column = by_key()[key]
    if value is None or value == "" or value == ():
        return _("nothing")
    if column.manner[0] == "choice":
        return vocabulary.code_list(column.manner[1]).name(str(value), language())
    return "; ".join(value) if isinstance(value, tuple) else plain(value)
