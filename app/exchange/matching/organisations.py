"""Which organisation of the register a text means. Known names, acronyms and answers decide; near names are proposed.

Never an invented organisation: a text that names nobody names nobody, a joint name is asked about, and a name that is in no
register is new under exactly that name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from app import vocabulary
from app.exchange.matching.knowledge import NO_ANSWERS, ORGANISATION, Answers
from app.exchange.matching.organisation_names import (
    Forms,
    alike,
    core_key,
    forms,
    inner_and_outer,
    is_acronym,
    org_key,
    strong_parts,
    weak_parts,
)
from app.exchange.matching.register import Organisations, well_known
from app.words import _

RESOLVED, PROPOSED, AMBIGUOUS, JOINT, NEW = "resolved", "proposed", "ambiguous", "joint", "new"
NOBODY, NONE = "nobody", "none"
FLOOR, ROUGHLY = 88.0, 70.0
"""How alike a name must be to be proposed; to be looked at, or to be proposed beside its acronym."""

MOST_PARTS, LEAST_ACRONYM = 6, 3

Ids = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One part of a joint name, and the organisation of the register it is, if it is one."""

    text: str
    id: str | None


@dataclass(frozen=True)
class OrganisationMatch:
    """What the cells of one organisation mean.

    `ids`: the organisation (resolved); several where a person said so. `proposals`: organisations to confirm, the best first
    (proposed), or to choose from (ambiguous). `parts`: those of a joint name. `name` and `acronym` are those of a new one.
    """

    outcome: str
    ids: Ids = ()
    proposals: Ids = ()
    parts: tuple[Part, ...] = ()
    name: str = ""
    acronym: str = ""
    reason: str = ""


def match_organisation(
    register: Organisations,
    text: str,
    acronym: str | None = None,
    answers: Answers = NO_ANSWERS,
    is_known: Callable[[str], bool] = lambda text: False,
) -> OrganisationMatch:
    """The organisation of a name, of an acronym, or of both as two columns of one line have them.

    `is_known` says of a part of a name whether it stands alone elsewhere in the file: it helps to see a joint name.
    """
    name, short = " ".join((text or "").split()), " ".join((acronym or "").split())
    if not name and not short:
        return OrganisationMatch(NONE)
    name, short = ("" if vocabulary.nobody(name) else name), ("" if vocabulary.nobody(short) else short)
    if not name and not short:
        return OrganisationMatch(NOBODY)
    answered = _find_answer(answers, name or short)
    if answered is not None and all(one in register.by_id for one in answered):
        return OrganisationMatch(RESOLVED if answered else NOBODY, _in_order_of(register, name or short, answered))
    taken = _take(name, short)
    return (
        _of_name(register, name, taken)
        or _of_acronym(register, taken)
        or _of_well_known(register, taken)
        or (
            _joint(register, name or short, is_known)
            if not (name and short) or org_key(name) == org_key(short)
            else None
        )
        or _near(register, taken)
        or OrganisationMatch(NEW, name=taken.name or taken.acronym, acronym=taken.acronym)
    )


def _find_answer(answers: Answers, text: str) -> Ids | None:
    """The remembered answer for a text or another spelling of it."""
    exact = answers.find(ORGANISATION, text)
    return exact if exact is not None else answers.of_organisations.get(org_key(text))


def _in_order_of(register: Organisations, text: str, ids: Ids) -> Ids:
    """Several organisations in the order in which the text names them: the first one leads."""
    whole = org_key(text)

    def position(one: str) -> int:
        known = register.by_id[one]
        keys = (org_key(name) for name in (known.name, known.acronym, *known.aliases) if name)
        return min((at for key in keys if (at := whole.find(key)) >= 0), default=len(whole))

    return tuple(sorted(ids, key=position))


def _take(name: str, short: str) -> Forms:
    """Name and acronym of a line; two columns that say the same are one."""
    taken = forms(name) if name else Forms("", short)
    if not short or org_key(short) == org_key(name):
        return Forms(taken.name or taken.acronym if not is_acronym(name or short) else "", taken.acronym)
    return Forms(taken.name or taken.acronym, short)


def _of_name(register: Organisations, name: str, taken: Forms) -> OrganisationMatch | None:
    for written in dict.fromkeys(one for one in (name, taken.name) if one):
        ids = register.named(written)
        if len(ids) > 1 and taken.acronym:
            ids = tuple(one for one in ids if one in register.abbreviated(taken.acronym)) or ids
        if len(ids) == 1:
            return OrganisationMatch(RESOLVED, ids)
        if ids:
            return _choose(ids, written)
    return None


def _of_acronym(register: Organisations, taken: Forms) -> OrganisationMatch | None:
    """By acronym: certain where no name says otherwise; beside an unknown name only an organisation without one."""
    ids = register.abbreviated(taken.acronym) if taken.acronym else ()
    if not taken.name:
        if len(ids) > 1:
            return _choose(ids, taken.acronym)
        return OrganisationMatch(RESOLVED, ids) if ids else None
    nameless = tuple(one for one in ids if register.by_id[one].is_only_acronym)
    if len(ids) == 1 and nameless:
        return OrganisationMatch(RESOLVED, nameless)
    near = [one for one in ids if _score(register, one, taken.name) >= ROUGHLY]
    if len(near) == 1:
        reason = _("“{written}” has the acronym of {name}, and nearly its name.").format(
            written=taken.name, name=register.by_id[near[0]].shown()
        )
        return OrganisationMatch(PROPOSED, (), tuple(near), (), taken.name, taken.acronym, reason)
    return None


