"""What stands apart at the end of a line: who does it, by when, how it stands. `… (INAS, até sexta)`, `… – FAO: feito`."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import cache

from app import vocabulary
from app.exchange.minutes import headings
from app.exchange.minutes.date_phrases import by_phrases, weekdays
from app.exchange.minutes.dates import due_date, find_dates
from app.exchange.minutes.received.cast import Cast, is_acronym, is_collective
from app.exchange.minutes.received.naming import split_names
from app.exchange.minutes.received.tokens import Phrases, phrases_of, tokens_of, word_set, words

_AT_END = re.compile(
    r"\s*(?:(?P<open>[(\[])(?P<inside>[^()\[\]]{1,90})[)\]]|(?:->|=>|→|[–—:،,;|]|"
    r"(?<=\s)-(?=\s))\s*(?P<behind>[^()\[\]–—:،;|,]{1,70}))\s*[.;!]?\s*$"
)
_ARROW = re.compile(r"\s*(?:->|=>|→)\s*(?P<behind>[^()\[\]]{1,90}?)\s*[.;!]?\s*$")
_LABELLED = re.compile(
    r"(?:^|[.;,|–—(\[\n]|\s-|(?<=\s))\s*(?P<label>[^\W\d_][^:;.,|()\n–—]{1,28}?)\s*:\s*(?P<value>[^;|"
    r"\n)\]]{1,90}?)(?=\s*(?:[;|\n)\]]|\.\s|\.?$|,\s*[^\W\d_][^:;.,|()\n]{1,28}?\s*:|"
    r"\s[–—-]\s*[^\W\d_][^:;.,|()\n]{1,28}?\s*:))"
)
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]")
_CLOSED = re.compile(r"[)\]]\s+(?P<behind>[^()\[\]]{2,60})$")
#: the last of several sentences: `… de Trou-Sable. En cours.`
_SENTENCES = re.compile(r"(?<=[^\W_]{3})\.\s+(?P<last>[^.!?؟]{2,60})[.!]?\s*$")
_PARTS = re.compile(r"\s*[,;،؛]\s*|\s+[–—-]\s+")
_FIGURES = re.compile(r"(?<!\d)(\d{1,3}) ?%")
_NOT = word_set("not non no não nao pas لم غير never jamais nunca")
#: words that say nothing between the signs of a date: `on`, `le`, `before`
_SMALL = word_set(
    "on in at the by before until le la les au du de d ici l el en a o os no na do da dia ate um uma to for "
    "pour para be at latest tard plus mas tardar must is due w c week of semaine semana em ao todos los todas as "
    "every each chaque tous les cada"
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What dates are read from: the day of the meeting and of the next one, as far as they are known."""

    held_on: dt.date | None
    next_meeting: dt.date | None = None


@dataclass(frozen=True)
class Marks:
    """What is told apart at the end of a line; `text` is the line without the words for how it stands."""

    text: str
    names: tuple[str, ...] = ()
    due: str | None = None
    status: str | None = None


def status_of(text: str) -> str | None:
    """The code of `action_status` that words for how something stands begin with, or that they hold; None for none."""
    tokens = tokens_of(text)
    hits = _statuses().within(tokens)
    share = _FIGURES.search(text)
    if hits and hits[0].first <= 3:
        negated = any(token.word in _NOT for token in tokens[max(0, hits[0].first - 2) : hits[0].first])
        code = "open" if negated and hits[0].code in ("done", "under_way") else hits[0].code
        return "under_way" if share and code == "done" and int(share[1]) < 100 else code
    if share:
        return {0: "open", 100: "done"}.get(int(share[1]), "under_way")
    return hits[0].code if hits else None


@cache
def _statuses() -> Phrases:
    """Every writing of every status but single letters."""
    return Phrases((code, text) for code, text in vocabulary.code_list("action_status").written() if len(text) > 1)


def begins_with_status(text: str) -> str | None:
    """The status that a text begins with."""
    tokens = tokens_of(text)
    if not tokens:
        return None
    if _statuses().at(tokens, 0) is not None:
        return status_of(text)
    if tokens[0].word in _NOT and len(tokens) > 1 and _statuses().at(tokens, 1):
        return status_of(text)
    return status_of(text) if _FIGURES.match(text.strip()) else None


def marks_of(line: str, cast: Cast, asked: Asked, review: bool) -> Marks:
    """What stands apart at the end of a line. `review` says that lines of this place tell how matters stand."""
    found = _labelled(line, cast)
    text = _EMOJI.sub("", line).rstrip()
    if (closed := _CLOSED.search(text)) and (code := begins_with_status(closed["behind"])):
        found, text = replace(found, status=code), text[: closed.start("behind")]
    if (
        review
        and (colon := list(re.finditer(r"(?::|\s[–—-])\s+", text)))
        and (code := begins_with_status(text[colon[-1].end() :]))
    ):
        found, text = replace(found, status=code), text[: colon[-1].start()]
    if last := _SENTENCES.search(text):
        code = begins_with_status(last["last"]) if review or len(words(last["last"])) < 4 else None
        told = None if code else _read(last["last"], cast, asked, names_too=True)
        if code and found.status is None:
            found, text = replace(found, status=code), text[: last.start()].rstrip(" .")
        elif (
            told
            and told.names
            and not found.names
            and (told.due or all(cast.knows(name) or is_acronym(name.split()[0]) for name in told.names))
        ):
            return replace(found, text=line, names=told.names, due=found.due or told.due)
    for _turn in range(4):
        text = _without_date(text, asked)
        end = _ARROW.search(text) or _AT_END.search(text)
        if not end or end.start() < 3:
            break
        before = text[: end.start()].strip()
        if end.groupdict().get("inside") is None and (
            cast.knows(before) or is_acronym(before) or is_collective(before)
        ):
            break
        piece = (end.groupdict().get("inside") or end["behind"]).strip()
        bracket = end.groupdict().get("inside") is not None
        apart = end[0].strip()[:1]
        stands = begins_with_status(piece) if apart == ":" or (apart in "–—-" and len(piece.split()) < 5) else None
        told = None if stands else _read(piece, cast, asked, bracket or end[0].strip()[:1] not in ",،;")
        status = begins_with_status(piece) if (review or bracket or end[0].strip()[:2] in ("->", "=>", "→")) else None
        status = None if status == "blocked" and bracket and not review else status
        status = status or stands
        if status and found.status is None and not (told and told.names):
            found = replace(found, status=status)
        elif told:
            found = replace(
                found,
                names=found.names or told.names,
                due=found.due or told.due,
                status=found.status or told.status,
            )
            if told.names:
                return replace(found, text=line)
        else:
            break
        text = text[: end.start()]
    return replace(found, text=line)


