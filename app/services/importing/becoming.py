"""What a line becomes: an activity with figures, an activity, or presence (organisation, sector, place and no more)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.exchange.matching.places import PlaceMatch
from app.exchange.reading.facts import Facts
from app.exchange.reading.wide import BY_PERIOD
from app.services.importing.makings import Makings, kept
from app.services.importing.meaning import MULTI_SECTOR, Meanings, role_writings
from app.services.importing.periods import ends_of, figure_period
from app.services.importing.signs import ACTIVITY_CODES, FIGURE_CODES, FIGURE_WORDS, FIGURES, PRESENCE_ROLES, SIGNS

LONGEST_TYPE = 160


@dataclass
class Made:
    """The records of one line: the first is what the line is, the others its figures. `uses` are ids of records it names."""

    type: str
    values: dict[str, Any]
    figures: list[dict[str, Any]] = field(default_factory=list)
    uses: set[str] = field(default_factory=set)


class Becoming:
    """Makes records of lines, under the meanings that were settled and the facts that hold for the whole file."""

    def __init__(self, meanings: Meanings, makings: Makings, facts: Facts, source: str, undated: bool = False) -> None:
        self.meanings, self.makings, self.facts, self.source = meanings, makings, facts, source
        self.undated = undated  # no column says when: work without figures is of the period of the file, as presence is

    def make(self, values: Mapping[str, Any], match: PlaceMatch, count: int) -> Made:
        """The records of a line from its typed values and its place."""
        made = self._activity(values, match) if not SIGNS.isdisjoint(values) else self._presence(values, match)
        if count > 1 or made.type == "presence":
            made.values["line_count"] = max(1, count)
        made.uses = self._fresh_uses(made.values)
        return made

    def _fresh_uses(self, values: Mapping[str, Any]) -> set[str]:
        """The records still to be made that these values name, and those that these name in turn."""
        uses = {
            one
            for value in values.values()
            for one in (value if isinstance(value, list) else (value,))
            if isinstance(one, str) and one in self.makings.fresh
        }
        for id in list(uses):
            uses |= {
                one for one in self.makings.fresh[id][1].values() if isinstance(one, str) and one in self.makings.fresh
            }
        return uses

    def make_as(self, type: str, values: Mapping[str, Any], match: PlaceMatch) -> Made:
        """What a line says of an activity or a presence, whatever it would become by itself: for a line that came home."""
        made = self._activity(values, match) if type == "activity" else self._presence(values, match)
        made.uses = self._fresh_uses(made.values)
        return made

    def organisations(self, values: Mapping[str, Any], role: str) -> list[str]:
        """The ids of the organisations of one role; none where the text names nobody."""
        found: list[str] = []
        for writing in role_writings(values, role):
            found += [self.makings.organisation(one) for one in self.meanings.organisations.get(writing) or ()]
        return list(dict.fromkeys(found))

    def _presence(self, values: Mapping[str, Any], match: PlaceMatch) -> Made:
        who, role = next(
            ((ids[0], code) for name, code in PRESENCE_ROLES if (ids := self.organisations(values, name))), (None, None)
        )
        period = figure_period(values, self.facts)
        written = "; ".join(filter(None, (match.as_written, values.get("site"))))
        return Made(
            "presence",
            kept(
                "presence",
                {
                    "organisation": who,
                    "role": role,
                    "sector": self._sector(values).get("sector"),
                    "place": match.place,
                    "place_as_written": written or None,
                    "as_of": period.start if period else None,
                    "as_of_end": period.end if period else None,
                    "source": self.source,
                    "remarks": values.get("remarks"),
                    "sensitivity": self._code(values, "sensitivity"),
                },
            ),
        )

    def _activity(self, values: Mapping[str, Any], match: PlaceMatch) -> Made:
        lead, implementing = self._who(values)
        sector = self._sector(values)
        start, end = ends_of(values)
        figures = self._figures(values)
        if (
            start is None
            and end is None
            and not figures
            and (period := figure_period(values, self.facts if self.undated else None))
        ):
            start, end = period.start, period.end
        record = {
            "lead": lead,
            "implementing": implementing,
            "funding": self.organisations(values, "funding"),
            "government_counterpart": next(iter(self.organisations(values, "government_counterpart")), None),
            "reporting_organisation": next(iter(self.organisations(values, "reporting_organisation")), None),
            **sector,
            **self._what(values, sector.get("sector")),
            "start": start,
            "end": end,
            "place": match.place,
            "place_as_written": match.as_written if not match.several else None,
            "further_places": match.as_written if match.several else None,
            **{name: self._code(values, name) for name in ACTIVITY_CODES},
            **{
                name: values.get(name)
                for name in (
                    "transfer_value",
                    "households_targeted",
                    "people_targeted",
                    "sender_row_id",
                    "plan_code",
                    "remarks",
                )
            },
            "shock": self.makings.named("shock", (values["shock"],), {"name": values["shock"]})
            if values.get("shock")
            else None,
            "focal_point": self._contact(values, lead),
        }
        if site := values.get("site"):
            record |= self._site(site, values, match.place)
        return Made("activity", kept("activity", record), figures)

    def _who(self, values: Mapping[str, Any]) -> tuple[str | None, list[str]]:
        """Lead and implementing organisations. A single organisation of unknown role leads; an implementing one alone leads too."""
        lead, other, implementing = (
            self.organisations(values, role) for role in ("lead", "organisation", "implementing")
        )
        first = lead or other or implementing
        rest = [*implementing, *first[1:], *(other if lead else [])]
        return (first[0] if first else None), list(dict.fromkeys(rest))

    def _what(self, values: Mapping[str, Any], sector: str | None) -> dict[str, Any]:
        kind, said, description = values.get("activity_type"), None, values.get("description")
        if kind and len(kind) <= LONGEST_TYPE:
            said = self.makings.named("activity_type", (sector, kind), {"sector": sector, "name": kind})
        elif kind:
            description = kind if not description else f"{kind}\n{description}"
        stages = [
            code
            for part in str(values.get("delivery_stages") or "").split(";")
            if (code := self.meanings.code("delivery_stages", part.strip()))
        ]
        programme = values.get("programme")
        return {
            "activity_type": said,
            "description": description,
            "delivery_stages": stages,
            "programme": self.makings.named("programme", (programme,), {"name": programme[:200]})
            if programme
            else None,
        }

    def _sector(self, values: Mapping[str, Any]) -> dict[str, Any]:
        text = values.get("sector") or values.get("sector_code")
        code = self._code(values, "sector") or self._code(values, "sector_code")
        return {
            "sector": code,
            "sub_sector": values.get("sub_sector") or (text if text and code in (None, MULTI_SECTOR) else None),
        }

    def _code(self, values: Mapping[str, Any], name: str) -> str | None:
        text = values.get(name)
        return self.meanings.code(name, str(text)) if text else None

    def _site(self, name: str, values: Mapping[str, Any], place: str | None) -> dict[str, Any]:
        if place is None:
            return {}
        about: dict[str, Any] = {
            "name": name[:200],
            "place": place,
            "type": self._code(values, "site_type"),
            "latitude": values.get("latitude"),
            "longitude": values.get("longitude"),
        }
        if about["latitude"] is not None and abs(about["latitude"]) > 90:
            about["latitude"] = about["longitude"] = None
        return {
            "site": self.makings.named(
                "site", (place, name), {key: value for key, value in about.items() if value is not None}
            )
        }

    def _contact(self, values: Mapping[str, Any], organisation: str | None) -> str | None:
        name = values.get("focal_point") or values.get("email")
        if not name or organisation is None:
            return None
        about = {
            "organisation": organisation,
            "name": name[:200],
            "email": values.get("email"),
            "phones": [values["phone"]] if values.get("phone") else None,
        }
        return self.makings.named(
            "contact", (organisation, name), {key: value for key, value in about.items() if value is not None}
        )

    def _figures(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        figures = {name: values[name] for name in FIGURES if values.get(name) is not None}
        bands = {
            **figures.get("age_bands", {}),
            **{name: values[name] for name in ("total_male", "total_female") if values.get(name) is not None},
        }
        if bands:
            figures["age_bands"] = bands
        by_period = [
            kept("figures", {name: value, "period_start": span.start, "period_end": span.end, "period_kind": span.kind})
            for span, name, value in values.get(BY_PERIOD, ())
        ]
        if by_period:  # a total beside the months says them again
            return by_period
        if not figures:
            return []
        period = figure_period(values, self.facts)
        words = {name: values.get(name) for name in FIGURE_WORDS}
        coded = {name: self._code(values, name) for name in FIGURE_CODES}
        when = {"period_start": period.start, "period_end": period.end, "period_kind": period.kind} if period else {}
        return [kept("figures", {**figures, **words, **coded, **when})]
