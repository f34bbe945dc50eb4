"""Which of our fields a hashtag means. Attributes are read as a set: files add to them, leave them out and invent some."""

from __future__ import annotations

from functools import cache

from app import vocabulary
from app.exchange.reading.hxl import Tag, parse_tag

ROLES = (
    ("funding", {"funder", "funding", "fund", "donor", "donors"}),
    ("implementing", {"impl", "implementing", "implementer", "partner"}),
    ("lead", {"prog", "programming", "programme", "lead", "accountable"}),
    ("government_counterpart", {"gov", "government", "counterpart"}),
    ("reporting_organisation", {"reporting", "report", "reported"}),
)
"""The role of an organisation by the attributes of its hashtag; the first that is met holds."""

AGES = (
    ("elderly", {"elderly", "older", "aged60plus", "60plus"}),
    ("children", {"children", "child", "infants", "adolescents", "youth"}),
    ("adults", {"adults", "adult"}),
)
PEOPLE = {
    ("f", "children"): "girls",
    ("m", "children"): "boys",
    ("f", "adults"): "women",
    ("m", "adults"): "men",
    ("f", "elderly"): "older_women",
    ("m", "elderly"): "older_men",
}
HOUSEHOLDS = {"hh", "household", "households", "hhs", "families", "family"}


def fields_of_tag(tag: Tag) -> tuple[str, ...]:
    """The fields a hashtag may stand for, the likeliest first; none for a hashtag that says nothing to us."""
    if exact := _known_tags().get((tag.name, tag.attributes)):
        return exact
    name, has = tag.name, tag.attributes
    if (name.startswith("adm") and name[3:].isdigit()) or name in ("country", "region", "loc", "geo"):
        return _places(name, has)
    if name == "org":
        return _organisations(has)
    if name in ("reached", "targeted", "beneficiary", "affected", "inneed", "population"):
        return _people(name, has)
    if name == "date":
        return _dates(has)
    if name == "activity":
        return _activities(has)
    if name == "meta":
        return _about(has)
    if name in ("output", "indicator", "item", "value", "capacity"):
        return _quantities(name, has)
    if name == "contact":
        return _first(
            has, {"phone": "phone", "tel": "phone", "mobile": "phone", "email": "email", "url": ""}, "focal_point"
        )
    if name in ("sector", "cluster"):
        return ("sector_code", "sector") if "code" in has else ("sector",)
    if name == "modality":
        return _first(has, {"conditionality": "conditionality", "restriction": "restriction"}, "modality")
    plain = {
        "subsector": "sub_sector",
        "description": "description",
        "status": "status",
        "channel": "mechanism",
        "currency": "currency",
        "frequency": "frequency",
        "crisis": "shock",
        "event": "shock",
        "cause": "shock",
        "group": "population_group",
        "sensitivity": "sensitivity",
        "hrp": "plan_code" if "code" in has else "",
    }
    return tuple(filter(None, (plain.get(name, ""),)))


@cache
def _known_tags() -> dict[tuple[str, frozenset[str]], tuple[str, ...]]:
    """The hashtags of the vocabulary, attribute order aside."""
    found: dict[tuple[str, frozenset[str]], list[str]] = {}
    for header in vocabulary.headers().values():
        for written in header.hashtags:
            if tag := parse_tag(written):
                found.setdefault((tag.name, tag.attributes), []).append(header.field)
    return {tag: tuple(fields) for tag, fields in found.items()}


def _first(has: frozenset[str], by_attribute: dict[str, str], otherwise: str) -> tuple[str, ...]:
    field = next((field for attribute, field in by_attribute.items() if attribute in has), otherwise)
    return (field,) if field else ()


