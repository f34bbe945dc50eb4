"""Who was at a meeting whose minutes somebody else wrote: in tables, in lists behind a word, in sentences.

Nobody is invented: what stands in a list of attendance is told as it is written, and whether the register knows it is asked
later. What is neither a person nor a body is left where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.exchange.minutes import headings
from app.exchange.minutes.blocks import Block, Paragraph, Table
from app.exchange.minutes.received.cast import Cast, is_acronym, looks_like_person
from app.exchange.minutes.received.naming import without_article
from app.exchange.minutes.received.people_lists import people_in, told_by_body
from app.exchange.minutes.received.people_tables import STATES, people_of
from app.exchange.minutes.received.results import GUEST, PRESENT, Attendee
from app.exchange.minutes.received.splitting import sentences
from app.exchange.minutes.received.tokens import is_shouted, phrases_of, tokens_of, word_set, words
from app.fold import fold

_LINKS = word_set(
    "were was by the from received sent following members étaient etaient sont est foram estiveram fueron de des les do da "
    "os as كل كلا من السادة الاخوه الإخوة التاليه الاعضاء عن الحضور حضور دون بدون عذر بعذر sua ausencia su "
    "ausencia leur absence their absence the ademas tambien egalement also"
)  # fmt: skip
_ALSO = re.compile(r"(?<=،)\s+(?=و(?:غاب|تغيب|اعتذر|لم يحضر|لم تحضر))")
_SHOUTED = re.compile(r"[^a-zà-öø-ÿ,;()]{8,}")
_PRESIDED = re.compile(
    r"(?:(?:a sessão|la sesión|la réunion|la séance|the meeting)\s+)?(?:(?:[Oo]|[Aa]|[Ee]l|[Ll]a|[Ll]e|"
    r"[Tt]he|d[aoe]l?|du)\s+)*(?:[^,()]{2,40},\s+(?=[A-ZÀ-Ý]))?"
    r"(?P<name>[A-ZÀ-Ý][^,()]+?)\s*(?:,\s+(?:del|de la|de l['’]|du|des|de|dos?|das?|of the|of|from)\s+|"
    r"\()(?P<body>[^,();.]+)"
)
#: a sentence that says who sent apologies has no more words
SHORT = 24


def read_attendance(blocks: Sequence[Block]) -> tuple[list[Attendee], frozenset[int], list[str]]:
    """Everybody whom minutes list, the numbers of the blocks in which they stand, and lines of a list that name nobody known
    to be a person or a body.
    """
    missed: list[str] = []
    found: list[Attendee] = []
    used: set[int] = set()
    state: str | None = None
    for number, block in enumerate(blocks):
        if isinstance(block, Table):
            some = people_of(block, state)
            state = None
        else:
            behind = blocks[number + 1] if number + 1 < len(blocks) else None
            if state and _is_group(block, behind):
                used.add(number)
                continue
            state, some = _from_paragraph(block, state)
            if state == PRESENT and fold(block.text).strip(" :") == "in attendance" and found:
                state = GUEST  # below those who are members
            if state and not some:
                used.add(number)
                missed += [block.text] if block.bullet else []
        if some:
            found += some
            if not isinstance(block, Paragraph) or _tells_little_else(block):
                used.add(number)
    found = _once(found)
    if found and not any(isinstance(blocks[number], Table) for number in used):
        found = [*_chair(blocks, found), *found]
    alone = [one for one in found if one.name is None]
    if len(alone) > 2 and sum(bool(one.name and one.organisation) for one in found) * 5 <= len(alone):
        found = [one if one.organisation else Attendee(None, one.name, one.state) for one in found]
    return found, frozenset(used), missed


def _tells_little_else(block: Paragraph) -> bool:
    """Whether most sentences of a paragraph say who was there."""
    told = sentences(block.text)
    return len(told) < 3 or sum(bool(_opening(one) or _excused(one) or _within(one)) for one in told) * 2 >= len(told)


def _is_group(block: Paragraph, behind: Block | None) -> bool:
    """Whether a short line stands above a list of people of its kind: `Government`, `UN and NGOs`."""
    short = not block.bullet and len(block.text.split()) <= 5 and not re.search(r"[,(]", block.text)
    if (
        not short
        or not isinstance(behind, Paragraph)
        or headings.heading(block.text) not in (None, headings.ORGANISATION)
    ):
        return False
    if behind.bullet and people_in(behind.text, PRESENT):
        return True
    below = people_in(behind.text, PRESENT, listed=True)
    told = len(below) == 1 and below[0].name is not None and below[0].organisation is not None
    return told and ":" not in block.text and not looks_like_person(block.text)


def _from_paragraph(block: Paragraph, state: str | None) -> tuple[str | None, list[Attendee]]:
    """The state that holds behind a paragraph, and who is listed in it."""
    if state and (some := told_by_body(block.text, state)):
        return state, some
    if state and is_acronym(block.text) and len(block.text.split()) == 1 and headings.exact(block.text) is None:
        return state, [Attendee(None, block.text, state)]
    announced = (
        headings.heading(block.text) if not block.bullet or block.heading or headings.exact(block.text) else None
    )
    if announced in STATES and (headings.exact(block.text) in STATES or not _opening(block.text, whole=False)):
        return STATES[announced], []
    found: list[Attendee] = []
    said = False
    titled = (block.heading or is_shouted(block.text)) and ":" not in block.text and "," not in block.text
    if titled and headings.exact(block.text) not in STATES:
        return None, []
    for sentence in (part for one in sentences(block.text) for part in _ALSO.split(one)):
        told = _opening(sentence) or _excused(sentence) or _within(sentence)
        if not told:
            continue
        said = True
        code, rest = told
        if not rest.strip():
            return STATES[code], found
        some = people_in(rest, STATES[code], labelled=True)
        if len(some) > 2 or len(rest.split()) < SHORT or ":" in sentence[:60]:
            found += some
    if said:
        return None, found
    if (
        announced
        or block.heading
        or state is None
        or (is_shouted(block.text) and _SHOUTED.fullmatch(block.text) and (block.sign or " " in block.text))
    ):
        return None, []
    some = people_in(block.text, state, listed=True)
    if not some and block.bullet and not block.sign.strip("(").rstrip(").").isdigit():
        return state, []  # one line of a list that is no name ends no list
    is_list = block.bullet or len(some) > 1 or (len(some) == 1 and len(block.text.split()) < 12)
    return (state, some) if some and is_list else (None, [])


def _opening(text: str, whole: bool = True) -> tuple[str, str] | None:
    """What a sentence says at its beginning of who was there, and what stands behind: `Excusés : …`, `Estiveram presentes …`."""
    if labelled := headings.label(text):
        return labelled if labelled[0] in STATES and (whole or labelled[1]) else None
    tokens = tokens_of(text)
    skipped = 1 if tokens and tokens[0].word in ("the", "les", "os", "los", "as", "las", "و") else 0
    hit = phrases_of("minutes_word", *STATES).at(tokens, skipped)
    if hit is None or (text[:1].islower()):
        return None
    after = hit.after
    while after < len(tokens) and (
        tokens[after].word in _LINKS or phrases_of("minutes_word", *STATES).at(tokens, after)
    ):
        inner = phrases_of("minutes_word", *STATES).at(tokens, after)
        after = inner.after if inner else after + 1
    rest = text[tokens[after].start :] if after < len(tokens) else ""
    colon = re.match(r"[^:]{0,40}:\s*", rest)
    if colon and "(" not in colon[0] and "," not in colon[0]:
        rest = rest[colon.end() :]
    return (hit.code, rest) if rest and (whole or rest) else None


def _within(text: str) -> tuple[str, str] | None:
    """`… con la asistencia de: …`, `… com a presença de …` in the midst of the first sentence of sworn minutes."""
    tokens = tokens_of(text)
    for hit in phrases_of("agreed_phrase", "attended").within(tokens):
        rest = text[tokens[hit.after - 1].end :].lstrip(" :")
        colon = re.match(r"[^:(,]{0,60}:\s*", rest)
        rest = (
            rest[colon.end() :]
            if colon
            else re.sub(r"^(?:los|las|os|as|the|les|de|des) (?:siguientes|seguintes|following)\s+\w+\s*", "", rest)
        )
        if len(people_in(rest, PRESENT, labelled=True)) > 1:
            return headings.ATTENDANCE, rest
    return None


def _excused(text: str) -> tuple[str, str] | None:
    """A short sentence that says who sent apologies or stayed away: `O UNICEF pediu desculpas.`"""
    tokens = tokens_of(text)
    if len(tokens) > SHORT:
        return None
    for hit in phrases_of("minutes_word", headings.APOLOGY, headings.ABSENT).within(tokens):
        subject = text[: tokens[hit.first].start].strip(" ,")
        parts = re.split(r"\s*,\s*(?![^()]*\))|\s+(?:and|et|y|e)\s+(?![^()]*\))", subject)
        names = [without_article(part, Cast((), ())) for part in parts if part.strip()]
        if hit.after - hit.first < 2 and hit.after < len(tokens):
            continue  # one word, as in “les ménages absents au plus tard”, says it at the end of a sentence alone
        if hit.first and names and all(_is_one(name) for name in names):
            return hit.code, ", ".join(names)
    return None


def _is_one(name: str) -> bool:
    return len(people_in(name, PRESENT)) == 1 and name[:1].isupper() and len(name.split()) <= 7


def _chair(blocks: Sequence[Block], found: Sequence[Attendee]) -> list[Attendee]:
    """Who presided, where the list of who was there is a sentence and does not name that person again."""
    for block in blocks[:15]:
        if not isinstance(block, Paragraph):
            continue
        tokens = tokens_of(block.text)
        for hit in phrases_of("agreed_phrase", "presided").within(tokens):
            rest = block.text[tokens[hit.after - 1].end :].lstrip(" :")
            told = _PRESIDED.match(rest)
            if told is None or not looks_like_person(told["name"]):
                continue
            name = set(words(told["name"]))
            if not any(one.name and len(name & set(words(one.name))) > 1 for one in found):
                return [Attendee(told["name"], told["body"].strip())]
    return []


def _once(found: Iterable[Attendee]) -> list[Attendee]:
    """Each person once: who stands in the list and in the apologies is excused."""
    kept: dict[tuple[str, str], Attendee] = {}
    for one in found:
        key = fold(one.name or ""), "" if one.name else fold(one.organisation or "")
        if key not in kept or kept[key].state == PRESENT:
            kept[key] = one if key not in kept or one.state != PRESENT else kept[key]
    return list(kept.values())
