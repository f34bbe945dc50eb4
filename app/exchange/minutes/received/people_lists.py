"""Who is named in a list: `Name (ORG), …`, `ORG (Name, Name)`, `Name – ORG – position`, acronyms alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.exchange.minutes import headings
from app.exchange.minutes.received.cast import (
    is_acronym,
    is_group,
    is_known,
    is_role,
    looks_like_body,
    looks_like_person,
)
from app.exchange.minutes.received.people_items import (
    ADDRESS,
    ARABIC,
    BREAKS,
    CLAUSE,
    LEAD,
    NO_LETTERS,
    OF,
    REPRESENTS,
    ROLE,
    body_of,
    is_post,
    one_item,
)
from app.exchange.minutes.received.results import Attendee

_COUNTED = re.compile(r"\s+(?:[x×]\s?\d{1,2}|\(\d{1,2}\))$")
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_JOIN = re.compile(r"^(?:and|et|e|y|&|ainsi que|as well as|así como|bem como)\s+", re.IGNORECASE)
_JOINED = re.compile(
    r"\s+(?:e|y|et)\s+(?:[oa]|el|la|le)\s+(?=(?-i:[A-ZÀ-Ý])[^()]*(?:\(|$))|(?<=[)\]])\s+(?:and|et|e|y|"
    r"&)\s+|(?<=[)\]])\s+(?=و\S)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"^(?:por|pour|para|debido|devido|due|because|since|as|en raison|qui|que|who|لارتباط|بسبب|"
    r"لظروف)\S*\s+[a-zà-ÿ\u0600-\u06ff]"
)
_BARE = re.compile(r"[^\W\d_a-zà-öø-ÿ][^\W\d_]{2,}")
_POSTED = re.compile(
    r"^(?P<name>[^,،;؛:–—()]{3,60}(?:\([^()]{2,12}\)[^,،;؛:–—()]{2,40})?)\s+[–—-]\s+(?P<one>[^,،;؛–—()]{2,60})[,،]\s+"
    r"(?P<other>[^;؛–—()]{2,90})$"
)
#: `…, xefe de suco (Suco Uma Uain Craic)`
_POST_IN = re.compile(r"^[a-zà-ÿ][^()]{2,40}\((?P<body>[A-ZÀ-Ý][^()]+)\)$")
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_CAPITALS = re.compile(r"[A-ZÀ-Ý][\w'’.-]+(?:\s+[\w'’]?['’]?[A-ZÀ-Ý][\w'’.-]+)+")
_NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)-]\s*")


def people_in(text: str, state: str, labelled: bool = False, listed: bool = False) -> list[Attendee]:
    """Everybody in a line of a list, none if it is no list. `labelled` says that a word before it calls it one, `listed` that it
    stands below a heading that does.
    """
    text = ADDRESS.sub("", _NUMBERED.sub("", text.strip(" *•:"))).strip()
    text = re.sub(r"\.\s*$", "", text) if not re.search(r"\b\w{1,5}\.$", text) or text.endswith(").") else text
    if posted := _posted(text, state):
        return [posted]
    grouped = re.match(r"^(?P<group>[^:,;()]{2,60}?)\s*:\s+(?P<rest>.+)$", text, re.DOTALL)
    if grouped:
        some = [_without_post(one) for one in people_in(grouped["rest"], state, labelled)]
        group = body_of(grouped["group"].strip())
        if (
            some
            and (looks_like_body(group) or (listed and _may_be_body(group)))
            and not is_group(group)
            and all(one.name and not one.organisation for one in some)
        ):
            return [Attendee(one.name, group, one.state) for one in some]
        return some
    items = [_COUNTED.sub("", item) for item in _items(text)]
    if not items:
        return []
    found: list[list[Attendee]] = [list(one_item(item, state)) for item in items]
    if labelled and len(items) == 1 and not found[0] and _BARE.fullmatch(items[0]):
        return [Attendee(items[0], None, state)]
    if not re.search(r"[;؛\n]", text) and (one := _one_person(items, state)):
        return one
    if listed and len(items) == 2 and looks_like_person(items[0]) and not _may_be_two(items[1]):
        return [Attendee(items[0], items[1], state)]
    if len(items) > 1 and not any("(" in item for item in items):
        found = _bare(items, found, state, labelled)
    missed = sum(not one for one in found)
    if missed > len(found) // 3 or (missed and len(found) < 3 and not labelled):
        return [] if not labelled or missed == len(found) else [one for some in found for one in some]
    return [one for some in found for one in some]


def _may_be_two(text: str) -> bool:
    """Whether what stands behind a person's name and a comma may be another person, or what the first one is."""
    return looks_like_person(text) or is_role(text) or not text[:1].isupper() or "(" in text


def told_by_body(text: str, state: str) -> list[Attendee]:
    """Everybody in `Action Against Hunger: Mariama Vandi, Brima Kpaka` below a heading of a list, none if a line is no such one."""
    group, colon, _rest = text.partition(":")
    if not colon or not (looks_like_body(group) or headings.label(f"{group}: x") is None):
        return []
    some = people_in(text, state, listed=True)
    return some if some and all(one.name and one.organisation == body_of(group.strip()) for one in some) else []


def _may_be_body(text: str) -> bool:
    """Whether a text that no sign tells may be an organisation's name: some words, and not what somebody is."""
    return text[:1].isupper() and len(text.split()) <= 8 and not is_role(text) and headings.heading(text) is None