def _places(name: str, has: frozenset[str]) -> tuple[str, ...]:
    code = bool(has & {"code", "pcode", "v_pcodes", "pcodes", "id"})
    if name == "geo":
        return _first(
            has,
            {
                "lat": "latitude",
                "latitude": "latitude",
                "lon": "longitude",
                "lng": "longitude",
                "longitude": "longitude",
            },
            "",
        )
    if name == "loc":
        return ("place_code",) if code else ("site_type",) if "type" in has else ("site",)
    if name in ("country", "adm0"):
        return ("country_code",) if code else ("country",)
    level = "1" if name == "region" else name[3:]
    return (f"adm{level}_code",) if code else (f"adm{level}_name",)


def _organisations(has: frozenset[str]) -> tuple[str, ...]:
    role = next((role for role, attributes in ROLES if has & attributes), "organisation")
    part = (
        "_acronym" if has & {"acronym", "acro", "abbr", "short", "code"} else "_type" if has & {"type", "kind"} else ""
    )
    return (role + part,)


def _people(name: str, has: frozenset[str]) -> tuple[str, ...]:
    if name == "beneficiary" and not has & {"num", "ind", "hh", "f", "m", "total", "reached", "targeted"}:
        return ("recurrence",) if has & {"recurrent", "repeat", "new"} else ("population_group",)
    if name in ("inneed", "affected", "population"):
        return ("population_group",) if "type" in has else ()
    if name == "targeted" or "targeted" in has:
        return ("households_targeted",) if has & HOUSEHOLDS else () if has & {"f", "m"} else ("people_targeted",)
    if has & HOUSEHOLDS:
        return ("households",)
    if has & {"disabled", "disability", "pwd"}:
        return ("persons_with_disability",)
    sex = "f" if has & {"f", "female", "females"} else "m" if has & {"m", "male", "males"} else ""
    age = next((age for age, attributes in AGES if has & attributes), "")
    if sex and age:
        return (PEOPLE[sex, age],)
    if age:
        return ()
    return ("total_female" if sex == "f" else "total_male",) if sex else ("people",)


def _dates(has: frozenset[str]) -> tuple[str, ...]:
    ends = {
        "month": "month",
        "year": "year",
        "start": "start",
        "begin": "start",
        "end": "end",
        "finish": "end",
        "updated": "updated_at",
        "reported": "period",
        "reporting": "period",
        "period": "period",
        "occurred": "start",
    }
    return _first(has, ends, "period")


def _activities(has: frozenset[str]) -> tuple[str, ...]:
    if has & {"programme", "program"}:
        return ("programme",)
    if has & {"project", "plan", "hrp", "appeal"}:
        return ("plan_code",) if "code" in has else ("programme",)
    by_attribute = {
        "domain": "domain",
        "srsp": "srsp_option",
        "stage": "delivery_stages",
        "description": "description",
        "id": "sender_row_id",
        "code": "sender_row_id",
        "status": "status",
        "type": "activity_type",
    }
    found = _first(has, by_attribute, "activity_type")
    return (*found, "description") if found == ("activity_type",) and "type" not in has else found


def _about(has: frozenset[str]) -> tuple[str, ...]:
    by_attribute = {
        "id": "record_id",
        "action": "row_action",
        "remarks": "remarks",
        "remark": "remarks",
        "comment": "remarks",
        "comments": "remarks",
        "method": "count_basis",
        "sensitivity": "sensitivity",
        "validated": "validation",
        "sender": "sender_row_id",
        "source": "",
    }
    return _first(has, by_attribute, "")


def _quantities(name: str, has: frozenset[str]) -> tuple[str, ...]:
    if name == "value":
        return _first(
            has, {"transfer": "transfer_value", "paid": "amount_paid", "spent": "amount_paid"}, "transfer_value"
        )
    if name == "indicator" and "meb" in has:
        return ()
    if has & {"unit", "units"}:
        return ("unit",)
    if has & {"num", "number", "quantity", "qty", "total", "delivered", "planned", "targeted", "value"}:
        return ("quantity_planned",) if has & {"planned", "targeted"} else ("quantity_delivered",)
    return ("indicator",) if name == "indicator" else ("unit", "description")
