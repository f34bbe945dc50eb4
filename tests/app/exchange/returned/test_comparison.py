from __future__ import annotations

from hypothesis import given, strategies as st

from app.exchange.returned.comparison import compare, stale_keys
from app.exchange.returned.headings import identify
from app.exchange.workbook.columns import by_key

FREE = ("remarks", "description", "sub_sector", "indicator", "plan_code")
cells = st.fixed_dictionaries({key: st.one_of(st.none(), st.sampled_from(["a", "b", "c"])) for key in FREE})


@given(cells, cells, cells)
def test_three_ways_each_cell_is_the_senders_ours_alike_or_a_question(sent, back, now):
    found = compare(back, sent, now)
    clashing = {clash.key for clash in found.clashes}
    for key in FREE:
        his, ours = back[key] != sent[key], now[key] != sent[key]
        assert (key in found.changed) == (his and not ours)
        assert (key in clashing) == (his and ours and back[key] != now[key])
    assert found.says_nothing_new == (not found.changed and not found.clashes)


@given(cells, cells)
def test_what_was_sent_and_comes_back_says_nothing_whatever_was_changed_here(sent, now):
    assert compare(sent, sent, now).says_nothing_new


@given(cells, cells)
def test_where_nobody_knows_what_was_sent_every_difference_is_a_question(back, now):
    found = compare(back, None, now)
    assert not found.changed
    assert {clash.key for clash in found.clashes} == {key for key in FREE if back[key] != now[key]}


def test_columns_that_the_program_fills_are_not_the_senders_to_change():
    found = compare(
        {"lead_acronym": "XXX", "updated_at": "2020-01-01"},
        {"lead_acronym": "WFP", "updated_at": "2026-01-01"},
        {"lead_acronym": "WFP", "updated_at": "2026-01-01"},
    )
    assert found.says_nothing_new
    assert found.ignored == {"lead_acronym", "updated_at"}


def test_the_row_action_is_understood_in_any_language():
    assert compare({"row_action": "Supprimer"}, {}, {}).action == "delete"
    assert not compare({"row_action": "Delete"}, {}, {}).says_nothing_new
    assert compare({"row_action": None}, {}, {}).action is None


def test_a_changed_place_name_leaves_no_code_behind_that_contradicts_it():
    back = dict.fromkeys(("adm1_name", "adm1_code", "adm2_name", "adm2_code", "adm3_name", "adm3_code"), "x")
    assert stale_keys({"adm2_name"}, back) == {"adm2_code", "adm3_name", "adm3_code"}
    assert stale_keys({"adm1_code"}, back) == {"adm1_name", "adm2_name", "adm2_code", "adm3_name", "adm3_code"}
    assert stale_keys({"lead"}, {"lead_acronym": "WFP"}) == {"lead_acronym"}


HEADERS = ("record_id", "lead", "sector", "status", "people", "remarks")
ID = "0199aaaa-0000-7000-8000-00000000000{}.4d-01a2"
SENT = [
    {"lead": name, "sector": "HEA", "status": "ongoing", "people": people, "remarks": f"remark {people}"}
    for name, people in (("WFP", 10), ("FAO", 25), ("INAS", 31), ("WFP", 4))
]
ROWS = [[ID.format(n), one["lead"], "Health", "Ongoing", one["people"], one["remarks"]] for n, one in enumerate(SENT)]


@given(st.permutations(range(6)), st.sampled_from(["tags", "en", "fr", "ar", "nothing"]), st.integers(0, 6))
def test_columns_are_known_when_moved_translated_stripped_of_tags_and_with_a_strange_one_among_them(
    order, how, strange
):
    texts, tags = [], []
    for position in order:
        column = by_key()[HEADERS[position]]
        texts.append(() if how == "nothing" else ("?",) if how == "tags" else (column.header(how),))
        tags.append(column.hashtag if how == "tags" else "")
    rows = [[cells[position] for position in order] for cells in ROWS]
    for cells in (*rows, texts, tags):
        cells.insert(strange, "checked by Ana" if cells in rows else ("Checked by",) if cells is texts else "")
    found = identify(texts, tags, rows, SENT)
    expected = [HEADERS[position] for position in order]
    expected.insert(strange, None)
    assert [found[position] for position in range(7)] == expected
