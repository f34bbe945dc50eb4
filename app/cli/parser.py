"""What can be typed after `ujima`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from app.words import LANGUAGES

DESCRIPTION = (
    "Coordinate social protection and humanitarian response, with or without a network. "
    "Without a command, the desktop opens."
)
JSON_HELP = "print one JSON object or array and nothing else"


def spread_pairs(arguments: Sequence[str]) -> list[str]:
    """`--set A=B C=D` as `--set A=B --set C=D`: a file that follows the pairs is not taken for one of them."""
    spread: list[str] = []
    within = False
    for word in arguments:
        pair = within and not word.startswith("-") and re.match(r"[a-z_]\w*=", word) is not None
        if pair and spread[-1] != "--set":
            spread.append("--set")
        spread.append(word)
        within = word == "--set" or pair
    return spread


def build_parser() -> argparse.ArgumentParser:
    """The parser of every command; wrong usage ends with status 2."""
    parser = argparse.ArgumentParser(prog="ujima", description=DESCRIPTION)
    parser.add_argument("--workspace", type=Path, help="the folder of the workspace (by default the one of this user)")
    parser.add_argument("--language", choices=tuple(LANGUAGES), help="the language of the window and of sentences")
    parser.add_argument("--passphrase", help="the passphrase of the workspace, if it has one")
    parser.add_argument("--json", action="store_true", help=JSON_HELP)
    json_option = argparse.ArgumentParser(add_help=False)
    json_option.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=JSON_HELP)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, help: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help, description=help, parents=[json_option])

    _add_workspace_commands(command)
    _add_record_commands(command)
    _add_import_commands(command)
    _add_export_commands(command)
    _add_exchange_commands(command)
    _add_document_commands(command)
    _add_meeting_commands(command)
    tour = commands.add_parser("tour", help="walk the main job on a real sample and leave what it made in a folder")
    tour.add_argument("--out", type=Path, required=True, metavar="DIR")
    return parser


def _add_workspace_commands(command) -> None:  # type: ignore[no-untyped-def]
    begin = command("init", "begin a workspace for a country")
    begin.add_argument("--country", required=True, metavar="ISO3")
    begin.add_argument(
        "--district",
        nargs="+",
        action="extend",
        default=[],
        metavar="P-CODE",
        help="the place or places of the office, of any level",
    )
    begin.add_argument("--office", metavar="NAME")
    begin.add_argument("--person", metavar="NAME")
    begin.add_argument(
        "--pack",
        nargs="+",
        action="extend",
        type=Path,
        default=[],
        metavar="FILE",
        help="more files with places or boundaries",
    )
    backup = command("backup", "copy the workspace file into its backups (or to a file)")
    backup.add_argument("target", nargs="?", type=Path)
    restore = command("restore", "put a backup in the place of the workspace file")
    restore.add_argument("file", type=Path)
    command("check", "check every page of the file and the chain of the journal")
    command("recovery", "print the words of the recovery sheet")
    passphrase = command("passphrase", "set a passphrase, or take it away with an empty one")
    passphrase.add_argument("new")


def _add_record_commands(command) -> None:  # type: ignore[no-untyped-def]
    add = command("add", "add a record: ujima add organisation name=Kuyera type=441")
    add.add_argument("type")
    add.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    change = command("set", "change fields of a record")
    change.add_argument("id")
    change.add_argument("values", nargs="+", metavar="FIELD=VALUE")
    delete = command("delete", "delete a record (undo brings it back)")
    delete.add_argument("id")
    erase = command("erase", "take a record away for good, everywhere (nothing brings it back)")
    erase.add_argument("id")
    erase.add_argument("--for-good", action="store_true")
    merge = command("merge", "say that two organisations are one")
    merge.add_argument("kept")
    merge.add_argument("other")
    command("undo", "take back the newest act")
    command("redo", "do again what was undone last")
    listing = command("list", "list the records of a type")
    listing.add_argument("type")
    show = command("show", "show one record, with the cells it came from")
    show.add_argument("id")
    history = command("history", "who changed a record, when, from what")
    history.add_argument("id")
    find = command("find", "find records by their words")
    find.add_argument("text")


def _add_document_commands(command) -> None:  # type: ignore[no-untyped-def]
    listing = command("attachments", "list the documents of a record: ujima attachments activity ID")
    listing.add_argument("type")
    listing.add_argument("id")
    adding = command("attach", "add a file of at most 25 MB to a record")
    adding.add_argument("type")
    adding.add_argument("id")
    adding.add_argument("file", type=Path)
    removing = command("detach", "take a document off its record (undo brings it back)")
    removing.add_argument("id", help="the id of the document")
    fetching = command("fetch", "write a document to a file or into a folder, from the server if it is not here")
    fetching.add_argument("id", help="the id of the document")
    fetching.add_argument("out", type=Path)


def _add_meeting_commands(command) -> None:  # type: ignore[no-untyped-def]
    def spoken(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--lang", choices=tuple(LANGUAGES), default=None, help="the language of what is written")

    def dated(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--date", metavar="DAY", help="the day of the meeting, 24/11/2026 or 2026-11-24")

    minutes = command(
        "minutes", "minutes read FILE: what is in minutes of others; minutes write MEETING OUT: those of a meeting"
    )
    verbs = minutes.add_subparsers(dest="verb", required=True, metavar="read|write")
    json_option = argparse.ArgumentParser(add_help=False)
    json_option.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=JSON_HELP)
    reading = verbs.add_parser(
        "read", help="attendance, decisions and action points of a .docx or .txt", parents=[json_option]
    )
    reading.add_argument("file", type=Path)
    reading.add_argument("--forum", metavar="ID", help="the committee whose meeting it was")
    reading.add_argument(
        "--take", action="store_true", help="make the meeting of what was found; the text is kept whole"
    )
    dated(reading)
    writing = verbs.add_parser("write", help="the minutes of a meeting as .docx, .pdf or .txt", parents=[json_option])
    writing.add_argument("meeting")
    writing.add_argument("out", type=Path)
    spoken(writing)
    invitation = command("invitation", "the invitation to a meeting as .ics, .docx, .pdf or .txt")
    invitation.add_argument("meeting")
    invitation.add_argument("out", type=Path)
    spoken(invitation)
    meet = command("meet", "announce the next meeting of a committee, with the agenda that is proposed for it")
    meet.add_argument("forum")
    dated(meet)
    agenda = command("agenda", "what the next meeting of a committee should talk about, and why")
    agenda.add_argument("forum")
    dated(agenda)
    actions = command("actions", "action points of all committees")
    actions.add_argument("--overdue", action="store_true")
    actions.add_argument("--org", metavar="NAME")
    actions.add_argument("--forum", metavar="ID")
    actions.add_argument("--status", nargs="+", action="extend", default=[], metavar="STATE")
    tracker = command("tracker", "write the action points as a workbook of their own")
    tracker.add_argument("out", type=Path)
    spoken(tracker)
    raci = command("raci", "the grid of roles of a place: who answers for what, and what is to be settled")
    raci.add_argument("--district", required=True, metavar="P-CODE")
    giving = command(
        "give-back", "write a page for each organisation into a folder, and letters to those who reported on time"
    )
    giving.add_argument("out", type=Path, metavar="DIR")
    giving.add_argument("--place", metavar="P-CODE")
    giving.add_argument("--org", metavar="NAME")
    spoken(giving)


def _add_import_commands(command) -> None:  # type: ignore[no-untyped-def]
    def shared(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--sheet", help="the sheet with the data")
        parser.add_argument("--country", metavar="ISO3")
        parser.add_argument(
            "--set", action="append", default=[], metavar="FIELD=VALUE", help="a value for all rows that lack it"
        )
        parser.add_argument("--date-order", choices=("dmy", "mdy", "ymd"))
        parser.add_argument("--decide", type=Path, metavar="FILE", help="answers: a JSON array of {question, answer}")
        parser.add_argument(
            "--take", choices=("good", "none"), default="good", help="none: say what would be done and write nothing"
        )
        parser.add_argument(
            "--confirm", choices=("none", "proposed"), default="none", help="proposed: take the program's proposals"
        )

    one = command("import", "take the rows of a workbook: xlsx, xlsm, xls, ods or csv")
    one.add_argument("file", type=Path)
    shared(one)
    folder = command("import-folder", "take every workbook of a folder, one line per file")
    folder.add_argument("folder", type=Path)
    shared(folder)


def _add_export_commands(command) -> None:  # type: ignore[no-untyped-def]
    def filters(parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--level", type=int, help="the admin level of the places (by default one below the office's)"
        )
        parser.add_argument("--place", nargs="+", action="extend", default=[], metavar="P-CODE")
        parser.add_argument("--sector", nargs="+", action="extend", default=[])
        parser.add_argument("--domain", nargs="+", action="extend", default=[])
        parser.add_argument("--status", nargs="+", action="extend", default=[])
        parser.add_argument("--period", metavar="YYYY-MM")
        parser.add_argument("--org", metavar="NAME")

    export = command("export", "write the workbook (.xlsx), the rows (.csv) or the places (.geojson)")
    export.add_argument("out", type=Path)
    filters(export)
    export.add_argument("--profile", choices=("A", "B", "C"), default="B")
    export.add_argument("--public", action="store_true", help="leave out what must not be public")
    export.add_argument("--no-hashtags", action="store_true")
    export.add_argument("--lang", choices=tuple(LANGUAGES), default=None, help="the language of the workbook")
    export.add_argument("--edition", action="store_true", help="number and freeze it as an edition")
    export.add_argument("--form", action="store_true", help="with --org: that organisation's own sheet and paper form")
    export.add_argument("--recipient", metavar="NAME", help="whom it goes to, for the log of exports")
    matrix = command("matrix", "who is where: places or organisations by sector")
    filters(matrix)
    matrix.add_argument("--by", choices=("sector", "organisation"), default="sector")
    matrix.add_argument("--measure", choices=("organisations", "activities", "people"), default="organisations")
    reach = command("reach", "people reached, counted three ways")
    filters(reach)


def _add_exchange_commands(command) -> None:  # type: ignore[no-untyped-def]
    enrol = command("enrol", "join a server with a code, or with the text of its QR code")
    enrol.add_argument("code", metavar="CODE|FILE")
    enrol.add_argument("--server", metavar="URL")
    enrol.add_argument(
        "--ca", type=Path, metavar="FILE", help="the certificate to trust, where the server has one of its own"
    )
    enrol.add_argument("--request", type=Path, metavar="OUT", help="only write a request to join, to go by stick")
    back = command("come-back", "set a lost laptop up anew, from its recovery sheet and from what its server has")
    back.add_argument(
        "words", nargs="*", metavar="WORD", help="the 24 words; without them they are read from the input"
    )
    back.add_argument("--server", metavar="URL", required=True)
    back.add_argument(
        "--ca", type=Path, metavar="FILE", help="the certificate to trust, where the server has one of its own"
    )
    trust = command(
        "trust", "know the server by another certificate from now on: its own authority's, when that changes"
    )
    trust.add_argument("file", type=Path)
    command("sync", "exchange with the server now")
    command("status", "how this laptop stands with its server")
    command("conflicts", "what waits for an answer")
    command("not-taken", "what the server did not take, and why")
    settle = command("settle", "answer: keep one of the values that stand beside each other, or write a third")
    settle.add_argument("id")
    settle.add_argument("field")
    settle.add_argument("--keep", required=True, metavar="mine|theirs|VALUE")
    command("digest", "what every part of this workspace holds, as one number each")
    bundle = command("bundle", "exchange by file: write OUT, read FILE")
    bundle.add_argument("verb", choices=("write", "read"))
    bundle.add_argument("file", type=Path)
    bundle.add_argument("--preview", action="store_true", help="only say what FILE holds; nothing of it is taken")
