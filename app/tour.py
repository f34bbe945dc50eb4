"""The tour: the main job on a real sample, from an empty workspace. It leaves the workbook, pictures and a page that tells it.

What the page says was done and counted by the same services the desk uses; nothing in it is written by hand.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.errors import Refused, Trouble
from app.insight.selection import Filters
from app.paths import RESOURCES
from app.services import editions, exporting, importing, journal, packs, reach, records, rounds
from app.services.selection import select
from app.store.workspace import Store, create_workspace
from app.tour_exchange import walk_together
from app.tour_meetings import hold_a_meeting
from app.words import _, set_language

SAMPLE = RESOURCES / "samples" / "moz_response_tracking_2019.xlsx"
COUNTRY, PROVINCE, DISTRICT = "MOZ", "MZ09", "MZ0901"

#: the sample's figures are of 2019, so the tour's clock stands there too: nothing old is shown as current
CLOCK = "2019-06-20T09:00:00+00:00"
PERIOD, DEADLINE = (dt.date(2019, 5, 1), dt.date(2019, 5, 31)), dt.date(2019, 6, 23)

Say = Callable[[str], None]


def run_tour(out: Path, language: str = "en") -> int:
    """Walk the main job and leave in `out`: tour.txt, the workbooks, and a picture of every page. Returns the exit status."""
    set_language(language)
    os.environ.setdefault("UJIMA_NOW", CLOCK)
    folder = out / "workspace"
    try:
        out.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        print(
            _("The folder {folder} cannot be written to: {why}").format(folder=out, why=error.strerror), file=sys.stderr
        )
        return 1
    told: list[str] = []

    def say(sentence: str) -> None:
        told.append(sentence)
        print(sentence, flush=True)

    try:
        with create_workspace(folder) as store:
            walk(store, out, say)
        walk_together(out / "exchange", say)
    except (Refused, Trouble) as refused:
        print(refused.message, file=sys.stderr)
        return 1
    pictures = out / "pictures"
    status = subprocess.call([sys.executable, "-m", "app.desktop.pictures", str(folder), str(pictures), language])
    if status == 0:
        say(
            _("{count} pictures of the pages: {folder}").format(
                count=len(list(pictures.glob("*.png"))), folder=pictures
            )
        )
    (out / "tour.txt").write_text("\n".join(told) + "\n", encoding="utf-8")
    return status


def walk(store: Store, out: Path, say: Say) -> None:
    """Each step of the main job, told as it is done."""
    places = packs.begin_country(store, COUNTRY, place=PROVINCE, office=_("Sofala province"), person="Amélia Sitoe")
    say(_("A workspace for Mozambique, office Sofala province: {count} places.").format(count=len(places.created)))
    _take_the_sample(store, say)
    _log_her_own(store, say)
    _count(store, say)
    _ask_for_may(store, out, say)
    first = _write_edition(store, out, say)
    _come_home(store, out, first, say)
    _write_edition(store, out, say)
    journal.undo(store)
    say(_("One undo took the returned file back; redo brought it in again."))
    journal.redo(store)
    hold_a_meeting(store, out / "meeting", say)


def _take_the_sample(store: Store, say: Say) -> None:
    answer = _import(store, SAMPLE)
    kinds = answer["records"]
    say(
        _("{file}, sheet {sheet}: {rows} lines read, header in row {header}, data from row {first}.").format(
            file=answer["file"],
            sheet=answer["sheet"],
            rows=answer["rows"],
            header=answer["header_row"],
            first=answer["first_data_row"],
        )
    )
    say(
        _(
            "{created} lines taken as {activities} activities with {figures} rows of figures; {held} wait for an answer; {new} new "
            "organisations."
        ).format(
            created=answer["created"],
            activities=kinds["activity"],
            figures=kinds["figures"],
            held=answer["held"],
            new=len(answer["new_organisations"]),
        )
    )
    again = _import(store, SAMPLE)
    say(
        _("The same file again: {created} made, {updated} changed.").format(
            created=again["created"], updated=again["updated"]
        )
    )


def _log_her_own(store: Store, say: Say) -> None:
    lead = records.add(store, "organisation", {"name": "Kubatsirana", "type": "441", "local": True}).created[0][1]
    for sector, people in (("SPR", 240), ("FSC", 1_100)):
        values = {
            "lead": lead,
            "sector": sector,
            "place": DISTRICT,
            "status": "ongoing",
            "start": "2019-06-01",
            "people_targeted": people,
        }
        records.add(store, "activity", values)
    say(_("One organisation and two activities of her own logged in Búzi."))


def _count(store: Store, say: Say) -> None:
    matrix = reach.read_matrix(store, Filters(places=(PROVINCE,)))
    say(
        _("The matrix of Sofala: {rows} places by {columns} sectors, {total} organisations, each counted once.").format(
            rows=len(matrix["rows"]), columns=len(matrix["columns"]), total=matrix["total"]
        )
    )
    for figure in reach.read_reach(store, Filters(places=(PROVINCE,)))["figures"]:
        people = _("cannot be computed") if figure["people"] is None else f"{figure['people']:,}"
        say(
            "  "
            + _("{title}: {people}. {method}").format(title=figure["title"], people=people, method=figure["method"])
        )


def _ask_for_may(store: Store, out: Path, say: Say) -> None:
    """A round for May: who has rows of May has answered; one who has not is reminded with his own sheet."""
    round = rounds.begin_round(store, _("May 2019"), PERIOD, DEADLINE, place=PROVINCE)
    days = (PERIOD[0].isoformat(), PERIOD[1].isoformat())
    rows: dict[str, int] = {}
    for line in select(store, Filters(places=(PROVINCE,), period=days)).lines:
        owner = line.reporting or line.organisation
        if owner:
            rows[owner] = rows.get(owner, 0) + 1
    for organisation, count in rows.items():
        rounds.receive(store, round, organisation, rows=count)
    missing = next(line for line in rounds.overview(store, round) if line.state == rounds.EXPECTED)
    reminder = rounds.remind(store, round, missing.organisation, out / "reminder")
    rate = rounds.rate_of(store, round)
    told = _(
        "A round for May 2019: {reported} of {expected} organisations have reported; {name} is reminded with {file}."
    )
    file = Path(str(reminder["file"])).name
    say(told.format(reported=rate.reported, expected=rate.expected, name=missing.name, file=file))


def _write_edition(store: Store, out: Path, say: Say) -> Path:
    number = len(editions.list_editions(store)) + 1
    path = out / f"edition-{number}.xlsx"
    options = exporting.Options(
        filters=Filters(places=(PROVINCE,)), edition=True, recipient=_("Coordination meeting, Beira")
    )
    report = exporting.export(store, path, options)
    say(
        _("Edition {number}: {rows} rows in {file}.").format(
            number=report["edition"], rows=report["rows"], file=path.name
        )
    )
    return path


def _come_home(store: Store, out: Path, sent: Path, say: Say) -> None:
    """A focal point corrects three figures, marks one row for deletion and sends the file back."""
    back = out / "returned-by-focal-point.xlsx"
    _correct(sent, back)
    answer = _import(store, back)
    told = _("The file came back with corrections: {updated} rows changed, {deleted} deleted, {created} made.")
    say(told.format(**{name: answer[name] for name in ("updated", "deleted", "created")}))
    again = _import(store, back)
    say(
        _("The same file again: {created} made, {updated} changed.").format(
            created=again["created"], updated=again["updated"]
        )
    )


def _correct(sent: Path, back: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(sent)
    sheet, row, columns = next(found for name in book.sheetnames if (found := _rows_of(book[name])))
    for number in range(row + 1, row + 4):
        sheet.cell(number, columns["#meta+remarks"]).value = "corrected by the focal point"
    sheet.cell(row + 4, columns["#meta+action"]).value = "Delete"
    book.save(back)


def _rows_of(sheet: Any) -> tuple[Any, int, dict[str, int]] | None:
    for number, cells in enumerate(sheet.iter_rows(max_row=12, values_only=True), 1):
        columns = {
            cell: position for position, cell in enumerate(cells, 1) if isinstance(cell, str) and cell.startswith("#")
        }
        if "#meta+id" in columns:
            return sheet, number, columns
    return None


def _import(store: Store, path: Path) -> dict[str, Any]:
    proposal = importing.propose(store, path, importing.Options(confirm="proposed"))
    importing.take(store, proposal)
    return importing.report(proposal)
