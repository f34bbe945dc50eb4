"""Who is named in one part of a list: `Name (ORG)`, `ORG (Name, Name)`, `Name – ORG – position`, an acronym alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app import vocabulary
from app.exchange.minutes import headings
from app.exchange.minutes.received.cast import is_acronym, is_collective, looks_like_body, looks_like_person
from app.exchange.minutes.received.results import GUEST, Attendee
from app.exchange.minutes.received.tokens import phrases_of, tokens_of

REPRESENTS = re.compile(
    r"^(?:a representative of|representative of|(?:le |la )?représentante? d(?:e la|u|e l['’]|es|e)|(?:o |"
    r"a |el |la |un )?(?:representante|delegad[oa]) d(?:o|a|e la|el|e)|"
    r"ممثلة?|مندوبة?|the|le|la|les|l['’]|o|a|os|as|el|los|las)\s*(?<=[\s'’])(?=\S)", re.IGNORECASE)  # fmt: skip
OF = re.compile(
    r"^(?:(?:en|em|in) (?:representación|representação|representation) (?:del?(?: la)?|d[aoe]s?|of)|"
    r"representando (?:al?|ao|o|a|la)?|representing"
    r"|on behalf of|por (?:la |el )?|pel[ao]s? |pour (?:le |la |l['’])?|from|of|del|de la|de los|de las|"
    r"de l['’]|du|des|de|d['’]|dos?|das?|من|عن|ممثلا عن|ممثلاً عن)"
    r"(?:\s+(?:the|el|la|o|a)\b)?\s*(?<=[\s'’])(?=[^\W\d_])", re.IGNORECASE)  # fmt: skip
ROLE = re.compile(r"^(?:(?:[OoAa]|[Ee]l|[Ll]a|[Ll]e|[Uu]ne?|[Tt]he|[Uu]ma?)\s+|[Ll]['’])[a-zà-ÿ]")
CLAUSE = re.compile(r"\s+(?:que|qui|quien|who|which|الذي|التي)\s.*$", re.DOTALL)
LEAD = re.compile(r"^(?:o|a|os|as|el|la|le|l['’]|the)\s*(?:[a-zà-ÿ]{3,}\s+){0,2}(?=[A-ZÀ-Ý])")
_STATES = {headings.APOLOGY: "apology", headings.ABSENT: "absent", headings.WALK_IN: GUEST}
_ME = frozenset({"eu", "yo", "je", "moi", "me", "myself", "i", "أنا", "انا"})
_WITHIN = re.compile(
    r"\s(?:del|de la|de los|de las|de l['’]|du|des|de|d['’]|dos?|das?|of the|of|at|for|from)\s*(?<=[\s'’])(?=\S)"
)
_PERSON_OF = re.compile(
    r"^(?P<name>.+?)\s+(?:del|de la|de l['’]|du|des|de|d['’]|dos?|das?|of the|of|"
    r"pel[ao])\s*(?<=[\s'’])(?P<body>\S.*)$"
)
ARABIC = re.compile(r"[\u0600-\u06ff]")
_NAME_OF = re.compile(
    r"^(?P<name>[^,()]+),\s+(?:(?:en|em) (?:representación|representação) )?(?:del|de la|de los|de las|"
    r"de l['’]|du|des|de|d['’]|dos?|das?|of the|of|from the|from|من)\s*(?<=[\s'’])(?P<body>[^()]+)$"
)
_FIRST_NAME = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]{2,}")
_SURNAME = re.compile(r"[A-ZÀ-Ý-]{3,}(?:\s+[A-ZÀ-Ý][a-zà-ÿ'’-]+){1,3}")
_DASH = re.compile(r"\s+[–—-]\s+|\s*[–—]\s*|\s*\|\s*|\s+/\s+|\s{3,}|\t+")
_FROM = re.compile(
    r"\s+(?:from|representing|of the|representando|représentant|ممثلا عن|ممثلاً عن|ممثلة عن|ممثل عن|ممثل|"
    r"مندوب|مندوبة|عن|من)\s+(?:the\s+)?"
)
_BRACKETS = re.compile(r"^(?P<outside>[^()\[\]]*?)\s*[(\[](?P<inside>[^()\[\]]+)[)\]](?P<rest>.*)$", re.DOTALL)
_OF_ENGLISH = re.compile(r"\s(?:of|from)\s")  # no name of a person has it, as many have `de`
_AND = re.compile(r"\s+(?:and|et|e|y|&|ni|nor)\s+|\s+(?=و\S)")
ADDRESS = re.compile(
    r"^(?:(?:[oa]s? )?senhor(?:es|as|a)?|(?:el |la |los |las )?señor(?:es|as|a)?|messieurs|mesdames|mm\.|mmes\b|"
    r"the following(?: members)?|السادة|الإخوة|الاخوة|السيد/ة)\s*:?\s+(?=\S)", re.IGNORECASE)  # fmt: skip
NO_LETTERS = re.compile(r"^[\W\d_]*$")
BREAKS = re.compile(r"[.!?؟]\s|\s(?:who|which|qui|que|quien|الذي|التي|is|are|was|est|sont|es|está|é|são)\s")
#: words of a name; more make a sentence
MOST_WORDS = 9


def one_item(item: str, state: str) -> Iterator[Attendee]:
    """Everybody in one part of a list."""
    item = ADDRESS.sub("", item.strip())
    item = re.sub(r",?\s+(?:por se|por estar|pour des|for other|due to|because)\s.*$", "", item)
    role = re.match(r"^(?P<role>[^,()]+),\s+(?P<name>[^,()]+)$", item)
    if role and ROLE.match(role["role"]) and looks_like_person(role["name"]):
        body = CLAUSE.sub("", REPRESENTS.sub("", role["role"]))
        yield Attendee(role["name"], body if looks_like_body(body) and not body[:1].islower() else None, state)
        return
    item = LEAD.sub("", item)
    told = _NAME_OF.match(item)
    if told and looks_like_person(told["name"]):
        yield Attendee(told["name"], told["body"].strip(" ."), state)
        return
    if (found := _BRACKETS.match(item)) and is_post(found["inside"]) and _DASH.search(found["outside"]):
        item = f"{found['outside']} {found['rest']}".strip()
    elif found:
        yield from _bracketed(found["outside"].strip(), found["inside"].strip(), state)
        return
    parts = [
        part.strip()
        for part in (_DASH.split(item) if _DASH.search(item) else _FROM.split(item, maxsplit=1))
        if part.strip()
    ]
    untitled = re.sub(r"^\w{1,5}\.\s+", "", parts[0]) if parts else ""
    if not parts or (BREAKS.search(f"{untitled} ") and not looks_like_person(parts[0])):
        return
    if len(parts) > 1:
        yield from _apart(parts, state)
        return
    item = REPRESENTS.sub("", item)
    if is_acronym(item.split()[0]) and ARABIC.search(item):
        yield Attendee(None, item.split()[0], state)
        return
    of = _PERSON_OF.match(item)
    titled = of is not None and _OF_ENGLISH.search(item) is not None and of["body"][:1].isupper()
    if (
        of
        and looks_like_person(of["name"])
        and (titled or is_acronym(of["body"].split()[0]) or looks_like_body(of["body"]))
    ):
        yield Attendee(of["name"], of["body"], state)
        return
    for one in _each(item):
        bare = REPRESENTS.sub("", one)
        if looks_like_body(one):
            yield Attendee(None, bare if looks_like_body(bare) else one, state)
        elif looks_like_person(one) and not is_collective(one):
            yield Attendee(one, None, state)


def is_post(text: str) -> bool:
    """Whether a text is a post of the code lists and nothing else: chairperson, secretary, point focal."""
    lists = (vocabulary.code_list(name) for name in ("member_role", "contact_role"))
    return any(listed.find(text.strip(" .")) for listed in lists)


def _each(item: str) -> list[str]:
    """Two names that are joined by “and”, if each is one."""
    parts = _AND.split(item)
    if len(parts) == 2 and parts[1][:1] == "و":
        parts[1] = parts[1][1:]
    both = all(
        is_acronym(part.split()[0]) or looks_like_person(part) or looks_like_body(part.split()[0])
        for part in parts
        if part.strip()
    )
    return parts if len(parts) > 1 and both and all(part.strip() for part in parts) else [item]


def _bracketed(outside: str, inside: str, state: str) -> Iterator[Attendee]:
    if not outside or len(outside.split()) > MOST_WORDS:
        return
    if (said := headings.exact(inside)) in _STATES:
        state = _STATES[said]
        yield from (one for one in one_item(outside, state))
        return
    if outside.lower() in _ME:
        name, _comma, body = inside.partition(",")
        yield Attendee(name.strip(), body.strip() or None, state)
        return
    if state in ("apology", "absent") and inside[:1].islower() and not looks_like_body(inside):
        yield from one_item(outside, state)  # why somebody stayed away
        return
    names = [part.strip() for part in re.split(r"\s*[,;/،]\s*|\s+(?:and|et|e|y|&)\s+", inside) if part.strip()]
    people = all(looks_like_person(name) or _FIRST_NAME.fullmatch(name) for name in names)
    if looks_like_body(inside) and _SURNAME.fullmatch(outside):
        yield Attendee(outside, _body_in(inside), state)
    elif looks_like_body(outside) and people and not looks_like_body(inside):
        for name in names:
            yield Attendee(name, outside, state)
    elif looks_like_body(outside) and not looks_like_person(outside):
        yield Attendee(None, REPRESENTS.sub("", outside), state)
    elif not NO_LETTERS.match(outside) and (looks_like_person(outside) or len(outside.split()) <= 5):
        guest = GUEST if any(is_guest(part) for part in names) else state
        body = _body_in(inside)
        for name in _each(outside) if all(looks_like_person(one) for one in _each(outside)) else [outside]:
            yield Attendee(name, body, guest)


def _apart(parts: Sequence[str], state: str) -> Iterator[Attendee]:
    """One person, of whom name, organisation and position stand apart; or an organisation and its people."""
    parts = [body_of(part) if n else part for n, part in enumerate(parts) if not NO_LETTERS.match(part)]
    if len(parts) == 2 and looks_like_body(parts[0]) and "," in parts[1]:
        names = [name.strip() for name in parts[1].split(",")]
        if all(looks_like_person(name) for name in names):
            yield from (Attendee(name, parts[0], state) for name in names)
            return
    bodies = [part for part in parts if looks_like_body(part)]
    persons = [part for part in parts if looks_like_person(part)]
    if parts and parts[0] in bodies and len(parts) == 2 and persons == parts[1:]:
        yield Attendee(parts[1], parts[0], state)
    elif parts and parts[0] in bodies:
        yield Attendee(None, parts[0], state)
    elif parts and len(parts[0].split()) <= 6 and (parts[0] in persons or bodies):
        behind = bodies[0] if bodies else (parts[1] if len(parts) > 1 and len(parts[1].split()) <= 6 else None)
        guest = GUEST if any(is_guest(part) for part in parts[1:]) else state
        yield Attendee(parts[0], REPRESENTS.sub("", behind) if behind else None, guest)


def body_of(text: str) -> str:
    """The organisation in `del MIES`, `directora de la Cruz Roja`; a text that says nothing of the kind as it is."""
    if found := OF.match(text):
        return text[found.end() :]
    found = _WITHIN.search(text)
    if found and text[:1].islower() and (looks_like_body(text[found.end() :]) or text[found.end()].isupper()):
        return text[found.end() :]
    return text


def is_guest(text: str) -> bool:
    """Whether a word beside a name says that somebody was a guest."""
    tokens = tokens_of(text)
    return (
        any(hit.code == GUEST for hit in phrases_of("minutes_word", GUEST).within(tokens))
        if len(tokens) <= 4
        else False
    )


def _body_in(text: str) -> str:
    """The organisation among what stands in brackets behind a name: `UNICEF, cheffe de bureau`."""
    parts = [part for part in re.split(r"\s*[,;،]\s*", text) if part]
    first = next((part for part in parts if looks_like_body(part)), parts[0] if parts else text)
    dashed = re.split(r"\s+[–—-]\s+", first)
    return dashed[0] if len(dashed) > 1 and is_acronym(dashed[0]) else first
