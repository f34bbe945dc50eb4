"""The register of organisations as the matching knows it: frozen, indexed by names, acronyms and well-known names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from app import vocabulary
from app.exchange.matching.organisation_names import GENERIC, core_key, forms, is_acronym, org_key, org_words


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

    @cached_property
    def by_core(self) -> Mapping[str, tuple[str, ...]]:
        """The organisations by their names without words such as "International"."""
        found: dict[str, list[str]] = {}
        for one in self.by_id.values():
            for text in (one.name, *one.aliases):
                _add(found, core_key(forms(text).name or text), one.id)
        return {key: tuple(ids) for key, ids in found.items()}

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


@lru_cache(maxsize=16_384)
def well_known(text: str) -> str | None:
    """The well-known organisation that a name or acronym stands for in any language, by its name; None if not just one."""
    if not text:
        return None
    taken = forms(text)
    for key in dict.fromkeys((org_key(text), org_key(taken.name or taken.acronym))):
        if len(names := _well_known().get(key, ())) == 1:
            return names[0]
    return None


def well_known_facts(text: str) -> vocabulary.KnownOrganisation | None:
    """What is known of a well-known organisation, such as the acronym and the type that a file leaves out."""
    name = well_known(text)
    return next((one for one in vocabulary.known_organisations() if one.name == name), None) if name else None


@cache
def _well_known() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one in vocabulary.known_organisations():
        for text in (one.name, one.acronym, *one.aliases):
            if not _is_affiliate(text, one):
                _add(found, org_key(text), one.name)
    return {key: tuple(names) for key, names in found.items()}


def _is_affiliate(text: str, one: vocabulary.KnownOrganisation) -> bool:
    """Whether a writing is the name or acronym with a country or a part behind it: MSF Holland is not simply MSF."""
    words = set(org_words(text))
    for whole in (set(org_words(one.name)), set(org_words(one.acronym)) - {""}):
        if (
            whole
            and whole < words
            and words - whole - GENERIC - {"un", "united", "nations"} - set(org_words(one.acronym))
        ):
            return not forms(text).acronym or not forms(text).name
    return False


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
