"""Which fields of a line go where: what makes it an activity, what belongs to its figures, which are codes."""

from __future__ import annotations

from app.exchange.reading.wide import BY_PERIOD

FIGURES = (
    "people",
    "households",
    "girls",
    "boys",
    "women",
    "men",
    "older_women",
    "older_men",
    "persons_with_disability",
    "age_bands",
    "quantity_planned",
    "quantity_delivered",
    "amount_paid",
)
FIGURE_WORDS = ("indicator", "unit", "round_number")
SIGNS = frozenset(
    {
        *FIGURES,
        BY_PERIOD,
        "activity_type",
        "description",
        "programme",
        "plan_code",
        "modality",
        "mechanism",
        "transfer_value",
        "frequency",
        "conditionality",
        "restriction",
        "delivery_stages",
        "srsp_option",
        "status",
        "start",
        "end",
        "households_targeted",
        "people_targeted",
        "population_group",
        "indicator",
        "unit",
        "total_male",
        "total_female",
        "shock",
    }
)
"""A line that says one of these is an activity; a line that says none of them is presence."""

ACTIVITY_CODES = (
    "status",
    "modality",
    "mechanism",
    "population_group",
    "domain",
    "srsp_option",
    "conditionality",
    "restriction",
    "currency",
    "frequency",
    "sensitivity",
)
FIGURE_CODES = ("count_basis", "recurrence", "validation")
PRESENCE_ROLES = (
    ("organisation", None),
    ("implementing", "4"),
    ("lead", "2"),
    ("funding", "1"),
    ("reporting_organisation", None),
)
