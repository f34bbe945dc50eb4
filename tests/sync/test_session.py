"""What a laptop makes of answers that come late, in part, or from a hub with another past: each was once got wrong."""

from __future__ import annotations

from typing import Any

import pytest

from sync import session
from sync.changeset import CREATE, DELETE, ERASE, UPDATE, Changeset, Part
from sync.epochs import begin_epoch
from sync.hub import Hub
from sync.messages import Enter, Leave, News, Reply, Request
from sync.pieces import cut, pieces_of
from sync.replica import commit
from sync.replica_storage import Act, Draft
from sync.shape import DELETED, OPEN
from tests.sync.simulator.memory import MemoryHub, MemoryReplica
from tests.sync.simulator.toys import NOWHERE, REF, SHAPES, Rights, area_of_place

NOW = 1_700_000_000_000
X, Y = ("place:X", OPEN), ("place:Y", OPEN)


class Country:
    """A hub, and laptops by name with what each may read: a works in X, and b in X and Y."""

    def __init__(self) -> None:
        self.hub, self.rights, self.now = MemoryHub("e1"), Rights(), NOW
        self.laptops: dict[str, MemoryReplica] = {}
        self.add("a", X)
        self.add("b", X, Y)

    def add(self, name: str, *streams: tuple[str, str]) -> MemoryReplica:
        self.rights.scopes[name] = frozenset({REF, NOWHERE, *streams})
        laptop = self.laptops[name] = MemoryReplica(f"{name}-1")
        laptop.shapes = SHAPES
        return laptop

    def save(self, name: str, *drafts: Draft, at: int = NOW) -> None:
        commit(self.laptops[name], SHAPES, drafts, Act(name, "", at, "toy", "1"), area_of_place)

    def ask(self, name: str, room: int = 250) -> tuple[Request, Reply]:
        request = session.prepare(self.laptops[name], room)
        return request, Hub(self.hub, SHAPES, self.rights, self.now).exchange(name, request)

    def tell(self, name: str, request: Request, reply: Reply) -> session.Outcome:
        return session.receive(self.laptops[name], SHAPES, request, reply, f"{name}-new", area_of_place)

    def exchange(self, name: str, room: int = 250) -> session.Outcome:
        """Until nothing is left to say."""
        for _ in range(20):
            request, reply = self.ask(name, room)
            outcome = self.tell(name, request, reply)
            if not (outcome.again or request.push):
                return outcome
        raise AssertionError("never silent")

    def check(self, name: str) -> None:
        """The laptop is green, and holds what the hub holds of its streams."""
        scope, tables = self.rights.scopes[name] or frozenset(), self.laptops[name]
        due = {key for key, one in self.hub.rows(list(self.hub.stored)).items() if one.stream in scope}
        assert tables.shared().keys() == due
        assert tables.facts()["agrees"] == "1"


def farm(id: str, place: str = "X1", **values: Any) -> Draft:
    return Draft(CREATE, "farm", id, {"crop": id, "place": place, **values})


@pytest.fixture
def country() -> Country:
    return Country()


def test_a_page_of_a_walk_that_comes_again_later_takes_nothing_away(country: Country) -> None:
    country.save("b", farm("f1"))
    country.exchange("b")
    late = country.ask("a")
    country.save("b", farm("f2"))
    country.exchange("b")
    country.exchange("a")
    country.laptops["a"].put(cursor=str(late[0].cursor))  # as when the log is read again behind a walk
    country.tell("a", *late)
    assert ("farm", "f2") in country.laptops["a"].shared()
    country.exchange("a")
    country.check("a")


def test_news_that_was_asked_for_before_more_streams_were_there_moves_no_cursor(country: Country) -> None:
    page = country.ask("a")
    country.save("a", farm("f1"))
    first = session.prepare(country.laptops["a"])
    country.save("b", farm("f2"))
    country.exchange("b")
    news = first, Hub(country.hub, SHAPES, country.rights, NOW).exchange("a", first)
    country.tell("a", *page)
    country.tell("a", *news)
    country.exchange("a")
    country.check("a")