def _of_well_known(register: Organisations, taken: Forms) -> OrganisationMatch | None:
    """By the list of well-known organisations: PAM and PMA are WFP. A name says more than an acronym beside it."""
    code = well_known(taken.name) if taken.name else well_known(taken.acronym)
    ids = register.by_well_known.get(code, ()) if code else ()
    if len(ids) == 1 and (taken.name or len(org_key(taken.acronym)) >= LEAST_ACRONYM):
        return OrganisationMatch(RESOLVED, ids)
    if len(ids) == 1:
        reason = _("“{written}” may stand for {name}.").format(
            written=taken.acronym, name=register.by_id[ids[0]].shown()
        )
        return OrganisationMatch(PROPOSED, (), ids, (), taken.acronym, taken.acronym, reason)
    return _choose(ids, taken.name or taken.acronym) if ids else None


def _choose(ids: Ids, written: str) -> OrganisationMatch:
    reason = _("{count} organisations are called “{written}”.").format(count=len(ids), written=written)
    taken = forms(written)
    return OrganisationMatch(AMBIGUOUS, (), ids, (), taken.name or written, taken.acronym, reason)


def _joint(register: Organisations, text: str, is_known: Callable[[str], bool]) -> OrganisationMatch | None:
    """A joint name: parts that are organisations by themselves. A name that merely has "/" or "and" in it is not cut.

    Between "/", "," and ";" one known part among short ones is enough; between "&", "and", "-" all parts must be known.
    """
    outer, inner = inner_and_outer(text)
    found = _known_parts(register, strong_parts(text), is_known)
    if found and not all(known for _part, known in found) and not _looks_joint(found):
        found = []
    if not found:
        found = _known_parts(register, weak_parts(text), is_known)
        found = found if all(known for _part, known in found) else []
    if not found and outer and forms(text).acronym != inner:
        found = _known_parts(register, (outer, inner), is_known)
        found = found if all(known for _part, known in found) else []
    if not 1 < len(found) <= MOST_PARTS or len({_identity(register, part) for part, _known in found}) < 2:
        return None
    parts = tuple(Part(part, _sole(register, part)) for part, _known in found)
    names = "; ".join(part.text for part in parts)
    return OrganisationMatch(
        JOINT, (), (), parts, text, "", _("“{written}” may be several: {names}.").format(written=text, names=names)
    )


def _known_parts(register: Organisations, parts: Ids, is_known: Callable[[str], bool]) -> list[tuple[str, bool]]:
    if not 1 < len(parts) <= MOST_PARTS:
        return []
    return [(part, bool(_sole(register, part) or well_known(part) or is_known(part))) for part in parts]


def _looks_joint(parts: list[tuple[str, bool]]) -> bool:
    """Whether parts of which not all are known still look like organisations: short names, with one known among them."""
    short = all(known or is_acronym(part) or len(part.split()) <= 3 for part, known in parts)
    return short and (
        any(known for _part, known in parts) or all(is_acronym(part) and len(part) > 2 for part, _known in parts)
    )


def _sole(register: Organisations, text: str) -> str | None:
    """The one organisation of the register that a part of a name stands for."""
    code = well_known(text)
    for ids in (register.named(text), register.abbreviated(text), register.by_well_known.get(code, ()) if code else ()):
        if len(ids) == 1:
            return ids[0]
    return None


def _identity(register: Organisations, part: str) -> str:
    return _sole(register, part) or well_known(part) or org_key(part)


def _near(register: Organisations, taken: Forms) -> OrganisationMatch | None:
    """Organisations whose name is near: proposed only, the nearest first, at most three."""
    if not taken.name:
        return None
    key = org_key(taken.name)
    rough = process.extract(key, register.by_key.keys(), scorer=fuzz.ratio, score_cutoff=ROUGHLY, limit=8)
    ids = dict.fromkeys(one for found, _score, _at in rough for one in register.by_key[found])
    ids |= dict.fromkeys(register.by_core.get(core_key(taken.name), ()))
    scored = sorted(((_score(register, one, taken.name), one) for one in ids), key=lambda pair: (-pair[0], pair[1]))
    near = tuple(one for score, one in scored if score >= FLOOR)[:3]
    if not near:
        return None
    reason = _("“{written}” is near {name}.").format(written=taken.name, name=register.by_id[near[0]].shown())
    return OrganisationMatch(PROPOSED, (), near, (), taken.name, taken.acronym, reason)


def _score(register: Organisations, one: str, name: str) -> float:
    known = register.by_id[one]
    return max(alike(name, forms(text).name or text) for text in (known.name, *known.aliases))
