"""Which column is what: by hashtag, by heading in five languages, and by what its values are. Values decide what kind of thing it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field as dataclass_field, replace
from typing import Any

from app import vocabulary
from app.exchange.reading.across import FEWEST, sector_heading
from app.exchange.reading.bands import BAND, settle_bands
from app.exchange.reading.book import Book, is_blank
from app.exchange.reading.contents import Knowledge, Profile, profile
from app.exchange.reading.field_candidates import by_header
from app.exchange.reading.headings import EXACT
from app.exchange.reading.hxl import parse_tag
from app.exchange.reading.kinds import NUMERIC, fits, guess_by_values, kin
from app.exchange.reading.layout import Layout, data_rows
from app.exchange.reading.relations import ROLES, settle_levels, settle_nesting, settle_organisations
from app.exchange.reading.tag_fields import fields_of_tag
from app.words import _

BY_PERSON, BY_TAG, BY_HEADER, BY_VALUES, BY_BOTH = "person", "hashtag", "header", "values", "hashtag and header"
SURE, LIKELY, GUESSED = 1.0, 0.7, 0.4
UNKNOWN_LEAST = 0.5


@dataclass(frozen=True)
class Column:
    """One column of the table: its place (from 0), what the file calls it, and which of our fields it is, if any.

    `reason` says by what it was known, `doubts` are sentences for the person; `profile` is what stands in it.
    """

    index: int
    header: str
    hashtag: str
    field: str | None
    reason: str
    confidence: float
    doubts: tuple[str, ...] = ()
    profile: Profile | None = dataclass_field(default=None, repr=False, compare=False)
    group: str = ""


def find_columns(
    book: Book, layout: Layout, knowledge: Knowledge | None = None, overrides: Mapping[int, str | None] | None = None
) -> list[Column]:
    """Our field, or none, for every column of a layout.

    `overrides` are a person's words: {column from 0: field, or None for "leave it out"}; they hold before everything else. Where a
    field is met twice the first column holds and the others say so.
    """
    sheet = book.sheet(layout.sheet)
    rows = [cells for _number, cells in data_rows(sheet, layout)] if sheet else []
    columns = [_column(layout, index, rows, knowledge) for index in range(layout.width)]
    columns = settle_nesting(settle_levels(columns, knowledge), rows)
    columns = _leave_sectors_across(settle_bands(settle_organisations(columns, rows)), layout)
    chosen = overrides or {}
    columns = [_overruled(column, chosen[column.index]) if column.index in chosen else column for column in columns]
    return _beside_nameless(_once(columns, set(chosen)), layout)


def _beside_nameless(columns: Sequence[Column], layout: Layout) -> list[Column]:
    """A heading of figures with nameless columns of figures beside it stands over all of them: which is which, nobody said."""
    said = list(columns)
    for at, column in enumerate(columns):
        end = at + 1
        while end < len(columns) and _is_nameless_figure(columns[end], layout):
            end += 1
        if column.field in NUMERIC and end > at + 1 and layout.headers[at]:
            doubt = _(
                "“{header}” stands over {count} columns of figures; only the first was taken: say what each of them is."
            ).format(header=column.header, count=end - at)
            said[at] = replace(column, confidence=GUESSED, doubts=(*column.doubts, doubt))
    return said


def _is_nameless_figure(column: Column, layout: Layout) -> bool:
    about = column.profile
    nameless = not layout.headers[column.index] and not layout.hashtags[column.index]
    return nameless and about is not None and about.filled > 0 and about.share("number") >= 0.5


def _leave_sectors_across(columns: Sequence[Column], layout: Layout) -> list[Column]:
    """Where sectors stand across, "Shelter" is one of them and no number of shelters: a hashtag alone says otherwise."""
    across = {column.index for column in columns if sector_heading(layout.headers[column.index])}
    if len(across) < FEWEST:
        return list(columns)
    return [
        replace(column, field=None, reason="", confidence=0.0, doubts=())
        if column.index in across and column.reason in ("", BY_HEADER, BY_VALUES)
        else column
        for column in columns
    ]


def _column(layout: Layout, index: int, rows: Sequence[Sequence[Any]], knowledge: Knowledge | None) -> Column:
    parts, hashtag, group = layout.headers[index], layout.hashtags[index], layout.groups[index] if layout.groups else ""
    about = profile(rows, index, knowledge)
    tag = parse_tag(hashtag)
    by_tag = fields_of_tag(tag) if tag else ()
    said, manner = by_header(parts, group)
    said = _level_in_country(parts, said, knowledge)
    blank = Column(index, layout.header(index), hashtag, None, "", 0.0, (), about, group)
    if about.filled == 0 and not by_tag and not said:
        return blank
    column = _decide(blank, by_tag, said, manner, about)
    if (
        column.field is None
        and not by_tag
        and not any(map(vocabulary.is_other_header, parts))
        and (guessed := guess_by_values(about)) is not None
        and guessed[1] >= UNKNOWN_LEAST
    ):
        doubt = _("The heading “{header}” is not known; its values look like this.").format(header=blank.header)
        return replace(blank, field=guessed[0], reason=BY_VALUES, confidence=GUESSED, doubts=(doubt,))
    return column


def _level_in_country(parts: Sequence[str], said: tuple[str, ...], knowledge: Knowledge | None) -> tuple[str, ...]:
    """A word for a level means what it means in the country: `Locality` is level 2 in Sudan and level 4 in Mozambique."""
    if (
        knowledge is None
        or not knowledge.country
        or not (said and said[0].startswith("adm") and said[0].endswith("_name"))
    ):
        return said
    level = next((level for part in parts if (level := vocabulary.level_of_word(part, knowledge.country))), None)
    return (f"adm{level}_name", *said) if level and 1 <= level <= 4 else said


def _decide(column: Column, by_tag: Sequence[str], by_heading: Sequence[str], manner: str, about: Profile) -> Column:
    """Settle between hashtag, heading and values; what was not followed is said as a doubt."""
    by_tag = _with_role(by_tag, by_heading)
    both = [name for name in by_tag if name in by_heading]
    for name, reason, confidence in (
        *((name, BY_BOTH, SURE) for name in both),
        *((name, BY_TAG, LIKELY) for name in by_tag),
        *((name, BY_HEADER, SURE if manner == EXACT and not by_tag else LIKELY) for name in by_heading),
    ):
        settled = _donor_only_by_heading(name, by_heading)
        fitting = settled if fits(settled, about) else kin(settled, about)
        if fitting is None:
            continue
        return replace(
            column,
            field=fitting,
            reason=reason,
            confidence=confidence if fitting == name else GUESSED,
            doubts=_doubts(column, fitting, by_tag, by_heading),
        )
    said = [*by_tag, *by_heading]
    if said and about.filled:
        doubt = _("The heading says “{field}”, but the values are something else: the column was left out.").format(
            field=said[0]
        )
        return replace(column, doubts=(doubt,))
    return column


def _with_role(by_tag: Sequence[str], by_heading: Sequence[str]) -> Sequence[str]:
    """A hashtag that names no role (`#org+name`) leaves the role to the heading ("Organización implementadora")."""
    if not by_tag or not by_tag[0].startswith("organisation"):
        return by_tag
    part = by_tag[0].removeprefix("organisation")
    said = next((said for said in by_heading if said.removesuffix(part) in ROLES and said.endswith(part)), None)
    return (said, *by_tag) if said else by_tag


def _donor_only_by_heading(name: str, by_heading: Sequence[str]) -> str:
    """Mozambique tags its lead organisations `#org +funder`: a column is a donor only if its heading says so too."""
    if name.startswith("funding") and not any(said.startswith("funding") for said in by_heading):
        part = name.removeprefix("funding")
        said = next(
            (said for said in by_heading if said.endswith(part) and (part or not said.endswith(("_type", "_acronym")))),
            None,
        )
        return said or "organisation" + part
    return name


def _doubts(column: Column, settled: str, by_tag: Sequence[str], by_heading: Sequence[str]) -> tuple[str, ...]:
    if by_tag and settled not in by_tag:
        return (
            _("The hashtag {tag} says “{said}”, the heading “{header}” says “{field}”.").format(
                tag=column.hashtag.strip(), said=by_tag[0], header=column.header, field=settled
            ),
        )
    if by_heading and settled not in by_heading and by_tag:
        return (
            _("The heading “{header}” says “{said}”, the hashtag {tag} says “{field}”.").format(
                header=column.header, said=by_heading[0], tag=column.hashtag.strip(), field=settled
            ),
        )
    if settled not in (*by_tag, *by_heading):
        return (
            _("“{header}” was taken as “{field}” because of its values.").format(header=column.header, field=settled),
        )
    return ()


def _overruled(column: Column, chosen: str | None) -> Column:
    return replace(column, field=chosen, reason=BY_PERSON, confidence=SURE, doubts=())


def _once(columns: Sequence[Column], chosen: set[int]) -> list[Column]:
    """A field is taken from one column: a person's choice first, then the surer that holds anything, then the first."""
    holder: dict[str, Column] = {}

    def rank(column: Column) -> tuple[bool, bool, bool, int]:
        empty = column.profile is None or column.profile.filled == 0
        return column.index not in chosen, empty, column.reason == BY_VALUES, column.index

    for column in sorted(columns, key=rank):
        if column.field is not None and column.field != BAND:
            holder.setdefault(column.field, column)
    found = []
    for column in columns:
        if column.field is not None and column.field != BAND and holder[column.field] is not column:
            doubt = _("“{field}” is taken from the column “{header}”; this one was left out.").format(
                field=column.field, header=holder[column.field].header
            )
            column = replace(column, field=None, confidence=0.0, doubts=(*column.doubts, doubt))
        found.append(column)
    return found


def fields_by_column(columns: Sequence[Column]) -> dict[str, int]:
    """{our field: column from 0} for the columns that are taken."""
    return {column.field: column.index for column in columns if column.field is not None and column.field != BAND}


def unread_columns(columns: Sequence[Column]) -> list[Column]:
    """Columns that hold something and were not taken: shown to the person, their cells kept with each line."""
    return [column for column in columns if column.field is None and column.profile and column.profile.filled]


def is_filled(cell: Any) -> bool:
    """Whether a cell holds anything."""
    return not is_blank(cell)
