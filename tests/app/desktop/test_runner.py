"""The two verbs: off the main thread, results on it, one signal, troubles said once."""

from __future__ import annotations

import threading
from typing import Any

from app.desktop.desk import Desk
from app.errors import Invalid, Trouble
from app.services import journal, records
from app.store import find
from tests.helpers.desktop import wait


def test_a_read_runs_on_the_reading_thread_and_its_result_comes_back_on_the_main_one(desk: Desk) -> None:
    came: list[tuple[str, str]] = []
    desk.read(
        lambda _store: threading.current_thread().name,
        then=lambda name: came.append((name, threading.current_thread().name)),
    )
    wait(desk)
    assert came == [("reading", threading.main_thread().name)]


def test_a_change_is_announced_before_its_slot_is_called(desk: Desk) -> None:
    heard: list[str] = []
    desk.runner.changed.connect(lambda changes: heard.append(f"changed {len(changes.created)}"))
    desk.change(records.add, "organisation", {"name": "Casa Esperança"}, then=lambda _changes: heard.append("then"))
    wait(desk)
    assert heard == ["changed 1", "then"]


def test_a_read_that_a_later_one_replaces_is_interrupted_and_never_comes_back(desk: Desk) -> None:
    came: list[Any] = []
    begun = threading.Event()

    def endless(store: Any) -> Any:
        begun.set()
        sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        return store.reading().execute(sql).fetchone()

    desk.read(endless, then=came.append, instead_of="one")
    assert begun.wait(10)
    desk.read(lambda _store: "the second", then=came.append, instead_of="one")
    wait(desk)
    assert came == ["the second"]


def test_problems_in_the_data_go_to_whoever_asked(desk: Desk) -> None:
    refused: list[Invalid] = []
    desk.change(records.add, "organisation", {"acronym": "X"}, failed=refused.append)
    wait(desk)
    assert [problem.field for problem in refused[0].problems] == ["name"]


def test_trouble_that_nobody_takes_is_told_to_the_window_once(desk: Desk) -> None:
    told: list[Trouble] = []
    desk.runner.troubled.connect(told.append)

    def full(_store: Any) -> None:
        raise Trouble("disk_full", "The disk is full.")

    desk.change(full)
    wait(desk)
    assert [trouble.code for trouble in told] == ["disk_full"]


def test_reads_see_what_was_changed_before_them(desk: Desk) -> None:
    counts: list[int] = []

    def count(store: Any) -> int:
        return len(find.find_ids(store.reading(), find.Query("organisation")))

    desk.read(count, then=counts.append)
    desk.change(
        records.add, "organisation", {"name": "Kuyera"}, then=lambda _changes: desk.read(count, then=counts.append)
    )
    wait(desk)
    assert counts[1] == counts[0] + 1


def test_progress_of_long_work_arrives_on_the_main_thread(desk: Desk) -> None:
    steps: list[tuple[int, str]] = []
    tell = desk.runner.on_main(lambda done: steps.append((done, threading.current_thread().name)))
    desk.change(lambda _store: [tell(done) for done in range(3)] and None)
    wait(desk)
    assert steps == [(done, threading.main_thread().name) for done in range(3)]


def test_undo_takes_back_what_a_change_did(desk: Desk) -> None:
    found: list[Any] = []
    desk.change(records.add, "organisation", {"name": "Kuyera"}, then=found.append)
    desk.change(journal.undo, then=found.append)
    wait(desk)
    assert found[1].deleted == found[0].created
