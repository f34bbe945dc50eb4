"""Decisions and action points within running text: `It was agreed that …`, `RRC was asked to …`, `WFP to share … by Friday`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.exchange.minutes.date_phrases import by_phrases
from app.exchange.minutes.received import doers
from app.exchange.minutes.received.agreeing import phrases_in
from app.exchange.minutes.received.cast import looks_like_body
from app.exchange.minutes.received.doers import arabic_names, at_start, leading, starts_with_verb
from app.exchange.minutes.received.marks import due_of
from app.exchange.minutes.received.naming import split_names
from app.exchange.minutes.received.results import Said, Task
from app.exchange.minutes.received.tasks import Reading, does, made
from app.exchange.minutes.received.tokens import Hit, Token, phrases_of, tokens_of, word_set, words

_THAT = word_set(
    "that que qu de d to a أن على انه انهم ان ان بان en on ao al also également tambien tambem unanimously "
    "par por unanimidad unanimidade mayoria maioria consensus consenso"
)  # fmt: skip
_CUT = re.compile(
    r"(?:,|;|\.|:|،|؛|\))\s+(?:and\s+|et\s+|y\s+|e\s+|while\s+|tandis que\s+|mientras que\s+|enquanto\s+|"
    r"que\s+)?|\s+(?:and|et|y|e)\s+(?=the\s|la\s|le\s|l['’]|el\s|o\s|a\s)"
)
_ASIDE = re.compile(
    r"^(?:[^\W\d_]+(?:ly|ment|mente)|finally|also|then|in addition|further|enfin|ensuite|de plus|par ailleurs|"
    r"en outre|"
    r"finalmente|además|también|asimismo|por último|além disso|também|por fim|كما|وكذلك|كذلك|أيضا)\s*,?\s+", re.IGNORECASE)  # fmt: skip
_MUST = re.compile(
    r"\b(?:must|shall|devra|devront|deberá|deberán|deverá|deverão|debe|deben|deve|devem|doit|doivent|should)\b",
    re.IGNORECASE,
)
#: words behind which stands what was agreed
_WHAT = word_set("that que ان انه بان علي الي")
#: a sentence of more phrases than this is none
MOST_HITS = 12
#: what somebody delivers of himself is told for information, by whatever day
_OWN_WORK = frozenset({"deliver", "train"})
_SEVERAL = re.compile(
    r"\s*,?\s+(?:and that|et que|y que|e que|et qu['’])\s*(?=\S)|\s*;\s*(?:asimismo|además|también|"
    r"également|aussi|en outre|também|igualmente|also|and|et|y|e)?,?\s*(?=\S)|،?\s+وأن\s+", re.IGNORECASE
)  # fmt: skip
_TO_THIS_END = re.compile(
    r"^(?:to this end|for this purpose|à cet effet|pour cela|para ello|para tal efecto|a tal efecto|"
    r"para o efeito|para tal|para isso|لهذا الغرض|ولهذا الغرض|ولهذه الغاية)\s*,?\s+", re.IGNORECASE
)  # fmt: skip
_LINK = re.compile(r"\s+(?P<link>de|d['’]|qu['’]|que|to|para|a que|pour|a)(?:\s+|(?<=['’]))(?=\S)", re.IGNORECASE)
_ALSO = re.compile(r"،?\s+(?:وكذلك|كذلك|كما)\s+(?=[^\W\d_]{4,} )")
_NOT = word_set("no not ne não never لم لن jamais nunca")
_FORMAL = word_set("minutes minuta minutas agenda compte cr pv proces acta actas ata orden ordem محضر المحضر جدول")
#: a subject begins at most so many signs before its verb
FAR = 200
#: a decision has at least so many words
LEAST_WORDS = 3


@dataclass(frozen=True)
class Doubt:
    """A sentence that may be a decision or an action point, and was not taken for one."""

    text: str


def read_sentence(text: str, block: int, reading: Reading) -> Iterator[Said | Task | Doubt]:
    """What one sentence of running text asks of somebody or decides."""
    tokens = tokens_of(text)
    hits = _usable(text, phrases_in(tokens), tokens)
    if not hits:
        yield from _without_phrase(text, block, reading)
        return
    taken = False
    for n, hit in enumerate(hits):
        end = _beginning(text, tokens[hits[n + 1].first].start, hits[n + 1]) if n + 1 < len(hits) else len(text)
        end = end if end > tokens[hit.after - 1].end else len(text)
        for one in _said(text, tokens, hit, end, block, reading):
            taken = True
            yield one
    if not taken and not _FORMAL & set(words(text)):
        yield Doubt(text)


def _usable(text: str, hits: list[Hit], tokens: tuple[Token, ...]) -> list[Hit]:
    """Phrases that say something here: a bare `على` only at the very beginning, “from now on” only by itself, “shall” not
    within what was agreed.
    """
    hits = [hit for hit in hits if hit.after - hit.first > 1 or hit.first == 0 or tokens[hit.first].word != "علي"]
    hits = [hit for hit in hits if hit.code != "lasting"] or hits
    kept: list[Hit] = []
    for hit in hits:
        before = kept[-1] if kept else None
        within = before and before.code == "agreed" and hit.code == "asked"
        if not within or _CUT.search(text, tokens[before.after - 1].end, tokens[hit.first].start):  # type: ignore[union-attr]
            kept.append(hit)
    return kept[:MOST_HITS]


def _beginning(text: str, start: int, hit: Hit) -> int:
    """Where the clause begins whose subject stands before a place."""
    if hit.code not in ("asked", "adopted"):
        return start
    cuts = [found.end() for found in _CUT.finditer(text, max(0, start - FAR), start)]
    return next((cut for cut in reversed(cuts) if text[cut:start].strip()), 0)


def _said(
    text: str, tokens: tuple[Token, ...], hit: Hit, end: int, block: int, reading: Reading
) -> Iterator[Said | Task]:
    start = tokens[hit.first].start
    if hit.code == "asked":
        yield from _asked(text, start, end, block, reading)
        return
    if hit.code == "asked_of":
        yield from _asked_of(text, tokens, hit, end, block, reading)
        return
    if hit.code in ("adopted", "lasting"):
        if not _FORMAL & {token.word for token in tokens}:
            yield Said(text, block)
        return
    if _somebody_agrees(text, tokens, hit) or (hit.first and tokens[hit.first - 1].word in _NOT):
        return
    after = hit.after
    while after < len(tokens) and tokens[after].word in _THAT and tokens[after].start < end:
        after += 1
    if after >= len(tokens) or tokens[after].start >= end:
        return
    begin = tokens[after].start
    begin -= text[begin - 1] in '"“«' if begin else 0
    content = text[begin:end].strip(" ,;،").rstrip()
    formal = _FORMAL & {token.word for token in tokens[max(0, hit.first - 6) : after + 6]}
    if len(words(content)) < LEAST_WORDS or formal or content.endswith(":"):
        return
    parts = _SEVERAL.split(content)
    firsts = [leading(part, reading.cast, reading.language) for part in parts]
    if all(
        one and one.how not in (doers.COLON, doers.BY, doers.OFFICE) and does(one, part)
        for one, part in zip(firsts, parts, strict=True)
    ):
        for one, part in zip(firsts, parts, strict=True):
            if one:
                yield made(part.strip(" ,;"), block, reading, one.names)
        return
    first = firsts[0]
    if first and first.how not in (doers.COLON, doers.BY, doers.OFFICE) and does(first, parts[0]):
        yield made(content, block, reading, first.names)
        return
    bare_verb = tokens[after - 1].word not in _WHAT
    whole = text[:end].strip() if bare_verb and reading.language != "ar" and hit.first < 4 else content
    for part in _ALSO.split(whole) if reading.language == "ar" else [whole]:
        yield Said(part.strip(" ،,"), block)


def _somebody_agrees(text: str, tokens: tuple[Token, ...], hit: Hit) -> bool:
    """Whether a short phrase has a person for its subject: `Mr Santo agreed that it is a weakness`."""
    if hit.after - hit.first > 2 or not hit.first:
        return False
    before = tokens[hit.first - 1]
    gap = text[before.end : tokens[hit.first].start]
    return not gap.strip() and text[before.start].isupper() and hit.first > 1


def _asked(text: str, start: int, end: int, block: int, reading: Reading) -> Iterator[Task]:
    """`RRC was asked to …`: those who stand before the phrase."""
    first = max(0, start - FAR)
    for place in (first, *(found.end() for found in _CUT.finditer(text, first, start))):
        subject = _ASIDE.sub("", text[place:start].strip(" ,،"))
        names = split_names(subject, reading.cast) if subject else None
        if names:
            at = text.index(subject, place)
            yield made(text[at:end].strip(" ,;،"), block, reading, names)
            return
    mentions = [one for one in reading.cast.mentions(text[:start]) if start - one.end < 3]
    if mentions:
        names = (text[mentions[-1].start : mentions[-1].end],)
        yield made(text[mentions[-1].start : end].strip(" ,;،"), block, reading, names)


def _asked_of(text: str, tokens: tuple[Token, ...], hit: Hit, end: int, block: int, reading: Reading) -> Iterator[Task]:
    """`Il est demandé à la DPS de …`, `وكلف الاجتماع مكتب التربية ب…`: those who stand behind the phrase."""
    begin = tokens[hit.after - 1].end
    behind = text[begin:end]
    place = begin + len(behind) - len(behind.lstrip())
    if reading.language == "ar":
        skipped = re.match(r"\s*(?:الاجتماع|اللجنة|المجتمعون|كل من|من)\s+", text[place - 1 : end])
        place = place - 1 + skipped.end() if skipped else place
        some, _after = arabic_names(text, place, reading.cast)
        names: tuple[str, ...] | None = tuple(some)
    else:
        names = _before_the_task(behind, reading)
    if not names and reading.language != "ar" and (known := at_start(behind.strip(), reading.cast)):
        names = known.names
    if not names:
        first = leading(behind.strip(), reading.cast, reading.language, strict=True)
        names = first.names if first else None
    if names:
        yield made(text[place:end].strip(" ,;،"), block, reading, names)


def _before_the_task(text: str, reading: Reading) -> tuple[str, ...] | None:
    """The names before the word behind which stands what they are to do: `la délégation de la santé | d'afficher …`."""
    for found in _LINK.finditer(text):
        tail = text[found.end() :]
        sure = found["link"].lower() in ("que", "qu'", "qu’", "to", "a que") or starts_with_verb(tail, reading.language)
        names = split_names(text[: found.start()].strip(" ,:"), reading.cast) if sure else None
        if names:
            return names
    return None


def _without_phrase(text: str, block: int, reading: Reading) -> Iterator[Task | Doubt]:
    """`WFP to share the list by Friday`, `DPS must …`; what somebody will do anyway is no action point."""
    if purpose := _TO_THIS_END.match(text):
        yield from _to_this_end(text[purpose.end() :], block, reading)
        return
    first = leading(text, reading.cast, reading.language, strict=True)
    if first is None or not does(first, text):
        return
    due, _written = due_of(text, reading.asked)
    known = all(reading.cast.knows(name) or looks_like_body(name) for name in first.names)
    if reading.language == "ar":
        if first.how == doers.TO:
            yield made(text, block, reading, first.names)
        return
    if first.how == doers.TO or (known and first.how == doers.MODAL and _MUST.search(text[: first.end + 2])):
        yield made(text, block, reading, first.names)
    elif known and first.how == doers.MODAL and due:
        done = _verbs_in(text)
        if _has_by(text) and done and done[0] not in _OWN_WORK:
            yield made(text, block, reading, first.names)
        else:
            yield Doubt(text)
    elif known and first.how == doers.VERB and due:
        yield Doubt(text)


def _to_this_end(text: str, block: int, reading: Reading) -> Iterator[Task]:
    """What somebody will do to carry out what was just decided, one after another."""
    for part in re.split(r"\s*[,;]\s*(?:and|et|y|e)\s+", text):
        first = leading(part, reading.cast, reading.language, strict=True)
        if first and does(first, part):
            yield made(part.strip(" ,;"), block, reading, first.names)


def _verbs_in(text: str) -> list[str]:
    """What is done in a sentence, by the codes of the vocabulary; `remitirá` is what `remitir` is."""
    verbs = phrases_of("minutes_verb")
    found: list[str] = []
    for token in tokens_of(text):
        ends = (token.word, token.word[:-1], token.word[:-2], token.word[:-3], f"{token.word[:-1]}e")
        tried = (verbs.at((Token(word, 0, 0),), 0) for word in ends[: 5 if len(token.word) > 6 else 1] if word)
        found += [hit.code for hit in tried if hit][:1]
    return found


def _has_by(text: str) -> bool:
    tokens = words(text)
    strong = {phrase for phrase in by_phrases() if phrase[0] not in ("on", "le", "el", "na", "no", "في", "next", "em")}
    return any(tokens[n : n + length] in strong for n in range(len(tokens)) for length in (1, 2, 3, 4))
