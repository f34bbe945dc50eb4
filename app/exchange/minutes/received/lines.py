"""What a line is before it is read: a heading, a label, the opening of a list, the end of the minutes."""

from __future__ import annotations

import re

from app.exchange.minutes import headings
from app.exchange.minutes.blocks import Paragraph
from app.exchange.minutes.headings import ACTION, DECISION, EARLIER
from app.exchange.minutes.received.agreeing import phrases_in
from app.exchange.minutes.received.splitting import sentences
from app.exchange.minutes.received.tokens import is_shouted, phrases_of, tokens_of, words

_NUMBERED = re.compile(
    r"^(?P<label>[^\W\d_][^\d:–—]{0,28}?)\s*(?:n[.º°o]{0,2}\s*)?(?P<number>\d{1,3}(?:\.\d+)?)\s*(?:[:.)]|"
    r"\s[–—-])\s+(?P<rest>.+)$",
    re.DOTALL,
)
#: `AP 2.1 WFP to …`, `PA 3.2 CARE: …`
_LETTERED = re.compile(
    r"^(?:AP|PA|PTA)\s?[-–]?\s?\d{1,2}(?:[.-]\d{1,2})?\s*[:.)–-]?\s+(?P<rest>[^\W\d_].+)$", re.DOTALL
)
_BRACKETED = re.compile(
    r"^(?:[\[(](?P<label>[^\])]{2,24})[\])]|"
    r"(?P<dashed>[^\W\d_][^:–—-]{2,20}?)(?=\s[–—-]\s))\s*[:–—-]?\s*(?P<rest>.+)$",
    re.DOTALL,
)
_LETTERS = {"ap": ACTION, "pa": ACTION, "a": ACTION, "r": ACTION, "pta": ACTION, "d": DECISION, "dec": DECISION}
#: a heading that nobody has heard of has no more words
HEADING_WORDS = 10
_ALSO = re.compile(r"\s+(?:also|too|aussi|également|también|además|também|ainda|أيضا|كذلك)\s*:", re.IGNORECASE)


def labelled(text: str) -> tuple[str | None, str]:
    """What a word before a colon says a line is, with a number or without, and the line behind it: `AP1 : …`, `Decisão: …`."""
    if said := headings.label(_ALSO.sub(":", text, count=1)):
        return said
    if (found := _BRACKETED.match(text)) and (code := headings.exact(found["label"] or found["dashed"])) in (
        ACTION,
        DECISION,
    ):
        return code, found["rest"].strip()
    if found := _LETTERED.match(text):
        return ACTION, found["rest"].strip()
    if found := _NUMBERED.match(text):
        bare = found["label"].strip(" .").lower()
        code = _LETTERS.get(bare) or headings.exact(found["label"])
        if code in (ACTION, DECISION):
            return code, found["rest"].strip()
    return None, text


def may_announce(block: Paragraph) -> bool:
    """Whether a paragraph may be a heading of a kind that is known: in a list only if it is nothing else."""
    if block.heading or not block.bullet:
        return not block.text.rstrip().endswith(".") or headings.exact(block.text) is not None
    numbered = block.sign.strip("(.) ").isdigit() and headings.heading(block.text) == EARLIER
    return numbered or headings.exact(block.text) is not None or is_shouted(block.text)


def is_heading(block: Paragraph, number: str) -> bool:
    """Whether a paragraph is a heading, whatever it says."""
    text = block.text
    if len(text.split()) > HEADING_WORDS:
        return False
    shouted = is_shouted(text) and len(re.findall(r"[^\W\d_]", text)) > 3
    return (
        block.heading
        or (shouted and not block.bullet)
        or (shouted and bool(block.sign))
        or (headings.is_item(text) and not block.bullet and not text.endswith("."))
        or follows(number, block.sign)
    )


def follows(number: str, sign: str) -> bool:
    """Whether a number is the one behind that of the heading: `6.` behind `5.`"""
    one, two = re.search(r"\d+", number), re.search(r"\d+", sign)
    if not one or not two:
        return False
    return int(two[0]) == int(one[0]) + 1 and number.replace(one[0], "") == sign.replace(two[0], "")


def ends(text: str) -> bool:
    """Whether a line belongs to no action point: the next meeting, who signs, who takes the minutes."""
    tokens = tokens_of(text)
    hit = phrases_of("minutes_word", "next_meeting", "closing").at(tokens, 0)
    if hit is None:
        return False
    return (
        hit.code == "next_meeting"
        or len(tokens) < 4
        or text[tokens[hit.after - 1].end :].lstrip()[:1] in (":", ".", "_", "")
    )


def introduces(text: str) -> str | None:
    """`In the end we agreed:` opens a list of decisions, `Next steps are:` one of action points."""
    if not text.rstrip().endswith(":"):
        return None
    last = sentences(text)[-1]
    hits = phrases_in(tokens_of(last))
    if hits:
        return DECISION if hits[-1].code in ("agreed", "adopted") else ACTION
    said = phrases_of("minutes_word", ACTION, DECISION, EARLIER).within(tokens_of(last))
    return said[-1].code if said and len(words(last)) < 12 else None


def kind_of_sign(sign: str) -> str:
    """The sign of a list, whatever its number."""
    return re.sub(r"\d+", "1", sign)
