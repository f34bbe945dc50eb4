"""One page for each organisation: what concerns it, nothing that stays here, each in a file of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import Refused, Trouble
from app.exchange.minutes.typed import ACTION
from app.printing import given_back
from app.services import rounds
from app.services.meetings import noting
from app.services.meetings.noting import Written
from app.services.meetings.sitting import read_sitting
from app.services.records import add, save
from tests.helpers.committee import DAY, Committee, new_committee
from tests.helpers.coverage import BEIRA


@pytest.fixture
def committee(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Committee]:
    """A committee with an action point of INAS, a week ahead of its next meeting."""
    monkeypatch.setenv("UJIMA_NOW", "2026-11-17T09:00:00")
    made = new_committee(tmp_path / "desk")
    item = read_sitting(made.store, made.meeting()).items[0]
    noting.write(made.store, item.id, Written(ACTION, "Bring the list", (made.organisations["INAS"],), DAY))
    yield made
    made.store.close()


def page(committee: Committee, folder: Path, short: str = "INAS", language: str | None = None) -> str:
    """What the page of an organisation says, as a message."""
    made = given_back.give_back(committee.store, folder, committee.organisations[short], language)
    return made.files[1].read_text(encoding="utf-8")


def test_the_page_says_what_concerns_the_organisation_and_whom_it_meets(committee: Committee, tmp_path: Path) -> None:
    store, ids = committee.store, committee.organisations
    wfp = committee.people["Lina Mussa"]
    save(store, "contact", wfp, {"phones": ["+258841234567"], "consent_to_share": True})
    ends = {"name": "Cash transfers", "place": BEIRA, "status": "in_force", "end": DAY + dt.timedelta(days=30)}
    agreement = add(store, "agreement", ends).created[0][1]
    add(store, "party", {"agreement": agreement, "organisation": ids["INAS"]})
    add(store, "service", {"organisation": ids["CVM"], "name": "Tracing", "place": BEIRA, "phone": "1490"})
    told = page(committee, tmp_path / "out")
    for wanted in ("Bring the list", "District coordination forum", "Cash transfers", "WFP", "Lina Mussa", "Tracing"):
        assert wanted in told, wanted
    assert (tmp_path / "out" / "INAS.pdf").read_bytes().startswith(b"%PDF")
    assert "Bring the list" not in page(committee, tmp_path / "out", "WFP"), "what others owe is not told"


def test_what_stays_here_is_on_no_page(committee: Committee, tmp_path: Path) -> None:
    store = committee.store
    save(store, "contact", committee.people["Lina Mussa"], {"phones": ["+258841234567"], "consent_to_share": False})
    save(store, "meeting", committee.meeting(), {"sensitivity": "severe"})
    told = page(committee, tmp_path / "out")
    for kept in ("Lina Mussa", "District coordination forum", "Bring the list"):
        assert kept not in told, kept


def test_a_page_is_in_the_language_of_the_organisation_unless_another_is_asked_for(
    committee: Committee, tmp_path: Path
) -> None:
    save(committee.store, "contact", committee.people["João Tomás"], {"languages": ["pt"], "consent_to_share": True})
    inas = committee.organisations["INAS"]
    assert [given_back.give_back(committee.store, tmp_path, inas, asked).language for asked in (None, "ar")] == [
        "pt",
        "ar",
    ]
    assert "Os seus pontos de acção abertos" in page(committee, tmp_path)


def test_organisations_that_are_called_alike_each_have_a_page(committee: Committee, tmp_path: Path) -> None:
    store, wfp = committee.store, committee.organisations["WFP"]
    save(store, "organisation", wfp, {"acronym": "I/NAS"})
    save(store, "organisation", committee.organisations["INAS"], {"acronym": "i nas"})
    made = given_back.give_back_to_all(store, tmp_path / "out", BEIRA)
    files = [file for one in made for file in one.files]
    assert len({str(file).casefold() for file in files}) == len(files) == 2 * len(made)
    assert {file.name for file in (tmp_path / "out").iterdir()} == {file.name for file in files}
    for one in made:
        assert one.name in one.files[1].read_text(encoding="utf-8"), "each file holds its own"


def test_who_reported_on_time_gets_a_letter_and_nobody_else_does(committee: Committee, tmp_path: Path) -> None:
    store, inas = committee.store, committee.organisations["INAS"]
    deadline = dt.date(2026, 11, 20)
    round = rounds.begin_round(store, "October", (dt.date(2026, 10, 1), dt.date(2026, 10, 31)), deadline)
    rounds.receive(store, round, inas, nil=True)
    assert given_back.give_back(store, tmp_path, inas).on_time
    assert not given_back.give_back(store, tmp_path, committee.organisations["WFP"]).on_time
    assert {file.name for file in tmp_path.glob("*_on_time.pdf")} == {"INAS_on_time.pdf"}


def test_what_cannot_be_written_or_found_is_said(committee: Committee, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Trouble, match="could not be written"):
        given_back.give_back(committee.store, tmp_path / "file", committee.organisations["INAS"])
    with pytest.raises(Refused, match="There is no"):
        given_back.give_back(committee.store, tmp_path, "nobody")