def test_an_answer_from_before_a_refusal_does_not_say_that_nothing_waits(country: Country) -> None:
    country.save("a", farm("f1"))
    country.exchange("a")
    late = country.ask("a")
    country.save("a", Draft(UPDATE, "farm", "f1", {"place": "Y1"}))
    country.exchange("a")
    assert [one.reasons for one in country.laptops["a"].waits()] == [{0: "out_of_reach"}]
    country.tell("a", *late)
    assert ("farm", "f1") in country.laptops["a"].shared()
    assert [one.reasons for one in country.laptops["a"].waits()] == [{0: "out_of_reach"}]


def test_law_2_what_was_refused_stays_with_its_author_also_when_his_places_change_on_the_way(country: Country) -> None:
    country.exchange("a")
    country.save("a", farm("f2", "X1"))
    country.save("a", farm("f1", "Y1"))
    country.rights.scopes["a"] = frozenset({REF, NOWHERE, X, ("place:Z", OPEN)})
    country.exchange("a", room=1)
    (waits,) = country.laptops["a"].waits()
    assert waits.about == {0: (CREATE, ("farm", "f1"))}
    assert country.laptops["a"].values["farm", "f1"]["place"] == "Y1"


def test_law_15_who_wrote_a_refused_copy_of_an_erased_record_lets_go_of_it(country: Country) -> None:
    country.save("b", farm("f1", "Y1"))
    country.exchange("b")
    country.save("a", farm("f1", "X1"))
    country.exchange("a")
    assert ("farm", "f1") in country.laptops["a"].shared()
    country.save("b", Draft(ERASE, "farm", "f1", {}))
    country.exchange("b")
    country.exchange("a")
    country.check("a")


def test_law_2_the_hub_confirms_to_an_author_only_what_he_sent_himself(country: Country) -> None:
    """A restored hub has the part of it that another laptop could give back: the rest must still come."""
    country.save("b", farm("f0"))
    country.save("b", farm("f1", "X1"), farm("f2", "Y1"))
    country.exchange("a")
    country.tell("b", *country.ask("b"))  # and its line dies: it has read nothing of it yet
    country.exchange("a")
    country.hub = MemoryHub("e1")
    begin_epoch(country.hub, "e2")
    country.exchange("a")
    assert ("farm", "f1") in country.hub.stored
    country.rights.scopes["b"] = frozenset({REF, NOWHERE, X})  # what lies in Y leaves this laptop, once it was sent
    country.exchange("b", room=1)
    assert [waiting.write.id for waiting in country.hub.waits.values()] == ["f2"]


def test_whoever_saves_between_two_pieces_of_an_answer_loses_nothing(country: Country) -> None:
    country.save("b", *[farm(f"f{number}") for number in range(9)])
    country.exchange("b")
    request, reply = country.ask("a")
    pieces = list(pieces_of(request, reply, 2))
    assert [len(piece.entries) for _, piece in pieces] == [2, 2, 2, 2, 1]
    for number, (asked, piece) in enumerate(pieces):
        country.tell("a", asked, piece)
        country.save("a", farm(f"mine{number}"))
        assert country.laptops["a"].facts()["agrees"] == ""
    country.exchange("a")
    country.check("a")
    assert len(country.laptops["a"].shared()) == 14


def test_news_are_cut_between_two_numbers_alone() -> None:
    def news(seq: int) -> News:
        part = Part(Changeset("r", seq, seq, "", "", "", "", "", ()), "00" * 32, {})
        return News(seq, X, part, NOW)

    def enter(seq: int) -> Enter:
        return Enter(seq, X, "farm", "f", [[], {}, {}])

    said = [news(1), news(1), news(2), Leave(2, "farm", "f"), enter(9), news(3), news(4)]
    assert [[one.seq for one in piece] for piece in cut(said, walk=False, most=1)] == [[1, 1], [2, 2, 9, 3], [4]]
    assert [len(piece) for piece in cut([enter(1)] * 5, walk=True, most=2)] == [2, 2, 1]


