"""Write what is recorded as a workbook, a csv or a GeoJSON file, by the same filters, and log what went to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import clock
from app.errors import Refused
from app.exchange.workbook.book import write_csv, write_geojson, write_workbook
from app.exchange.workbook.columns import Column, columns_of
from app.exchange.workbook.content import Content, Cover, Table
from app.insight.matrix import ACTIVITIES, ORGANISATIONS, PEOPLE, as_data, matrix, measured_by_place
from app.insight.selection import Filters, Selection, filter_sentence
from app.services import exporting_cover as words, registers, settings, tracker
from app.services.action_points import list_actions
from app.services.exporting_directory import contacts_of, directory_of
from app.services.exporting_source import Source, Tally, cells_of, late_rows, live_source
from app.services.exporting_values import one_state, stamp_now
from app.services.packs import boundaries
from app.services.selection import EVERYTHING
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


def _write(store: Store, path: Path, options: Options, source: Source) -> dict[str, Any]:
    tally, suffix, late = Tally(), path.suffix.lower(), late_rows(source)
    columns = columns_of(options.profile, options.filters.public)
    cover = words.cover_of(
        store,
        source.selection,
        source.level,
        edition=_edition_words(source),
        cut_off=source.cut_off,
        rate=source.rate,
        late=len(late),
    )
    if suffix == ".geojson":
        count = write_geojson(path, _features(store, source), {"bears": cover.bears, "notes": list(cover.notes)})
    elif suffix == ".csv":
        count = write_csv(
            path, columns, cells_of(source, columns, options.filters.public, tally), hashtags=options.hashtags
        )
    else:
        content = _content(store, options, source, columns, cover, tally, late)
        count = write_workbook(path, content, place_word=source.selection.level_word(source.level))
    return {
        "file": str(path),
        "rows": count,
        "profile": options.profile,
        "public": options.filters.public,
        "level": source.level,
        "columns": [column.key for column in columns] if suffix != ".geojson" else [],
        "edition": source.number,
        "edition_id": source.edition,
        "filter": cover.filter,
        "reporting": cover.reporting,
        "validated": cover.validated,
        "cut_off": source.cut_off.isoformat(),
        "withheld": vars(source.selection.withheld),
        "notes": [*cover.notes, *_losses(tally)],
    }


def _edition_words(source: Source) -> str:
    return _("Edition {number}").format(number=source.number) if source.number else _("Working copy")


def _losses(tally: Tally) -> list[str]:
    notes = list(tally.left_out)
    if tally.mended:
        notes.append(
            _(
                "{count} texts were longer than a cell holds, or had signs that no spreadsheet keeps: they were cut, or the signs "
                "left out."
            ).format(count=tally.mended)
        )
    if tally.small:
        notes.append(_("{count} figures of age and sex under 10 are not shown.").format(count=tally.small))
    return notes


def _content(
    store: Store,
    options: Options,
    source: Source,
    columns: Sequence[Column],
    cover: Cover,
    tally: Tally,
    late: frozenset[str],
) -> Content:
    selection, level, public = source.selection, source.level, options.filters.public
    lists, picker = words.lists_for(store, selection, columns), words.picker_of(selection)
    meta = {
        "template": TEMPLATE,
        "program": APP,
        "made": clock.iso(clock.now_ms()),
        "language": language(),
        "profile": options.profile,
        "public": "yes" if public else "no",
        "edition": source.number or "",
        "cut_off": source.cut_off.isoformat(),
        "level": level,
        "country": selection.country,
        "place_codes": _pack_release(store),
        "filter": filter_sentence(selection, language()),
        "places": list(options.filters.places),
        "office": settings.get(store, "office") or "",
        "stamp": stamp_now(store, public),
        "left_out": [*cover.notes, *([_("Private columns: contacts, sites, positions, remarks.")] if public else [])],
    }
    return Content(
        cover,
        as_data(matrix(selection, level), selection),
        columns,
        cells_of(source, columns, public, tally),
        lists,
        picker,
        dt.datetime.fromisoformat(f"{source.cut_off.isoformat()}T12:00:00"),
        directory_of(selection),
        None if public else contacts_of(store, selection),
        source.changes(),
        () if public else _further(store),
        _split(selection, level),
        words.readme_of(public=public),
        meta,
        options.hashtags,
        late,
    )


def _further(store: Store) -> list[Table]:
    """What committees and agreements put into the workbook of a meeting: the tracker, the register, the grids of roles."""
    actions = tracker.table_of(list_actions(store))
    return [*([actions] if actions.rows else []), *registers.tables(store)]


def _split(selection: Selection, level: int) -> list[tuple[str, dict[str, Any]]]:
    """The first sheet once more for each domain, where rows of several are there and none was chosen."""
    import dataclasses

    from app import vocabulary

    domains = [
        code for code in vocabulary.code_list("domain").codes if any(line.domain == code for line in selection.lines)
    ]
    if len(domains) < 2 or selection.filters.domains:
        return []
    parts = {
        code: dataclasses.replace(selection, lines=tuple(line for line in selection.lines if line.domain == code))
        for code in domains
    }
    return [
        (vocabulary.code_list("domain").name(code, language()), as_data(matrix(part, level), part))
        for code, part in parts.items()
    ]


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
            "type": "Feature",
            "id": place.pcode,
            "geometry": {"type": "MultiPolygon", "coordinates": [[[list(point) for point in ring]] for ring in rings]}
            if rings
            else None,
            "properties": {
                "pcode": place.pcode,
                "name": place.name,
                "level": place.level,
                "organisations": cell.value,
                "activities": counted[ACTIVITIES][id].value,
                "people_highest": people.value if people else None,
                "sectors": sorted(sectors.get(id, ())),
                "names": [
                    selection.organisations[one].short for one in cell.organisations if one in selection.organisations
                ],
            },
        }


def log_export(store: Store, report: Mapping[str, Any], recipient: str | None) -> None:
    """Every export is logged with its recipient; undo leaves the log alone, for the file has left."""
    office = settings.office(store)
    row = store.reading().execute("SELECT 1 FROM place WHERE id = ?", (office.place,)).fetchone()
    with unit(store, _("Exported {file}").format(file=Path(report["file"]).name), undoable=False) as changing:
        changing.create(
            "export_log",
            {
                "file": Path(report["file"]).name,
                "recipient": recipient,
                "made_on": clock.today(),
                "edition": report["edition_id"],
                "public": report["public"],
                "profile": report["profile"],
                "filter": report["filter"],
                "rows": report["rows"],
                "place": office.place if row else None,
            },
        )
