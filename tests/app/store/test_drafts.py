"""Drafts are kept in files of their own, sealed, whichever thread is writing the workspace."""

from __future__ import annotations

import threading
from pathlib import Path

from hypothesis import HealthCheck, given, settings, strategies as st

from app.services import drafts, records
from app.store import drafts as files
from app.store.workspace import Store, create_workspace
from tests.helpers.office import an_office, an_organisation

KEYS = st.tuples(st.sampled_from(["activity", "agenda_item"]), st.sampled_from(["", "MZ01@2", "0123", "a/b"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    st.lists(
        st.tuples(KEYS, st.dictionaries(st.sampled_from("abc"), st.text(max_size=20), max_size=2) | st.none()),
        max_size=12,
    )
)
def test_the_last_that_was_kept_of_each_form_comes_back_and_what_was_dropped_does_not(tmp_path_factory, acts) -> None:
    with an_office(tmp_path_factory.mktemp("office")) as store:
        expected: dict[tuple[str, str], dict[str, str]] = {}
        for (form, record), values in acts:
            if values is None:
                drafts.drop(store, form, record)
                expected.pop((form, record), None)
            else:
                drafts.keep(store, form, record, values)
                expected[form, record] = values
        assert {(one.form, one.record): one.values for one in drafts.kept(store)} == expected


def test_a_draft_is_kept_while_another_thread_holds_the_workspace_for_an_import(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        kept = threading.Event()

        def type_a_line() -> None:
            drafts.keep(store, "agenda_item", "one", {"text": "INAS brings the list"})
            kept.set()

        with store.writing():
            threading.Thread(target=type_a_line).start()
            assert kept.wait(5)
        assert [one.values for one in drafts.kept(store)] == [{"text": "INAS brings the list"}]


def test_a_draft_is_unreadable_without_the_key_of_the_workspace_and_a_damaged_one_is_passed_over(
    tmp_path: Path,
) -> None:
    with an_office(tmp_path) as store:
        drafts.keep(store, "activity", "", {"description": "kestrel7731"})
        drafts.keep(store, "activity", "other", {"description": "hoopoe"})
        (one, two) = sorted((store.folder / "drafts").iterdir())
        assert b"kestrel" not in one.read_bytes() + two.read_bytes()
        assert list(files.kept(store.folder, bytes(32))) == []
        one.write_bytes(b"not a draft")
        assert len(drafts.kept(store)) == 1


def test_what_is_typed_about_a_record_goes_when_the_record_is_erased(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        gone, stays = an_organisation(store), an_organisation(store, "Cruz Vermelha")
        for id in (gone, stays):
            drafts.keep(store, "organisation", id, {"remarks": "typed"})
        records.erase(store, "organisation", gone)
        assert [one.record for one in drafts.kept(store)] == [stays]


def test_a_workspace_that_is_wiped_leaves_no_draft(tmp_path: Path) -> None:
    store: Store = create_workspace(tmp_path / "desk")
    drafts.keep(store, "activity", "", {"description": "Kitchen gardens"})
    store.wipe()
    store.close()
    assert list((tmp_path / "desk").rglob("*.typed")) == []
