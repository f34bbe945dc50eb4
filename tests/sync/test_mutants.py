"""Deliberate faults of the core, each named by what it does wrong: the laws must notice every one of them.

A mutant that survives means that the laws are too weak, and not that the fault is harmless.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sync import accepting, arriving, hub, merge, replica, session, trying, walking
from sync.hub import Hub
from sync.merge import Field, Row
from sync.shape import Shape
from sync.texts import apply_text
from tests.sync.simulator.happenings import CALM, STORM
from tests.sync.simulator.history import is_of_a_law, run
from tests.sync.simulator.memory import MemoryHub, MemoryReplica

#: histories that a mutant may live through before it counts as having survived
MOST_HISTORIES = 600
Patch = Callable[[Any, str, Any], None]


def _nothing(*_given: Any, **_named: Any) -> None:
    """In place of what should be done."""


def forgets_what_was_replaced(patch: Patch) -> None:
    def forgetful(found: Field, gone: Any, added: Any) -> None:
        for mark in gone:
            found.standing.pop(mark, None)
        found.standing.update(added)

    patch(merge, "apply_marks", forgetful)


def a_write_replaces_what_its_author_had_not_seen(patch: Patch) -> None:
    def greedy(found: Field, gone: Any, added: Any) -> None:
        found.gone.update(dict.fromkeys([*gone, *found.standing]))
        found.standing = {mark: value for mark, value in added.items() if mark not in found.gone}

    patch(merge, "apply_marks", greedy)


def a_replaced_value_stays(patch: Patch) -> None:
    patch(merge, "apply_marks", lambda found, gone, added: found.standing.update(added))


def cut_sentences_come_back(patch: Patch) -> None:
    patch(merge, "apply_text", lambda found, cut, put, version: apply_text(found, (), put, version))


def a_copy_that_is_joined_forgets_what_it_knew(patch: Patch) -> None:
    def replaced(row: Row, other: Row) -> None:
        row.made, row.kinds, row.erased = other.made, other.kinds, other.erased

    patch(merge, "join", replaced)


def an_erased_record_listens_again(patch: Patch) -> None:
    whole = merge.apply

    def deaf(row: Row, write: Any, version: str) -> None:
        row.erased = False
        whole(row, write, version)

    patch(merge, "apply", deaf)


def the_hub_asks_nobody_about_his_past(patch: Patch) -> None:
    patch(Hub, "_unlike", lambda self, device, request: None)


def news_is_read_and_not_kept(patch: Patch) -> None:
    patch(session, "take_news", _nothing)


def records_that_enter_are_not_kept(patch: Patch) -> None:
    patch(session, "take_records", _nothing)


def what_left_stays_on_the_disk(patch: Patch) -> None:
    patch(session, "take_leave", _nothing)


def what_left_stays_in_the_journal(patch: Patch) -> None:
    patch(arriving, "blank", _nothing)


def an_erased_record_stays_in_the_journal(patch: Patch) -> None:
    patch(replica, "blank", _nothing)


def what_left_is_purged_before_it_was_sent(patch: Patch) -> None:
    def hasty(tables: Any, outcome: Any) -> None:
        keys = set(tables.leaving())
        tables.remove(keys)
        replica.blank(tables, keys)

    patch(session, "let_go", hasty)


def a_move_is_not_told_to_those_who_lose_the_record(patch: Patch) -> None:
    log = MemoryHub.log
    patch(MemoryHub, "log", lambda self, lines: log(self, [line for line in lines if line.part or line.enters]))


def parts_do_not_move_with_what_they_belong_to(patch: Patch) -> None:
    patch(MemoryHub, "children", lambda self, keys: [])


def parts_of_restricted_records_are_open(patch: Patch) -> None:
    stream = Shape.stream
    patch(Shape, "stream", lambda self, values, *asked: (stream(self, values, *asked)[0], self.rights_class(values)))


def parts_of_what_waits_are_taken_without_it(patch: Patch) -> None:
    stream = Shape.stream

    def anybodys(self: Shape, values: Any, stream_of: Any, *asked: Any) -> Any:
        owner = self.owner(values)
        return stream(self, values, stream_of, *asked) if not owner or stream_of(*owner) else ("place:", "open")

    patch(Shape, "stream", anybodys)
    patch(trying.Trial, "_knows", lambda self, key: True)


def what_is_refused_is_dropped(patch: Patch) -> None:
    patch(MemoryHub, "hold", _nothing)


def rights_are_not_asked(patch: Patch) -> None:
    write = trying.Trial.write
    patch(trying.Trial, "write", lambda self, index, one, device: write(self, index, one, None))


def what_others_carry_is_judged_by_the_carrier(patch: Patch) -> None:
    accept = accepting.Batch.accept

    def lent(self: Any, pushed: Any, before: Any, author: str | None, *, main: bool = False) -> None:
        accept(self, pushed, before, author and self.device, main=main)

    patch(accepting.Batch, "accept", lent)


def what_waits_is_not_told_again_though_it_changed(patch: Patch) -> None:
    patch(hub, "fingerprint_of_held", lambda held: "held" if held else "")
    patch(session, "fingerprint_of_held", lambda held: "held")


def only_the_refused_write_of_a_stream_is_held(patch: Patch) -> None:
    class Alone(dict):  # type: ignore[type-arg]
        def __getitem__(self, index: int) -> set[Any]:
            return self.setdefault(index, _Alone())

        def get(self, index: int, default: Any = None) -> Any:
            return set()

    class _Alone(set):  # type: ignore[type-arg]
        pass

    begin = trying.Trial.__init__

    def apart(self: Any, batch: Any, part: Any, **again: Any) -> None:
        begin(self, batch, part, **again)
        self.streams = Alone()

    patch(trying.Trial, "__init__", apart)


def a_restored_hub_is_not_noticed(patch: Patch) -> None:
    patch(session, "begin_again", lambda tables, reply: tables.put(epoch=reply.epoch))


def pages_are_not_given_back(patch: Patch) -> None:
    patch(Hub, "take_back", _nothing)


def a_copied_laptop_goes_on_under_the_old_name(patch: Patch) -> None:
    patch(session, "go_on_as", _nothing)


def green_whatever_the_digests_say(patch: Patch) -> None:
    def green(tables: Any, request: Any, reply: Any) -> bool:
        tables.put(agrees="1")
        return False

    patch(session, "differs", green)


def a_number_is_split_over_two_replies(patch: Patch) -> None:
    read = MemoryHub.read_log
    patch(hub, "_cut", lambda lines, room: None)
    patch(MemoryHub, "read_log", lambda self, scope, after, upto, room: read(self, scope, after, upto, min(room, 2)))


def a_fetch_of_new_streams_forgets_the_last_record(patch: Patch) -> None:
    snapshot = MemoryHub.snapshot
    patch(MemoryHub, "snapshot", lambda self, *asked: snapshot(self, *asked)[:-1])
    patch(walking, "walk_again", _nothing)


def receipts_are_not_written_down(patch: Patch) -> None:
    patch(MemoryReplica, "answered", _nothing)


def what_came_by_stick_is_not_handed_on(patch: Patch) -> None:
    prepare = session.prepare
    patch(session, "prepare", lambda *given: replace(prepare(*given), forward=(), ask=()))


def differences_are_never_mended(patch: Patch) -> None:
    patch(walking, "walk_again", _nothing)


def a_walk_lets_nothing_go(patch: Patch) -> None:
    patch(walking, "set_leaving", lambda tables, keys: None)


def a_walk_lets_go_of_what_was_written_behind_it(patch: Patch) -> None:
    patch(walking, "touched", lambda tables, keys, after=None: set())


def the_log_is_not_read_again_behind_a_walk(patch: Patch) -> None:
    take = walking.take_page

    def ahead(tables: Any, request: Any, reply: Any) -> None:
        cursor = tables.facts()["cursor"]
        take(tables, request, reply)
        tables.put(cursor=max(cursor, tables.facts()["cursor"], key=int))

    patch(session, "take_page", ahead)


def what_waited_is_let_in_without_the_rest_of_its_stream(patch: Patch) -> None:
    waiting = MemoryHub.waiting

    def forgetful(self: MemoryHub, *, replica: str = "", keys: Any = (), needing: Any = ()) -> list[Any]:
        return [] if replica else waiting(self, keys=keys, needing=needing)

    patch(MemoryHub, "waiting", forgetful)


MUTANTS = [
    forgets_what_was_replaced,
    a_write_replaces_what_its_author_had_not_seen,
    a_replaced_value_stays,
    cut_sentences_come_back,
    a_copy_that_is_joined_forgets_what_it_knew,
    an_erased_record_listens_again,
    the_hub_asks_nobody_about_his_past,
    news_is_read_and_not_kept,
    records_that_enter_are_not_kept,
    what_left_stays_on_the_disk,
    what_left_stays_in_the_journal,
    an_erased_record_stays_in_the_journal,
    what_left_is_purged_before_it_was_sent,
    a_move_is_not_told_to_those_who_lose_the_record,
    parts_do_not_move_with_what_they_belong_to,
    parts_of_restricted_records_are_open,
    parts_of_what_waits_are_taken_without_it,
    what_is_refused_is_dropped,
    rights_are_not_asked,
    what_others_carry_is_judged_by_the_carrier,
    what_waits_is_not_told_again_though_it_changed,
    only_the_refused_write_of_a_stream_is_held,
    a_restored_hub_is_not_noticed,
    pages_are_not_given_back,
    a_copied_laptop_goes_on_under_the_old_name,
    green_whatever_the_digests_say,
    a_number_is_split_over_two_replies,
    a_fetch_of_new_streams_forgets_the_last_record,
    receipts_are_not_written_down,
    what_came_by_stick_is_not_handed_on,
    differences_are_never_mended,
    a_walk_lets_nothing_go,
    a_walk_lets_go_of_what_was_written_behind_it,
    the_log_is_not_read_again_behind_a_walk,
    what_waited_is_let_in_without_the_rest_of_its_stream,
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_the_laws_notice_a_core_in_which(mutant: Callable[[Patch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch.setattr)
    for seed in range(MOST_HISTORIES):
        try:
            play(seed)
        except Exception as failure:
            if is_of_a_law(failure):
                return
    raise AssertionError(f"survived {MOST_HISTORIES} histories: {mutant.__name__}")


@pytest.mark.parametrize("first", range(0, MOST_HISTORIES, 50))
def test_the_laws_notice_nothing_in_the_same_histories_of_the_core_as_it_is(first: int) -> None:
    for seed in range(first, first + 50):
        play(seed)


def play(seed: int) -> None:
    """An ordinary history, one of a bad year, and a calm one, which needs no healing, in turns."""
    if seed % 3 == 0:
        run(seed, steps=30)
    elif seed % 3 == 1:
        run(seed, steps=60, happenings=STORM)
    else:
        assert run(seed, steps=40, happenings=CALM).healed == 0
