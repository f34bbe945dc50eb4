"""The commands that read received workbooks: import, import-folder."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from app.cli.answer import Answer, pairs
from app.errors import Refused, Trouble
from app.services import importing
from app.store.workspace import Store
from app.words import _

COUNTED = ("rows", "created", "updated", "unchanged", "deleted", "duplicates", "held")


def import_file(store: Store, options: argparse.Namespace) -> Answer:
    """`import FILE`: one object that says what was done, or with `--take none` what would be."""
    data = _import(store, options.file, options)
    return Answer(data, _told(data))


def import_folder(store: Store, options: argparse.Namespace) -> Answer:
    """`import-folder DIR`: one line per file; a refused one stops no other."""
    if not options.folder.is_dir():
        raise Refused("no_such_folder", _("There is no folder {folder}.").format(folder=options.folder))
    lines = []
    for path in _files_of(options.folder):
        try:
            lines.append({**_import(store, path, options), "file": str(path)})
        except (Refused, Trouble) as refused:
            lines.append({"file": str(path), "refused": refused.code, "message": refused.message})
    return Answer(lines, "\n".join(f"{Path(line['file']).name}: {_outcome(line)}" for line in lines))


def _files_of(folder: Path) -> list[Path]:
    """The files of a folder by name, without the lock files of spreadsheet programs."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(("~$", ".")))
    except OSError as error:
        raise Refused(
            "not_readable", _("The folder {folder} cannot be read: {why}").format(folder=folder, why=error.strerror)
        ) from error


def _import(store: Store, path: Path, options: argparse.Namespace) -> dict[str, Any]:
    proposal = importing.propose(
        store,
        path,
        importing.Options(
            sheet=options.sheet,
            country=options.country,
            values=pairs(options.set),
            date_order=options.date_order,
            confirm=options.confirm,
            answers=_answers(options.decide),
        ),
    )
    if options.take == "good":
        importing.take(store, proposal)
    return importing.report(proposal)


def _answers(path: Path | None) -> list[dict[str, Any]]:
    if path is None:
        return []
    try:
        answers = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Refused("no_such_file", _("There is no file {file}.").format(file=path)) from error
    except ValueError as error:
        raise Refused("answers_unreadable", _("{file} is not JSON: {why}").format(file=path, why=error)) from error
    if isinstance(answers, dict):
        answers = answers.get("decisions", [answers])
    if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers):
        raise Refused("answers_unreadable", _("{file} must hold a list of {{question, answer}}.").format(file=path))
    return answers


def _told(data: dict[str, Any]) -> str:
    lines = [_outcome(data)]
    lines += [f"? {decision['question']} [{decision['proposal'] or '–'}]" for decision in data["decisions"]]
    return "\n".join(lines)


def _outcome(line: dict[str, Any]) -> str:
    if "refused" in line:
        return _("refused: {why}").format(why=line["message"])
    return _(
        "{rows} lines: {created} new, {updated} changed, {unchanged} as they were, {deleted} deleted, {duplicates} repeated, "
        "{held} wait for an answer; {questions} questions."
    ).format(questions=len(line["decisions"]), **{name: line[name] for name in COUNTED})
