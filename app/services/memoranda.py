"""Drafts of a memorandum and of a procedure on one page, from the grid of roles of a place."""

from __future__ import annotations

from pathlib import Path

from app import clock, vocabulary
from app.errors import Refused
from app.exchange.documents.document import (
    MARK,
    MUTED,
    Bullets,
    Column,
    Document,
    Heading,
    Paragraph,
    Part,
    Row,
    SignatureLine,
    Table,
)
from app.exchange.documents.docx import write_docx
from app.insight.responsibilities import ACCOUNTABLE, CONSULTED, INFORMED, RESPONSIBLE
from app.services import settings
from app.services.roles import Grid, read_grid
from app.store.workspace import Store
from app.vocabulary.days import short_day
from app.words import _, language

MEMORANDUM, PROCEDURE = "mou", "sop"
MOST_ACROSS = 8
"""How many organisations stand side by side on a page; more of them become lines of text."""


def memorandum(grid: Grid, office: str = "") -> Document:
    """A draft of a memorandum of understanding between the organisations of a grid. Raises Refused (empty_grid)."""
    _refuse_empty(grid)
    names = [name for _id, name in grid.organisations]
    parts: list[Part] = [
        Paragraph(
            _(
                "The organisations that sign below coordinate social protection and humanitarian response in {place}. They agree who "
                "does what, so that each function has one who answers for it."
            ).format(place=grid.place_name)
        ),
        Heading(_("Parties")),
        Bullets(tuple(names)),
        Heading(_("Who does what")),
        *_roles(grid),
        Heading(_("What each party promises")),
        *_promises(grid),
        Heading(_("Duration and review")),
        Paragraph(
            _("This memorandum holds from ____________ until ____________ and is reviewed 90 days before it ends.")
        ),
        Paragraph(
            _("A party that cannot do what it promises says so to the others at once; the next meeting decides.")
        ),
        Heading(_("Signatures")),
    ]
    parts += [SignatureLine(tuple(names[at : at + 2])) for at in range(0, len(names), 2)]
    return _document(
        _("Memorandum of understanding on coordination in {place}").format(place=grid.place_name), parts, office
    )


def procedure(grid: Grid, office: str = "") -> Document:
    """A draft of a standing procedure on one page: of each function who answers for it, who does it, whom one asks and tells.

    Raises Refused (empty_grid).
    """
    _refuse_empty(grid)
    called = dict(grid.organisations)
    used = {function for function, _organisation in grid.cells}

    def who(function: str, letter: str) -> str:
        return ", ".join(called[o] for (f, o), found in sorted(grid.cells.items()) if f == function and found == letter)

    columns = (
        Column(_("Function"), 3.2), Column(_("Accountable"), 2), Column(_("Does it"), 2.4), Column(_("Is asked"), 2),
        Column(_("Is told"), 2),
    )  # fmt: skip
    rows = tuple(
        Row((name, who(code, ACCOUNTABLE) or "–", who(code, RESPONSIBLE), who(code, CONSULTED), who(code, INFORMED)))
        for code, name in grid.functions
        if code in used
    )
    parts: list[Part] = [Table(columns, rows), *_open(grid)]
    return _document(_("Standing procedure: who does what in {place}").format(place=grid.place_name), parts, office)


def write(store: Store, path: Path, kind: str, place: str) -> Path:
    """Write a draft as a Word file. Raises Refused (empty_grid, place_unknown), Trouble (cannot_write)."""
    made = {MEMORANDUM: memorandum, PROCEDURE: procedure}[kind]
    return write_docx(path, made(read_grid(store, place), settings.office(store).name or ""))


def suggested_name(kind: str, grid: Grid) -> str:
    """A file name that says the place and the day."""
    place = "".join(sign if sign.isalnum() else "_" for sign in grid.place_name)
    return f"{kind}_{place}_{clock.today().isoformat()}.docx"


def _document(title: str, parts: list[Part], office: str) -> Document:
    bears = _("drafted from the grid of roles on {day}").format(day=short_day(clock.today()))
    draft = vocabulary.code_list("agreement_status").name("draft", language())
    return Document(
        title, language(), tuple(parts), (office,) if office else (), bears=bears, stamp=draft, author=office
    )


def _roles(grid: Grid) -> list[Part]:
    used = {function for function, _organisation in grid.cells}
    across = grid.organisations[:MOST_ACROSS]
    if len(grid.organisations) > MOST_ACROSS:
        return list(_promises(grid))
    columns = (Column(_("Function"), 4), *(Column(name, 1.2, MARK) for _id, name in across))
    rows = [
        Row((name, *(grid.cells.get((code, id), "") for id, _name in across)))
        for code, name in grid.functions
        if code in used
    ]
    legend = _("R responsible, does it · A accountable, answers for it · C consulted before · I informed after")
    return [Table(columns, tuple(rows)), Paragraph(legend, MUTED), *_open(grid)]


def _promises(grid: Grid) -> list[Part]:
    names, told = dict(grid.functions), []
    for id, organisation in grid.organisations:
        for letter, text in ((ACCOUNTABLE, _("answers for {what}")), (RESPONSIBLE, _("does {what}"))):
            functions = [names[f].lower() for f, o in grid.cells if o == id and grid.cells[f, o] == letter]
            if functions:
                told.append(f"{organisation}: " + text.format(what="; ".join(functions)))
    return [Bullets(tuple(told))] if told else []


def _open(grid: Grid) -> list[Part]:
    names = dict(grid.functions)
    wrong = [
        f"{names[one.function]}: {grid.said(one)}"
        for one in grid.findings
        if one.function in {f for f, _o in grid.cells}
    ]
    return [Heading(_("Still to settle"), 2), Bullets(tuple(wrong))] if wrong else []


def _refuse_empty(grid: Grid) -> None:
    if not grid.cells:
        text = _("The grid of {place} is empty: put in who does what first.").format(place=grid.place_name)
        raise Refused("empty_grid", text)
