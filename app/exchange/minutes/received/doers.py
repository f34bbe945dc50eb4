"""Who does it: the names with which a line begins, or that stand apart at its end; each as it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.exchange.minutes import headings
from app.exchange.minutes.received.cast import (
    PARTICLES,
    Cast,
    looks_like_body,
)
from app.exchange.minutes.received.naming import ARTICLE, split_names
from app.exchange.minutes.received.tokens import Token, phrases_of, tokens_of, word_set, words
from app.fold import fold

COLON, TO, MODAL, VERB, START, BY, OFFICE = "colon", "to", "modal", "verb", "start", "by", "office"

_MODAL = re.compile(
    r"(?:\s+(?:will|shall|must|should|is to|are to|has to|have to|needs to|need to|va|vont|doit|doivent|"
    r"devra|devront|deve|devem"
    r"|deverá|deverão|irá|irão|vai|vão|debe|deben|deberá|deberán|va a|van a|tiene que|tienen que|fica de|"
    r"ficam de|ficou de"
    r"|tem de|têm de|queda en|quedan en)(?=\s))", re.IGNORECASE)  # fmt: skip
_FUTURE = re.compile(
    r"[^\W\d]{2,}(?:ará|erá|irá|drá|brá|arán|erán|irán|drán|arão|erão|irão|era|ira|dra|vra|eront|iront|dront|vront)"
)
_TO = re.compile(r"\s+to\s+(?=[a-z-]{2,}\b)")
_NO_HEAD = word_set(
    "is are was were be been has have had need needs want wants like how due able according agreed asked "
    "requested going plans planned continue continued continues refused wait waits there it they we he she "
    "this that which who when where not est sont a ont était pas qui que es son fue está no que é são foi não "
    "que se si من الذي التي لم لا"
)  # fmt: skip
_TO_WHOM = word_set("the a an all any each new this that these those their his her our its be what whom")
_INFINITIVE = {
    "fr": re.compile(r"(?:se |s['’]|ne pas |y )?[^\W\d_]{2,}(?:er|ir|re|oir)(?:\s|$)", re.IGNORECASE),
    "es": re.compile(r"(?:no )?[^\W\d_]{2,}(?:ar|er|ir|ír)(?:se|lo|la|los|las|le|les)?(?:\s|$)", re.IGNORECASE),
    "pt": re.compile(r"(?:não )?[^\W\d_]{2,}(?:ar|er|ir|por|ôr)(?:-se|-lo|-la)?(?:\s|$)", re.IGNORECASE),
}
#: how far a line is looked through for the verb of what is to be done
FAR = 12
_BEFORE_NAME = re.compile(
    r"^(?:(?:les?|la|o|os|as?|the|los|las|el)?\s*(?:volunt[aá]rios|volontaires|volunteers|représentants?|"
    r"representantes?|équipes?|"
    r"equipas?|equipos?|team|teams|point focal|ponto focal|punto focal|ممثل|ممثلو|متطوعو|"
    r"فريق)\s+(?:d[aoe]s?|de la|del|du|des|de l['’]|of|from)?\s*)",
    re.IGNORECASE,
)
_BY_WHOM = re.compile(r"\s(?:pel[ao]s?|par|por|by|من قبل)\s+(?=\S)")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_DUTY = re.compile(
    r"^(?:على كل من|على|يتولى|تتولى|يقوم كل من|تقوم كل من|يقوم|تقوم|يلتزم|تلتزم|يتعين على|يجب على|قيام|أن)\s+"
)
_ARABIC_VERB = re.compile(r"^(?:س|ف)?[يت][\u0621-\u064a]{2,}$")


@dataclass(frozen=True)
class Doers:
    """Who does it as written, by what they are told (`how`), and where in the text they end."""

    names: tuple[str, ...]
    how: str
    end: int


def leading(text: str, cast: Cast, language: str, strict: bool = False) -> Doers | None:
    """Those with whom a text begins and who are to do what it says. `strict` takes nobody before a colon or a dash, nor who
    only happens to stand first.
    """
    if language == "ar" and (found := _arabic(text, cast, strict)):
        return found
    readers = (
        (_before_to, _before_modal, _before_verb)
        if strict
        else (_before_colon, _before_to, _before_modal, _before_verb)
    )
    for read in readers:
        if found := read(text, cast, strict) if read is _before_to else read(text, cast):
            return found
    return None if strict else (at_start(text, cast) or _by_whom(text, cast) or _office(text, language))


def starts_with_verb(text: str, language: str) -> bool:
    """Whether a text begins with what is to be done, as an infinitive or an order does."""
    pattern = _INFINITIVE.get(language)
    if pattern is not None and pattern.match(text):
        return True
    tokens = tokens_of(text)
    return language in ("en", "ar") and phrases_of("minutes_verb").at(tokens, 0) is not None


def _before_colon(text: str, cast: Cast) -> Doers | None:
    for found in re.finditer(r"\s*:\s+|\s+[–—-]\s+|\s*[–—]\s+", text[:90]):
        names = split_names(text[: found.start()], cast)
        if names and len(text[: found.start()].split()) <= 9 and text[found.end() :].strip():
            return Doers(names, COLON, found.end())
    return None


def _before_to(text: str, cast: Cast, strict: bool = False) -> Doers | None:
    found = _TO.search(text[:140])
    if not found:
        return None
    head = text[: found.start()]
    tokens = [token.word for token in tokens_of(head)]
    if len(tokens) > FAR or _NO_HEAD & set(tokens) or _TO_WHOM & set(words(text[found.end() : found.end() + 20])[:1]):
        return None
    if any(
        phrases_of("minutes_verb").at(tokens_of(head), n)
        for n in range(1, len(tokens))
        if head[tokens_of(head)[n].start].islower()
    ):
        return None
    names = split_names(head, cast) or (_capitalised(head, cast) if tokens and not strict else None)
    return Doers(names, TO, found.end()) if names else None


def _before_modal(text: str, cast: Cast) -> Doers | None:
    for found in _MODAL.finditer(text[:140]):
        if names := _head(text[: found.start()], cast):
            return Doers(names, MODAL, found.end())
    for token in tokens_of(text)[1:FAR]:
        if _FUTURE.fullmatch(text[token.start : token.end]) and (names := _head(text[: token.start], cast)):
            return Doers(names, MODAL, token.end)
    return None


def _before_verb(text: str, cast: Cast) -> Doers | None:
    tokens = tokens_of(text)
    verbs = phrases_of("minutes_verb")
    for place in range(1, min(FAR, len(tokens))):
        hit = verbs.at(tokens, place)
        if hit and not text[tokens[place].start].isupper() and (names := _head(text[: tokens[place].start], cast)):
            return Doers(names, VERB, tokens[hit.after - 1].end)
    return None


def _head(text: str, cast: Cast) -> tuple[str, ...] | None:
    """The names of a subject; a word for several counts before a verb only when it stands first."""
    if _NO_HEAD & {token.word for token in tokens_of(text)} - {"a"}:
        return None
    bare = ARTICLE.sub("", text)
    known = cast.at(bare, 0)
    if known and any(
        token.word not in PARTICLES and bare[token.start].islower()
        for token in tokens_of(bare)
        if token.start > known.end
    ):
        return None
    return split_names(text, cast)


def at_start(text: str, cast: Cast) -> Doers | None:
    """Known names in a row at the very beginning: `ICBF y ACNUR reunión bilateral`."""
    lead = _BEFORE_NAME.match(text) or ARTICLE.match(text)
    place = lead.end() if lead else 0
    names: list[str] = []
    end = place
    while (mention := cast.at(text, place)) is not None:
        names.append(text[mention.start : mention.end])
        end = mention.end
        link = re.match(
            r"\s*[,،]\s*|\s*/\s*|\s+(?:and|et|y|e|&|\+|con|com|avec|with)\s+(?:l['’]|la |le |les |the |o |"
            r"a |el )?|\s+(?=و)",
            text[end:],
        )
        if not link:
            break
        place = end + link.end()
    return Doers(tuple(names), START, end) if names else None


def _office(text: str, language: str) -> Doers | None:
    """`Les préfets rendent compte …`, `chef de canton : trouver …`: few words with an article before a verb, or before a colon
    behind which stands what is to be done.
    """
    colon = re.match(r"(?P<name>[^\W\d_][^:;,.()]{2,40}?)\s*:\s+(?=\S)", text)
    if colon and len(colon["name"].split()) <= 4 and starts_with_verb(text[colon.end() :], language):
        name = ARTICLE.sub("", colon["name"])
        return Doers((name,), OFFICE, colon.end()) if headings.exact(name) is None else None
    lead = re.match(r"(?:les?|la|los|las|el|os?|as?|the)\s+", text, re.IGNORECASE)
    tokens = tokens_of(text)
    for place in range(2, min(5, len(tokens))) if lead else ():
        if phrases_of("minutes_verb").at(tokens, place) and not text[tokens[place].start].isupper():
            return Doers((text[lead.end() : tokens[place - 1].end],), OFFICE, tokens[place].end) if lead else None
    return None


def _by_whom(text: str, cast: Cast) -> Doers | None:
    """`… pelo SDSMAS e PMA antes de 31 de Março`: known names behind the word for by whom."""
    for found in _BY_WHOM.finditer(text):
        if some := at_start(text[found.end() :], cast):
            return Doers(some.names, BY, found.end() + some.end)
    return None


def _capitalised(head: str, cast: Cast) -> tuple[str, ...] | None:
    """The names before “to”, of which nobody has heard: short, and each of their words with a capital."""
    names = split_names(head, cast, column=True) or ()
    fitting = all(
        len(name.split()) <= 6
        and name[:1].isupper()
        and all(w[:1].isupper() or fold(w) in PARTICLES for w in name.split())
        for name in names
    )
    return names if names and fitting else None


# --- Arabic ---------------------------------------------------------------------------------------------------------


def _arabic(text: str, cast: Cast, strict: bool) -> Doers | None:
    """`على الوزارة رفع…`, `تقوم المنظمة ب…`, `الوزارة ترسل…`: names have no capitals, so a known one or one of a body."""
    if not strict and (found := _before_colon(text, cast)):
        return found
    place, how = 0, START
    if duty := _DUTY.match(text):
        place, how = duty.end(), TO
    tokens = tokens_of(text)
    first = next((token for token in tokens if token.start >= place), None)
    if first is None:
        return None
    verb = _ARABIC_VERB.match(text[first.start : first.end]) is not None and cast.at(text, first.start) is None
    if verb and not _is_body_word(first):
        after = next((token for token in tokens if token.start > first.start), None)
        if after is None:
            return None
        place, how = after.start, VERB
    names, end = arabic_names(text, place, cast)
    if not names:
        return None
    if how == START:
        rest = [token for token in tokens if token.start >= end]
        how = VERB if rest and _ARABIC_VERB.match(text[rest[0].start : rest[0].end]) else START
    return None if strict and how == START else Doers(tuple(names), how, end)


def arabic_names(text: str, place: int, cast: Cast) -> tuple[list[str], int]:
    """The bodies and persons that are named in a row at a place of an Arabic text, and where they end."""
    names: list[str] = []
    end = place
    while True:
        mention = cast.at(text, place)
        if mention is not None:
            names.append(text[mention.start : mention.end])
            end = mention.end
        else:
            found = _arabic_body(text, place)
            if found is None:
                return names, end
            names.append(text[found[0] : found[1]])
            end = found[1]
        link = re.match(r"\s*[،,/]\s*|\s+(?:و|مع|بالتنسيق مع|بالتعاون مع)\s+|\s+(?=و\S)", text[end:])
        if not link:
            return names, end
        place = end + link.end()


def _arabic_body(text: str, place: int) -> tuple[int, int] | None:
    """A body that nobody has heard of: a word such as مكتب with what belongs to it, which bears the article."""
    tokens = [token for token in tokens_of(text) if token.start >= place]
    if not tokens or tokens[0].start != place:
        return None
    start = place
    if not _is_body_word(tokens[0]):
        if not (text[place] == "و" and _is_body_word(Token(tokens[0].word[1:], place + 1, tokens[0].end))):
            return None
        start = place + 1
    taken = 1
    if len(tokens) > 1 and not tokens[0].word.startswith("ال") and not tokens[1].word.startswith("ال"):
        taken = 2
    while (
        taken < min(len(tokens), 7)
        and re.match(r"ال|وال", tokens[taken].word)
        and text[tokens[taken - 1].end : tokens[taken].start] == " "
    ):
        taken += 1
    return start, tokens[min(taken, len(tokens)) - 1].end


def _is_body_word(token: Token) -> bool:
    return looks_like_body(token.word)
