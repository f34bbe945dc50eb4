"""Text that a person typed into values of a record: codes, dates, numbers, and the records that names stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.errors import REFUSE, Invalid, Problem
from app.fields import Ref, Tags, Unreadable
from app.fold import fold
from app.records import REGISTRY
from app.services.organisations import standing_for
from app.store.workspace import Store
from app.words import _


def parse_values(store: Store, type: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """Values for `type` from typed text by field name. Raises Invalid with a sentence for every field that cannot be
    read.
    """
    specs = REGISTRY[type].fields()
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, text in typed.items():
        if name not in specs:
            known = ", ".join(specs)
            problems.append(
                Problem(
                    "no_such_field",
                    _("{type} has no field “{name}”. Its fields: {known}.").format(type=type, name=name, known=known),
                    name,
                    REFUSE,
                )
            )
            continue
        kind = specs[name].kind
        try:
            if isinstance(kind, Ref):
                values[name] = record_called(store, kind.to, text)
            elif isinstance(kind, Tags) and kind.to:
                values[name] = [record_called(store, kind.to, part) for part in text.split(";") if part.strip()]
            else:
                values[name] = kind.parse(text)
        except Unreadable as fault:
            problems.append(Problem("unreadable", f"{_(specs[name].label)}: {fault}", name, REFUSE))
    if problems:
        raise Invalid(problems)
    return values


def record_called(store: Store, type: str, text: str) -> str | None:
    """The id of the record that a text names: an id, a P-code, an acronym, a name or an alias. Raises Unreadable when
    it is none or several.
    """
    text = text.strip()
    if not text:
        return None
    reader = store.reading()
    if reader.execute(f'SELECT 1 FROM "{type}" WHERE id = ?', (text,)).fetchone():
        return text
    found = {
        row[0] for row in reader.execute(f'SELECT id FROM "{type}" WHERE NOT deleted AND sort_key = ?', (fold(text),))
    }
    if not found and type == "organisation":
        rows = reader.execute("SELECT id, acronym, aliases FROM organisation WHERE NOT deleted")
        wanted = fold(text)
        import json

        found = {
            id
            for id, acronym, aliases in rows
            if wanted in {fold(acronym or ""), *map(fold, json.loads(aliases or "[]"))}
        }
    if type == "organisation":
        stands = standing_for(reader)
        found = {stands.get(id, id) for id in found}
    if len(found) == 1:
        return str(found.pop())
    label = _(REGISTRY[type].title)
    if found:
        raise Unreadable(
            _("“{text}” names {count} records ({label}): give the id.").format(text=text, count=len(found), label=label)
        )
    raise Unreadable(_("there is no {label} called “{text}”: add it first.").format(label=label.lower(), text=text))
