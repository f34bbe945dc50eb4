"""The replica in SQL, with the toys of the simulator: what is kept of an act, and what it looks like when it is read again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, strategies as st

from sync import merge, packing, session, tables
from sync.by_hand import take_parts
from sync.changeset import CREATE, ERASE, MOST_WRITES, UPDATE
from sync.hub import Hub
from sync.messages import Pushed
from sync.replica import check_chain, commit
from sync.replica_storage import Act, Draft
from sync.replica_tables import SqlReplica, begin_replica
from sync.shape import CONTACTS, DELETED, OPEN, REGISTER, SET, TEXT, Shape
from sync.stamp import new_id
from tests.sync.simulator import toys
from tests.sync.simulator.memory import MemoryHub, MemoryReplica

NOW = 1_700_000_000_000
SHAPES = toys.SHAPES | {"phone": Shape("phone", {"farm": REGISTER}, ("parent", "farm"), "farm", CONTACTS)}
#: the farm of a newer program
NEWER = {"farm": Shape("farm", toys.FARM | {"soil": REGISTER, "pests": SET, "story": TEXT}, ("place", "place"))}
#: what may lie in a field of each kind; a toy keeps everything but None as it is
VALUES = {
    REGISTER: st.none() | st.text(max_size=5) | st.integers(-(2**53), 2**53) | st.booleans(),
    SET: st.lists(st.sampled_from("abc"), unique=True, max_size=3).map(sorted),
    TEXT: st.lists(st.sampled_from(["One. ", "Two? ", "ثلاثة؟ ", "no end"]), max_size=4).map("".join),
}


@contextlib.contextmanager
def new_file(url: str = "sqlite://") -> Iterator[sa.Engine]:
    """The file of a new laptop."""
    engine = sa.create_engine(url, poolclass=sa.pool.StaticPool)
    tables.metadata.create_all(engine)
    toys.metadata.create_all(engine)
    with engine.begin() as connection:
        begin_replica(connection, "here")
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """The file of a new laptop; a replica may lie on a server too."""
    cluster = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = cluster.new_database() if cluster else "sqlite://"
    with new_file(url) as engine:
        yield engine
    if cluster:
        cluster.drop_database(url)


@pytest.fixture
def replica(engine: sa.Engine) -> Iterator[SqlReplica]:
    """The same within one transaction."""
    with engine.begin() as connection:
        yield SqlReplica(connection, SHAPES, toys.ToyRecords())


def save(replica: Any, *drafts: Draft, later_ms: int = 0) -> None:
    """Keep an act."""
    commit(replica, SHAPES, drafts, Act("Amélia", "a note", NOW + later_ms, "toy", "1"), toys.area_of_place)


def journal(replica: SqlReplica) -> list[Any]:
    return replica.own("here", 0, 10**9)


def test_numbers_have_no_gap_stamps_rise_and_the_chain_holds_whatever_the_clock_does(replica: SqlReplica) -> None:
    for act in range(5):
        save(replica, *[Draft(CREATE, "group", new_id(NOW), {"name": "x"}) for _ in range(200)], later_ms=-act * 10**9)
    heads = [entry.part.head for entry in journal(replica)]
    assert [head.sequence for head in heads] == list(range(1, 11))
    assert all(len(entry.part.writes) <= MOST_WRITES for entry in journal(replica))
    stamps = [head.stamp for head in heads]
    assert stamps == sorted(set(stamps))
    assert len({head.group for head in heads}) == 5
    assert check_chain(journal(replica), replica.facts()) is None


@pytest.mark.parametrize(
    "damage, sentence",
    [
        ("changed", "changeset 2 does not agree with its hash"),
        ("missing", "changeset 2 is missing"),
        ("last", "the journal ends before the last number given out"),
        ("hashed", "the chain breaks at changeset 2"),
    ],
)
def test_law_3_a_changed_or_missing_changeset_is_noticed(replica: SqlReplica, damage: str, sentence: str) -> None:
    for name in ("maize", "rice", "beans"):
        save(replica, Draft(CREATE, "group", new_id(NOW), {"name": name}))
    table = tables.changeset_table
    second = sa.update(table).where(table.c.sequence == 2)
    if damage == "changed":
        body = replica.connection.execute(sa.select(table.c.body).where(table.c.sequence == 2)).scalar_one()
        replica.connection.execute(second.values(body=body.replace(b"rice", b"wine")))
    elif damage == "hashed":
        replica.connection.execute(second.values(previous="00" * 32))
    else:
        replica.connection.execute(sa.delete(table).where(table.c.sequence == (2 if damage == "missing" else 3)))
    assert check_chain(journal(replica), replica.facts()) == sentence


def test_law_15_the_chain_outlives_an_erased_body(replica: SqlReplica) -> None:
    save(replica, Draft(CREATE, "group", "g1", {"name": "Celeste"}), Draft(CREATE, "group", "g2", {"name": "Bento"}))
    save(replica, Draft(UPDATE, "group", "g1", {"name": "Celeste M."}))
    save(replica, Draft(ERASE, "group", "g1", {}))
    assert check_chain(journal(replica), replica.facts()) is None
    file = repr(snapshot(replica.connection))
    assert "Bento" in file
    assert "Celeste" not in file


def test_a_fresh_row_costs_one_line_without_marks_however_many_fields_it_has(replica: SqlReplica) -> None:
    values = {"crop": "maize", "owner": "Bento", "place": "X1", "tags": ["a", "b"], "notes": "One. Two. "}
    save(replica, Draft(CREATE, "farm", new_id(NOW), values))
    rows = replica.connection.execute(sa.select(tables.version_table)).all()
    assert [(row.made, row.marks) for row in rows] == [(journal(replica)[0].version, None)]


def test_an_id_that_was_here_before_is_no_fresh_row(replica: SqlReplica) -> None:
    for crop in ("maize", "rice"):
        save(replica, Draft(CREATE, "farm", "farmX1", {"crop": crop, "place": "X1"}))
    (held,) = replica.rows([("farm", "farmX1")]).values()
    assert len(held.row.made) == 2
    assert set(held.row.kinds[REGISTER]["crop"].standing.values()) == {"rice"}


def test_law_9_every_row_knows_its_area_and_class_through_its_root(replica: SqlReplica) -> None:
    save(
        replica,
        Draft(CREATE, "farm", "1", {"place": "X1"}),
        Draft(CREATE, "cow", "2", {"farm": "1"}),
        Draft(CREATE, "group", "3", {"name": "x"}),
        Draft(CREATE, "phone", "4", {"farm": "1"}),
        Draft(CREATE, "farm", "5", {"place": "Y1", "sensitivity": "severe"}),
        Draft(CREATE, "farm", "6", {}),
        Draft(CREATE, "cow", "7", {"farm": "nobody's"}),
    )
    rows = replica.connection.execute(sa.select(tables.version_table)).all()
    assert {row.id: (row.area, row.rights_class) for row in rows} == {
        "1": ("place:X", "open"),
        "2": ("place:X", "open"),
        "3": ("ref", "open"),
        "4": ("place:X", "contacts"),
        "5": ("place:Y", "restricted"),
        "6": ("place:", "open"),
        "7": ("place:", "restricted"),
    }
    save(replica, Draft(UPDATE, "farm", "1", {"place": "Z1"}))
    assert replica.streams([("farm", "1")]) == {("farm", "1"): ("place:Z", "open")}


@st.composite
def farms(draw: st.DrawFn) -> dict[str, Any]:
    """Some values of a farm, also of fields that only a newer program knows."""
    kinds = NEWER["farm"].fields
    names = draw(st.sets(st.sampled_from([name for name in kinds if name != DELETED])))
    places = st.sampled_from([*toys.PLACES, None])
    return {name: draw(places if name == "place" else VALUES[kinds[name]]) for name in sorted(names)}


@given(farms(), st.lists(farms(), max_size=4), st.booleans())
def test_law_13_a_row_read_again_is_what_its_writes_made_of_it(
    first: dict[str, Any], later: list[dict[str, Any]], known: bool
) -> None:
    """Also with fields or a type that this program has never heard of, with nothing in a field, with empty sets."""
    newer, older = MemoryReplica("newer"), toys.SHAPES if known else {"cow": toys.SHAPES["cow"]}
    drafts = [Draft(CREATE, "farm", "f", first), *(Draft(UPDATE, "farm", "f", values) for values in later)]
    for number, draft in enumerate(drafts):
        commit(newer, NEWER, [draft], Act("Bento", "", NOW + number, "toy", "2"), toys.area_of_place)
    expected = newer.rows([("farm", "f")])["farm", "f"].row
    with new_file() as engine:
        for entry in newer.own("newer", 0, 10**9):
            with engine.begin() as connection:
                pushed = Pushed(entry.part, entry.previous)
                take_parts(SqlReplica(connection, older, toys.ToyRecords()), older, [pushed], toys.area_of_place)
        with engine.begin() as connection:
            replica = SqlReplica(connection, older, toys.ToyRecords())
            assert packing.pack(replica.rows([("farm", "f")])["farm", "f"].row) == packing.pack(expected)
            assert replica.digest() == (1, packing.row_hash(expected))
            shown = merge.shown(expected, lambda version: replica.effective([version]).get(version, 0))
            told = {name: value for name, value in shown.items() if name in toys.FARM and value is not None}
            assert replica.records.read(connection, "farm", ["f"]) == ({"f": told} if known else {})


def test_law_4_a_crash_in_the_middle_of_an_answer_leaves_nothing_half_written(engine: sa.Engine) -> None:
    """Wherever the computer goes off, the file is as it was before, and the next exchange goes on from there."""
    rights, hub, other = toys.Rights(), MemoryHub("e1"), MemoryReplica("there")
    rights.scopes = dict.fromkeys("ab", frozenset({toys.REF, toys.NOWHERE, ("place:X", OPEN)}))
    save(other, *[Draft(CREATE, "farm", f"f{n}", {"crop": "x", "place": "X1", "notes": "One. "}) for n in range(3)])
    Hub(hub, SHAPES, rights, NOW).exchange("b", session.prepare(other))
    crashes = writes = 0
    while True:
        with engine.connect() as connection:
            before = snapshot(connection)
            replica = SqlReplica(connection, SHAPES, toys.ToyRecords())
            request = session.prepare(replica)
            reply = Hub(hub, SHAPES, rights, NOW).exchange("a", request)
            cut_after(connection, writes)
            try:
                session.receive(replica, SHAPES, request, reply, "new", toys.area_of_place)
            except PowerCut:
                connection.rollback()
                assert snapshot(connection) == before
                crashes, writes = crashes + 1, writes + 1
                continue
            connection.commit()
            writes = 0
            if replica.facts()["agrees"]:
                break
    assert crashes > 10
    with engine.begin() as connection:
        replica = SqlReplica(connection, SHAPES, toys.ToyRecords())
        mine = {key: packing.pack(held.row) for key, held in replica.rows(replica.shared()).items()}
        assert mine == {key: packing.pack(stored.row) for key, stored in hub.rows(list(hub.stored)).items()}
        assert len(mine) == 3


def cut_after(connection: sa.Connection, writes: int) -> None:
    """Let the computer go off at the next write after so many."""
    left = iter(range(writes))

    def burn(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("SELECT") and next(left, None) is None:
            raise PowerCut

    sa.event.listen(connection, "before_cursor_execute", burn)


class PowerCut(Exception):
    """The computer went off."""


def snapshot(connection: sa.Connection) -> list[Any]:
    """Everything that is in a file."""
    every = [*tables.metadata.sorted_tables, *toys.metadata.sorted_tables]
    return [connection.execute(sa.select(table)).all() for table in every]


def test_of_two_times_that_were_told_the_earlier_counts(replica: SqlReplica) -> None:
    save(replica, Draft(CREATE, "farm", "f1", {"crop": "maize", "place": "X1"}))
    (entry,) = journal(replica)
    stamp = entry.part.head.stamp
    for told in (stamp + 5, stamp - (9 << 16), stamp - (3 << 16)):
        replica.keep_times({entry.version: told, "elsewhere": told})
    assert replica.effective([entry.version])[entry.version] >> 16 == (stamp >> 16) - 9
    assert replica.effective(["elsewhere"])["elsewhere"] == stamp - (9 << 16)