def _read(piece: str, cast: Cast, asked: Asked, names_too: bool) -> Marks | None:
    """What a piece says if it says only who, by when and how it stands."""
    whole = split_names(piece, cast) if names_too else None
    if whole and not any(_is_when(part, asked) for part in (piece, *whole)):
        return Marks("", whole)
    names: tuple[str, ...] = ()
    due = status = None
    for part in filter(None, _PARTS.split(piece)):
        if _is_when(part, asked):
            due = due or part
        elif code := (begins_with_status(part) if names or due else None):
            status = status or code
        elif names_too and (some := split_names(part, cast)):
            names += some
        elif not (names and _is_aside(part)):
            return None
    return Marks("", names, due, status) if names or due or status else None


def _without_date(text: str, asked: Asked) -> str:
    """A line without the “urgent” or the date that stands behind a bracket at its end."""
    closed = text.rfind(")")
    behind = text[closed + 1 :].strip(" .") if closed > 0 else ""
    if not words(behind) or len(words(behind)) > 6 or not re.match(r"[^\W_]", behind):
        return text
    return text[: closed + 1] if _is_when(behind, asked) else text


def _is_aside(part: str) -> bool:
    """Whether a part besides names says so little that it may be left: `urgent`, `asap`."""
    return bool(phrases_of("date_words", "soon").at(tokens_of(part), 0))


def _is_when(text: str, asked: Asked) -> bool:
    """Whether a text says when and hardly anything else: `by Friday`, `15/12`, `le plus tôt possible`."""
    rest = text
    for found in reversed(
        find_dates(text, asked.held_on or dt.date(2000, 1, 1), asked.next_meeting or dt.date(2000, 1, 1))
    ):
        rest = rest[: found.start] + " " + rest[found.end :]
    tokens = tokens_of(rest)
    hits = phrases_of("date_words", "soon", "by", "next_meeting", "today", "tomorrow").within(tokens)
    left = [token.word for n, token in enumerate(tokens) if not any(hit.first <= n < hit.after for hit in hits)]
    left = [
        word
        for word in left
        if word not in _SMALL
        and (word,) not in weekdays(True)
        and not word.isdigit()
        and not re.fullmatch(r"\d+h\d*", word)
    ]
    return not left and bool(words(text)) and (rest != text or any(hit.code != "by" for hit in hits))


def _labelled(line: str, cast: Cast) -> Marks:
    """What is told behind words of its own within the line: `Resp.: INAS; Prazo: 15/12`."""
    found = Marks(line)
    for one in _LABELLED.finditer(line):
        code = headings.exact(one["label"])
        value = one["value"].strip()
        if code == headings.RESPONSIBLE and not found.names:
            found = replace(found, names=split_names(value, cast, column=True) or ())
        elif code == headings.DEADLINE and not found.due:
            found = replace(found, due=value)
        elif code == headings.STATUS and not found.status:
            found = replace(found, status=status_of(value))
    return found


def due_of(text: str, asked: Asked, column: bool = False, review: bool = False) -> tuple[dt.date | None, str | None]:
    """The day by which something is due, and the words that say so. What lies before the meeting is no such day, but where
    earlier matters are looked at.
    """
    held_on = asked.held_on
    if held_on is None:
        dates = [one for one in find_dates(text, dt.date(2000, 1, 1)) if re.search(r"\d{4}", text[one.start : one.end])]
        return (dates[-1].date, _with_by(text, dates[-1].start, dates[-1].end)) if dates else (None, _soon(text))
    found = due_date(text, held_on, asked.next_meeting)
    if found and found.date < held_on and not (column or review):
        later = [one for one in find_dates(text, held_on, asked.next_meeting) if one.date >= held_on]
        found = later[-1] if later else None
    if found:
        return found.date, _with_by(text, found.start, found.end)
    if column and re.match(r"\s*\d", text):
        for before in ("within ", "sous ", "dentro de ", "em ", "خلال "):
            if dates := find_dates(before + text, held_on):
                return dates[0].date, text.strip()
    return None, _soon(text)


def _with_by(text: str, start: int, end: int) -> str:
    """A date with the word before it: `by Friday`."""
    tokens = [token for token in tokens_of(text) if token.end <= start]
    for length in (3, 2, 1):
        if len(tokens) >= length and tuple(token.word for token in tokens[-length:]) in by_phrases():
            return text[tokens[-length].start : end]
    return text[start:end]


def _soon(text: str) -> str | None:
    tokens = tokens_of(text)
    hits = phrases_of("date_words", "soon", "next_meeting").within(tokens)
    return text[tokens[hits[0].first].start : tokens[hits[0].after - 1].end] if hits else None