def test_law_2_what_was_made_and_deleted_again_untaken_is_its_authors_alone(country: Country) -> None:
    country.exchange("a")
    country.save("a", farm("f1", "Y1"))
    country.exchange("a")
    assert [one.reasons for one in country.laptops["a"].waits()] == [{0: "out_of_reach"}]
    country.save("a", Draft(DELETE, "farm", "f1", {DELETED: True}))
    country.exchange("a")
    country.check("a")
    assert country.laptops["a"].values["farm", "f1"]["deleted"] is True
    assert country.hub.stored == {}
    assert all(one.released for one in country.hub.waits.values())


def test_law_7_what_was_refused_moved_and_moved_back_is_told_nowhere_on_the_way(country: Country) -> None:
    country.save("a", farm("f1"))
    country.exchange("a")
    for place in ("Y1", "X1"):
        country.save("a", Draft(UPDATE, "farm", "f1", {"place": place}))
        country.exchange("a")
    country.check("a")
    assert {line.stream for line in country.hub.lines} == {X}
    country.exchange("b")
    country.check("b")


def test_what_waits_is_told_once_and_named_after_that(country: Country) -> None:
    country.exchange("a")
    country.save("a", farm("f1", "Y1"))
    country.exchange("a")
    request, reply = country.ask("a")
    assert request.held == reply.held != ""
    assert reply.receipts == ()
    country.tell("a", request, reply)
    assert [one.reasons for one in country.laptops["a"].waits()] == [{0: "out_of_reach"}]


def test_what_another_wrote_and_was_refused_keeps_nobody_from_taking_back_his_own(country: Country) -> None:
    country.add("c", X)
    country.save("a", farm("f1"))
    for name in "ac":
        country.exchange(name)
    for name, place in (("c", "Z1"), ("a", "Y1"), ("a", "X1")):
        country.save(name, Draft(UPDATE, "farm", "f1", {"place": place}))
        country.exchange(name)
    country.check("a")
    assert [one.reasons for one in country.laptops["c"].waits()] == [{0: "out_of_reach"}]


def test_law_4_what_was_written_over_while_it_waited_is_not_taken_without_what_waits_with_it(country: Country) -> None:
    for id in ("f1", "f2"):
        country.save("a", farm(id))
    country.exchange("a")
    country.save("a", *(Draft(UPDATE, "farm", id, {"owner": who}) for id, who in (("f1", "forbidden"), ("f2", "Ana"))))
    country.save("a", Draft(UPDATE, "farm", "f2", {"owner": "Rui"}))
    country.exchange("a")
    asked = [{0: "forbidden", 1: "forbidden"}]
    assert [one.reasons for one in country.laptops["a"].waits()] == asked
    told = len(country.hub.lines)
    country.rights.scopes["a"] = frozenset({REF, NOWHERE, X, Y})  # and so it is judged again
    country.exchange("a")
    assert [one.reasons for one in country.laptops["a"].waits()] == asked
    assert (len(country.hub.lines), country.laptops["a"].values["farm", "f2"]["owner"]) == (told, "Rui")


def test_law_15_who_had_read_nothing_yet_lets_go_of_his_refused_copy_of_an_erased_record(country: Country) -> None:
    country.save("b", farm("f1", "Y1"))
    country.exchange("b")
    country.save("a", farm("f1"))
    country.tell("a", *country.ask("a"))  # pushed, refused, and nothing read yet
    country.save("b", Draft(ERASE, "farm", "f1", {}))
    country.exchange("b")
    country.save("a", Draft(DELETE, "farm", "f1", {DELETED: True}))
    country.exchange("a")
    country.check("a")
    tables = country.laptops["a"]
    assert tables.rows([("farm", "f1")]) == {}
    assert not [w for entry in tables.journal.values() for w in entry.part.writes.values() if w.key[1] == "f1"]
