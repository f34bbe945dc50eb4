"""Records that lines name by their names (organisations, kinds of activity, shocks, programmes, sites, contacts), found or made once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from app import clock
from app.exchange.matching.decisions import NEW
from app.exchange.matching.register import well_known_facts
from app.fields import Text
from app.fold import fold
from app.records import REGISTRY
from app.services.importing.knowing import Knowing
from app.services.importing.meaning import Meanings
from sync.stamp import new_id


class Makings:
    """Ids for names: of known records, else of records that the import will make if a line that is taken needs them."""

    def __init__(self, known: Knowing, meanings: Meanings) -> None:
        self._ids = {type: dict(keys) for type, keys in known.ids.items()}
        self.fresh: dict[str, tuple[str, dict[str, Any]]] = {}
        self.organisations: dict[str, str] = {}
        for new in meanings.new.values():
            kind = meanings.codes.get(("organisation_type", new.type)) if new.type else None
            facts = well_known_facts(new.name)
            values = {
                "name": new.name[:300],
                "acronym": new.acronym[:60] or (facts.acronym if facts else None),
                "type": kind or ((facts.type or None) if facts and not new.type else None),
                "aliases": sorted(alias for alias in new.aliases if alias not in (new.name, new.acronym)),
            }
            self.organisations[new.name] = self._make("organisation", values)

    def organisation(self, meant: str) -> str:
        """The id of an organisation that a text means: its own, or that of a new one (`new:NAME`)."""
        if not meant.startswith(NEW):
            return meant
        name = meant.removeprefix(NEW)
        if name not in self.organisations:
            self.organisations[name] = self._make("organisation", {"name": name[:300]})
        return self.organisations[name]

    def named(self, type: str, key: tuple[str | None, ...], values: Mapping[str, Any]) -> str:
        """The id of the record of a type with this natural key, made with `values` if there is none."""
        folded = tuple(fold(str(part or "")) for part in key)
        keys = self._ids.setdefault(type, {})
        if folded not in keys:
            keys[folded] = self._make(type, dict(values))
        return keys[folded]

    def _make(self, type: str, values: dict[str, Any]) -> str:
        id = new_id(clock.now_ms())
        self.fresh[id] = (type, kept(type, values))
        return id


@cache
def _longest(type: str) -> dict[str, int]:
    return {name: spec.kind.most for name, spec in REGISTRY[type].fields().items() if isinstance(spec.kind, Text)}


def kept(type: str, values: dict[str, Any]) -> dict[str, Any]:
    """Values that say something, texts cut to the length that a field holds (the original cell stays with the line)."""
    longest = _longest(type)
    kept = {}
    for name, value in values.items():
        if value is None or value == "" or value == []:
            continue
        most = longest.get(name)
        kept[name] = value[:most] if most and isinstance(value, str) and len(value) > most else value
    return kept
