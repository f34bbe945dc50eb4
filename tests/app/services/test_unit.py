"""The one write path: all of an act or nothing, undo that spares what others edited, history that tells it all."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from app.errors import Invalid, Refused
from app.services import journal, records
from app.services.unit import unit
from app.store.workspace import Store, create_workspace
from tests.helpers.office import an_office, an_organisation


@pytest.fixture
def store(tmp_path: Path):
    with an_office(tmp_path) as store:
        yield store


def everything(store: Store) -> dict[str, list[tuple]]:
    """Every synced row as it stands, without who and when."""
    from app.records import REGISTRY

    found = {}
    for type, record in REGISTRY.items():
        names = ", ".join(f'"{name}"' for name in ("id", "deleted", *record.fields()))
        found[type] = store.reading().execute(f'SELECT {names} FROM "{type}" ORDER BY id').fetchall()
    return found


def test_an_act_that_fails_half_way_leaves_nothing(store: Store) -> None:
    before = everything(store), journal.position(store)

    def add_two() -> None:
        with unit(store, "two at once") as changing:
            changing.create("organisation", {"name": "Good"})
            changing.create("organisation", {"name": ""})

    with pytest.raises(Invalid, match="name"):
        add_two()
    assert (everything(store), journal.position(store)) == before


def test_saving_what_is_there_already_writes_nothing(store: Store) -> None:
    id = an_organisation(store, acronym="WFP")
    position = journal.position(store)
    assert not records.save(store, "organisation", id, {"acronym": " WFP ", "aliases": []})
    assert journal.position(store) == position


def test_a_field_that_does_not_exist_is_refused_by_name(store: Store) -> None:
    with pytest.raises(Invalid, match="colour"):
        records.add(store, "organisation", {"name": "x", "colour": "blue"})


def test_undo_takes_back_the_newest_act_and_redo_does_it_again(store: Store) -> None:
    id = an_organisation(store, acronym="WFP")
    records.save(store, "organisation", id, {"acronym": "PMA", "domain": "HA"})
    after = everything(store)
    journal.undo(store)
    assert records.read(store, "organisation", id)["acronym"] == "WFP"
    assert records.read(store, "organisation", id)["domain"] is None
    journal.undo(store)
    assert records.read(store, "organisation", id)["deleted"]
    with pytest.raises(Refused, match="nothing"):
        journal.undo(store)
    journal.redo(store)
    journal.redo(store)
    assert everything(store) == after
    with pytest.raises(Refused, match="nothing"):
        journal.redo(store)


def test_a_new_act_ends_what_could_be_done_again(store: Store) -> None:
    id = an_organisation(store)
    records.save(store, "organisation", id, {"acronym": "WFP"})
    journal.undo(store)
    records.save(store, "organisation", id, {"acronym": "PMA"})
    with pytest.raises(Refused):
        journal.redo(store)
    assert journal.undo_and_redo(store)[0] == "Organisation changed"


def test_deleting_an_activity_takes_its_figures_and_undo_brings_all_back(store: Store) -> None:
    lead = an_organisation(store)
    activity = records.add(store, "activity", {"lead": lead, "sector": "WSH"}).created[0][1]
    figures = records.add(store, "figures", {"activity": activity, "people": 5, "period_start": "2019-05-01"}).created[
        0
    ][1]
    changes = records.delete(store, "activity", activity)
    assert set(changes.deleted) == {("activity", activity), ("figures", figures)}
    journal.undo(store)
    assert not records.read(store, "figures", figures)["deleted"]
    assert records.read(store, "figures", figures)["people"] == 5


def test_an_edit_that_had_not_seen_another_keeps_both(store: Store) -> None:
    id = an_organisation(store, acronym="WFP")
    form = records.versions(store, "organisation", id)
    records.save(store, "organisation", id, {"acronym": "PMA"})
    records.save(store, "organisation", id, {"acronym": "PAM"}, form)
    assert len(records.versions(store, "organisation", id)["acronym"]) == 2
    assert records.read(store, "organisation", id)["acronym"] == "PAM"
    records.save(store, "organisation", id, {"acronym": "WFP"})
    assert len(records.versions(store, "organisation", id)["acronym"]) == 1


def test_history_tells_who_when_from_what_to_what(store: Store) -> None:
    from app.services import settings

    settings.put(store, {"person": "Amélia Sitoe"})
    id = an_organisation(store, acronym="WFP")
    records.save(store, "organisation", id, {"acronym": "PMA"})
    newest = journal.history(store, "organisation", id)[0]
    assert (newest.who, newest.field, newest.before, newest.after) == ("Amélia Sitoe", "acronym", "WFP", "PMA")


def test_values_at_a_position_are_what_was_sent_then(store: Store) -> None:
    id = an_organisation(store, acronym="WFP")
    sent = journal.position(store)
    records.save(store, "organisation", id, {"acronym": "PMA"})
    assert journal.values_at(store, [("organisation", id)], sent)["organisation", id]["acronym"] == "WFP"


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["Kuyera", "INAS", "Cruz Vermelha"])),
        st.tuples(
            st.just("save"),
            st.integers(0, 3),
            st.sampled_from(["acronym", "website"]),
            st.sampled_from(["A", "B", None]),
        ),
        st.tuples(st.just("delete"), st.integers(0, 3)),
    ),
    min_size=1,
    max_size=8,
)


@given(ACTS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undoing_everything_and_doing_it_again_ends_where_it_was(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple]
) -> None:
    with create_workspace(tmp_path_factory.mktemp("law") / "office") as store:
        states = [everything(store)]
        ids: list[str] = []
        for act in acts:
            if act[0] == "add":
                ids.append(an_organisation(store, act[1]))
            elif ids and act[0] == "save":
                if not records.save(store, "organisation", ids[act[1] % len(ids)], {act[2]: act[3]}):
                    continue
            elif ids:
                if not records.delete(store, "organisation", ids[act[1] % len(ids)]):
                    continue
            else:
                continue
            states.append(everything(store))
        alive = [{row[0]: row for row in state["organisation"] if not row[1]} for state in states]
        for expected in reversed(alive[:-1]):
            journal.undo(store)
            assert {row[0]: row for row in everything(store)["organisation"] if not row[1]} == expected
        for expected in alive[1:]:
            journal.redo(store)
            assert {row[0]: row for row in everything(store)["organisation"] if not row[1]} == expected
        assert journal.check_chain(store) is None
