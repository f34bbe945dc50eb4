"""One organisation's sheet and paper form: its own lines printed, to be corrected, added to, and sent back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from app import clock
from app.errors import Refused
from app.exchange.workbook.book import choices, placed
from app.exchange.workbook.cells import as_it_leaves, getters
from app.exchange.workbook.form_sheet import Form, form_columns, write_form_sheet, write_paper_sheet
from app.exchange.workbook.formats import Formats, closing, open_book
from app.exchange.workbook.other_sheets import LISTS_SHEET, META_SHEET, write_lists_sheet, write_meta_sheet
from app.insight.selection import Filters
from app.services import exporting_cover as words, settings
from app.services.exporting import TEMPLATE, log_export
from app.services.exporting_values import line_values, names_of, one_state, stamp_now
from app.services.records import read
from app.services.selection import select
from app.store.workspace import Store
from app.words import _, language, speaking


def export_form(
    store: Store, path: Path, organisation: str, *, round: str | None = None, language_code: str | None = None
) -> dict[str, Any]:
    """Write one organisation's sheet with its paper form (.xlsx); what was written, JSON-able. `organisation` is an id."""
    if path.suffix.lower() != ".xlsx":
        raise Refused("format_unknown", _("An organisation's sheet is written to a file that ends in .xlsx."))
    about = read(store, "reporting_round", round) if round else None
    with speaking(language_code or language()):
        with one_state(store):
            report = _write_form(store, path, organisation, about)
        log_export(store, report, report["organisation"])
    return report


def _write_form(store: Store, path: Path, organisation: str, about: dict[str, Any] | None) -> dict[str, Any]:
    place = (about or {}).get("place")
    selection = select(store, Filters(organisations=(organisation,), places=(place,) if place else ()), leaving=True)
    mine = [
        line
        for line in selection.lines
        if (line.reporting or line.organisation) == organisation
        and not line.hidden
        and line.status not in ("completed", "cancelled")
    ]
    one = selection.organisations[organisation]
    levels = max((place.level for place in selection.places.values()), default=1)
    columns = form_columns(frozenset(line.sector for line in mine if line.sector), levels)
    sent = stamp_now(store, False)
    of = getters(columns, names_of(store), language())
    rows = [[get(as_it_leaves(values, False)) for get in of] for values in line_values(store, mine, sent)]
    facts = [
        (_("Office"), settings.get(store, "office") or selection.country or ""),
        (_("Made on"), clock.today().isoformat()),
    ]
    if about:
        facts += [(_("Round"), about["name"]), (_("Please send back by"), about["deadline"].isoformat())]
    form = Form(
        _("Who does what, where"),
        one.name,
        facts,
        (
            _(
                "Correct what is wrong. Write Delete as the row action where a row should go. Add new rows at the end; "
                "leave their record ID blank."
            ),
            _(
                "Blank means not known, 0 means nobody. Children are under 18, adults 18 to 59. "
                "Send this file back as it is, in any format."
            ),
        ),
        _("Nothing has changed since the last time: write X in the box, and send the file back."),
        " · ".join(value for _name, value in facts),
    )
    lists = words.lists_for(store, selection, columns)
    meta = {
        "template": f"{TEMPLATE} form",
        "organisation": one.name,
        "organisation_id": organisation,
        "round": (about or {}).get("id") or "",
        "made": clock.iso(clock.now_ms()),
        "language": language(),
        "stamp": sent,
        "rows": len(rows),
    }
    with placed(path) as aside:
        book = open_book(
            str(aside),
            {"title": form.title, "subject": one.name, "comments": "Ujima"},
            dt.datetime.fromisoformat(f"{clock.today().isoformat()}T12:00:00"),
        )
        with closing(book):
            formats = Formats(book)
            sheet, paper = book.add_worksheet(_("Rows")), book.add_worksheet(_("Paper"))
            meta_sheet, lists_sheet = book.add_worksheet(META_SHEET), book.add_worksheet(LISTS_SHEET)
            ranges = write_lists_sheet(book, lists_sheet, formats, lists, words.picker_of(selection))
            write_form_sheet(sheet, formats, form, columns, rows, choices(columns, ranges))
            write_paper_sheet(paper, formats, form, columns, rows)
            write_meta_sheet(meta_sheet, formats, meta)
            meta_sheet.hide()
            lists_sheet.hide()
    return {
        "file": str(path),
        "rows": len(rows),
        "organisation": one.name,
        "columns": [column.key for column in columns],
        "public": False,
        "profile": "form",
        "filter": one.name,
        "edition": None,
        "edition_id": None,
    }
