"""The register of organisations as the matching knows it: frozen, indexed by names, acronyms and well-known names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from app import vocabulary
from app.exchange.matching.organisation_names import forms, is_acronym, org_key

WELL_KNOWN = "organisations"
"""The list of well-known organisations with their names and acronyms in five languages, in `resources/vocabulary`."""


@dataclass(frozen=True)
class Known:
    """One organisation of the register."""

    id: str
    name: str
    acronym: str
    aliases: tuple[str, ...]
    type: str | None

    @property
    def is_only_acronym(self) -> bool:
        """Whether no full name is known yet, so that the first name met with its acronym may be its own."""
        return org_key(self.name) == org_key(self.acronym) or (not self.acronym and is_acronym(self.name))

    def shown(self) -> str:
        """The organisation as options and answers write it: `World Food Programme (WFP)`."""
        return self.name if not self.acronym or self.acronym in self.name else f"{self.name} ({self.acronym})"


@dataclass(frozen=True)
class Organisations:
    """The register. Use `build_organisations`; an organisation merged into another answers with that other one."""

    by_id: Mapping[str, Known]
    by_key: Mapping[str, tuple[str, ...]]
    by_acronym: Mapping[str, tuple[str, ...]]

    @cached_property
    def by_well_known(self) -> Mapping[str, tuple[str, ...]]:
        """The organisations by their entry in the list of well-known ones."""
        found: dict[str, list[str]] = {}
        for one in self.by_id.values():
            if code := well_known(one.name) or (well_known(one.acronym) if one.is_only_acronym else None):
                found.setdefault(code, []).append(one.id)
        return {code: tuple(ids) for code, ids in found.items()}

    def named(self, text: str) -> tuple[str, ...]:
        """The organisations with this name or alias."""
        return self.by_key.get(org_key(text), ())

    def abbreviated(self, text: str) -> tuple[str, ...]:
        """The organisations with this acronym."""
        return self.by_acronym.get(org_key(text), ())


def build_organisations(rows: Iterable[Mapping[str, Any]]) -> Organisations:
    """The register from rows with `id, name, acronym, aliases, type, merged_into`."""
    raw = {str(row["id"]): row for row in rows}
    by_id: dict[str, Known] = {}
    by_key: dict[str, list[str]] = {}
    by_acronym: dict[str, list[str]] = {}
    for one, row in raw.items():
        kept = _survivor(one, raw)
        name, acronym = str(row.get("name") or row.get("acronym") or ""), str(row.get("acronym") or "")
        aliases = tuple(str(alias) for alias in row.get("aliases") or ())
        if kept == one:
            by_id[one] = Known(one, name, acronym, aliases, row.get("type"))
        for text in (name, *aliases):
            taken = forms(text)
            _add(by_key, org_key(text), kept)
            _add(by_key, org_key(taken.name), kept)
            _add(by_acronym, org_key(taken.acronym), kept)
        _add(by_acronym, org_key(acronym), kept)
    return Organisations(
        by_id, {at: tuple(ids) for at, ids in by_key.items()}, {at: tuple(ids) for at, ids in by_acronym.items()}
    )


@cache
def well_known(text: str) -> str | None:
    """The entry of the list of well-known organisations that a name or acronym stands for in any language, if just one."""
    if not text or not (vocabulary.FOLDER / f"{WELL_KNOWN}.csv").exists():
        return None
    return vocabulary.code_list(WELL_KNOWN).find(text)


def _survivor(one: str, raw: Mapping[str, Mapping[str, Any]]) -> str:
    seen = {one}
    while (into := raw[one].get("merged_into")) and into in raw and into not in seen:
        one = str(into)
        seen.add(one)
    return one


def _add(index: dict[str, list[str]], at: str, one: str) -> None:
    if at and one not in index.setdefault(at, []):
        index[at].append(one)


NO_ORGANISATIONS = build_organisations(())
