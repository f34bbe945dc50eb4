"""Lines that are known but differ: what their sender changed since, what was changed here too, and near matches without an id."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from app.exchange.matching.decisions import Decision, Option, decision_id, read_answer, read_answers
from app.exchange.matching.places import CONTRADICTION
from app.exchange.reading.book import text_of
from app.exchange.reading.lines import Line, type_lines
from app.fields import Kind
from app.fold import fold
from app.records import REGISTRY
from app.services.importing.becoming import Becoming, Made
from app.services.importing.given import set_values
from app.services.importing.known_lines import Origin
from app.services.importing.line_keys import CHANGING, headings, resemblance
from app.services.importing.meaning import find_meanings
from app.services.importing.options import NONE, PROPOSED
from app.services.importing.proposal import CREATE, HELD, UNCHANGED, UPDATE, Planned, Proposal
from app.store import find
from app.store.workspace import Store
from app.words import _, language, ngettext

CHANGED, BOTH = "changed", "both_changed"


def compare_lines(store: Store, proposal: Proposal, becoming: Becoming) -> None:
    """Settle the lines that were found by the sender's id with other cells, and propose the known line that a new one resembles."""
    near = _resembling(proposal)
    for one, origin in near:
        one.origin = origin
    changed = [
        one
        for one in proposal.planned
        if one.origin is not None
        and one.outcome != UNCHANGED
        and not one.returned  # those were compared with what was sent
    ]
    if not changed:
        return
    before = _made_before(store, proposal, [one.origin for one in changed if one.origin], becoming)
    answer = _ask_near(proposal, near)
    near_id = proposal.decisions[-1].id if near else ""
    resembling = {id(one) for one, _origin in near}
    for one in changed:
        if one.outcome == HELD and one.match.outcome == CONTRADICTION:
            continue
        _settle(store, proposal, one, before[one.origin.id] if one.origin else None)
        if id(one) in resembling and one.outcome == UPDATE:
            if answer is False:
                one.outcome, one.origin, one.changes = CREATE, None, {}
            elif answer is None:
                one.outcome, one.waits = HELD, (*one.waits, near_id)
    proposal.absent = [
        origin for origin in proposal.absent if origin.id not in {one.origin.id for one in changed if one.origin}
    ]


def _settle(store: Store, proposal: Proposal, one: Planned, before: tuple[Made, list[str]] | None) -> None:
    """The fields whose meaning changed between the earlier line and this one; what was changed here meanwhile is asked about."""
    if one.made is None or one.origin is None or before is None:
        return
    made, figures_ids = before
    changes: dict[tuple[str, str], dict[str, Any]] = {}
    clashes: list[tuple[tuple[str, str], str, Any, Any]] = []
    pairs = [((one.origin.type, one.origin.id), made.values, one.made.values)]
    pairs += [
        (("figures", id), old, new) for id, old, new in zip(figures_ids, made.figures, one.made.figures, strict=False)
    ]
    for key, old, new in pairs:
        differing = {
            name: new.get(name)
            for name in {*old, *new}
            if old.get(name) != new.get(name) and name not in ("line_count", "source")
        }
        if not differing:
            continue
        here = find.find_one(store.reading(), *key) or {}
        for name, value in differing.items():
            if not _same(here.get(name), old.get(name)) and not _same(here.get(name), value):
                clashes.append((key, name, here.get(name), value))
            elif not _same(here.get(name), value):
                changes.setdefault(key, {})[name] = value
    one.changes = changes
    if clashes:
        _ask_clashes(store, proposal, one, clashes)
    elif not one.waits:
        one.outcome = UPDATE if changes or len(one.made.figures) > len(figures_ids) else UNCHANGED


def _same(one: Any, other: Any) -> bool:
    return (one or None) == (other or None) or text_of(one) == text_of(other)


def _ask_clashes(
    store: Store, proposal: Proposal, one: Planned, clashes: list[tuple[tuple[str, str], str, Any, Any]]
) -> None:
    """Changed here and in the file: both are shown, and nothing is overwritten unasked."""
    for key, name, stands, said_there in clashes:
        written = f"{key[1]}.{name}"
        spec = REGISTRY[key[0]].fields()[name]
        here, there = (_in_words(store, proposal, spec.kind, value) for value in (stands, said_there))
        question = _("Row {row}: “{field}” is {here} here and {there} in the file: which holds?").format(
            row=one.line.row, field=_(spec.label), here=here, there=there
        )
        options = (Option(there, ("file",)), Option(here, ("here",)))
        decision = Decision(
            decision_id(BOTH, BOTH, written, None), BOTH, question, one.line.count, None, options, BOTH, written
        )
        proposal.decisions.append(decision)
        said = read_answers([decision], proposal.options.answers).get(decision.id)
        means = read_answer(decision, said) if said is not None else None
        if not means:
            one.outcome, one.waits = HELD, (*one.waits, decision.id)
        elif means == ("file",):
            one.changes.setdefault(key, {})[name] = said_there
    if one.outcome != HELD or not one.waits:
        one.outcome = UPDATE if one.changes else UNCHANGED


