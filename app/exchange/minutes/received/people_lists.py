"""Who is named in a list: `Name (ORG), …`, `ORG (Name, Name)`, `Name – ORG – position`, acronyms alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.exchange.minutes.received.cast import is_acronym, is_group, is_role, looks_like_body, looks_like_person
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
_NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)-]\s*")


def people_in(text: str, state: str, labelled: bool = False) -> list[Attendee]:
    """Everybody in a line of a list, none if it is no list. `labelled` says that a word before it calls it one."""
    text = ADDRESS.sub("", _NUMBERED.sub("", text.strip(" *•:"))).strip()
    text = re.sub(r"\.\s*$", "", text) if not re.search(r"\b\w{1,5}\.$", text) or text.endswith(").") else text
    grouped = re.match(r"^(?P<group>[^:,;()]{2,60}?)\s*:\s+(?P<rest>.+)$", text, re.DOTALL)
    if grouped:
        some = people_in(grouped["rest"], state, labelled)
        group = body_of(grouped["group"].strip())
        if (
            some
            and looks_like_body(group)
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
    if len(items) > 1 and not any("(" in item for item in items):
        found = _bare(items, found, state, labelled)
    missed = sum(not one for one in found)
    if missed > len(found) // 3 or (missed and len(found) < 3 and not labelled):
        return [] if not labelled or missed == len(found) else [one for some in found for one in some]
    return [one for some in found for one in some]


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
