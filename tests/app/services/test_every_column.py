"""A law over all 69 columns: a full row goes out and comes home unchanged, and each cell that may be changed changes its own field."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.exchange.workbook.columns import columns
from app.services import exporting, importing, packs, records
from app.services.exporting import Options
from app.store.workspace import Store, create_workspace

#: what a sender writes into a column, and the record type and field that must change, with the value; places and locked ones apart
EDITS = {
    "period": ("2026-07", "figures", {"period_start": "2026-07-01", "period_end": "2026-07-31"}),
    "reporting_organisation": ("Beta", "activity", {"reporting_organisation": "Beta"}),
    "funding": ("Beta; Gama", "activity", {"funding": ["Beta", "Gama"]}),
    "lead": ("Gama", "activity", {"lead": "Gama"}),
    "implementing": ("Alfa; Gama", "activity", {"implementing": ["Alfa", "Gama"]}),
    "government_counterpart": ("Gama", "activity", {"government_counterpart": "Gama"}),
    "sector": ("Health", "activity", {"sector": "HEA"}),
    "sector_code": ("HEA", "activity", {"sector": "HEA"}),
    "sub_sector": ("Mental health", "activity", {"sub_sector": "Mental health"}),
    "activity_type": ("Screening", "activity", {"activity_type": "Screening"}),
    "description": ("Another text", "activity", {"description": "Another text"}),
    "domain": ("Disaster risk management", "activity", {"domain": "DRM"}),
    "programme": ("PASD", "activity", {"programme": "PASD"}),
    "plan_code": ("HRP-2", "activity", {"plan_code": "HRP-2"}),
    "srsp_option": ("Piggybacking", "activity", {"srsp_option": "piggybacking"}),
    "delivery_stages": ("Outreach; Exit", "activity", {"delivery_stages": ["exit", "outreach"]}),
    "modality": ("In kind", "activity", {"modality": "in_kind"}),
    "mechanism": ("Hawala", "activity", {"mechanism": "hawala"}),
    "transfer_value": ("1,250.50", "activity", {"transfer_value": "1250.5"}),
    "currency": ("USD", "activity", {"currency": "USD"}),
    "indicator": ("Another indicator", "figures", {"indicator": "Another indicator"}),
    "unit": ("kit", "figures", {"unit": "kit"}),
    "quantity_planned": ("77", "figures", {"quantity_planned": "77"}),
    "quantity_delivered": ("66.5", "figures", {"quantity_delivered": "66.5"}),
    "site": ("Hospital Central", "activity", {"site": "Hospital Central"}),
    "latitude": ("-19.5", "site", {"latitude": -19.5}),
    "longitude": ("34.5", "site", {"longitude": 34.5}),
    "start": ("2026-04-15", "activity", {"start": "2026-04-15"}),
    "end": ("2026-12-15", "activity", {"end": "2026-12-15"}),
    "status": ("Suspended", "activity", {"status": "suspended"}),
    "population_group": ("Refugees", "activity", {"population_group": "REF"}),
    "recurrence": ("Repeat", "figures", {"recurrence": "repeat"}),
    "households_targeted": ("500", "activity", {"households_targeted": 500}),
    "people_targeted": ("2500", "activity", {"people_targeted": 2500}),
    "households": ("301", "figures", {"households": 301}),
    "people": ("1,301", "figures", {"people": 1301}),
    "girls": ("1", "figures", {"girls": 1}),
    "boys": ("2", "figures", {"boys": 2}),
    "women": ("3", "figures", {"women": 3}),
    "men": ("4", "figures", {"men": 4}),
    "older_women": ("5", "figures", {"older_women": 5}),
    "older_men": ("6", "figures", {"older_men": 6}),
    "persons_with_disability": ("7", "figures", {"persons_with_disability": 7}),
    "count_basis": ("Estimated", "figures", {"count_basis": "estimated"}),
    "phone": ("+258 84 999 9999", "contact", {"phones": ["+258 84 999 9999"]}),
    "email": ("new@example.org", "contact", {"email": "new@example.org"}),
    "sensitivity": ("Moderate", "activity", {"sensitivity": "moderate"}),
    "remarks": ("Another remark", "activity", {"remarks": "Another remark"}),
    "adm2_name": ("Dondo", "activity", {"place": "MZ0907"}),
}
#: the columns whose every code is tried below, and those that only the program fills
LISTED = {"conditionality", "restriction", "frequency", "site_type", "focal_point", "row_action", "record_id"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One activity with every field filled, and its figures."""
    with create_workspace(tmp_path_factory.mktemp("full") / "desk") as store:
        packs.begin_country(store, "MOZ")

        def add(kind: str, /, **values: object) -> str:
            return records.add(store, kind, values).created[0][1]

        alfa, beta, _gama = (
            add("organisation", name=name, acronym=name[:2].upper(), type="441") for name in ("Alfa", "Beta", "Gama")
        )
        contact = add("contact", organisation=alfa, name="Ana Sitoe", phones=["+258 84 111 1111"], email="ana@example.org",
                      consent_to_share=True, consent_date=dt.date(2026, 1, 1))  # fmt: skip
        activity = add(
            "activity", lead=alfa, implementing=[beta], funding=[beta], government_counterpart=beta, reporting_organisation=alfa,
            sector="SPR", sub_sector="Cash", activity_type=add("activity_type", name="Cash transfer", sector="SPR"),
            description="What it is", domain="SP", programme=add("programme", name="PSSB"), plan_code="HRP-1",
            srsp_option="vertical_expansion", delivery_stages=["outreach", "provision"], modality="cash", mechanism="bank",
            conditionality="unconditional", restriction="unrestricted", transfer_value="540.25", currency="MZN", frequency="monthly",
            status="ongoing",
            start=dt.date(2026, 5, 1), end=dt.date(2026, 11, 30), place="MZ0901",
            site=add("site", name="Escola", type="school", place="MZ0901", latitude=-19.8, longitude=34.6), population_group="IDP",
            households_targeted=400, people_targeted=2000, focal_point=contact, remarks="A remark", sensitivity="low")  # fmt: skip
        add("figures", activity=activity, period_start=dt.date(2026, 5, 1), period_end=dt.date(2026, 5, 31), indicator="People paid",
            unit="household", quantity_planned="400", quantity_delivered="380", households=300, people=1500, girls=300, boys=290, women=400,
            men=350, older_women=90, older_men=70, persons_with_disability=30, recurrence="new", count_basis="counted",
            validation="submitted")  # fmt: skip
        yield store


