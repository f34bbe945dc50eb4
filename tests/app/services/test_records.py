"""Records of every type through the services: saved, found, listed, undone, told of; and typed text made into values."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from app import vocabulary
from app.errors import Invalid
from app.fields import Amount, Bands, Choice, Coordinate, Count, Date, Flag, Kind, LongText, Ref, Spec, Tags, Text
from app.records import REGISTRY, Record
from app.services import entering, journal, listing, organisations, records
from app.services.shapes import shapes
from app.store import find, search
from tests.helpers.office import an_office, an_organisation

TYPES = sorted(REGISTRY)
SAMPLES: dict[type[Kind], Any] = {
    Text: "Búzi",
    LongText: "two\nlines",
    Count: 7,
    Amount: "12.5",
    Date: dt.date(2019, 5, 31),
    Flag: True,
    Coordinate: 12.5,
    Bands: {"<5": 3},
    Ref: "some-id",
}


def a_full_row(record: type[Record]) -> dict[str, Any]:
    """One value for every field, such that no rule refuses it."""

    def sample(spec: Spec) -> Any:
        if isinstance(spec.kind, Choice):
            return vocabulary.code_list(spec.kind.of).codes[0]
        if isinstance(spec.kind, Tags):
            return [vocabulary.code_list(spec.kind.of).codes[0]] if spec.kind.of else ["a", "b"]
        value = SAMPLES[type(spec.kind)]
        return value[: spec.kind.most] if isinstance(spec.kind, Text) else value

    return {name: sample(spec) for name, spec in record.fields().items()}


@pytest.mark.parametrize("type", TYPES)
def test_a_full_row_is_saved_found_sorted_undone_and_told_of(type: str, tmp_path: Path) -> None:
    row = a_full_row(REGISTRY[type])
    with an_office(tmp_path) as store:
        id = records.add(store, type, row).created[0][1]
        assert {name: records.read(store, type, id)[name] for name in row} == row
        assert {entry.field for entry in journal.history(store, type, id)} == set(row)
        assert [listed["id"] for listed in listing.list_records(store, type)] == [id]
        for name in row:
            assert find.find_ids(store.reading(), find.Query(type, sort=name, descending=True)) == [id]
        journal.undo(store)
        assert find.find_ids(store.reading(), find.Query(type)) == []
        journal.redo(store)
        assert {name: records.read(store, type, id)[name] for name in row} == row


@pytest.mark.parametrize("type", TYPES)
def test_every_record_knows_where_it_may_travel(type: str) -> None:
    shape = shapes()[type]
    assert set(shape.fields) == {*REGISTRY[type].fields(), "deleted"}
    assert shape.stream({}, lambda _type, _id: None)[0]
    assert shape.rights_class({"sensitivity": "severe"}) == "restricted"
    assert shape.root[0] != "parent" or shape.parent_type in REGISTRY
    assert shape.owner_types <= set(REGISTRY)
    assert set(shape.blob or ()) <= set(shape.fields)


def test_typed_names_become_records_and_unknown_ones_are_asked_for(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        wfp = an_organisation(store, acronym="WFP", aliases=["PMA"])
        for written in ("wfp", "World  Food Programme", "pma", wfp):
            typed = {"lead": written, "people_targeted": "1,200"}
            assert entering.parse_values(store, "activity", typed) == {"lead": wfp, "people_targeted": 1200}
        with pytest.raises(Invalid, match="Kuyera"):
            entering.parse_values(store, "activity", {"lead": "Kuyera"})
        with pytest.raises(Invalid, match="colour"):
            entering.parse_values(store, "activity", {"colour": "blue"})


def test_two_organisations_put_together_keep_their_references_and_can_be_parted(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        one, two = an_organisation(store, acronym="WFP"), an_organisation(store, "PMA")
        activity = records.add(store, "activity", {"lead": two, "sector": "FSC"}).created[0][1]
        organisations.merge(store, one, two)
        assert organisations.standing_for(store.reading()) == {two: one}
        assert records.read(store, "activity", activity)["lead"] == two
        assert records.read(store, "organisation", one)["aliases"] == ["PMA"]
        journal.undo(store)
        assert organisations.standing_for(store.reading()) == {}


def test_a_circle_of_merged_organisations_ends_at_one_of_them(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        ids = [an_organisation(store, name) for name in ("A", "B", "C")]
        for id, into in zip(ids, ids[1:] + ids[:1], strict=True):
            records.save(store, "organisation", id, {"merged_into": into})
        stands = organisations.standing_for(store.reading())
        assert len({stands.get(id, id) for id in ids}) == 1


def test_a_word_finds_its_record_whatever_the_case_and_accents_and_no_longer_when_deleted(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        id = an_organisation(store, "Casa Esperança do Búzi")
        arabic = an_organisation(store, "جمعية الأمل")
        assert search.search(store.reading(), "buzi ESPER") == [("organisation", id)]
        assert search.search(store.reading(), "الامل") == [("organisation", arabic)]
        records.save(store, "organisation", id, {"name": "Casa Nova"})
        assert search.search(store.reading(), "buzi") == []
        records.delete(store, "organisation", id)
        assert search.search(store.reading(), "nova") == []
        journal.undo(store)
        assert search.search(store.reading(), "nova") == [("organisation", id)]


def test_filters_read_names_codes_comparisons_and_blanks(tmp_path: Path) -> None:
    with an_office(tmp_path) as store:
        wfp = an_organisation(store)
        ids = [
            records.add(store, "activity", {"lead": wfp, "sector": sector, "people_targeted": people}).created[0][1]
            for sector, people in (("HEA", 10), ("WSH", 200), ("WSH", None))
        ]

        def found(**filters: Any) -> list[str]:
            return find.find_ids(store.reading(), find.Query("activity", filters))

        assert found(sector="health") == ids[:1]
        assert found(lead="food prog") == ids
        assert found(people_targeted=">100") == ids[1:2]
        assert found(people_targeted=[None]) == ids[2:]
        assert found(sector=["WSH"], lead=[wfp]) == ids[1:]
        assert found(lead="nobody of that name") == []
