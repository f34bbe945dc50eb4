"""A meeting on its page: opened, typed into, read back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.desktop.window import Window
from app.services.meetings.sitting import Sitting, read_sitting
from tests.helpers.committee import Committee
from tests.helpers.desktop import show_page, wait
from tests.helpers.keys import type_text

Key = Qt.Key


def open_meeting(window: Window, committee: Committee, part: str | None = None) -> Any:
    """The page with the meeting of today, as it opens by itself."""
    page = show_page(window, "meetings", id=committee.meeting(), **({"part": part} if part else {}))
    wait(window.desk)
    return page


def type_line(window: Window, page: Any, text: str, *keys: Key) -> None:
    """Type a line into the meeting, press keys, then Enter."""
    line = page.meeting.view.agenda.composer.line
    line.setFocus()
    type_text(line, text)
    for key in keys:
        QTest.keyClick(line, key)
    QTest.keyClick(line, Key.Key_Return)
    wait(window.desk)


def sitting(committee: Committee) -> Sitting:
    return read_sitting(committee.store, committee.meeting())


def lines(committee: Committee) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for item in sitting(committee).items for one in item.said]