@pytest.fixture(scope="module")
def sent(store: Store, tmp_path_factory: pytest.TempPathFactory) -> list[list[str]]:
    """The rows that went out."""
    path = tmp_path_factory.mktemp("sent") / "sent.csv"
    exporting.export(store, path, Options(profile="C"))
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def rows(sent: list[list[str]]) -> list[list[str]]:
    """Rows for a sender to change."""
    return [list(row) for row in sent]


def propose(store: Store, folder: Path, rows: list[list[str]], confirm: str = "none") -> importing.Proposal:
    with (folder / "back.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return importing.propose(store, folder / "back.csv", importing.Options(confirm=confirm))


def named(store: Store, proposal: importing.Proposal, value: object) -> object:
    """Ids as names, dates as text: what the test can say."""
    if isinstance(value, list):
        return sorted(str(named(store, proposal, one)) for one in value)
    if isinstance(value, dt.date):
        return value.isoformat()
    for kind in ("organisation", "activity_type", "programme", "site", "contact"):
        if found := store.reading().execute(f"SELECT name FROM {kind} WHERE id = ?", (value,)).fetchone():
            return found[0]
    fresh = proposal.makings.fresh.get(str(value))
    return fresh[1]["name"] if fresh else value


def test_every_column_of_a_full_row_says_something_and_the_row_comes_home_unchanged(store, rows, tmp_path):
    blank = {column.key for column, cell in zip(columns(), rows[2], strict=True) if not cell}
    assert blank <= {"row_action", "share_of_meb", "adm3_name", "adm3_code"}
    proposal = propose(store, tmp_path, rows)
    assert [one.outcome for one in proposal.planned] == ["unchanged"]


def test_every_column_that_may_be_changed_is_in_this_law():
    places = {f"adm{level}_{what}" for level in (1, 2, 3) for what in ("name", "code")}
    filled = {column.key for column in columns() if column.locked}
    assert {column.key for column in columns()} == set(EDITS) | LISTED | places | filled


@pytest.mark.parametrize("key", EDITS)
def test_a_changed_cell_changes_its_own_field_and_no_other(store, rows, tmp_path, key):
    text, kind, expected = EDITS[key]
    rows[2][[column.key for column in columns()].index(key)] = text
    proposal = propose(store, tmp_path, rows)
    assert [one.outcome for one in proposal.planned] == ["update"], [
        (d.question, d.options) for d in proposal.decisions
    ]
    changes = {of: values for (of, _id), values in proposal.planned[0].changes.items()}
    assert list(changes) == [kind]
    found = {name: named(store, proposal, value) for name, value in changes[kind].items()}
    assert {name: found[name] for name in expected} == expected
    assert set(found) - set(expected) <= {"period_kind", "place_as_written"}


@pytest.mark.parametrize(
    "key", sorted({column.key for column in columns() if column.locked} - {"record_id", "sector_code"})
)
def test_a_cell_that_the_program_fills_changes_nothing_unless_it_is_the_code_of_a_place(store, rows, tmp_path, key):
    position = [column.key for column in columns()].index(key)
    rows[2][position] = "MZ0907" if key == "adm2_code" else "XYZ"
    outcome = propose(store, tmp_path, rows).planned[0].outcome
    if key == "adm2_code":
        assert outcome == "update"
    elif key.startswith("adm"):
        assert outcome in ("held", "update")
    else:
        assert outcome == "unchanged"


@pytest.mark.parametrize(
    "key", ["conditionality", "restriction", "frequency", "status", "modality", "mechanism", "srsp_option", "domain"]
)
def test_every_code_of_a_list_comes_home_as_itself_in_every_language(store, rows, tmp_path, key):
    from app import vocabulary
    from app.words import LANGUAGES

    position = [column.key for column in columns()].index(key)
    listed = vocabulary.code_list(columns()[position].manner[1])
    now = listed.find(rows[2][position])
    for language in LANGUAGES:
        for code in listed.codes:
            rows[2][position] = listed.name(code, language)
            planned = propose(store, tmp_path, rows).planned[0]
            changed = next(iter(planned.changes.values()), {}).get(key)
            assert (changed or now) == code, (language, code, planned.outcome)
