"""Names in a text that should hold nothing else: apart where several are joined, and without articles."""

from __future__ import annotations

import re

from app.exchange.minutes.received.cast import (
    Cast,
    is_acronym,
    is_collective,
    is_role,
    looks_like_body,
    looks_like_person,
)
from app.fold import fold

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_OF_STATE = re.compile(
    r"(?:state |federal |provincial )?(?:ministry|department|directorate|bureau|office|ministère|direction|ministerio|dirección"
    r"|secretaría|ministério|direcção|direção|secretaria|serviço) (?:of|for|de|des|du|da|do|del|d['’])",
    re.IGNORECASE,
)
_EACH = re.compile(r"each|every|cada|chaque", re.IGNORECASE)
#: a list of names has no more words, and is tried to be taken apart at no more places of a kind
MOST_WORDS, MOST_JOINTS = 60, 6
#: articles and prepositions before a name
ARTICLE = re.compile(
    r"^(?:(?:the|to the|le|la|les|el|los|las|o|a|os|as|au|aux|à la|à l['’]|à|a la|a l['’]|ao|aos|às|al|"
    r"a los|a las|de la|de l['’]"
    r"|du|des|do|da|dos|das|del|pelo|pela|l['’]|d['’])\s*(?<=[\s'’])(?=\S))+", re.IGNORECASE)  # fmt: skip
_STRONG = re.compile(r"\s*[,;+\n،؛]\s*|\s+/\s+|\s*&\s*(?=[A-Z])")
_SLASH = re.compile(r"\s*/\s*")
_WEAK = re.compile(
    r"\s+(?:and|et|y|e|&|with|avec|con|com|مع|together with|in collaboration with|in coordination with|"
    r"along with|as well as"
    r"|en collaboration avec|en coordination avec|en lien avec|conjointement avec|ainsi que|"
    r"avec l['’]appui de|así como|junto con"
    r"|en coordinación con|con apoyo de|em coordenação com|em colaboração com|juntamente com|bem como|"
    r"com apoio d[aoe]"
    r"|بالتنسيق مع|بالتعاون مع|بمشاركة)\s+|\s+و\s*(?=\S)|\s+-\s+", re.IGNORECASE)  # fmt: skip
_BRACKETED = re.compile(r"\s*\([^()]*\)\s*$")


def split_names(text: str, cast: Cast, column: bool = False) -> tuple[str, ...] | None:
    """The names in a text that should hold nothing else, as written and without articles; None if it holds more. In a
    column of their own names need not look like names.
    """
    inside = _BRACKETED.search(text.strip(" .;:,*\n\t")) if column else None
    if inside and looks_like_body(inside[0].strip(" ()")) and looks_like_person(text[: inside.start()].strip()):
        return (inside[0].strip(" ()"),)  # `Ana Pérez (MIES)`: the organisation answers for it
    bare = _BRACKETED.sub("", text.strip(" .;:,*\n\t")) or text.strip(" .;:,*\n\t()")
    if not bare or len(bare.split()) > MOST_WORDS:
        return None
    if cast.knows(bare):
        return (bare,)
    spans = [(one.start, one.end) for one in cast.mentions(bare)]
    for pattern in (_STRONG, _WEAK, _SLASH):
        for found in list(pattern.finditer(bare))[:MOST_JOINTS]:
            if any(start < found.start() and found.end() <= end for start, end in spans):
                continue
            left = split_names(bare[: found.start()], cast, column)
            right = split_names(bare[found.end() :], cast, column)
            if left is None or right is None:
                if pattern is _STRONG and not column:
                    return None
                continue
            if pattern is _STRONG or (_stands_alone(left[-1], cast) and _stands_alone(right[0], cast, left[-1])):
                return left + right
            if pattern is _STRONG and not column:
                return None
    name = without_article(bare, cast)
    return (name,) if column or is_name(name, cast) else None


def is_name(text: str, cast: Cast) -> bool:
    """Whether a text names somebody: known, an acronym, with a word such as ministry, for several, or as persons are named."""
    if not text or re.search(r"[?!:@]|\d{3}|\d.*\s.*\s", text):
        return False
    if cast.knows(text) or is_collective(text) or (looks_like_person(text) and not _ARABIC.search(text)):
        return True
    first = text.split()[0]
    return looks_like_body(text) and (not first[:1].islower() or looks_like_body(first))


def without_article(text: str, cast: Cast) -> str:
    """A name without the article or the preposition before it, unless that belongs to it."""
    if cast.knows(text):
        return text
    bare = ARTICLE.sub("", text) or text
    first, _space, rest = bare.partition(" ")
    titled = rest and (is_role(first) or _EACH.fullmatch(first)) and (cast.knows(rest) or is_acronym(rest))
    return rest if titled else bare


def _stands_alone(name: str, cast: Cast, left: str | None = None) -> bool:
    """Whether a part of what is joined by “and” is a name by itself: of `Ministry of Health and Social Welfare` none is."""
    first = fold(name.split()[0])
    if left and _OF_STATE.match(left):
        return is_acronym(name.split()[0]) or is_collective(name) or looks_like_body(first)
    if cast.knows(name) or is_acronym(name.split()[0]) or is_collective(name):
        return True
    if looks_like_body(name) and (left is None or looks_like_body(first)):
        return True
    if looks_like_person(name) and not (left and looks_like_body(left)):
        return True
    return left is not None and (cast.knows(left) or is_acronym(left.split()[0])) and is_name(name, cast)
