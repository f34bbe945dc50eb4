"""docs/records.md, derived from REGISTRY, so that it cannot say anything else than the program does.

`python -m app.records.describe > docs/records.md` writes it; tests/test_docs.py fails when that was forgotten.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator

from app.fields import PROSE, REGISTER, UNION, Kind, Spec
from app.records import REGISTRY, Record

HEAD = """# What is recorded

Derived from the record types in `app/records/`, with `python -m app.records.describe > docs/records.md`. Edit those.

Every record also has an `id` (uuid7; a place's id is its P-code), `created_by`, `created_at`, `updated_by`,
`updated_at`, `deleted` (a deleted record stays, flagged) and `sensitivity` (low, moderate, high, severe: it acts on
every export).

How two offices' changes of one field merge: **keeps both** values until a person chooses, where both changed it;
**adds up** sets, where a removal names what it saw; **by sentence** merges prose, and shows overlaps side by side.
A field marked **ready** must be filled before a record can be shared; a draft may lack it.
"""

MERGES = {REGISTER: "keeps both", UNION: "adds up", PROSE: "by sentence"}

BELONGS = {
    "reference": "to everybody's lists",
    "place": "to the area of its {}",
    "parent": "wherever its {} belongs",
    "owner": "wherever the record of its {} and {} belongs",
    "device": "to this computer alone",
}


def describe() -> str:
    """The whole page, as Markdown."""
    return HEAD + "".join("\n" + "\n".join(lines_of(name, record)) + "\n" for name, record in REGISTRY.items())


def lines_of(name: str, record: type[Record]) -> Iterator[str]:
    """The section of one record type, line by line."""
    yield f"## {name}"
    yield paragraph_of(record)
    yield ""
    root, *through = record.root
    belongs = BELONGS[root].format(*(f"`{field}`" for field in through))
    yield f"- Belongs {belongs}; class of rights: {record.data_class}."
    if record.natural_key:
        yield "- A row of a workbook finds it by " + ", ".join(f"`{field}`" for field in record.natural_key) + "."
    if record.rules:
        yield "- Rules: " + " ".join(sentence_of(rule) for rule in record.rules)
    yield ""
    yield "| Field | Label | Kind | Hashtag | Merge | |"
    yield "|---|---|---|---|---|---|"
    for field, spec in record.fields().items():
        yield row_of(field, spec)


def row_of(field: str, spec: Spec) -> str:
    """One field as a row of the table."""
    hashtag = f"`{spec.hxl}`" if spec.hxl else ""
    marks = "ready" if spec.required else ""
    return f"| `{field}` | {spec.label} | {kind_in_words(spec.kind)} | {hashtag} | {MERGES[spec.merge]} | {marks} |"


def kind_in_words(kind: Kind) -> str:
    """A kind with the facts that are not its default, such as `Choice (of sector)`."""
    said = [
        f"{fact.name} {getattr(kind, fact.name)}"
        for fact in dataclasses.fields(kind)
        if getattr(kind, fact.name) != fact.default
    ]
    return type(kind).__name__ + (f" ({', '.join(said)})" if said else "")


def sentence_of(rule: object) -> str:
    """What a rule says: its docstring, else its name."""
    return paragraph_of(rule) or str(getattr(rule, "__name__", rule)).replace("_", " ").capitalize() + "."


def paragraph_of(thing: object) -> str:
    """The first paragraph of a docstring on one line, however it was broken."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


if __name__ == "__main__":
    print(describe(), end="")
