"""The keys of a meeting: function keys, since they lie at the same place on French, Portuguese and Arabic keyboards."""

from __future__ import annotations

from app.exchange.minutes.typed import ACTION, DECISION, NEXT_TIME, NOTE
from app.words import N_

KINDS = {"F2": NOTE, "F3": DECISION, "F4": ACTION, "F5": NEXT_TIME}
"""What a line is, said by one key."""

ATTENDANCE, CLOSED, NEXT_ITEM, EARLIER_ITEM, LIST, MORE = "F6", "F7", "F8", "Shift+F8", "Shift+F6", "F10"

TOLD = (
    ("F3", N_("decision")),
    ("F4", N_("action point")),
    ("F5", N_("next time")),
    ("F2", N_("note")),
    ("F6", N_("attendance")),
    ("F7", N_("not for circulation")),
    ("F8", N_("next item")),
    ("Tab", N_("complete")),
    ("↑", N_("correct a line")),
    ("F10", N_("more of it")),
)
"""What the line below a meeting says."""
