from __future__ import annotations

import datetime as dt

from app.insight.freshness import freshness
from app.insight.gaps import Need, gaps
from app.insight.leaving import let_leave
from app.insight.local_share import local_share
from app.insight.narrowing import narrow
from app.insight.overlaps import overlaps
from app.insight.reporting import reporting_rate, validated_share
from app.insight.selection import ACTIVITY, PRESENCE, Filters, as_plain, filter_sentence, from_plain
from tests.app.insight.conftest import a_line

MAY = Filters(period=("2026-05-01", "2026-05-31"))


def test_a_row_is_active_in_a_period_that_its_dates_or_its_figures_touch(selection):
    dated = a_line("1", period_start=None, period_end=None, start="2026-04-01", end="2026-06-30")
    before = a_line("2", period_start="2026-03-01", period_end="2026-03-31")
    running = a_line("3", period_start=None, period_end=None, start="2026-01-01")
    ended = running._replace(id="4", record="a-4", status="completed")
    undated = a_line("5", kind=PRESENCE, period_start=None, period_end=None)
    as_of = a_line("6", kind=PRESENCE, period_start="2026-05-10", period_end=None, status=None)
    some = selection(filters=MAY)
    assert [line.id for line in narrow(some, [a_line("0"), dated, before, running, ended, undated, as_of])] == [
        "0",
        "1",
        "3",
        "6",
    ]


def test_an_activity_whose_dates_touch_the_period_stays_without_figures_of_other_months(selection):
    line = a_line(
        "f",
        record="a",
        period_start="2026-03-01",
        period_end="2026-03-31",
        start="2026-01-01",
        end="2026-12-31",
        people=9,
    )
    kept = narrow(selection(filters=MAY), [line])
    assert [(one.kind, one.id, one.people) for one in kept] == [(ACTIVITY, "a", None)]


def test_linked_work_is_social_protection_and_humanitarian(selection):
    lines = [a_line(domain, domain=domain) for domain in ("SP", "HA", "DRM", "linked")]
    assert [line.id for line in narrow(selection(filters=Filters(domains=("SP",))), lines)] == ["SP", "linked"]
    assert [line.id for line in narrow(selection(filters=Filters(domains=("DRM",))), lines)] == ["DRM"]


def test_a_filter_for_a_place_holds_what_lies_in_it(selection):
    lines = [
        a_line("1"),
        a_line("2", place="X1"),
        a_line("3", place="X"),
        a_line("4", place="X21"),
        a_line("5", place=None),
    ]
    assert [line.id for line in narrow(selection(filters=Filters(places=("X1",))), lines)] == ["1", "2"]


def test_sensitivity_acts_when_rows_leave(selection):
    lines = [
        a_line("low"),
        a_line("moderate", sensitivity="moderate"),
        a_line("high", sensitivity="high", people=70),
        a_line("s", sensitivity="severe"),
    ]
    kept, withheld = let_leave(selection(), lines)
    assert [line.id for line in kept] == ["low", "moderate", ""]
    hidden = kept[-1]
    assert (hidden.place, hidden.people, hidden.hidden, hidden.period_start) == ("X1", None, True, None)
    assert "high" not in hidden.record
    assert (withheld.severe, withheld.high, withheld.moderate) == (1, 1, 1)


def test_a_gap_needs_a_figure_of_need_and_no_active_row(selection):
    some = selection(a_line("1"), a_line("2", place="X12", status="planned"), a_line("3", place="X2", sector="HEA"))
    found = gaps(
        some,
        [
            Need("X11", "FSC", 500),
            Need("X12", "FSC", 300, "HNO", "2026-01-01"),
            Need("X21", "HEA", 50),
            Need("X12", "WSH", 0),
        ],
    )
    assert [(gap.place, gap.sector, gap.wider) for gap in found] == [("X12", "FSC", False), ("X21", "HEA", True)]
    assert found[0].sentence == "Lake, Food security: 300 people in need, and no active row there. (HNO, 2026-01-01)"


