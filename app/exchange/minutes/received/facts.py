"""What minutes say of their meeting: the language, the day, the number, the title, the day of the next one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from app.exchange.minutes import headings
from app.exchange.minutes.blocks import Block, Paragraph
from app.exchange.minutes.date_phrases import weekdays
from app.exchange.minutes.dates import Found, find_dates
from app.exchange.minutes.received.spelled import spelled_dates
from app.exchange.minutes.received.tokens import tokens_of, word_set, words
from app.fold import fold

#: small words by which a language is known
_SMALL = {
    "en": word_set("the of and to in is for was were will by with that are on be has at from"),
    "fr": word_set("le les des et du est une pour dans sur avec par aux qui ont sont il ne pas au"),
    "es": word_set("el los las y del una para con por se que al es son fue en su lo no"),
    "pt": word_set("o os as e do da dos das uma para com por não em ao foi são no na um"),
}
_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
_MEETING = word_set(
    "meeting sitting session minutes held reunion seance rencontre compte proces tenue tenu sesion acta "
    "minuta notas notes reuniao sessao ata encontro realizada celebrada sintese cr pv اجتماع محضر جلسه "
    "الاجتماع اجتماعها الموافق اللقاء"
)  # fmt: skip
_NEXT = word_set(
    "next again prochaine prochain proxima proximo siguiente suivante seguinte القادم المقبل القادمه المقبله التالي"
)
_EARLIER = word_set(
    "last previous earlier precedente precedent dernier derniere anterior anteriores passado pasado السابق "
    "السابقه الماضي review suivi lu lue read lida lido leida adopte adoptee approuve aprobada aprovada "
    "seguimiento revisao matters"
)  # fmt: skip
_MAIL = re.compile(r"^(?:from|sent|to|cc|de|à|envoyé|enviado|enviado el|para|من|إلى)\s*:", re.IGNORECASE)
_SUBJECT = re.compile(r"^(?:subject|objet|asunto|assunto|الموضوع|re|tr|fw|fwd)\s*:", re.IGNORECASE)
_DATED = re.compile(
    r"^(?:date|data|fecha|التاريخ|تاريخ|le|day|jour|día|dia)\b[^:\d]{0,30}:|^(?:data|date|fecha) \.+", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?:\bno\.?|n[°ºo.]{1,2}|\bnum(?:ber|éro|ero)?\.?|#|رقم)\s*[(:]?\s*(?P<after>\d{1,4}(?:\s*[-/]\s*\d{2,4})?)"
    r"|(?P<before>\d{1,3})\s*(?:st|nd|rd|th|ª|º|ème|e)?\s+(?:meeting|sitting|session|réunion|séance|"
    r"reunión|sesión|reunião|sessão)"
    r"|\b(?P<roman>[IVXL]{1,6})\s+(?:meeting|session|réunion|séance|reunión|sesión|reunião|sessão)", re.IGNORECASE)  # fmt: skip
_HOUR = re.compile(r"\b\d{1,2}\s?[h:]\s?\d{2}\b|\b\d{1,2}\s?(?:am|pm|h)\b", re.IGNORECASE)
_WEEKDAYS = frozenset(
    word for names in weekdays(False) for word in names if not word.isdigit() and word not in ("feira", "يوم")
)
_DAYS_OF_MONTH = re.compile(r"\b(\d{1,2}) (?:dias|días) (?:do|del) m[eê]s de ", re.IGNORECASE)
#: how far from the top the facts of a meeting may stand
TOP = 30


def language_of(blocks: Sequence[Block]) -> str:
    """The language that minutes are written in, one of ours."""
    text = " ".join(lines_of(blocks))[:40_000]
    if len(_ARABIC.findall(text)) > len(_LATIN.findall(text)) // 2:
        return "ar"
    tokens = re.findall(r"[^\W\d_]+", text.lower())
    counts = {language: sum(token in small for token in tokens) for language, small in _SMALL.items()}
    return max(counts, key=lambda language: counts[language])


def lines_of(blocks: Sequence[Block], most: int | None = None) -> Iterator[str]:
    """The texts of paragraphs, and of tables cell by cell, a label with what stands beside it."""
    for block in blocks[:most]:
        if isinstance(block, Paragraph):
            yield block.text
            continue
        for row in block.rows[:most]:
            filled = [cell for cell in dict.fromkeys(row) if cell.strip()]
            for n, cell in enumerate(filled):
                if cell.rstrip().endswith(":") and n + 1 < len(filled):
                    yield f"{cell} {filled[n + 1]}"
                elif n and len(filled) == 2 and len(filled[0].split()) <= 4:
                    yield f"{filled[0]}: {cell}"
                else:
                    yield cell


def held_on(blocks: Sequence[Block]) -> dt.date | None:
    """The day of the meeting; None where minutes do not say it with its year."""
    lines = [_DAYS_OF_MONTH.sub(r"\1 de ", line) for line in lines_of(blocks, TOP) if len(line) < 600]
    year = next(
        (
            one.date
            for line in lines
            for one in find_dates(line, dt.date(2000, 1, 1), due=False)
            if _has_year(line, one)
        ),
        None,
    )
    mail = any(_MAIL.match(line) for line in lines)
    best: tuple[float, dt.date] | None = None
    for place, line in enumerate(lines):
        found = [one for one in find_dates(line, year, due=False) if _is_day(line[one.start : one.end])] if year else []
        told = [(one.date, one.start, 2.0 * _has_year(line, one)) for one in found]
        for date, start, more in (told or [(*one, 2.0) for one in spelled_dates(line)])[:2]:
            worth = _worth(line, start, place, mail) + more
            if best is None or worth > best[0]:
                best = worth, date
    return best[1] if best and best[0] > -1 else None


def _is_day(text: str) -> bool:
    """Whether a date is written with its day, and is no number of hours: `pelas 9 horas`."""
    return re.search(r"\d", text) is not None and not re.search(r"\d\s*(?:h\b|hour|heure|hora|min)", fold(text))


def _has_year(line: str, one: Found) -> bool:
    return re.search(r"(?:19|20)\d\d|\d[/.-]\d{1,2}[/.-]\d\d$", fold(line[one.start : one.end])) is not None


def _worth(line: str, start: int, place: int, mail: bool) -> float:
    """How likely a date is that of the meeting, by the words around it."""
    told = set(words(line[: start + 40]))
    worth = 2.0 - place * 0.12 - (start > 120) - 2 * (len(line) > 250)
    if _DATED.match(line.strip()):
        worth += 0.5 if mail else 5
    elif _MAIL.match(line.strip()):
        worth -= 2
    if _SUBJECT.match(line.strip()):
        worth += 3
    worth += bool(_HOUR.search(line)) + bool({token.word for token in tokens_of(line)} & _WEEKDAYS)
    worth -= 4 * (headings.heading(line) == headings.EARLIER)
    worth += 3 * bool(told & _MEETING)
    worth -= 6 * bool(told & _NEXT)
    worth -= 4 * bool(told & _EARLIER)
    return worth


def next_meeting(blocks: Sequence[Block], day: dt.date | None) -> dt.date | None:
    """The day of the next meeting, where minutes tell it."""
    if day is None:
        return None
    for line in reversed(list(lines_of(blocks))):
        for sentence in re.split(r"(?<=[.!?؟])\s+|\n", line):
            tokens = tokens_of(sentence)
            for place, token in enumerate(tokens):
                near = {one.word for one in tokens[max(0, place - 3) : place + 4]}
                if token.word in _NEXT and near & (
                    _MEETING | {"sits", "meets", "meet", "reunira", "volvera", "reune"} | {"encontro", "encuentro"}
                ):
                    later = [one for one in find_dates(sentence[token.start :], day) if one.date > day]
                    sure = [one for one in later if re.search(r"\d", sentence[token.start :][one.start : one.end])]
                    if later:
                        return (sure or later)[0].date
    return None


def title_of(blocks: Sequence[Block]) -> str | None:
    """What minutes are called: the first of their first lines that speaks of a meeting, else the first line."""
    lines = [block.text for block in blocks[:8] if isinstance(block, Paragraph) and not _MAIL.match(block.text)]
    if not lines:
        return None
    short = [_SUBJECT.sub("", line).strip() for line in lines if len(line.split()) <= 25]
    return next((line for line in short if _MEETING & set(words(line))), short[0] if short else None)


def number_of(blocks: Sequence[Block]) -> str | None:
    """The number of the meeting, as written."""
    for block in blocks[:12]:
        told = isinstance(block, Paragraph) and len(block.text) < 200 and _MEETING & set(words(block.text))
        if isinstance(block, Paragraph) and told and (found := _NUMBER.search(block.text)):
            return next(filter(None, found.groups())).replace(" ", "")
    return None
