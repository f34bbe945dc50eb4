"""Asking where the papers of a meeting go, and in which language."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.desktop.desk import Desk
from app.printing import meeting_papers
from app.printing.meeting_papers import INVITATION, MINUTES, SHEET
from app.services.meetings import edition
from app.services.unit import Changes
from app.store.workspace import Store
from app.words import _, speaking

KINDS = {
    ".docx": "Word (*.docx)",
    ".pdf": "PDF (*.pdf)",
    ".txt": "Text (*.txt)",
    ".ics": "Calendar (*.ics)",
}


def ask_invitation(parent: QWidget, desk: Desk, meeting: str) -> None:
    """Ask how the invitation is written, and copy its text for a messenger besides."""
    ask(parent, desk, meeting, INVITATION)
    copy_message(desk, meeting, INVITATION)


def ask_sheet(parent: QWidget, desk: Desk, meeting: str) -> None:
    """Ask where the sheet to sign goes."""
    ask(parent, desk, meeting, SHEET)


def ask_edition(parent: QWidget, desk: Desk, meeting: str, day: dt.date) -> None:
    """Ask where the workbook goes, then number and freeze it as the edition of this meeting."""
    name, _kind = QFileDialog.getSaveFileName(
        parent, _("Save the workbook"), f"5W_{day.isoformat()}.xlsx", "Excel (*.xlsx)"
    )
    if name:
        write_edition(desk, Path(name).with_suffix(".xlsx"), meeting)


def write_edition(desk: Desk, path: Path, meeting: str) -> None:
    """Write the workbook and say which edition it is."""

    def written(report: dict[str, Any]) -> None:
        desk.runner.changed.emit(Changes())
        told = _("Edition {number} for this meeting: {file}, {rows} rows.")
        desk.say(told.format(number=report["edition"], file=path.name, rows=f"{report['rows']:,}"))

    desk.change(edition.write_edition, path, meeting, then=written)


def ask(
    parent: QWidget, desk: Desk, meeting: str, kind: str = MINUTES, ending: str = "", spoken: str | None = None
) -> None:
    """Ask for a file, then write the paper."""
    endings = (ending,) if ending else meeting_papers.ENDINGS[kind]
    kinds = ";;".join(KINDS[one] for one in endings)
    name, chosen = QFileDialog.getSaveFileName(parent, _("Save the paper"), f"{kind}{endings[0]}", kinds)
    if name:
        path = Path(name)
        if path.suffix.lower() not in endings:
            path = path.with_suffix(next((one for one in endings if KINDS[one] == chosen), endings[0]))
        write(desk, path, meeting, kind, spoken)


def write(desk: Desk, path: Path, meeting: str, kind: str = MINUTES, spoken: str | None = None) -> None:
    """Write the paper and say so."""
    said = _("{file} is written.").format(file=path.name)
    desk.read(_write, path, meeting, kind, spoken, then=lambda _path: desk.say(said))


def copy_message(desk: Desk, meeting: str, kind: str = MINUTES, spoken: str | None = None) -> None:
    """Put the text for a messenger on the clipboard and say so."""

    def copied(parts: list[str]) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(parts))
        desk.say(_("The text is copied: paste it into a messenger or a mail."))

    desk.read(_message, meeting, kind, spoken, then=copied)


def _write(store: Store, path: Path, meeting: str, kind: str, spoken: str | None) -> Path:
    return meeting_papers.write_paper(store, path, meeting, kind, spoken)


def _message(store: Store, meeting: str, kind: str, spoken: str | None) -> list[str]:
    with speaking(spoken or meeting_papers.language_of(store, meeting)):
        return meeting_papers.message(store, meeting, kind)