def test_a_need_of_a_province_is_answered_in_its_district(selection):
    assert gaps(selection(a_line("1")), [Need("X1", "FSC", 500), Need("X1", None, 500)]) == []


def test_cash_of_two_domains_in_one_place_and_time_is_a_duplicate_risk(selection):
    one = a_line("1", domain="HA", modality="cash", start="2026-05-01", end="2026-06-30", group="IDP")
    two = a_line(
        "2", domain="SP", modality="cash", organisation="inas", start="2026-06-01", end="2026-08-30", group="IDP"
    )
    found = overlaps(selection(one, two))
    assert [overlap.kind for overlap in found] == ["duplicate_risk"]
    assert found[0].sentence == "Hill: the same people may receive WFP (HA, Cash) and INAS (SP, Cash): duplicate risk."
    assert overlaps(selection(one, two), agreed=[("a-2", "a-1")]) == []


def test_rows_of_one_domain_other_groups_or_other_months_do_not_overlap(selection):
    one = a_line("1", domain="HA", start="2026-05-01", end="2026-05-30", group="IDP")
    assert overlaps(selection(one, a_line("2", domain="HA", start="2026-05-01", group="IDP"))) == []
    assert overlaps(selection(one, a_line("2", domain="SP", start="2026-05-01", group="REF"))) == []
    assert overlaps(selection(one, a_line("2", domain="SP", start="2026-06-01", group="IDP"))) == []


def test_a_vertical_expansion_is_a_top_up(selection):
    one = a_line("1", domain="HA", modality="cash", start="2026-05-01")
    two = a_line("2", domain="SP", modality="cash", srsp="vertical_expansion", start="2026-05-01", organisation="inas")
    assert overlaps(selection(one, two))[0].kind == "top_up"


def test_the_reporting_rate_tells_nil_and_silence_apart_and_adds_up():
    expected = [f"o{n}" for n in range(61)]
    states = {f"o{n}": "received" for n in range(43)} | {f"o{n}": "nil" for n in range(43, 50)} | {"o60": "silent"}
    rate = reporting_rate(expected, states)
    assert rate.sentence() == "43 of 61 organisations reported, 7 nil, 11 silent"
    assert rate.reported + rate.nil + rate.silent == rate.expected


def test_the_validated_share_is_of_rows_with_figures():
    lines = [a_line("1", validation="validated"), a_line("2", validation="draft"), a_line("3", kind=PRESENCE)]
    assert validated_share(lines) == 0.5
    assert validated_share(lines[2:]) is None


def test_the_local_share_counts_organisations_once_and_says_of_how_many_the_kind_is_known(selection):
    lines = [
        a_line("1"),
        a_line("2", organisation="kub"),
        a_line("3", organisation="inas", implementing=("kub",)),
        a_line("4", organisation="x"),
    ]
    share = local_share(selection(*lines))
    assert (share.local, share.government, share.known, share.all) == (1, 1, 3, 4)
    assert round(share.share, 2) == 0.67


def test_freshness_says_how_old_the_last_word_of_an_organisation_is(selection):
    some = selection(
        a_line("1"),
        a_line("2", organisation="kub", period_start="2025-01-01", period_end="2025-01-31"),
        a_line("3", period_end="2099-01-01"),
    )
    found = freshness(some, dt.date(2026, 6, 10))
    assert [(one.name, one.last_period, one.state, one.rows) for one in found] == [
        ("Kubatsirana", "2025-01-31", "old", 1),
        ("World Food Programme", "2026-06-10", "current", 2),
    ]


def test_a_selection_comes_back_whole_from_its_frozen_form(selection):
    import json

    some = selection(
        a_line("1", implementing=("kub",)), filters=Filters(places=("X1",), period=("2026-05-01", "2026-05-31"))
    )
    assert from_plain(json.loads(json.dumps(as_plain(some)))) == some


def test_the_filter_says_itself(selection):
    filters = Filters(places=("X1",), sectors=("HEA",), period=("2026-05-01", "2026-05-31"))
    assert filter_sentence(selection(filters=filters)) == "North · Health · 2026-05"
    assert filter_sentence(selection()) == "everything recorded"
