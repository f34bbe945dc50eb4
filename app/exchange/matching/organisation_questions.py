"""What a person is asked about the organisations of a file: which one, one or several, one under two names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from rapidfuzz import fuzz, process

from app.exchange.matching import decisions
from app.exchange.matching.decisions import Decision, Option, decision_id
from app.exchange.matching.knowledge import ORGANISATION
from app.exchange.matching.organisation_names import alike, core_key, is_acronym, org_key, spells
from app.exchange.matching.organisations import FLOOR, PROPOSED, ROUGHLY, OrganisationMatch
from app.exchange.matching.register import Organisations, well_known
from app.words import _, ngettext


class Named(Protocol):
    """What is asked about: a new organisation with its name, its acronym, and its number of rows."""

    @property
    def name(self) -> str: ...
    @property
    def acronym(self) -> str: ...
    @property
    def rows(self) -> int: ...


def ask_which(register: Organisations, written: str, match: OrganisationMatch, rows: int, whole: str) -> Decision:
    """Which organisation of the register a near name or a shared acronym is, or whether it is a new one."""
    options = [Option(register.by_id[one].shown(), (one,)) for one in match.proposals]
    names = _(" or ").join(one.text for one in options)
    question = ngettext("{count} row says {written}: {name}?", "{count} rows say {written}: {name}?", rows).format(
        count=f"{rows:,}", written=written, name=names
    )
    proposal = options[0].text if match.outcome == PROPOSED else None
    options.append(Option(_("A new organisation: {name}").format(name=whole), (decisions.NEW + whole,)))
    return _decision(decisions.ORGANISATION, question, rows, proposal, options, written, match.reason)


def ask_joint(
    register: Organisations, match: OrganisationMatch, rows: int, whole: str, parts: tuple[str, ...]
) -> Decision:
    """What a joint name is: one organisation, the first with a member or partner, or several. Asked once.

    Several are proposed where every part is known, else one organisation under exactly that name: nothing is invented.
    """
    shown = [register.by_id[one].shown() if one in register.by_id else one.removeprefix(decisions.NEW) for one in parts]
    one = Option(_("One organisation: {name}").format(name=whole), (decisions.NEW + whole,))
    several = Option(_("Several: {names}").format(names="; ".join(shown)), parts)
    first = Option(_("{name} alone; the others are its members or partners").format(name=shown[0]), (parts[0],))
    question = ngettext(
        "{count} row says {written}: one organisation, or several?",
        "{count} rows say {written}: one organisation, or several?",
        rows,
    ).format(count=f"{rows:,}", written=match.name)
    is_known = all(part.id or well_known(part.text) for part in match.parts)
    proposal = several if is_known else one
    return _decision(decisions.JOINT, question, rows, proposal.text, [several, one, first], match.name, match.reason)


def ask_same(names: Sequence[Named]) -> Decision:
    """Whether several new names are one organisation, the one with a full name and most rows giving the name."""
    ranked = sorted(names, key=lambda one: (is_acronym(one.name), -one.rows, one.name))
    listed = _(" and ").join(f"{one.name} ({one.rows:,})" for one in ranked)
    rows = sum(one.rows for one in ranked)
    yes = Option(
        _("One organisation: {name}").format(name=ranked[0].name), tuple(decisions.NEW + one.name for one in ranked)
    )
    no = Option(_("Different organisations"), ())
    question = _("{names}: one organisation?").format(names=listed)
    return _decision(
        decisions.SAME, question, rows, yes.text, [yes, no], " = ".join(sorted(one.name for one in ranked)), ""
    )


def same_links(new: Sequence[Named]) -> Iterator[list[Named]]:
    """Groups of new organisations that may be one: the same well-known one, an acronym and its name, near names."""
    group = list(range(len(new)))
    for one, other in sorted(_links(new)):
        low, high = sorted((group[one], group[other]))
        group = [low if at == high else at for at in group]
    for at in sorted(set(group)):
        if group.count(at) > 1:
            yield [new[one] for one, its in enumerate(group) if its == at]


def _links(new: Sequence[Named]) -> set[tuple[int, int]]:
    by_code: dict[str, list[int]] = {}
    for at, one in enumerate(new):
        if code := well_known(one.name):
            by_code.setdefault(code, []).append(at)
    found = {pair for ids in by_code.values() for pair in _pairs(ids)}
    full = [at for at, one in enumerate(new) if not is_acronym(one.name)]
    for at, one in enumerate(new):
        if is_acronym(one.name):
            spelled = [other for other in full if not new[other].acronym and spells(one.name, new[other].name)]
            found |= {(at, spelled[0])} if len(spelled) == 1 else set()
    keys = {at: org_key(one.name) for at, one in enumerate(new)}
    by_core: dict[str, list[int]] = {}
    for at, one in enumerate(new):
        by_core.setdefault(core_key(one.name), []).append(at)
    for at in keys:
        rough = process.extract(keys[at], keys, scorer=fuzz.ratio, score_cutoff=ROUGHLY, limit=8)
        others = {other for _key, _score, other in rough} | set(by_core[core_key(new[at].name)])
        found |= {(at, other) for other in others if at < other and alike(new[at].name, new[other].name) >= FLOOR}
    return found


def _pairs(ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    ids = list(ids)
    return ((ids[0], other) for other in ids[1:])


def _decision(
    kind: str, question: str, rows: int, proposal: str | None, options: Sequence[Option], written: str, reason: str
) -> Decision:
    return Decision(
        decision_id(kind, ORGANISATION, written, None), kind, question, rows, proposal, tuple(options), ORGANISATION, written,
        None, reason,
    )  # fmt: skip
