"""Who comes to the meetings of a committee, by kind of actor. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.words import N_

PRESENT = frozenset({"present", "walk_in"})
"""The states of attendance in which somebody was in the room."""

GOVERNMENT, UNITED_NATIONS, RED_CROSS, NGOS, COMMUNITY, DONORS, OTHERS = (
    "government", "united_nations", "red_cross", "ngos", "community", "donors", "others",
)  # fmt: skip
KINDS = {
    GOVERNMENT: N_("Government"),
    UNITED_NATIONS: N_("United Nations"),
    RED_CROSS: N_("Red Cross and Red Crescent"),
    NGOS: N_("NGOs"),
    COMMUNITY: N_("Community and local"),
    DONORS: N_("Donors"),
    OTHERS: N_("Others"),
}
"""Kinds of actors, in the order in which minutes list them."""

_BY_TYPE = {
    "435": GOVERNMENT, "435-LOC": GOVERNMENT, "440": GOVERNMENT,
    "447": UNITED_NATIONS, "438": UNITED_NATIONS,
    "445": RED_CROSS,
    "437": NGOS, "441": NGOS, "443-NGO": NGOS, "443-CON": NGOS, "503": NGOS,
    "504": COMMUNITY, "501": COMMUNITY, "446": COMMUNITY,
    "433": DONORS, "434": DONORS,
}  # fmt: skip


def kind_of_actor(organisation_type: str | None) -> str:
    """The kind of actor that an organisation of a type (list `organisation_type`) is."""
    return _BY_TYPE.get(organisation_type or "", OTHERS)


@dataclass(frozen=True)
class Heat:
    """How many organisations of each kind were present at each meeting: `counts[kind, meeting]`; `members` are how many of a kind
    sit in the committee.
    """

    meetings: tuple[str, ...]
    kinds: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]
    members: Mapping[str, int]

    def share(self, kind: str, meeting: str) -> float:
        """How many of the members of a kind came (0 to 1); of a kind without members, whether anybody did."""
        count = self.counts.get((kind, meeting), 0)
        return min(count / self.members[kind], 1.0) if self.members.get(kind) else float(bool(count))


def heat(
    meetings: Iterable[str],
    came: Iterable[tuple[str, str, str | None]],
    members: Iterable[tuple[str, str | None]],
) -> Heat:
    """Count presence. `came` are (meeting, organisation or else person, type of organisation) of those who were in the room;
    `members` are (organisation, type) of those who sit in the committee.
    """
    listed = tuple(meetings)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for meeting, who, of_type in came:
        found[kind_of_actor(of_type), meeting].add(who)
    sitting: dict[str, set[str]] = defaultdict(set)
    for who, of_type in members:
        sitting[kind_of_actor(of_type)].add(who)
    counts = {key: len(some) for key, some in found.items() if key[1] in set(listed)}
    kinds = tuple(kind for kind in KINDS if kind in sitting or any(key[0] == kind for key in counts))
    return Heat(listed, kinds, counts, {kind: len(some) for kind, some in sitting.items()})
