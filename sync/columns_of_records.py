"""Whole records by columns, as `columns_of_changesets` does it with changesets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sync.columns import ids_of, indexed, number_of, of_index, of_steps, plain_ids, steps, stream_of, text_of
from sync.messages import Enter


def plain_enters(enters: Sequence[Enter]) -> dict[str, Any]:
    """Whole records by columns: those of one type whose plain values have the same names stand together."""
    groups: dict[str, list[tuple[int, Enter]]] = {}
    for place, enter in enumerate(enters):
        names = json.dumps([enter.type, sorted(enter.packed[1]), list(enter.stream)])
        groups.setdefault(names, []).append((place, enter))
    return {
        "count": len(enters),
        "groups": [
            {
                "type": some[0][1].type,
                "stream": list(some[0][1].stream),
                "place": steps([place for place, _ in some]),
                "id": plain_ids([enter.id for _, enter in some]),
                "seq": steps([enter.seq for _, enter in some]),
                "made": indexed([enter.packed[0] for _, enter in some]),
                "values": {name: [enter.packed[1][name] for _, enter in some] for name in sorted(some[0][1].packed[1])},
                "rest": [enter.packed[2] or 0 for _, enter in some],
                "by": indexed([[enter.by[0], enter.by[2]] for _, enter in some]),
                "made_at": steps([enter.by[1] for _, enter in some]),
                "changed_at": steps([enter.by[3] for _, enter in some]),
            }
            for some in groups.values()
        ],
    }


def enters_of(plain: Mapping[str, Any]) -> list[Enter]:
    """The inverse of `plain_enters`. Raises Malformed."""
    found: dict[int, Enter] = {}
    for group in plain["groups"]:
        stream, names = stream_of(group["stream"]), list(group["values"])
        columns = zip(*group["values"].values(), strict=True) if names else [()] * len(group["rest"])
        rows = zip(
            of_steps(group["place"]), ids_of(group["id"]), of_steps(group["seq"]), of_index(group["made"]), columns,
            group["rest"], of_index(group["by"]), of_steps(group["made_at"]), of_steps(group["changed_at"]), strict=True,
        )  # fmt: skip
        for place, id, seq, made, values, rest, who, made_at, changed_at in rows:
            packed = [made, dict(zip(names, values, strict=True)), rest or {}]
            by = text_of(who[0], 500), made_at, text_of(who[1], 500), changed_at
            found[place] = Enter(number_of(seq), stream, text_of(group["type"], 64), id, packed, by)
    return [found[place] for place in range(number_of(plain["count"]))]
