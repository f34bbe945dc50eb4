"""Write what is recorded as a workbook, a csv or a GeoJSON file, by the same filters, and log what went to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import clock
from app.errors import Refused
from app.exchange.workbook.book import write_csv, write_geojson, write_workbook
from app.exchange.workbook.cells import Names, as_it_leaves, getters, is_mended
from app.exchange.workbook.columns import AGES_AND_SEXES, Column, columns_of
from app.exchange.workbook.content import Content, Cover, Table
from app.insight.matrix import ACTIVITIES, ORGANISATIONS, PEOPLE, as_data, matrix, measured_by_place
from app.insight.reporting import ReportingRate
from app.insight.selection import Filters, Selection, filter_sentence
from app.services import exporting_cover as words, settings
from app.services.exporting_values import line_values, names_of, one_state, stamp_now
from app.services.packs import boundaries
from app.services.selection import EVERYTHING, select
from app.services.unit import APP, unit
from app.store.workspace import Store
from app.words import _, language, speaking

TEMPLATE = "ujima-5w 1"
SUFFIXES = (".xlsx", ".csv", ".geojson")


@dataclass(frozen=True)
class Options:
    """How to export: profile A, B or C; `edition` numbers and freezes it; `of_edition` writes a frozen one (its id) again."""

    filters: Filters = EVERYTHING
    level: int | None = None
    profile: str = "B"
    hashtags: bool = True
    language: str | None = None
    edition: bool = False
    of_edition: str | None = None
    recipient: str | None = None


@dataclass(frozen=True)
class Source:
    """What is written: a selection with the values of its rows, live or frozen, and what the cover says of it.

    `late` are the organisations whose rows came after the deadline of the round.
    """

    selection: Selection
    names: Names
    values: Callable[[], Iterable[Mapping[str, Any]]]
    level: int
    rate: ReportingRate
    cut_off: dt.date
    edition: str | None = None
    number: int | None = None
    changes: Callable[[], Table | None] = lambda: None
    late: frozenset[str] = frozenset()


@dataclass
class Tally:
    """What cells lost on their way out, counted while they are written."""

    mended: int = 0
    small: int = 0
    left_out: list[str] = field(default_factory=list)


def export(store: Store, path: Path, options: Options | None = None) -> dict[str, Any]:
    """Write `path` (.xlsx, .csv or .geojson) and log it; what was written, JSON-able.

    Raises Refused for another ending or a word in no list, Trouble where the file cannot be written.
    """
    options = options or Options()
    if path.suffix.lower() not in SUFFIXES:
        raise Refused("format_unknown", _("Write to a file that ends in .xlsx, .csv or .geojson."))
    with speaking(options.language or language()):
        if options.edition or options.of_edition:
            from app.services import editions

            edition = options.of_edition or editions.make_edition(store, options.filters, options.level)
            report = _write(store, path, options, editions.source_of(store, edition))
        else:
            with one_state(store):
                report = _write(store, path, options, live_source(store, options.filters, options.level))
        log_export(store, report, options.recipient)
    return report


def live_source(store: Store, filters: Filters, level: int | None = None) -> Source:
    """What is recorded now, as it may leave."""
    from app.services import rounds

    selection = select(store, filters, leaving=True)
    names, sent = names_of(store), stamp_now(store, filters.public)
    return Source(selection, names, lambda: line_values(store, selection.lines, sent), selection.level if level is None else level,
                  rounds.current_rate(store), clock.today(), late=rounds.late_organisations(store, rounds.current_round(store)))


def _write(store: Store, path: Path, options: Options, source: Source) -> dict[str, Any]:
    tally, suffix, late = Tally(), path.suffix.lower(), late_rows(source)
    columns = columns_of(options.profile, options.filters.public)
    cover = words.cover_of(store, source.selection, source.level, edition=_edition_words(source), cut_off=source.cut_off, rate=source.rate,
                           late=len(late))
    if suffix == ".geojson":
        count = write_geojson(path, _features(store, source), {"bears": cover.bears, "notes": list(cover.notes)})
    elif suffix == ".csv":
        count = write_csv(path, columns, cells_of(source, columns, options.filters.public, tally), hashtags=options.hashtags)
    else:
        content = _content(store, options, source, columns, cover, tally, late)
        count = write_workbook(path, content, place_word=source.selection.level_word(source.level))
    return {
        "file": str(path), "rows": count, "profile": options.profile, "public": options.filters.public, "level": source.level,
        "columns": [column.key for column in columns] if suffix != ".geojson" else [], "edition": source.number,
        "edition_id": source.edition, "filter": cover.filter, "reporting": cover.reporting, "validated": cover.validated,
        "cut_off": source.cut_off.isoformat(), "withheld": vars(source.selection.withheld), "notes": [*cover.notes, *_losses(tally)]}


def cells_of(source: Source, columns: Sequence[Column], public: bool, tally: Tally | None = None) -> Iterator[list[Any]]:
    """The cells of each row, as they leave."""
    of = getters(columns, source.names, language())
    tally = tally or Tally()
    for values in source.values():
        tally.mended += sum(is_mended(text) for name in ("activity.description", "activity.remarks") if (text := values.get(name)))
        if public:
            tally.small += sum((values.get(f"figures.{name}") or 10) < 10 for name in AGES_AND_SEXES)
        if public or values.get("line.no_site"):
            values = as_it_leaves(values, public)
        yield [get(values) for get in of]


def late_rows(source: Source) -> frozenset[str]:
    """The ids of rows that came after the deadline: they are marked, and said on the cover."""
    return frozenset(line.id for line in source.selection.lines if (line.reporting or line.organisation) in source.late and not line.hidden)


def _edition_words(source: Source) -> str:
    return _("Edition {number}").format(number=source.number) if source.number else _("Working copy")


def _losses(tally: Tally) -> list[str]:
    notes = list(tally.left_out)
    if tally.mended:
        notes.append(_("{count} texts were longer than a cell holds, or had signs that no spreadsheet keeps: they were cut, or the signs "
                       "left out.").format(count=tally.mended))
    if tally.small:
        notes.append(_("{count} figures of age and sex under 10 are not shown.").format(count=tally.small))
    return notes


def _content(store: Store, options: Options, source: Source, columns: Sequence[Column], cover: Cover, tally: Tally,
             late: frozenset[str]) -> Content:
    selection, level, public = source.selection, source.level, options.filters.public
    lists, picker = words.lists_for(store, selection, columns), words.picker_of(selection)
    meta = {
        "template": TEMPLATE, "program": APP, "made": clock.iso(clock.now_ms()), "language": language(), "profile": options.profile,
        "public": "yes" if public else "no", "edition": source.number or "", "cut_off": source.cut_off.isoformat(), "level": level,
        "country": selection.country, "place_codes": _pack_release(store), "filter": filter_sentence(selection, language()),
        "places": list(options.filters.places), "office": settings.get(store, "office") or "", "stamp": stamp_now(store, public),
        "left_out": [*cover.notes, *([_("Private columns: contacts, sites, positions, remarks.")] if public else [])]}
    return Content(
        cover, as_data(matrix(selection, level), selection), columns, cells_of(source, columns, public, tally), lists, picker,
        dt.datetime.fromisoformat(f"{source.cut_off.isoformat()}T12:00:00"), words.directory_of(selection),
        None if public else words.contacts_of(store, selection), source.changes(), _split(selection, level),
        words.readme_of(public=public), meta, options.hashtags, late)


def _split(selection: Selection, level: int) -> list[tuple[str, dict[str, Any]]]:
    """The first sheet once more for each domain, where rows of several are there and none was chosen."""
    import dataclasses

    from app import vocabulary

    domains = [code for code in vocabulary.code_list("domain").codes if any(line.domain == code for line in selection.lines)]
    if len(domains) < 2 or selection.filters.domains:
        return []
    parts = {code: dataclasses.replace(selection, lines=tuple(line for line in selection.lines if line.domain == code)) for code in domains}
    return [(vocabulary.code_list("domain").name(code, language()), as_data(matrix(part, level), part)) for code, part in parts.items()]


def _pack_release(store: Store) -> str:
    row = store.reading().execute("SELECT max(valid_from), count(*) FROM place WHERE NOT deleted").fetchone()
    return _("{count} places, newest of {date}").format(count=row[1], date=row[0] or "–")


def _features(store: Store, source: Source) -> Iterator[dict[str, Any]]:
    """Each place of the level with what is counted there; its geometry where the pack has boundaries."""
    selection, level = source.selection, source.level
    counted = {measure: measured_by_place(selection, level, measure) for measure in (ORGANISATIONS, ACTIVITIES, PEOPLE)}
    shapes = boundaries(store, level)
    sectors: dict[str, set[str]] = {}
    for line in selection.counted():
        place = selection.place_at(line.place, level)
        if place and line.sector:
            sectors.setdefault(place.id, set()).add(line.sector)
    for id, cell in counted[ORGANISATIONS].items():
        place = selection.places[id]
        rings = shapes.get(place.pcode)
        people = counted[PEOPLE].get(id)
        yield {
            "type": "Feature", "id": place.pcode,
            "geometry": {"type": "MultiPolygon", "coordinates": [[[list(point) for point in ring]] for ring in rings]} if rings else None,
            "properties": {
                "pcode": place.pcode, "name": place.name, "level": place.level, "organisations": cell.value,
                "activities": counted[ACTIVITIES][id].value, "people_highest": people.value if people else None,
                "sectors": sorted(sectors.get(id, ())),
                "names": [selection.organisations[one].short for one in cell.organisations if one in selection.organisations]}}


def log_export(store: Store, report: Mapping[str, Any], recipient: str | None) -> None:
    """Every export is logged with its recipient; undo leaves the log alone, for the file has left."""
    office = settings.office(store)
    row = store.reading().execute("SELECT 1 FROM place WHERE id = ?", (office.place,)).fetchone()
    with unit(store, _("Exported {file}").format(file=Path(report["file"]).name), undoable=False) as changing:
        changing.create("export_log", {
            "file": Path(report["file"]).name, "recipient": recipient, "made_on": clock.today(), "edition": report["edition_id"],
            "public": report["public"], "profile": report["profile"], "filter": report["filter"], "rows": report["rows"],
            "place": office.place if row else None})


__all__ = ["Options", "Source", "cells_of", "export", "live_source", "log_export"]
