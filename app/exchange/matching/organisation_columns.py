"""The organisations of a whole file: each writing matched once, new ones gathered with all their writings, questions asked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.exchange.matching.decisions import NEW as NEW_MARK, SAME, Decision
from app.exchange.matching.knowledge import NO_ANSWERS, Answers
from app.exchange.matching.organisation_names import forms, is_acronym, org_key, strong_parts
from app.exchange.matching.organisation_questions import ask_joint, ask_same, ask_which, same_links
from app.exchange.matching.organisations import AMBIGUOUS, JOINT, NEW, PROPOSED, OrganisationMatch, match_organisation
from app.exchange.matching.register import Organisations, well_known


class Writing(NamedTuple):
    """How a line writes an organisation: its name, and its acronym and type where the file has columns for them."""

    name: str
    acronym: str = ""
    type: str = ""


@dataclass(frozen=True)
class NewOrganisation:
    """An organisation that is in no register, listed once with everything the file writes for it, and its number of rows."""

    name: str
    acronym: str
    type: str
    aliases: tuple[str, ...]
    writings: tuple[Writing, ...]
    rows: int


@dataclass(frozen=True)
class Gathered:
    """The organisations of a file. `matches`: by writing. `new`: by name. `possible`: those made only if an answer says so.

    `open`: the writings whose lines wait for a decision, with its id. Whether two new names are one organisation makes no
    line wait.
    """

    matches: Mapping[Writing, OrganisationMatch]
    new: Mapping[str, NewOrganisation]
    possible: Mapping[str, NewOrganisation]
    decisions: tuple[Decision, ...]
    open: Mapping[Writing, str]


@dataclass(frozen=True)
class Settled:
    """What every writing means: ids of the register, and `new:NAME` for one of `new`. Empty: nobody. None: still waiting.

    `answered`: the same for every answered decision, to be remembered once the new ones have ids.
    """

    meaning: Mapping[Writing, tuple[str, ...] | None]
    new: Mapping[str, NewOrganisation]
    answered: Mapping[str, tuple[str, ...]]


def gather_organisations(
    register: Organisations, counts: Mapping[Writing, int], answers: Answers = NO_ANSWERS
) -> Gathered:
    """Match every distinct writing of a file's columns of organisations, given with the number of rows of each.

    The result does not depend on the order of the rows.
    """
    writings = sorted(counts)
    alone = _standing_alone(writings)
    matches = {one: _match(register, one, answers, alone) for one in writings}
    new = _gather_new({one: counts[one] for one, match in matches.items() if match.outcome == NEW})
    names = _names_of(new)
    possible: dict[str, NewOrganisation] = {}
    decisions: dict[str, Decision] = {}
    waiting: dict[Writing, str] = {}
    unsure = {one: counts[one] for one, match in matches.items() if match.outcome in (PROPOSED, AMBIGUOUS, JOINT)}
    for key, same in _by_text(unsure).items():
        rows, match = sum(counts[one] for one in same), matches[same[0]]
        whole = names.setdefault(key, _possible({one: counts[one] for one in same}, possible))
        if match.outcome == JOINT:
            parts = [part.id or NEW_MARK + _name_part(part.text, names, possible) for part in match.parts]
            asked = ask_joint(register, match, rows, whole, tuple(parts))
        else:
            asked = ask_which(register, same[0].name.strip() or same[0].acronym.strip(), match, rows, whole)
        decisions[asked.id] = asked
        waiting |= dict.fromkeys(same, asked.id)
    asked_all = [*decisions.values(), *(ask_same(group) for group in same_links(new))]
    asked_all.sort(key=lambda one: (-one.rows, one.question))
    return Gathered(matches, {one.name: one for one in new}, possible, tuple(asked_all), waiting)


def settle_organisations(gathered: Gathered, means: Mapping[str, tuple[str, ...]]) -> Settled:
    """What every writing means under the answers given by decision id, and the organisations to be made for that."""
    one_for: dict[str, str] = {}
    for decision in gathered.decisions:
        if decision.kind == SAME and (names := [one.removeprefix(NEW_MARK) for one in means.get(decision.id, ())]):
            one_for |= dict.fromkeys(names[1:], names[0])
    named = {writing: new.name for new in gathered.new.values() for writing in new.writings}
    meaning: dict[Writing, tuple[str, ...] | None] = {}
    for writing, match in gathered.matches.items():
        said = match.ids if match.outcome != NEW else (NEW_MARK + named[writing],)
        meant = means.get(gathered.open[writing]) if writing in gathered.open else said
        meaning[writing] = None if meant is None else _follow(meant, one_for)
    answered = {
        one.id: _follow(means[one.id], one_for) for one in gathered.decisions if one.kind != SAME and one.id in means
    }
    said_all = (*meaning.values(), *answered.values())
    used = {one.removeprefix(NEW_MARK) for meant in said_all for one in meant or () if one.startswith(NEW_MARK)}
    known = {**gathered.possible, **gathered.new}
    merged = {name: [known[other] for other, kept in one_for.items() if kept == name] for name in used}
    new = {name: _join(known[name], merged[name]) for name in sorted(used) if name in known}
    return Settled(meaning, new, answered)


def _match(register: Organisations, writing: Writing, answers: Answers, alone: set[str]) -> OrganisationMatch:
    own = {org_key(writing.name), org_key(writing.acronym)}

    def stands_alone(part: str) -> bool:
        key = org_key(part)
        return len(key) > 1 and key in alone and key not in own

    return match_organisation(register, writing.name, writing.acronym, answers, stands_alone)


def _standing_alone(writings: Iterable[Writing]) -> set[str]:
    """What the file writes as an organisation of its own, or as a part of several joint names."""
    texts = {org_key(one.name): one.name for one in writings}
    parts = Counter(part for text in texts.values() for part in set(map(org_key, strong_parts(text))))
    alone = {org_key(part) for one in writings for part in (one.name, one.acronym) if part}
    return alone | {part for part, times in parts.items() if times > 1}


def _by_text(counts: Mapping[Writing, int]) -> dict[str, list[Writing]]:
    """Writings by what they write, most rows first, so that spellings of one text are asked about once."""
    found: dict[str, list[Writing]] = {}
    for one in sorted(counts, key=lambda one: (-counts[one], one)):
        found.setdefault(org_key(one.name or one.acronym), []).append(one)
    return found


def _gather_new(counts: Mapping[Writing, int]) -> list[NewOrganisation]:
    """New organisations, each once: the same name, or an acronym alone that just one name of the file gives itself."""
    by_key: dict[str, list[Writing]] = {}
    owners: dict[str, set[str]] = {}
    for writing in counts:
        name, acronym = _name_and_acronym(writing)
        by_key.setdefault(org_key(name), []).append(writing)
        if acronym and org_key(acronym) != org_key(name):
            owners.setdefault(org_key(acronym), set()).add(org_key(name))
    for key in list(by_key):
        if len(owners.get(key, ())) == 1 and (owner := next(iter(owners[key]))) in by_key:
            by_key[owner] += by_key.pop(key)
    found = [_make_new({one: counts[one] for one in writings}) for writings in by_key.values()]
    return sorted(found, key=lambda one: (-one.rows, one.name))


def _make_new(counts: Mapping[Writing, int]) -> NewOrganisation:
    names: Counter[str] = Counter()
    acronyms: Counter[str] = Counter()
    types: Counter[str] = Counter()
    written: list[str] = []
    for writing, rows in sorted(counts.items()):
        name, acronym = _name_and_acronym(writing)
        names[name] += 0 if name == acronym else rows
        acronyms[acronym] += rows
        types[writing.type.strip()] += rows
        written += [writing.name, name]
    name, acronym = _most(names), _most(acronyms)
    name = name if names[name] else acronym or name
    return NewOrganisation(
        name, acronym, _most(types), _aliases(name, acronym, written), tuple(sorted(counts)), sum(counts.values())
    )


def _aliases(name: str, acronym: str, written: Iterable[str]) -> tuple[str, ...]:
    """Other writings, one for each that differs in more than case, accents and signs."""
    own = {org_key(name), org_key(acronym), org_key(name + acronym), org_key(acronym + name)}
    plain = sorted(" ".join(text.split()) for text in written)
    return tuple({org_key(text): text for text in reversed(plain) if text and org_key(text) not in own}.values())


def _most(texts: Counter[str]) -> str:
    """The text with most rows; the first in order among equals; nothing if there is none."""
    return min((text for text in texts if text), key=lambda text: (-texts[text], text), default="")


def _name_and_acronym(writing: Writing) -> tuple[str, str]:
    """Name and acronym of a writing; the acronym twice where no name is known."""
    taken = forms(writing.name) if writing.name.strip() else forms(writing.acronym)
    name = " ".join((taken.name or taken.acronym).split())
    acronym = " ".join(writing.acronym.split()) or taken.acronym
    if org_key(acronym) == org_key(name):
        return name, name if is_acronym(name) else ""
    return name, acronym


def _names_of(new: Iterable[NewOrganisation]) -> dict[str, str]:
    """The names of new organisations by everything they are called in the file or are well known as."""
    found: dict[str, str] = {}
    for one in new:
        for text in (one.name, *one.aliases, one.acronym):
            if text:
                found.setdefault(org_key(text), one.name)
                if code := well_known(text):
                    found.setdefault(f"={code}", one.name)
    return found


def _possible(counts: Mapping[Writing, int], possible: dict[str, NewOrganisation]) -> str:
    one = _make_new(counts)
    possible.setdefault(one.name, one)
    return one.name


def _name_part(text: str, names: dict[str, str], possible: dict[str, NewOrganisation]) -> str:
    """The name under which a part of a joint name would be made: that of a new organisation of the file, else its own."""
    known = names.get(org_key(text)) or names.get(f"={well_known(text)}")
    return known or names.setdefault(org_key(text), _possible({Writing(text): 0}, possible))


def _join(kept: NewOrganisation, others: Iterable[NewOrganisation]) -> NewOrganisation:
    """One organisation out of several new names."""
    for other in others:
        aliases = _aliases(
            kept.name, kept.acronym or other.acronym, (*kept.aliases, other.name, other.acronym, *other.aliases)
        )
        kept = replace(
            kept, acronym=kept.acronym or other.acronym, type=kept.type or other.type, aliases=aliases,
            writings=tuple(sorted({*kept.writings, *other.writings})), rows=kept.rows + other.rows,
        )  # fmt: skip
    return kept


def _follow(meant: Iterable[str], one_for: Mapping[str, str]) -> tuple[str, ...]:
    """Ids and new names, those that were said to be one under the name that was kept."""
    kept = {NEW_MARK + name: NEW_MARK + other for name, other in one_for.items()}
    return tuple(dict.fromkeys(kept.get(one, one) for one in meant))
