"""What stands in the way of a row, by itself and against its neighbours; and what guards the sites of protection work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import vocabulary
from app.services import checking, records
from app.services.unit import unit
from app.store.workspace import Store
from tests.helpers.office import an_office, an_organisation


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with an_office(tmp_path) as store:
        records.add(store, "place", {"pcode": "MZ0704", "name": "Búzi", "level": 2})
        yield store


def made(store: Store, type: str, **values: Any) -> str:
    """The id of a new record."""
    return records.add(store, type, values).created[0][1]


def codes(store: Store, type: str, **values: Any) -> set[str]:
    """The codes of what stands in the way."""
    return {problem.code for problem in checking.problems(store, type, values)}


def test_an_activity_needs_a_lead_a_sector_and_a_place_to_be_shared_but_not_to_be_kept(store: Store) -> None:
    lead = an_organisation(store)
    whole = {"lead": lead, "sector": "WSH", "place": place_of(store)}
    assert checking.ready_to_share(store, "activity", whole)
    for name in whole:
        partial = {key: value for key, value in whole.items() if key != name}
        assert not checking.ready_to_share(store, "activity", partial)
        assert made(store, "activity", **partial)


def place_of(store: Store) -> str:
    """The id of the one place there is."""
    return str(store.reading().execute("SELECT id FROM place").fetchone()[0])


def test_a_place_that_is_in_no_list_or_no_longer_in_it_is_said(store: Store) -> None:
    old = made(store, "place", pcode="MZ9", name="Old", level=2, valid_to="2001-01-01")
    assert "place_unknown" in codes(store, "activity", place="MZ0117")
    assert "place_out_of_date" in codes(store, "activity", place=old)
    assert not {"place_unknown", "place_out_of_date"} & codes(store, "activity", place=place_of(store))


def test_reached_is_held_against_the_target_and_the_population(store: Store) -> None:
    place = place_of(store)
    made(store, "place_figure", place=place, kind="population", value=1000)
    activity = made(store, "activity", place=place, people_targeted=100)
    assert "reached_exceeds_target" not in codes(store, "figures", activity=activity, people=150)
    assert "reached_exceeds_target" in codes(store, "figures", activity=activity, people=151)
    assert "reached_exceeds_population" not in codes(store, "figures", activity=activity, people=1000)
    assert "reached_exceeds_population" in codes(store, "figures", activity=activity, people=1001)


@pytest.mark.parametrize(
    "values, code",
    [
        ({"people": 10, "girls": 6, "boys": 5}, "ages_exceed_total"),
        ({"people": 10, "persons_with_disability": 11}, "disabled_exceed_total"),
        ({"period_start": "2019-06-01", "period_end": "2019-05-31"}, "end_before_start"),
        (
            {"people": 20, "girls": 1, "boys": 1, "women": 1, "men": 1, "older_women": 1, "older_men": 1},
            "ages_differ_from_total",
        ),
    ],
)
def test_figures_that_contradict_themselves_are_said(store: Store, values: dict[str, Any], code: str) -> None:
    assert code in codes(store, "figures", **values)


@pytest.mark.parametrize("values", [{"people": 11, "girls": 6, "boys": 5}, {"girls": 6, "boys": 5}, {"people": 0}])
def test_figures_that_may_be_so_are_not_complained_about(store: Store, values: dict[str, Any]) -> None:
    assert codes(store, "figures", **values) <= {"missing"}


def test_cash_says_how_much_in_what_and_how(store: Store) -> None:
    assert "cash_not_described" in codes(store, "activity", modality="cash", transfer_value="10")
    described = {"modality": "cash", "transfer_value": "10", "currency": "MZN", "mechanism": "mobile_cash"}
    assert "cash_not_described" not in codes(store, "activity", **described)


@pytest.mark.parametrize("sector, sensitivity", [("PRO-GBV", "high"), ("PRO-CPN", "high"), ("WSH", None)])
def test_the_site_of_protection_work_starts_at_high_sensitivity(
    store: Store, sector: str, sensitivity: str | None
) -> None:
    with unit(store, "both at once") as changing:
        site = changing.create("site", {"name": "Safe house", "place": place_of(store)})
        changing.create("activity", {"site": site, "sector": sector})
    assert records.read(store, "site", site)["sensitivity"] == sensitivity


def test_a_site_whose_sensitivity_somebody_said_stays_as_it_was_said(store: Store) -> None:
    site = made(store, "site", name="Known", sensitivity="low")
    activity = made(store, "activity", site=site)
    records.save(store, "activity", activity, {"sector": "PRO-GBV"})
    assert records.read(store, "site", site)["sensitivity"] == "low"


@pytest.mark.parametrize("domain, said", [("SP", False), ("linked", False), ("HA", True), ("DRM", True)])
def test_a_shock_responsive_option_belongs_to_linked_work(store: Store, domain: str, said: bool) -> None:
    found = codes(store, "activity", domain=domain, srsp_option=vocabulary.code_list("srsp_option").codes[0])
    assert ("srsp_without_link" in found) is said
