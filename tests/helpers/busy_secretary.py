"""A secretary as a process of her own, to be killed: she types without end while an import holds the workspace again and again."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

HELD_SECONDS, FREE_SECONDS = 4.0, 0.3


def work(folder: str, meeting: str, told: str) -> None:
    """Type lines into a meeting, and write down each with the moment (seconds) at which its last key was pressed."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    from app.store.workspace import open_workspace
    from tests.helpers.desktop import open_window, show_page
    from tests.helpers.keys import press, type_text

    store = open_workspace(Path(folder), check=False)
    threading.Thread(target=_hold, args=(store,), daemon=True).start()
    with open_window(store) as window, Path(told).open("a", encoding="utf-8") as log:
        page: Any = show_page(window, "meetings", id=meeting)
        line = page.meeting.view.agenda.composer.line
        for number in range(10_000):
            text = f"line number {number} of what is said"
            type_text(line, text)
            log.write(f"{time.monotonic()} {text}\n")
            log.flush()
            for _ in range(12):
                application.processEvents()
                time.sleep(0.05)
            press(line, Qt.Key.Key_Return)


def _hold(store: Any) -> None:
    """What a large import does: hold the workspace for seconds."""
    while True:
        with store.writing():
            time.sleep(HELD_SECONDS)
        time.sleep(FREE_SECONDS)
