"""What cover sheet, title and name of a file say about all its lines: asked once, and taken where it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from app import vocabulary
from app.exchange.matching.decisions import Decision, Option, decision_id, read_answer, read_answers
from app.exchange.reading.columns import Column, fields_by_column
from app.exchange.reading.layout import Layout
from app.exchange.reading.lines import Lines
from app.services.importing.options import PROPOSED, Options
from app.words import _

WHO = ("organisation", "lead", "implementing", "reporting_organisation", "funding")
SECTORS = frozenset({"sector", "sector_code"})


def ask_facts(
    lines: Lines, columns: Sequence[Column], layout: Layout, options: Options
) -> tuple[list[Decision], list[str]]:
    """The questions about what no column says, and the ids of those that all lines wait for (who it is).

    An answer, or the confirmed proposal, is put into the lines that lack it. The sector that names the sheet is taken unasked,
    and listed: a sheet per sector is a way of writing the column.
    """
    fields = fields_by_column(columns).keys() | options.values.keys()
    asked, waiting = [], []
    for name, text, where in _found(lines, layout, fields):
        question = _("No column says the {field}; “{sheet}” says {text}: does it hold for all rows?").format(
            field=name.replace("_", " "), sheet=where, text=text
        )
        decision = Decision(
            decision_id(name, name, question, None),
            name,
            question,
            lines.read,
            text,
            (Option(text, (text,)),),
            name,
            text,
        )
        asked.append(decision)
        sure = options.confirm == PROPOSED or name == "sector"
        answer = read_answers([decision], options.answers).get(decision.id, text if sure else None)
        if answer is None:
            waiting += [decision.id] if name == "organisation" else []
            continue
        means = read_answer(decision, answer)
        said = str(answer) if means is None else means[0] if means else ""
        for line in lines.lines if said else ():
            line.values.setdefault(name, said)
    return asked, waiting


def _found(lines: Lines, layout: Layout, fields: set[str]) -> list[tuple[str, str, str]]:
    """(field, text, where it stands) for what the file says outside its table and no column says."""
    facts = lines.facts
    found = []
    if not fields & SECTORS:
        if vocabulary.code_list("sector").find(layout.sheet):
            found.append(("sector", layout.sheet, layout.sheet))
        elif "sector" in facts.found:
            found.append(("sector", facts.found["sector"], facts.where["sector"]))
    said = next((name for name in WHO if name in facts.found), None)
    if said and not fields & set(WHO):
        found.append(("organisation", facts.found[said], facts.where[said]))
    elif "reporting_organisation" in facts.found and "reporting_organisation" not in fields:
        found.append(
            ("reporting_organisation", facts.found["reporting_organisation"], facts.where["reporting_organisation"])
        )
    found += [
        (name, facts.found[name], facts.where[name])
        for name in ("shock", "focal_point")
        if name in facts.found and name not in fields
    ]
    return found