def _without_post(one: Attendee) -> Attendee:
    """Nobody is of the organisation `Chairman`."""
    body = one.organisation
    is_none = body is not None and one.name is not None and (is_post(body) or is_role(body)) and not is_acronym(body)
    return Attendee(one.name, None, one.state) if is_none else one


def _posted(text: str, state: str) -> Attendee | None:
    """`Awa Traoré – cheffe de bureau, UNICEF`, or the other way round: one person with a post and an organisation."""
    found = _POSTED.match(_IN_BRACKETS.sub(lambda one: "" if _is_aside(one[1]) else one[0], text))
    if found is None:
        return None
    name, one, other = (found[part].strip(" .") for part in ("name", "one", "other"))
    post = one[:1].islower() and other[:1].isupper()
    if not looks_like_person(_IN_BRACKETS.sub("", name)) and not (post and _CAPITALS.fullmatch(name)):
        return None
    if (
        looks_like_person(one)
        and looks_like_person(other)
        and not (ARABIC.search(one) or is_role(one) or is_role(other))
    ):
        return None
    body_first = is_known(one) or is_role(other) or (looks_like_body(one) and not (post or looks_like_body(other)))
    return Attendee(name, body_of(one if body_first and not is_role(one) else other), state)


def _is_aside(text: str) -> bool:
    """Whether brackets say what somebody does at the meeting: `(Chair)`, `(minutes)`."""
    return is_post(text) or is_role(text) or text.islower()


def _items(text: str) -> list[str]:
    """The parts of a list: between semicolons or lines if it has some, else between commas, never within brackets."""
    parts = [part for piece in _outside(text, ";؛\n") for part in _JOINED.split(piece) if part.strip()]
    listed = len(_outside(text, ";؛\n")) > 1
    parts = [
        part for piece in parts for part in (_outside(piece, ",،") if not listed or piece.count("(") > 1 else [piece])
    ]
    parts = [part.strip(" .\t") for part in parts if part.strip(" .\t")]
    attached = [part[0] == "و" for part in parts[1:]]
    if attached and (sum(attached) * 2 >= len(attached) or attached[-1]):
        every = sum(attached) * 2 > len(attached)
        parts = [parts[0], *(p[1:] if p[0] == "و" and (every or p is parts[-1]) else p for p in parts[1:])]
    parts = [_JOIN.sub("", part) for part in parts if not NO_LETTERS.match(part)]
    return _attached([part for part in parts if not _REASON.match(part)])


def _attached(parts: list[str]) -> list[str]:
    """What only says whom a person before a comma is of, put behind that person: `Ana Pérez, del MIES`, `…, directora de X`."""
    kept: list[str] = []
    for part in parts:
        before = kept[-1] if kept else ""
        if (
            ROLE.match(before)
            and not LEAD.match(before)
            and "(" not in before
            and " – " not in before
            and looks_like_person(part.split("(")[0])
            and "(" not in part
        ):
            kept[-1] = f"{part} – {CLAUSE.sub('', REPRESENTS.sub('', before))}"
            continue
        if (found := _POST_IN.match(part)) and before and "(" not in before and looks_like_person(before):
            kept[-1] = f"{before} ({found['body']})"
            continue
        alone = before and "(" not in before and " – " not in before and looks_like_person(before)
        if alone and "(" not in part and (OF.match(part) or (part[:1].islower() and not ARABIC.match(part))):
            kept[-1] = f"{before} – {part}"
        else:
            kept.append(part)
    return kept


def _outside(text: str, signs: str) -> list[str]:
    """A text cut at signs that do not stand within brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth = max(0, depth + (sign in "([") - (sign in ")]"))
        if sign in signs and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _one_person(items: Sequence[str], state: str) -> list[Attendee] | None:
    """`Awa Traoré, UNICEF, cheffe de bureau (présidente)`: one person between commas."""
    bare = [_ASIDE.sub("", item) for item in items]
    if not 2 <= len(bare) <= 4 or not looks_like_person(bare[0]) or _ASIDE.search(items[0]):
        return None
    bodies = [item for item in bare[1:] if looks_like_body(item)]
    places = [item for item in bodies if not is_role(item)] or bodies
    others = [item for item in bare[1:] if item not in bodies]
    if len(places) != 1 or any(looks_like_person(item) and not is_role(item) for item in others):
        return None
    return [Attendee(bare[0], places[0], state)]


def _bare(items: Sequence[str], found: list[list[Attendee]], state: str, labelled: bool) -> list[list[Attendee]]:
    """In a list of organisations all are, also those that might be persons; in a list of first names all are names."""
    bodies = sum(any(one.organisation and not one.name for one in some) for some in found)
    if bodies * 2 >= len(items):
        return [
            some
            if any(one.organisation for one in some)
            else ([Attendee(None, item, state)] if len(item.split()) <= 6 and not BREAKS.search(f"{item} ") else [])
            for item, some in zip(items, found, strict=True)
        ]
    if labelled and not bodies and all(some or _BARE.fullmatch(item) for item, some in zip(items, found, strict=True)):
        return [some or [Attendee(item, None, state)] for item, some in zip(items, found, strict=True)]
    short = sum(len(item.split()) == 1 and item[:1].isupper() and not is_acronym(item) for item in items)
    if short * 2 > len(items) > 2:
        return [
            some or ([Attendee(item, None, state)] if len(item.split()) == 1 else [])
            for item, some in zip(items, found, strict=True)
        ]
    return found
