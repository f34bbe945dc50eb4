"""The questions about places that a file leaves: one for each name as written within its parent, for all its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.exchange.matching.decisions import PLACE, Decision, Option, decision_id
from app.exchange.matching.knowledge import Places
from app.exchange.matching.places import Ask, PlaceMatch
from app.fold import fold
from app.words import _, ngettext


def gather_place_decisions(places: Places, matches: Iterable[PlaceMatch]) -> list[Decision]:
    """One decision per text, level and parent, the one with most rows first. `matches` are those of all lines of a file."""
    asked: dict[tuple[int, str, str | None], Counter[Ask]] = {}
    for match in matches:
        for ask in match.asks:
            asked.setdefault((ask.level, fold(ask.written), ask.within), Counter())[ask] += 1
    decisions = [_decide(places, counts) for counts in asked.values()]
    return sorted(decisions, key=lambda one: (-one.rows, one.question))


def show_place(places: Places, place: str) -> str:
    """A place as options and answers write it: `Baydhaba (SO2401)`."""
    return f"{places.by_id[place].name} ({places.by_id[place].pcode})"


def _decide(places: Places, counts: Counter[Ask]) -> Decision:
    ask = min(counts, key=lambda one: (-counts[one], one.written))
    rows, written = counts.total(), ask.written.strip()
    options = tuple(Option(show_place(places, one), (one,)) for one in ask.options)
    if ask.proposal:
        name = places.by_id[ask.proposal].name
        question = ngettext("{count} row says {written}: {name}?", "{count} rows say {written}: {name}?", rows).format(
            count=f"{rows:,}", written=written, name=name
        )
    else:
        names = _(" or ").join(one.text for one in options)
        question = ngettext(
            "{count} row says {written}: {names}?", "{count} rows say {written}: {names}?", rows
        ).format(count=f"{rows:,}", written=written, names=names)
    proposal = show_place(places, ask.proposal) if ask.proposal else None
    return Decision(
        decision_id(PLACE, ask.about, written, ask.within), PLACE, question, rows, proposal, options, ask.about, written,
        ask.within, ask.reason,
    )  # fmt: skip
