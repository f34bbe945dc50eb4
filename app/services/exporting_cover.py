"""The words around an export: the cover's facts, the lists to choose from, README, directory and contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from app import vocabulary
from app.exchange.workbook.columns import Column
from app.exchange.workbook.content import Cover
from app.exchange.workbook.formats import grouped
from app.fold import sort_key
from app.insight.local_share import local_share
from app.insight.reach import reach
from app.insight.reporting import ReportingRate, validated_share
from app.insight.selection import Selection, filter_sentence
from app.services import settings
from app.store.workspace import Store
from app.words import _, is_right_to_left, language, ngettext

MOST_PICKED = 20_000
#: what may be named in a file
OPEN = "coalesce(sensitivity, 'low') IN ('low', 'moderate')"


def cover_of(
    store: Store,
    selection: Selection,
    level: int,
    *,
    edition: str,
    cut_off: dt.date,
    rate: ReportingRate,
    late: int = 0,
) -> Cover:
    """The facts of the first sheet, in the language spoken now. `late` is how many rows came after the deadline."""
    office = settings.office(store)
    area = selection.places.get(
        selection.filters.places[0] if len(selection.filters.places) == 1 else selection.area or ""
    )
    where = area.name if area else _country_name(selection)
    share, local = validated_share(selection.lines), local_share(selection)
    told = f"{local.share:.0%}" if local.share is not None else "–"
    parts = [part for part in (office.name, where, _("by {level}").format(level=selection.level_word(level))) if part]
    subtitle = " · ".join(reversed(parts) if is_right_to_left() else parts)
    rows = len([line for line in selection.lines if not line.hidden])
    counted = ngettext("{count} row", "{count} rows", rows).format(count=rows)
    planned = len(selection.lines) - len(selection.counted())
    cover = Cover(
        title=_("Who does what, where"),
        subtitle=subtitle,
        edition=edition,
        cut_off=_("cut-off {date}").format(date=left_to_right(cut_off.isoformat())),
        date=cut_off.isoformat(),
        reporting=rate.sentence(),
        validated=_("{share} of rows with figures validated").format(share=f"{share:.0%}")
        if share is not None
        else _("no rows with figures"),
        filter=filter_sentence(selection, language()),
        local=_("{share} of {known} organisations of known kind: {local} local, {government} government").format(
            share=told, known=local.known, local=local.local, government=local.government
        ),
        counted=_(
            "{rows}; organisations that lead or implement, each counted once. Planned and cancelled rows ({planned}) are not counted."
        ).format(rows=counted, planned=planned),
        reach=[
            (one.title, "–" if one.value is None else grouped(one.value), one.method) for one in reach(selection, level)
        ],
        notes=[*withheld_notes(selection), *_late_notes(late)],
    )
    return Cover(**{name: without_isolates(value) for name, value in vars(cover).items()})


def _late_notes(late: int) -> list[str]:
    text = ngettext(
        "{count} row came after the deadline: its record ID is marked.",
        "{count} rows came after the deadline: their record IDs are marked.",
        late,
    )
    return [text.format(count=late)] if late else []


def without_isolates(value: Any) -> Any:
    """Texts without the marks that set foreign words apart among Arabic ones: spreadsheet programs stumble over them."""
    if isinstance(value, str):
        return value.translate(dict.fromkeys(range(0x2066, 0x206A)))
    return [without_isolates(one) for one in value] if isinstance(value, (list, tuple)) else value


def left_to_right(text: str) -> str:
    """A date or a code that keeps its order among Arabic words (a mark before it, which nobody sees)."""
    return f"\u200e{text}" if is_right_to_left() else text


def withheld_notes(selection: Selection) -> list[str]:
    """What was left out because of its sensitivity, in sentences."""
    withheld, notes = selection.withheld, []
    if withheld.high:
        notes.append(
            _(
                "{count} rows of high sensitivity are only counted, at the first level of places, without organisation."
            ).format(count=withheld.high)
        )
    if withheld.moderate:
        notes.append(
            _("{count} rows of moderate sensitivity are shown without site and position.").format(
                count=withheld.moderate
            )
        )
    if withheld.severe:
        notes.append(_("Rows of severe sensitivity are left out."))
    return notes


def _country_name(selection: Selection) -> str:
    return next((place.name for place in selection.places.values() if place.level == 0), selection.country or "")


def lists_for(store: Store, selection: Selection, columns: Sequence[Column]) -> dict[str, list[str]]:
    """The lists behind the drop-downs, by name, in the language spoken now. An organisation known only from sensitive rows is in none."""
    reader = store.reading()
    wanted = dict.fromkeys(column.manner[1] for column in columns if column.manner[0] in ("choice", "choices"))
    lists = {
        name: [vocabulary.code_list(name).name(code, language()) for code in vocabulary.code_list(name).codes]
        for name in wanted
    }
    coded = {column.manner[1] for column in columns if column.manner[0] == "code" and len(column.manner) > 1}
    lists |= {name: list(vocabulary.code_list(name).codes) for name in sorted(coded)}
    secret = _known_from_sensitive_rows(store) - {
        id for line in selection.lines if not line.hidden for id in line.organisations
    }
    for name, type in (
        ("organisations", "organisation"),
        ("activity_type", "activity_type"),
        ("programme", "programme"),
    ):
        extra = f" AND merged_into IS NULL AND {OPEN}" if type == "organisation" else ""
        rows = reader.execute(
            f"SELECT id, name FROM {type} WHERE NOT deleted AND name IS NOT NULL{extra} ORDER BY sort_key, name"
        )
        lists[name] = list(dict.fromkeys(name for id, name in rows if id not in secret))
    return lists


def _known_from_sensitive_rows(store: Store) -> set[str]:
    """The organisations that lead, implement or are present in rows of high or severe sensitivity."""
    reader = store.reading()
    found = {
        id
        for (id,) in reader.execute(
            f"SELECT lead FROM activity WHERE NOT {OPEN} UNION SELECT organisation FROM presence WHERE NOT {OPEN} "
            f"UNION SELECT j.value FROM activity, json_each(activity.implementing) j WHERE NOT {OPEN}"
        )
    }
    return found - {None}


def picker_of(selection: Selection) -> list[str]:
    """The flat list of places: “Admin1 > Admin2 > Admin3 | P-code”, within the places filtered for."""
    areas = selection.filters.places or ((selection.area,) if selection.area else ())
    picked = []
    for place in selection.places.values():
        if place.level and (not areas or any(selection.within(place.id, area) for area in areas)):
            path, one, seen = [place.name], selection.places.get(place.parent or ""), 0
            while one and one.level and seen < 9:
                path.insert(0, one.name)
                one, seen = selection.places.get(one.parent or ""), seen + 1
            picked.append((tuple(map(sort_key, path)), f"{' > '.join(path)} | {place.pcode}"))
    return [text for _key, text in sorted(picked)][:MOST_PICKED]


def readme_of(*, public: bool) -> list[tuple[str, str]]:
    """The README sheet: how to read this file, how to send it back."""
    parts = [
        (
            _("What this is"),
            _(
                "Who does what, where, for whom: the rows that organisations reported, as counted on the first sheet. "
                "Every sheet says its edition, cut-off, reporting rate, validated share and filter at the foot of the page."
            ),
        ),
        (
            _("Sending it back"),
            _(
                "Change what is wrong in the sheet of rows, add new rows at its end without a record ID, and write Delete as "
                "the row action where a row should go. Leave the record ID as it is: it leads each row home. Columns may "
                "be moved, hidden or added. Save as .xlsx, .ods or .csv and send it back."
            ),
        ),
        (_("Shaded columns"), _("They are filled by the program: acronyms, types and codes follow from the names.")),
        (
            _("Places"),
            _(
                "Write the names of the place, or choose the whole line with its P-code from the list in the deepest place column."
            ),
        ),
        (
            _("Figures"),
            _(
                "Blank means not known, 0 means nobody. Children are under 18, adults 18 to 59, older people 60 and over. "
                "People reached is the total, or the sum of the six figures of age and sex."
            ),
        ),
        (
            _("Without double counting"),
            _(
                "Organisations are counted once in every total. People: the sum counts some twice; the highest figure "
                "takes, in each place, the highest activity type, month and sector; new people only where all rows say so."
            ),
        ),
        (
            _("What is left out"),
            _(
                "Rows of moderate sensitivity come without site and position; rows of high sensitivity are only counted; rows "
                "of severe sensitivity never leave. Contacts are listed only with their consent."
            ),
        ),
    ]
    if public:
        parts.append(
            (
                _("Public file"),
                _(
                    "Contacts, phone numbers, e-mail addresses, sites, positions and remarks are left out. Figures of age "
                    "and sex under 10 are blank."
                ),
            )
        )
    return [(heading, text) for heading, text in without_isolates(parts)]
