"""What a heading, a label or the top of a column says in minutes: attendance, apologies, decisions, who, by when."""

from __future__ import annotations

import re
from functools import cache

from app import vocabulary
from app.fold import fold

ATTENDANCE, APOLOGY, ABSENT, WALK_IN = "attendance", "apology", "absent", "walk_in"
ACTION, DECISION, EARLIER = "action", "decision", "earlier"
NAME, ORGANISATION, RESPONSIBLE, DEADLINE, STATUS, DISCUSSION, ITEM = (
    "name", "organisation", "responsible", "deadline", "status", "discussion", "item",
)  # fmt: skip

_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*[.):]?|\(?[ivxIVX]{1,5}[.)]|\(?[a-hA-H][.)])\s+")
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_LABEL = re.compile(r"^(?P<label>[^:]{2,60}?)\s*:\s*(?P<rest>.*)$", re.DOTALL)
#: a heading has no more words than this, or it is a sentence
MOST_WORDS = 9


def heading(text: str) -> str | None:
    """What a whole paragraph announces, as a heading does; None for a sentence."""
    bare = _bare(text)
    if not bare or len(bare.split()) > MOST_WORDS:
        return None
    return _words().get(bare) or next((code for words, code in _ordered() if bare.startswith(f"{words} ")), None)


def label(text: str) -> tuple[str, str] | None:
    """What stands in front of a colon, when it says something, and what stands behind it: `Present: Awa, Moussa`."""
    found = _LABEL.match(text)
    code = found and _words().get(_bare(found["label"]))
    return (code, found["rest"].strip()) if found and code else None


def column(text: str) -> str | None:
    """What the top of a column says; of `Responsible / Deadline` the first."""
    bare = _bare(text.replace("\n", " "))
    if code := _words().get(bare):
        return code
    parts = [part for part in re.split(r"\s*[/&,]\s*|\s+(?:and|et|e|y|و)\s+", bare) if part]
    return next((code for part in parts if (code := _words().get(part))), None) or heading(text)


def _bare(text: str) -> str:
    text = _NUMBERING.sub("", text).strip().rstrip(":.-–— ")
    shorter = _ASIDE.sub("", text).strip().rstrip(":")
    return fold(shorter or text)


@cache
def _words() -> dict[str, str]:
    rows = vocabulary.code_list("minutes_word").rows
    return {
        fold(text): code
        for code, row in rows.items()
        for text in (*(row[column] for column in ("en", "fr", "es", "pt", "ar")), *row["synonyms"].split("|"))
        if text
    }


@cache
def _ordered() -> tuple[tuple[str, str], ...]:
    """Writings of more than four signs, the longest first: how a longer heading may begin."""
    return tuple(sorted(((w, code) for w, code in _words().items() if len(w) > 4), key=lambda pair: -len(pair[0])))
