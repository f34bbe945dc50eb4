"""The edition of the workbook that a meeting sees: of the committee's places and sectors, numbered, frozen, named in its minutes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.services import exporting
from app.services.forums import filters_of
from app.services.records import read, save
from app.store.workspace import Store


def write_edition(store: Store, path: Path, meeting: str) -> dict[str, Any]:
    """Write the workbook for a meeting and say in the meeting which edition it was; the report of the export.

    Raises Refused (format_unknown), Trouble (file_not_written).
    """
    about = read(store, "meeting", meeting)
    forum = read(store, "forum", about["forum"])
    language = about["language"] or forum["language"]
    options = exporting.Options(filters=filters_of(forum), edition=True, recipient=forum["name"], language=language)
    report = exporting.export(store, path, options)
    save(store, "meeting", meeting, {"edition": report["edition_id"]})
    return report
