"""Which kinds of values a field can hold, which field is meant when a column's values are of another kind, and fields by values alone."""

from __future__ import annotations

from app.exchange.reading.contents import Profile

NUMERIC = frozenset(
    {
        "people",
        "households",
        "people_targeted",
        "households_targeted",
        "girls",
        "boys",
        "women",
        "men",
        "older_women",
        "older_men",
        "persons_with_disability",
        "quantity_delivered",
        "quantity_planned",
        "amount_paid",
        "transfer_value",
        "latitude",
        "longitude",
        "round_number",
        "total_male",
        "total_female",
    }
)
DATED = frozenset({"start", "end", "period", "updated_at", "month", "year"})
CODED = {
    "sector": "sector",
    "sector_code": "sector",
    "organisation_type": "organisation_type",
    "lead_type": "organisation_type",
    "implementing_type": "organisation_type",
    "status": "status",
    "modality": "modality",
    "mechanism": "mechanism",
    "population_group": "population_group",
    "count_basis": "count_basis",
    "row_action": "row_action",
    "domain": "domain",
}
"""Fields whose values are those of a code list, and that list. A value outside the list is kept and said, so few need to be in it."""

NAMES = frozenset(
    {
        "adm1_name",
        "adm2_name",
        "adm3_name",
        "adm4_name",
        "place_name",
        "site",
        "lead",
        "implementing",
        "organisation",
        "funding",
        "reporting_organisation",
        "government_counterpart",
        "activity_type",
        "description",
        "remarks",
        "programme",
        "indicator",
    }
)
CODES = frozenset({"adm1_code", "adm2_code", "adm3_code", "adm4_code", "place_code"})
EMPTY_FITS = 0
FREE_TEXT = frozenset({"activity_type", "description", "remarks", "programme", "indicator"})
"""Fields that may hold anything."""


def fits(name: str, about: Profile) -> bool:
    """Whether a column's values can be those of a field. An empty column fits any field."""
    if about.filled == EMPTY_FITS:
        return True
    if name in NUMERIC:
        return (about.share("digits") >= 0.5 and about.share("date") < 0.5) or about.share("words") < 0.7
    if name in ("period", "start", "period_start") and about.share("month") >= 0.6:
        return False
    if name in DATED:
        return about.share("number") < 0.5 or about.share("date") + about.share("year") + about.share("number") > 0.5
    if name in CODES:
        return about.share("pcode") + about.share("known_pcode") >= 0.3 or (
            about.share("place") < 0.3 and about.length <= 14
        )
    if name.startswith("adm") or name in NAMES:
        if name.startswith("adm") and about.share("pcode") >= 0.7 and about.share("place") < 0.2:
            return False
        return name in FREE_TEXT or (about.share("words") >= 0.4 and about.share("date") < 0.6)
    if name in CODED and about.share(CODED[name]) == 0:
        # nothing in it is of the list: another list or a figure stands there
        return (
            about.share("words") >= 0.7
            and about.length <= 80
            and about.share("pcode") < 0.5
            and not _other_list(name, about)
        )
    return True


def _other_list(name: str, about: Profile) -> bool:
    others = ("sector", "organisation_type", "status", "modality")
    return any(about.share(other) >= 0.7 for other in others if other != CODED[name])


def kin(name: str, about: Profile) -> str | None:
    """The field of the same family that the values speak for: a code where the heading said name, sectors where it said type…"""
    for wanted, other in ((CODES, "_name"), (frozenset(NAMES), "_code")):
        if name in wanted and name.startswith("adm"):
            sibling = name[:4] + other
            if fits(sibling, about) and about.filled:
                return sibling
    if name in ("period", "start", "period_start") and about.share("month") >= 0.6:
        return "month"
    if name.endswith("_type") and about.share("sector") >= 0.7:
        return "sector"
    if name.startswith("sector") and about.share("organisation_type") >= 0.7:
        return "organisation_type"
    return None


def guess_by_values(about: Profile) -> tuple[str, float] | None:
    """The field that a column's values speak for when nothing else does, and how surely; None when they say nothing."""
    if about.filled < 2:
        return None
    known_code, code = about.share("known_pcode"), about.share("pcode")
    if known_code >= 0.6 or (code >= 0.9 and about.distinct > 1):
        return "place_code", max(known_code, 0.6)
    candidates = [
        ("sector", about.share("sector")),
        ("organisation_type", about.share("organisation_type")),
        ("status", about.share("status")),
        ("modality", about.share("modality")),
    ]
    name, share = max(candidates, key=lambda candidate: candidate[1])
    if share >= 0.75 and about.share("yes_no") < 0.5:
        return name, share
    if about.levels and max(about.levels.values()) >= 0.6 and about.share("words") > 0.9:
        level = max(about.levels, key=lambda one: (about.levels[one], -one))
        return (f"adm{level}_name", about.levels[level]) if 1 <= level <= 4 else None
    if about.share("organisation") >= 0.4:
        return "organisation", about.share("organisation")
    return None
