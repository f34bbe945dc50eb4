"""The table of rights at the desk: what a person may not do is said when he does it, and what he may leaves no question."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import Refused
from app.services import exchanging, exporting, records, rounds
from app.store.workspace import Store
from tests.helpers.country import DISTRICT, Server, a_desk, all_agree, an_activity, an_organisation

MAY = ("2026-05-01", "2026-05-31")


def a_round(store: Store, organisation: str) -> str:
    """The id of a round of May that expects one organisation."""
    facts = {"name": "May", "period_start": MAY[0], "period_end": MAY[1], "deadline": "2026-06-05", "place": DISTRICT}
    return records.add(store, "reporting_round", facts | {"expected": [organisation]}).created[0][1]


def delivered(store: Store, organisation: str, sector: str) -> str:
    """The id of figures of May, of an activity of this sector."""
    activity = an_activity(store, lead=organisation, sector=sector, status="ongoing")
    facts = {
        "activity": activity,
        "period_start": MAY[0],
        "period_end": MAY[1],
        "people": 10,
        "validation": "submitted",
    }
    return records.add(store, "figures", facts).created[0][1]


def test_a_viewer_is_told_so_when_he_saves_and_exports_without_a_question(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "viewer", "viewer") as viewer:
        id = an_activity(one)
        all_agree(one, viewer)
        for act in (
            lambda: records.save(viewer, "activity", id, {"status": "ongoing"}),
            lambda: records.add(viewer, "organisation", {"name": "Kuyera"}),
        ):
            with pytest.raises(Refused, match="You may read here, and not write"):
                act()
        exporting.export(viewer, tmp_path / "seen.csv")
        all_agree(one, viewer)
        assert records.read(viewer, "activity", id)["status"] == "planned"


def test_an_export_by_a_focal_point_leaves_no_question(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one:
        an_organisation(one, "Kuyera")
        all_agree(one)
        with a_desk(server, tmp_path, "cso", "cso", DISTRICT, "Kuyera") as cso:
            exporting.export(cso, tmp_path / "ours.csv")
            all_agree(one, cso)


def test_a_round_is_closed_by_a_coordinator_and_not_by_a_secretary(server: Server, tmp_path: Path) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "chief", "coordinator") as chief:
        round = a_round(one, an_organisation(one, "Kuyera"))
        all_agree(one, chief)
        with pytest.raises(Refused, match="A coordinator closes rounds"):
            rounds.close_round(one, round)
        rounds.close_round(chief, round)
        all_agree(one, chief)
        assert records.read(one, "reporting_round", round)["closed_on"] is not None


def test_a_sector_lead_validates_the_rows_of_his_sector_and_the_server_takes_all_of_it(
    server: Server, tmp_path: Path
) -> None:
    with a_desk(server, tmp_path, "one") as one, a_desk(server, tmp_path, "lead", "sector_lead:WSH") as lead:
        kuyera = an_organisation(one, "Kuyera")
        round = a_round(one, kuyera)
        water, health = delivered(one, kuyera, "WSH"), delivered(one, kuyera, "HEA")
        all_agree(one, lead)
        rounds.validate(lead, round, kuyera, "WASH cluster")
        assert exchanging.exchange(lead).standing.held == 0
        all_agree(one, lead)
        assert [records.read(one, "figures", id)["validation"] for id in (water, health)] == ["validated", "submitted"]
