"""Which code of a list a text means. Exact synonyms decide; nearness only proposes, and for modality not even that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from app.exchange.matching.decisions import CODE, Decision, Option, decision_id
from app.exchange.matching.knowledge import NO_ANSWERS, Answers
from app.exchange.matching.spelling import is_blank
from app.vocabulary import code_list, words_of
from app.words import _, language, ngettext

RESOLVED, PROPOSED, UNRESOLVED, NONE = "resolved", "proposed", "unresolved", "none"
FLOOR, MARGIN, LEAST_LETTERS = 86.0, 4.0, 5
NEVER_NEAR = frozenset({"modality"})
"""Lists with false friends: "en espèces" is cash, "en especie" is in kind, and one letter lies between them."""


@dataclass(frozen=True)
class CodeMatch:
    """The code a text means (`resolved`), or one that is near and must be confirmed (`proposed`), with the reason."""

    outcome: str
    code: str | None = None
    proposals: tuple[str, ...] = ()
    reason: str = ""


def match_code(list_name: str, text: str, language: str | None = None, answers: Answers = NO_ANSWERS) -> CodeMatch:
    """The code of a list that a text means in the language of the file (`pt_MZ`, `fr`). Remembered answers come first."""
    known = code_list(list_name)
    answered = answers.find(list_name, text) if text else None
    if answered is not None:
        codes = [code for code in answered if code in known.rows]
        return CodeMatch(RESOLVED, codes[0]) if codes else CodeMatch(NONE)
    if not text or not any(sign.isalnum() for sign in text):
        return CodeMatch(NONE)
    if code := known.find(text, language):
        return CodeMatch(RESOLVED, code)
    if is_blank(text) or not text.strip().strip("0"):
        return CodeMatch(NONE)
    if found := known.writings.codes(text, language):
        names = ", ".join(known.name(code) for code in found)
        return CodeMatch(
            UNRESOLVED, None, found, _("“{written}” may be any of: {names}.").format(written=text.strip(), names=names)
        )
    near = None if list_name in NEVER_NEAR else _near(list_name, text)
    if near:
        reason = _("“{written}” is near {name}.").format(written=text.strip(), name=known.name(near))
        return CodeMatch(PROPOSED, None, (near,), reason)
    return CodeMatch(UNRESOLVED, reason=_("“{written}” is in no list.").format(written=text.strip()))


def gather_code_decisions(list_name: str, texts: Mapping[str, int], file_language: str | None = None,
                          answers: Answers = NO_ANSWERS) -> list[Decision]:  # fmt: skip
    """The questions about one column of codes, from its texts with the number of rows of each; most rows first."""
    known = code_list(list_name)
    rows: dict[str, int] = {}
    written: dict[str, str] = {}
    for text, count in sorted(texts.items(), key=lambda pair: (-pair[1], pair[0])):
        folded = words_of(text)
        rows[folded] = rows.get(folded, 0) + count
        written.setdefault(folded, text.strip())
    decisions = []
    for folded, text in written.items():
        match = match_code(list_name, text, file_language, answers)
        if match.outcome not in (PROPOSED, UNRESOLVED):
            continue
        options = tuple(Option(known.name(code, language()), (code,)) for code in match.proposals or known.codes)
        proposal = options[0].text if match.outcome == PROPOSED else None
        decisions.append(
            Decision(
                decision_id(CODE, list_name, text, None), CODE, _ask(text, rows[folded], proposal), rows[folded], proposal,
                options, list_name, text, None, match.reason,
            )
        )  # fmt: skip
    return sorted(decisions, key=lambda one: (-one.rows, one.question))


def _ask(text: str, rows: int, proposal: str | None) -> str:
    if proposal:
        return ngettext("{count} row says {written}: {name}?", "{count} rows say {written}: {name}?", rows).format(
            count=f"{rows:,}", written=text, name=proposal
        )
    return ngettext(
        "{count} row says {written}: which is it?", "{count} rows say {written}: which is it?", rows
    ).format(count=f"{rows:,}", written=text)


def _near(list_name: str, text: str) -> str | None:
    """The one code with a writing near the text, ahead of every other code; short texts are near nothing."""
    said = words_of(text)
    if len(said) < LEAST_LETTERS:
        return None
    best: dict[str, float] = {}
    for words, _language, code in code_list(list_name).writings.items():
        if len(words) >= LEAST_LETTERS:
            best[code] = max(best.get(code, 0.0), fuzz.ratio(said, words))
    ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ranked or ranked[0][1] < FLOOR or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MARGIN):
        return None
    return ranked[0][0]
