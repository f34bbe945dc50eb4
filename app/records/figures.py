"""Figures: what an activity delivered in a period. Any number per activity."""

from __future__ import annotations

import datetime as dt

from app.fields import Amount, Bands, Choice, Count, Date, Flag, LongText, Ref, Text, field
from app.records.base import Record
from app.records.rules import ages_add_up, dates_in_order, disabled_within_total
from app.words import N_


class Figures(Record, table=True):
    """Figures of one period, this period's or cumulative to date. Blank is not zero; no data yet is not zero either."""

    title = N_("Figures")
    titles = N_("Figures")

    activity: str | None = field(Ref("activity"), N_("Activity"), required=True, hxl="#activity+id", index=True)
    period_start: dt.date | None = field(Date(), N_("Period from"), required=True, hxl="#date+period+start")
    period_end: dt.date | None = field(Date(), N_("Period to"), hxl="#date+period+end")
    period_kind: str | None = field(Choice("period_kind"), N_("Kind of period"), hxl="#date+period+kind")
    cumulative: bool | None = field(Flag(), N_("Cumulative to date"), hxl="#meta+cumulative")
    indicator: str | None = field(Text(300), N_("Indicator"), hxl="#indicator+name")
    unit: str | None = field(Text(120), N_("Unit"), hxl="#output+unit")
    quantity_planned: str | None = field(Amount(), N_("Quantity planned"), hxl="#output+planned+num")
    quantity_delivered: str | None = field(Amount(), N_("Quantity delivered"), hxl="#output+delivered+num")
    households: int | None = field(Count(), N_("Households reached"), hxl="#reached+hh")
    people: int | None = field(Count(), N_("People reached"), hxl="#reached+ind")
    girls: int | None = field(Count(), N_("Girls"), hxl="#reached+f+children+ind")
    boys: int | None = field(Count(), N_("Boys"), hxl="#reached+m+children+ind")
    women: int | None = field(Count(), N_("Women"), hxl="#reached+f+adults+ind")
    men: int | None = field(Count(), N_("Men"), hxl="#reached+m+adults+ind")
    older_women: int | None = field(Count(), N_("Older women"), hxl="#reached+f+elderly+ind")
    older_men: int | None = field(Count(), N_("Older men"), hxl="#reached+m+elderly+ind")
    persons_with_disability: int | None = field(Count(), N_("Persons with disability"), hxl="#reached+disabled+ind")
    age_bands: dict[str, int] | None = field(Bands(), N_("Ages as the sender gave them"), hxl="#reached+bands")
    recurrence: str | None = field(Choice("recurrence"), N_("New or repeat"), hxl="#beneficiary+recurrent")
    amount_paid: str | None = field(Amount(), N_("Amount paid"), hxl="#value+paid")
    round_number: int | None = field(Count(), N_("Round"), hxl="#meta+round")
    count_basis: str | None = field(Choice("count_basis"), N_("How counted"), hxl="#meta+method")
    no_data_yet: bool | None = field(Flag(), N_("No data yet"), hxl="#meta+nodata")
    validation: str | None = field(Choice("validation"), N_("Validation"), hxl="#meta+validated")
    validated_by: str | None = field(Text(200), N_("Validated by"), hxl="#meta+validator")
    comment: str | None = field(LongText(), N_("Comment"), hxl="#meta+comment")

    listed = ("activity", "period_start", "period_end", "people", "households", "validation")
    sections = {
        N_("Figures"): ("activity", "period_start", "period_end", "people", "households", "recurrence"),
        N_("Ages and sexes"): ("girls", "boys", "women", "men", "older_women", "older_men", "persons_with_disability"),
        N_("More"): (
            "period_kind",
            "cumulative",
            "indicator",
            "unit",
            "quantity_planned",
            "quantity_delivered",
            "age_bands",
            "amount_paid",
            "round_number",
            "count_basis",
            "no_data_yet",
            "validation",
            "validated_by",
            "comment",
        ),
    }
    natural_key = ("activity", "period_start", "indicator")
    rules = (ages_add_up, disabled_within_total, dates_in_order("period_start", "period_end"))
    root = ("parent", "activity")