def _in_words(store: Store, proposal: Proposal, kind: Kind, value: Any) -> str:
    """A value as a person reads it: records by what they are called, codes by their names."""
    to = getattr(kind, "to", "")
    if not to or not value:
        return kind.show(value, language()) or "–"
    ids = value if isinstance(value, list) else [value]
    fresh = {id: proposal.makings.fresh[id][1].get("name", id) for id in ids if id in proposal.makings.fresh}
    names = fresh | find.called(store.reading(), to, [id for id in ids if id not in fresh])
    return "; ".join(str(names.get(id, id)) for id in ids)


def _made_before(
    store: Store, proposal: Proposal, origins: Sequence[Origin], becoming: Becoming
) -> dict[str, tuple[Made, list[str]]]:
    """What the earlier lines would become today, so that only what the sender changed counts as changed."""
    names = headings(proposal.layout)
    lines = []
    for origin in origins:
        cells = origin.named_cells()
        lines.append(Line(origin.row, tuple(cells.get(name) for name in names), {}, []))
    type_lines(lines, proposal.columns, proposal.lines)
    set_values(dataclasses.replace(proposal.lines, lines=lines), proposal.known, proposal.options)
    meanings = find_meanings(proposal.known, lines, (), NONE)
    earlier = Becoming(
        dataclasses.replace(
            becoming.meanings,
            organisations={**meanings.organisations, **becoming.meanings.organisations},
            codes={**meanings.codes, **becoming.meanings.codes},
        ),
        becoming.makings,
        becoming.facts,
        becoming.source,
        becoming.undated,
    )
    reader = store.reading()
    found = {}
    for origin, line, match in zip(origins, lines, meanings.places, strict=True):
        ids = [
            id
            for (id,) in reader.execute(
                "SELECT id FROM figures WHERE activity = ? AND NOT deleted ORDER BY id", (origin.id,)
            )
        ]
        found[origin.id] = (earlier.make(line.values, match, 1), ids)
    return found


def _resembling(proposal: Proposal) -> list[tuple[Planned, Origin]]:
    """New lines that agree with a missing one in all but what changes from month to month, paired in order."""
    fields = {
        fold(name): column.field for name, column in zip(headings(proposal.layout), proposal.columns, strict=True)
    }
    changing = {
        name
        for name, field in fields.items()
        if field in CHANGING or field in ("sender_row_id", "record_id", "row_action")
    }
    missing: dict[str, list[Origin]] = {}
    for origin in proposal.absent:
        cells = {fold(name): text_of(cell) for name, cell in origin.named_cells().items() if fold(name) in fields}
        missing.setdefault(resemblance(cells, changing), []).append(origin)
    found = []
    names = [fold(name) for name in headings(proposal.layout)]
    for one in proposal.planned:
        if not missing or one.origin is not None or one.made is None or one.made.type != "activity":
            continue
        key = resemblance({name: text_of(cell) for name, cell in zip(names, one.line.cells, strict=True)}, changing)
        if missing.get(key):
            found.append((one, missing[key].pop(0)))
    return found


def _ask_near(proposal: Proposal, near: Sequence[tuple[Planned, Origin]]) -> bool | None:
    """Whether lines that differ from known ones only in what changes are the same lines. None: not answered."""
    if not near:
        return None
    rows = sum(one.line.count for one, _origin in near)
    question = ngettext(
        "{count} row agrees with a known one but for figures, dates or status: the same line, changed?",
        "{count} rows agree with known ones but for figures, dates or status: the same lines, changed?",
        rows,
    ).format(count=rows)
    yes, no = _("The same, changed"), _("New lines")
    decision = Decision(
        decision_id(CHANGED, CHANGED, proposal.file_hash, None),
        CHANGED,
        question,
        rows,
        yes,
        (Option(yes, ("same",)), Option(no, ("new",))),
        CHANGED,
        proposal.path.name,
    )
    proposal.decisions.append(decision)
    said = read_answers([decision], proposal.options.answers).get(
        decision.id, yes if proposal.options.confirm == PROPOSED else None
    )
    if said is None:
        return None
    return read_answer(decision, said) == ("same",)
