"""Contents beside records, on SQLite and PostgreSQL: pieces in any order and number, whose they are, and when they go."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sync import mending
from sync.blob_line import FIRST_PIECE, LEAST_PIECE, PIECE, Way, fetch, send
from sync.blob_waiting import ready, waiting
from sync.blobs import MOST_BYTES, MOST_PIECE, Blob, Had
from sync.changeset import CREATE, DELETE, ERASE, UPDATE
from sync.client import Unreachable
from sync.hub_schema import hub_engine
from sync.messages import Reply
from sync.replica_storage import Draft
from sync.service import Refusal
from sync.shape import DELETED
from tests.sync.blob_country import CONTENT, PAPER, SHA, Country, Laptop
from tests.sync.simulator.toys import SHAPES


@pytest.fixture(params=["sqlite", "postgresql"])
def country(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Country]:
    cluster = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = cluster.new_database() if cluster else f"sqlite:///{tmp_path / 'hub.db'}"
    engine = hub_engine(url)
    yield Country(engine)
    engine.dispose()
    if cluster:
        cluster.drop_database(url)


def a_farm(**values: Any) -> Draft:
    return Draft(CREATE, "farm", "f1", {"place": "X1", **values})


def a_paper(**values: Any) -> Draft:
    facts = {"of_type": "farm", "of_id": "f1", "name": "p", "sha256": SHA, "size": len(CONTENT)}
    return Draft(CREATE, "paper", "p1", {**facts, **values})


@pytest.fixture
def laptop(country: Country) -> Iterator[Laptop]:
    """The laptop of `a`, whose record of a paper has arrived at the hub, and whose content has not."""
    made = Laptop(country, "a")
    made.save(a_farm(), a_paper())
    made.attach()
    made.exchange()
    yield made
    made.engine.dispose()


def refused(work: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(Refusal) as raised:
        work()
    return raised.value.status, raised.value.code


# --- pieces at the hub --------------------------------------------------------------------------------------------


def test_pieces_that_come_again_overlap_or_leave_a_gap_end_as_the_content(country: Country, laptop: Laptop) -> None:
    assert country.look("a") == Had(0)
    assert country.put("a", 0, CONTENT[:300_000]) == Had(300_000)
    assert country.put("a", 0, CONTENT[:300_000]) == Had(300_000)
    assert country.put("a", 400_000, CONTENT[400_000:]) == Had(300_000), "behind a gap nothing is taken"
    assert country.put("a", 299_990, CONTENT[299_990:600_000]) == Had(600_000)
    assert refused(lambda: country.get("a", 0, 10)) == (404, "not_here"), "nobody sees half of it"
    assert country.put("a", 600_000, CONTENT[600_000:]) == Had(len(CONTENT), whole=True)
    assert country.put("a", 0, b"anything else") == Had(len(CONTENT), whole=True)
    assert country.get("a", 262_100, 100) == CONTENT[262_100:262_200]
    assert country.get("a", 0, 10**9) == CONTENT[:MOST_PIECE]


def test_a_content_that_is_not_what_its_record_says_is_thrown_away(country: Country, laptop: Laptop) -> None:
    country.put("a", 0, CONTENT[:-1])
    assert country.put("a", len(CONTENT) - 1, b"?") == Had(0, spoilt=True)
    assert country.kept() == 0
    assert country.put("a", 0, CONTENT) == Had(len(CONTENT), whole=True)


def test_law_16_more_than_the_record_says_or_than_may_be_is_refused(country: Country, laptop: Laptop) -> None:
    country.put("a", 0, CONTENT[:-1])
    assert refused(lambda: country.put("a", len(CONTENT) - 1, CONTENT[-1:] + b"more")) == (413, "too_large")
    assert refused(lambda: country.put("a", 0, bytes(MOST_PIECE + 1))) == (413, "too_large")
    laptop.save(Draft(UPDATE, "paper", "p1", {"size": MOST_BYTES + 1}))
    laptop.exchange()
    assert refused(lambda: country.put("a", 0, CONTENT[:10])) == (413, "too_large")


def test_two_sizes_that_stand_beside_each_other_do_not_keep_a_content_away(country: Country, laptop: Laptop) -> None:
    other = Laptop(country, "chief")
    other.exchange()
    laptop.save(Draft(UPDATE, "paper", "p1", {"size": 5}))
    other.save(Draft(UPDATE, "paper", "p1", {"size": len(CONTENT) + 7}))
    other.save(Draft(UPDATE, "paper", "p1", {"size": len(CONTENT)}, {"size": ()}))
    for one in (laptop, other, laptop):
        one.exchange()
    assert country.put("a", 0, CONTENT[:5]) == Had(5)
    assert country.put("a", 5, CONTENT[5:]) == Had(len(CONTENT), whole=True)
    other.engine.dispose()


# --- rights -------------------------------------------------------------------------------------------------------


def test_law_7_a_content_is_taken_and_given_only_where_its_record_lies(country: Country, laptop: Laptop) -> None:
    country.put("a", 0, CONTENT)
    unknown, another = Blob("paper", "p9", SHA), Blob("paper", "p1", "0" * 64)
    for name, blob, due in (
        ("b", PAPER, (403, "out_of_reach")),
        ("a", another, (403, "another")),
        ("a", unknown, (404, "no_record")),
        ("a", Blob("farm", "f1", SHA), (404, "no_record")),
        ("a", Blob("nothing", "p1", SHA), (404, "no_record")),
    ):
        assert refused(lambda n=name, b=blob: country.look(n, b)) == due  # type: ignore[misc]
        assert refused(lambda n=name, b=blob: country.put(n, 0, b"x", b)) == due  # type: ignore[misc]
        assert refused(lambda n=name, b=blob: country.get(n, 0, 9, b)) == due  # type: ignore[misc]
    country.rights.scopes[country.ids["a"]] = None
    assert refused(lambda: country.get("a", 0, 9)) == (403, "revoked")
    assert refused(lambda: country.put("a", 0, b"x")) == (403, "revoked")


def test_law_9_the_content_moves_with_what_its_record_belongs_to(country: Country, laptop: Laptop) -> None:
    chief = Laptop(country, "chief")
    country.put("a", 0, CONTENT)
    chief.exchange()
    chief.save(Draft(UPDATE, "farm", "f1", {"sensitivity": "severe"}))
    chief.exchange()
    assert refused(lambda: country.get("a", 0, 9)) == (403, "out_of_reach")
    assert country.get("chief", 0, 9) == CONTENT[:9]
    laptop.exchange()
    assert laptop.kept() == 0, "law 7: what left is gone from the disk, with its content"
    chief.engine.dispose()


def test_nothing_is_taken_before_what_the_record_belongs_to_is_known(country: Country) -> None:
    laptop = Laptop(country, "a")
    laptop.save(a_paper(of_id="f2"))
    laptop.exchange()
    assert refused(lambda: country.put("a", 0, CONTENT)) == (404, "no_record")
    laptop.save(Draft(CREATE, "farm", "f2", {"place": "X1"}))
    laptop.exchange()
    assert country.put("a", 0, CONTENT).whole
    laptop.engine.dispose()


def test_each_request_is_signed_for_itself(country: Country, laptop: Laptop) -> None:
    ids, blobs = country.ids, country.blobs
    put = country.sign("a", "PUT", PAPER, 0, body=b"one")
    assert refused(lambda: blobs.put(ids["a"], PAPER, 3, b"one", put)) == (401, "not_signed")
    assert refused(lambda: blobs.put(ids["a"], PAPER, 0, b"two", put)) == (401, "not_signed")
    assert refused(lambda: blobs.put(ids["b"], PAPER, 0, b"one", put)) == (401, "not_signed")
    assert refused(lambda: blobs.look(ids["a"], PAPER, put)) == (401, "not_signed")
    assert refused(lambda: blobs.get(ids["a"], PAPER, 0, 9, country.sign("a", "GET", PAPER, 0, 8)))[0] == 401
    assert refused(lambda: blobs.look("nobody", PAPER, put)) == (401, "unknown_laptop")


def test_law_15_erased_means_that_its_content_is_gone_on_both_sides(country: Country, laptop: Laptop) -> None:
    assert send(laptop.way(), PAPER)
    assert laptop.kept() > 1
    assert country.kept() > 1
    laptop.save(Draft(ERASE, "paper", "p1", {}))
    assert laptop.kept() == 0
    laptop.exchange()
    assert country.kept() == 0
    assert refused(lambda: country.put("a", 0, CONTENT)) == (404, "no_record")


# --- a laptop and its line ----------------------------------------------------------------------------------------


def test_law_10_a_content_arrives_over_a_line_on_which_every_third_piece_or_answer_is_lost(
    country: Country, laptop: Laptop
) -> None:
    moments = itertools.count()

    def fault(moment: str) -> None:
        if next(moments) % 5 == 4:  # in turns before the hub hears of it, and behind its answer
            raise Unreachable("cut", moment)

    assert send(laptop.way(fault), PAPER)
    assert country.look("a") == Had(len(CONTENT), whole=True)
    assert laptop.waiting() == []
    reader = Laptop(country, "chief")
    reader.exchange()
    assert fetch(reader.way(fault), PAPER, len(CONTENT))
    with reader.opened() as here:
        assert b"".join(here.blobs.pieces(PAPER)) == CONTENT
        assert here.blobs.unsent() == []
        assert int(here.facts()[PIECE]) < FIRST_PIECE
    reader.engine.dispose()


def test_a_content_goes_on_where_it_stopped_and_learns_how_much_the_line_bears(
    country: Country, laptop: Laptop
) -> None:
    passed: list[int] = []
    way = laptop.way()

    def bears(blob: Blob, offset: int, data: bytes) -> Had:
        if len(data) > 20_000:
            raise Unreachable("cut", "too much for this line")
        passed.append(offset)
        if len(passed) == 5:
            raise KeyboardInterrupt
        return country.put("a", offset, data, blob)

    with pytest.raises(KeyboardInterrupt):
        send(Way(way.look, bears, way.get, way.transaction, way.cancelled, way.pause), PAPER)
    there = country.look("a").have
    assert 0 < there < len(CONTENT)
    with laptop.opened() as here:
        assert LEAST_PIECE <= int(here.facts()[PIECE]) <= 20_000
    assert send(Way(way.look, bears, way.get, way.transaction, way.cancelled, way.pause), PAPER)
    assert passed[5] == there, "what the hub has is not sent again"
    assert laptop.pauses == [], "a line that breaks off is tried again at once"


def test_a_line_that_carries_nothing_is_given_up_and_what_came_is_kept(country: Country, laptop: Laptop) -> None:
    country.put("a", 0, CONTENT[:1000])

    def away(_moment: str) -> None:
        raise Unreachable("offline", "")

    with pytest.raises(Unreachable):
        send(laptop.way(away), PAPER)
    assert laptop.pauses == [1.0, 2.0]
    assert country.look("a") == Had(1000)
    assert laptop.waiting() == [PAPER]


def test_a_line_that_bears_questions_and_no_piece_is_given_up_too(country: Country, laptop: Laptop) -> None:
    way = laptop.way()
    tried: list[int] = []

    def too_much(_blob: Blob, _offset: int, data: bytes) -> Had:
        tried.append(len(data))
        raise Unreachable("cut", "")

    with pytest.raises(Unreachable):
        send(Way(way.look, too_much, way.get, way.transaction, way.cancelled, way.pause), PAPER)
    assert tried == [FIRST_PIECE, FIRST_PIECE // 4, *[LEAST_PIECE] * 6]


def test_what_is_fetched_and_is_not_what_its_name_says_is_shown_to_nobody(country: Country, laptop: Laptop) -> None:
    send(laptop.way(), PAPER)
    reader = Laptop(country, "chief")
    reader.exchange()
    way = reader.way()
    lying = Way(way.look, way.put, lambda blob, offset, most: bytes(most), way.transaction, way.cancelled, way.pause)
    assert not fetch(lying, PAPER, len(CONTENT))
    assert reader.kept() == 0
    assert fetch(way, PAPER, len(CONTENT))
    reader.engine.dispose()


def test_a_content_waits_while_its_record_does_and_not_for_one_that_was_deleted(country: Country) -> None:
    laptop = Laptop(country, "a")
    laptop.save(a_farm(), a_paper())
    laptop.attach()
    with laptop.opened() as here:
        assert waiting(here, SHAPES, here.blobs.unsent()) == [PAPER]
        assert ready(here, [PAPER]) == []
    laptop.exchange()
    with laptop.opened() as here:
        assert ready(here, [PAPER]) == [PAPER]
    laptop.save(Draft(DELETE, "paper", "p1", {DELETED: True}))
    assert laptop.waiting() == []
    laptop.save(Draft(UPDATE, "paper", "p1", {DELETED: False}))
    assert laptop.waiting() == [PAPER]
    laptop.save(Draft(UPDATE, "paper", "p1", {"sha256": "0" * 64}))
    assert laptop.waiting() == [], "its record speaks of another"
    laptop.engine.dispose()


def test_law_14_behind_a_restored_hub_every_content_is_asked_about_again(country: Country, laptop: Laptop) -> None:
    send(laptop.way(), PAPER)
    assert laptop.waiting() == []
    with laptop.opened() as here:
        mending.begin_again(here, Reply("e2", epochs=(("e1", 0), ("e2", 0))))
    assert laptop.waiting() == [PAPER]
    asked: list[str] = []
    way = laptop.way(asked.append)
    assert send(way, PAPER)
    assert asked == ["before", "behind"], "the hub has it: one question tells"
