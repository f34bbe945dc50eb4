"""The local half of a replica, with toy records: what is kept, what is replaced, what stands beside."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, strategies as st

from sync import replica, tables
from sync.changeset import CREATE, UPDATE, Write
from sync.replica import FieldVersions
from sync.shape import Shape

SHAPES = {
    "farm": Shape("farm", {"crop": "register", "place": "register", "sensitivity": "register"}, ("place", "place")),
    "cow": Shape("cow", {"farm": "register", "name": "register"}, ("parent", "farm"), "farm"),
    "word": Shape("word", {"text": "register"}),
    "phone": Shape("phone", {"farm": "register"}, ("parent", "farm"), "farm", data_class="contacts"),
}


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    tables.metadata.create_all(engine)
    with engine.begin() as connection:
        replica.begin_replica(connection, "here")
        yield connection


def act(number: int = 0, **facts: Any) -> replica.Act:
    return replica.Act("Amélia", "a note", 1_700_000_000_000 + number, "app", "1", **facts)


def commit(
    connection: sa.Connection, *writes: Write, row: dict[str, Any] | None = None, **facts: Any
) -> replica.Committed:
    return replica.commit(connection, SHAPES, writes, act(**facts), lambda _type, _id: row or {})


def test_a_fresh_row_costs_one_version_whatever_its_fields(connection: sa.Connection) -> None:
    commit(connection, Write(CREATE, "farm", "1", {"crop": "maize", "place": "MZ01"}))
    rows = connection.execute(sa.select(tables.version_table)).all()
    assert [(row.version, row.overrides, row.rivals) for row in rows] == [("here-1", None, None)]


def test_a_write_that_names_what_it_replaces_leaves_one_value(connection: sa.Connection) -> None:
    commit(connection, Write(CREATE, "farm", "1", {"crop": "maize"}))
    commit(connection, Write(UPDATE, "farm", "1", {"crop": "beans"}, {"crop": ["here-1"]}), row={"crop": "maize"})
    versions = replica.field_versions_of(connection, [("farm", "1")])["farm", "1"]
    assert versions.of("crop") == ["here-2"]
    assert versions.of("place") == ["here-1"]


def test_a_value_its_author_had_not_seen_stays_beside_the_new_one(connection: sa.Connection) -> None:
    commit(connection, Write(CREATE, "farm", "1", {"crop": "maize"}))
    commit(connection, Write(UPDATE, "farm", "1", {"crop": "beans"}, {"crop": ["here-1"]}), row={"crop": "maize"})
    commit(connection, Write(UPDATE, "farm", "1", {"crop": "sorghum"}, {"crop": ["here-1"]}), row={"crop": "beans"})
    versions = replica.field_versions_of(connection, [("farm", "1")])["farm", "1"]
    assert versions.of("crop") == ["here-3", "here-2"]
    assert versions.rivals == {"crop": {"here-2": "beans"}}


def test_equal_values_collapse_even_when_neither_saw_the_other(connection: sa.Connection) -> None:
    commit(connection, Write(CREATE, "farm", "1", {"crop": "maize"}))
    commit(connection, Write(UPDATE, "farm", "1", {"crop": "beans"}, {"crop": ["here-1"]}), row={"crop": "maize"})
    commit(connection, Write(UPDATE, "farm", "1", {"crop": "beans"}, {"crop": ["here-1"]}), row={"crop": "beans"})
    assert replica.field_versions_of(connection, [("farm", "1")])["farm", "1"].of("crop") == ["here-3"]


VERSION = st.sampled_from(["a-1", "b-1", "c-1", "d-1"])


@given(
    st.lists(st.tuples(VERSION, st.sampled_from(["maize", "beans", "rice"]), st.sets(VERSION)), min_size=1, max_size=8)
)
def test_no_value_is_lost_unless_a_later_write_named_it_or_says_the_same(
    history: list[tuple[str, str, set[str]]],
) -> None:
    versions, row = FieldVersions("start-1", {}, {}), {"crop": "start"}
    standing = {"start-1": "start"}
    for number, (base_of, value, named) in enumerate(history):
        version = f"{base_of}.{number}"
        replaced = [one for one in standing if one.split(".")[0] in named]
        versions = versions.after(Write(UPDATE, "farm", "1", {"crop": value}, {"crop": replaced}), version, row)
        standing = {one: kept for one, kept in standing.items() if one not in replaced and kept != value} | {
            version: value
        }
        row = {"crop": value}
        shown, rivals = versions.of("crop")[0], versions.rivals.get("crop", {})
        assert {shown: value, **rivals} == standing


def test_numbers_have_no_gap_stamps_rise_and_the_chain_holds(connection: sa.Connection) -> None:
    for number in range(5):
        commit(
            connection,
            *[Write(CREATE, "farm", f"{number}-{row}", {"crop": "x"}) for row in range(200)],
            number=-number * 10**9,
        )
    rows = connection.execute(sa.select(tables.changeset_table).order_by(tables.changeset_table.c.position)).all()
    assert [row.sequence for row in rows] == list(range(1, 11))
    assert all(row.writes <= 150 for row in rows)
    stamps = [row.stamp for row in rows]
    assert stamps == sorted(set(stamps))
    assert replica.check_chain(connection) is None
    assert len({row.undo_group for row in rows}) == 5


@pytest.mark.parametrize("damage", ["body", "missing", "last"])
def test_a_changed_or_missing_changeset_is_noticed(connection: sa.Connection, damage: str) -> None:
    for number in range(3):
        commit(connection, Write(CREATE, "farm", str(number), {"crop": "maize"}))
    table = tables.changeset_table
    if damage == "body":
        body = connection.execute(sa.select(table.c.body).where(table.c.sequence == 2)).scalar_one()
        connection.execute(sa.update(table).where(table.c.sequence == 2).values(body=body.replace(b"maize", b"beans")))
    else:
        connection.execute(sa.delete(table).where(table.c.sequence == (2 if damage == "missing" else 3)))
    assert replica.check_chain(connection) is not None


def test_every_row_knows_its_area_and_class_through_its_root(connection: sa.Connection) -> None:
    commit(
        connection,
        Write(CREATE, "farm", "1", {"place": "MZ07"}),
        Write(CREATE, "cow", "2", {"farm": "1"}),
        Write(CREATE, "word", "3", {"text": "x"}),
        Write(CREATE, "phone", "4", {"farm": "1"}),
        Write(CREATE, "farm", "5", {"place": "MZ08", "sensitivity": "severe"}),
        Write(CREATE, "farm", "6", {}),
    )
    rows = connection.execute(sa.select(tables.version_table)).all()
    assert {row.id: (row.area, row.rights_class) for row in rows} == {
        "1": ("place:MZ07", "open"),
        "2": ("place:MZ07", "open"),
        "3": ("ref", "open"),
        "4": ("place:MZ07", "contacts"),
        "5": ("place:MZ08", "restricted"),
        "6": ("place:", "open"),
    }


def test_a_row_that_moves_is_known_to_have_moved(connection: sa.Connection) -> None:
    commit(connection, Write(CREATE, "farm", "1", {"place": "MZ07", "crop": "maize"}))
    commit(
        connection,
        Write(UPDATE, "farm", "1", {"place": "MZ08"}, {"place": ["here-1"]}),
        row={"place": "MZ07", "crop": "maize"},
    )
    assert connection.execute(sa.select(tables.version_table.c.area)).scalar_one() == "place:MZ08"
