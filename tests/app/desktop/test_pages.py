"""Home, Organisations, Activities, Settings: what each shows and does."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pytestqt.modeltest import ModelTester

from app.desktop.window import Window
from app.services import cells, drafts, journal, organisations, packs, records, rounds, settings
from app.services.overview import read_overview
from app.store import find
from app.store.workspace import Store
from tests.helpers.desktop import organisation, said, show_page, wait


def activities(store: Store) -> list[str]:
    """Two activities of WFP in Beira and Búzi, with figures, and one of the Red Cross elsewhere."""
    typed = {
        "new1": {"lead": "WFP", "sector": "Food security", "place": "Beira", "start": "1/3/2026", "domain": "HA"},
        "new2": {"lead": "WFP", "sector": "Health", "place": "Búzi", "start": "1/4/2026", "domain": "SP"},
        "new3": {"lead": "CVM", "sector": "Health", "place": "Gondola", "start": "1/4/2018"},
    }
    made = [id for _type, id in cells.enter(store, "activity", typed).created]
    for id, people in zip(made, (1200, 300, 5), strict=True):
        records.add(
            store,
            "figures",
            {"activity": id, "period_start": "2026-04-01", "period_end": "2026-04-30", "people": people},
        )
    return made


@pytest.fixture(autouse=True)
def a_day_in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """6 May 2026, a Wednesday."""
    monkeypatch.setenv("UJIMA_NOW", "2026-05-06T09:00:00")


# Home


def test_an_empty_workspace_is_told_what_to_do_first(window: Window) -> None:
    assert "Nothing is recorded yet" in said(show_page(window, "home"))


def test_home_says_the_day_what_is_due_and_how_much_there_is(window: Window) -> None:
    store = window.desk.runner.store
    activities(store)
    expected = [organisation(store, name) for name in ("World", "Cruz", "Kubatsirana")]
    rounds.begin_round(
        store, "April round", (dt.date(2026, 4, 1), dt.date(2026, 4, 30)), dt.date(2026, 5, 8), expected=expected
    )
    page = show_page(window, "home")
    page.refresh()  # type: ignore[attr-defined]
    wait(window.desk)
    text = said(page)
    assert window.title.text() == "Wednesday 6 May 2026"
    assert "April round" in text
    assert "closes in 2 days" in text
    assert "0 of 3 organisations reported, 0 nil, 3 silent" in text
    assert "1,500" in text, "the sum of the figures of Sofala, as on the matrix"


def test_home_counts_for_the_area_of_the_office_with_nobody_left_out(store: Store) -> None:
    activities(store)
    found = read_overview(store)
    store.close()
    assert (found.level, found.places) == (2, 3), "the districts of Sofala"
    assert sorted(found.by_place) == [("Beira", 1), ("Búzi", 1)]
    assert found.none_there == ("Nhamatanda",)
    assert found.by_domain == {"SP": 1, "HA": 1, "DRM": 0}
    assert (found.active, found.lines) == (1, 2), "the Red Cross works in another province"


def test_home_is_read_anew_when_it_is_shown_after_a_change(window: Window) -> None:
    show_page(window, "organisations")
    activities(window.desk.runner.store)
    window.desk.change(records.add, "organisation", {"name": "Kuyera"})
    wait(window.desk)
    assert "Organisation added" in said(show_page(window, "home"))


# Organisations


def test_the_directory_leaves_out_who_is_merged_into_another(window: Window) -> None:
    store = window.desk.runner.store
    page: Any = show_page(window, "organisations")
    before = len(page.table.ids)
    window.desk.change(organisations.merge, organisation(store, "World"), organisation(store, "Cruz"))
    wait(window.desk)
    assert len(page.table.ids) == before - 1
    window.undo()
    wait(window.desk)
    assert len(page.table.ids) == before


def test_the_kinds_narrow_the_directory_and_can_be_joined_with_a_filter(window: Window) -> None:
    page: Any = show_page(window, "organisations")
    page.kinds.setCurrentIndex(2)
    wait(window.desk)
    assert [page.table.record_id(row) for row in range(len(page.table.ids))] == [
        organisation(window.desk.runner.store, "World")
    ]
    page.clear_filters()
    wait(window.desk)
    assert len(page.table.ids) == 4


def test_an_organisation_shows_where_it_is_by_place_and_sector(window: Window) -> None:
    store = window.desk.runner.store
    activities(store)
    page: Any = show_page(window, "organisations", id=organisation(store, "World"))
    text = said(page.panel.presence)
    page.panel.setCurrentIndex(1)
    text = said(page.panel.presence)
    assert "Beira, Sofala" in text
    assert "Búzi, Sofala" in text
    assert "Gondola" not in text


# Activities


def test_the_model_of_the_grid_keeps_the_rules_of_qt(window: Window, qtmodeltester: ModelTester) -> None:
    activities(window.desk.runner.store)
    page: Any = show_page(window, "activities")
    window.grab()
    wait(window.desk)
    qtmodeltester.check(page.table)


def test_the_figures_of_an_activity_are_typed_beside_it(window: Window) -> None:
    store = window.desk.runner.store
    first = activities(store)[0]
    page: Any = show_page(window, "activities", id=first)
    figures = page.panel.figures
    assert len(figures.ids) == 1
    figures.setData(figures.index(1, 2), "4,500")
    wait(window.desk)
    assert len(figures.ids) == 2
    made = records.read(store, "figures", figures.ids[1])
    assert (made["activity"], made["people"]) == (first, 4500)


def test_a_click_elsewhere_can_filter_the_grid_and_all_rows_come_back(window: Window) -> None:
    store = window.desk.runner.store
    activities(store)
    page: Any = show_page(window, "activities", filters={"place": ["MZ1001"], "sector": ["FSC"]})
    assert len(page.table.ids) == 1
    page.shown_list().clear_filters()
    wait(window.desk)
    assert len(page.table.ids) == 3


def test_a_filter_is_kept_by_name_and_comes_back(window: Window) -> None:
    activities(window.desk.runner.store)
    page: Any = show_page(window, "activities", filters={"sector": "health"})
    page.shown_list().filters.keep("Health only")
    page.shown_list().clear_filters()
    wait(window.desk)
    assert settings.get(window.desk.runner.store, "filters.activity") == '{"Health only": {"sector": "health"}}'
    page.grid.filters.set_filters(page.shown_list().filters.kept["Health only"])
    wait(window.desk)
    assert len(page.table.ids) == 2


def test_leaving_the_page_keeps_what_is_typed_in_the_form(window: Window) -> None:
    page: Any = show_page(window, "activities", new=True)
    page.form.fields["description"].editor.set_typed("Kitchen gardens")
    show_page(window, "home")
    assert [draft.values for draft in drafts.kept(window.desk.runner.store)] == [{"description": "Kitchen gardens"}]


def test_deleted_rows_take_their_figures_with_them_and_undo_brings_both_back(window: Window) -> None:
    store = window.desk.runner.store
    activities(store)
    page: Any = show_page(window, "activities")
    page.grid.setCurrentIndex(page.table.index(0, 0))
    page.shown_list().delete_rows()
    wait(window.desk)
    assert len(page.table.ids) == 2
    assert len(find.find_ids(store.reading(), find.Query("figures"))) == 2
    window.undo()
    wait(window.desk)
    assert len(page.table.ids) == 3
    assert len(find.find_ids(store.reading(), find.Query("figures"))) == 3


def test_presence_is_a_list_of_its_own_beside_the_activities(window: Window) -> None:
    store = window.desk.runner.store
    records.add(
        store,
        "presence",
        {"organisation": organisation(store, "World"), "sector": "WSH", "place": "MZ1001", "line_count": 16},
    )
    page: Any = show_page(window, "activities", list="presence")
    shown = page.shown_list()
    window.grab()
    wait(window.desk)
    assert [shown.table.index(0, column).data() for column in (0, 2, 4)] == ["World Food Programme", "Beira", "16"]
    shown.table.setData(shown.table.index(0, 2), "Búzi")
    wait(window.desk)
    assert shown.table.index(0, 2).data() == "Búzi"
    show_page(window, "activities", list="activity")
    assert page.shown_list().type == "activity"


# Settings


def test_name_office_and_area_are_kept_and_shown_at_once(window: Window) -> None:
    page: Any = show_page(window, "settings")
    page.person.setText("Rosa Machava")
    page.place.editor.set_value("MZ1002", {"MZ1002": "Búzi"})
    page.save_office()
    wait(window.desk)
    assert (window.desk.office.person, window.desk.office.area) == ("Rosa Machava", "Búzi")
    assert "Rosa Machava" in said(window.navigation)


def test_a_backup_made_now_is_listed(window: Window) -> None:
    page: Any = show_page(window, "settings")
    page.back_up()
    wait(window.desk)
    assert list((window.desk.runner.store.folder / "backups").glob("*.db"))
    assert "MB" in said(page)


def test_places_from_a_file_are_added(window: Window, tmp_path: Path) -> None:
    page: Any = show_page(window, "settings")
    file = tmp_path / "more.csv"
    file.write_text(
        "location,admin level,p-code,name,parent p-code,valid from date\nMOZ,2,MZ1013,Caia,MZ10,2019-01-01\n",
        encoding="utf-8",
    )
    page.add_places([file])
    wait(window.desk)
    assert records.read(window.desk.runner.store, "place", "MZ1013")["name"] == "Caia"
    assert packs.boundaries(window.desk.runner.store) == {}


def test_the_undo_of_a_paste_is_told_in_the_status_line(window: Window) -> None:
    page: Any = show_page(window, "activities")
    page.table.save({"new": {"sector": "HEA"}}, "Pasted into 1 row")
    wait(window.desk)
    assert journal.undo_and_redo(window.desk.runner.store)[0] == "Pasted into 1 row"
