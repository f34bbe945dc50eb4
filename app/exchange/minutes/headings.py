"""What a heading, a label or the top of a column says in minutes: attendance, apologies, decisions, who, by when."""

from __future__ import annotations

import re
from functools import cache

from app import vocabulary
from app.exchange.minutes.received.tokens import phrases_of, tokens_of, word_set
from app.fold import fold

ATTENDANCE, APOLOGY, ABSENT, WALK_IN = "attendance", "apology", "absent", "walk_in"
ACTION, DECISION, EARLIER = "action", "decision", "earlier"
NAME, ORGANISATION, RESPONSIBLE, DEADLINE, STATUS, DISCUSSION, ITEM = (
    "name", "organisation", "responsible", "deadline", "status", "discussion", "item",
)  # fmt: skip

_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*[.):]?|\(?[ivxIVX]{1,5}[.)]|\(?[a-hA-H][.)])\s+")
_ORDINAL = re.compile(
    r"^\s*(?:(?:البند |النقطة |المحور )?(?:أولا|أولاً|اولا|ثانيا|ثانياً|ثالثا|ثالثاً|رابعا|رابعاً|خامسا|"
    r"خامساً|سادسا|سادساً|سابعا|سابعاً|ثامنا|ثامناً|تاسعا|تاسعاً|عاشرا|عاشراً"
    r"|الأول|الثاني|الثالث|الرابع|الخامس|السادس|الأولى|الثانية|الثالثة|الرابعة|الخامسة)"
    r"|primero|segundo|tercero|cuarto|quinto|sexto|séptimo|octavo|primeiro|terceiro|quarto|sétimo|oitavo"
    r"|(?:agenda item|item|point|punto|ponto|agenda) \d{1,2})\s*[:/.–—-]\s*"
    r"|^\s*min(?:ute)?\.?\s*\d[\w/.-]*\s*[:–—-]?\s+", re.IGNORECASE)  # fmt: skip
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_LABEL = re.compile(r"^(?P<label>[^:]{2,60}?)\s*:\s*(?P<rest>.*)$", re.DOTALL)
#: words by which action points are those of an earlier meeting
_LAST = word_set(
    "last previous precedente precedent derniere passee pasada anterior anteriores passada السابق السابقه الماضي الماضيه"
)
#: a heading or a label has no more signs
LONGEST = 300
_LINKS = word_set("at of in to for a au de del da do en na no list from and et y e في عن من")
#: a heading has no more words than this, or it is a sentence
MOST_WORDS = 9
#: in how many words a sentence says that it lists who was there
MOST_OPENING = 5


def heading(text: str) -> str | None:
    """What a whole paragraph announces, as a heading does; None for a sentence."""
    bare = _bare(text)
    if not bare or len(bare.split()) > MOST_WORDS:
        return None
    begun = next((code for words, code in _ordered() if _begins(bare, words, code)), None)
    if _LAST & set(bare.split()) and (
        begun in (ACTION, DECISION) or phrases_of("minutes_word", ACTION, DECISION).within(tokens_of(bare))
    ):
        return EARLIER
    return _words().get(bare) or begun or (_told_within(bare) if text.rstrip().endswith(":") else None)


def is_item(text: str) -> bool:
    """Whether a paragraph is called an item of the agenda with its number: `Point 2 - Déplacés de Liancourt`."""
    return _ORDINAL.match(text) is not None


def _begins(bare: str, words: str, code: str) -> bool:
    """Whether a longer heading begins with a known one; “Asistencia alimentaria” is no attendance."""
    if not bare.startswith(f"{words} "):
        return False
    return code not in (ATTENDANCE, APOLOGY, ABSENT, WALK_IN) or bare[len(words) :].split()[0] in _LINKS


def label(text: str) -> tuple[str, str] | None:
    """What stands in front of a colon, when it says something, and what stands behind it: `Present: Awa, Moussa`."""
    found = _LABEL.match(text)
    code = found and (
        _words().get(_bare(found["label"]))
        or _words().get(re.sub(r"\s*\d+$", "", _bare(found["label"])))
        or _told_within(_bare(found["label"]))
    )
    return (code, found["rest"].strip()) if found and code else None


def exact(text: str) -> str | None:
    """What a heading or a label says that is a known one and nothing more."""
    return _words().get(_bare(text))


def column(text: str) -> str | None:
    """What the top of a column says; of `Responsible / Deadline` the first."""
    bare = _bare(text.replace("\n", " "))
    if code := _words().get(bare):
        return code
    parts = [part for part in re.split(r"\s*[/&,]\s*|\s+(?:and|et|e|y|و)\s+", bare) if part]
    return next((code for part in parts if (code := _words().get(part))), None) or heading(text)


def all_of(text: str) -> frozenset[str]:
    """Everything that the top of a column says: `Responsible / Deadline` says two things."""
    bare = _bare(text.replace("\n", " / "))
    parts = [bare, *re.split(r"\s*[/&,+|-]\s*|\s+(?:and|et|e|y|و)\s*", bare)]
    return frozenset(code for part in parts if (code := _words().get(part)))


def _bare(text: str) -> str:
    if len(text) > LONGEST:
        return ""
    text = _ORDINAL.sub("", text)
    text = _NUMBERING.sub("", text.strip(" *_#").replace("*:", ":")).strip().rstrip(":.-–—*? ؟")
    shorter = _ASIDE.sub("", text).strip().rstrip(":")
    return fold(shorter or text)


def _told_within(bare: str) -> str | None:
    """What a few words say that hold a known one: `institutions present`, `absents non justifiés`. The last one counts."""
    words = bare.split()
    if len(words) > MOST_OPENING:
        return None
    for start in range(len(words) - 1, -1, -1):
        for end in range(len(words), start, -1):
            one = " ".join(words[start:end])
            if len(one) > 4 and (code := _words().get(one)) in (ATTENDANCE, APOLOGY, ABSENT, WALK_IN):
                return code
    return None


@cache
def _words() -> dict[str, str]:
    return {fold(text): code for code, text in vocabulary.code_list("minutes_word").written()}


@cache
def _ordered() -> tuple[tuple[str, str], ...]:
    """Writings of more than four signs, the longest first: how a longer heading may begin."""
    return tuple(sorted(((w, code) for w, code in _words().items() if len(w) > 4), key=lambda pair: -len(pair[0])))
