"""F1: what the shown page is for and how it is used. The texts are `resources/texts/help/<language>/<page>.md`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTextBrowser, QWidget

from app.desktop.dialogs import Dialog
from app.paths import RESOURCES
from app.words import _, language

if TYPE_CHECKING:
    from app.desktop.window import Window


def ask(window: Window) -> None:
    """Show the help of the page that is shown."""
    build(window, window.shown()).exec()


def build(parent: QWidget | None, page: str) -> Dialog:
    """The help of a page as a dialog, not yet shown."""
    dialog = Dialog(parent, _("Help"), width=620)
    text = QTextBrowser()
    text.setAccessibleName(_("Help for this page"))
    text.setOpenExternalLinks(True)
    text.setMarkdown(text_of(page).read_text(encoding="utf-8"))
    text.setMinimumHeight(380)
    dialog.put(text, 1)
    dialog.offer(_("Close"), tone="primary")
    return dialog


def text_of(page: str) -> Path:
    """The file that explains a page, in the chosen language where there is one."""
    chosen = RESOURCES / "texts" / "help" / language() / f"{page}.md"
    return chosen if chosen.exists() else RESOURCES / "texts" / "help" / "en" / f"{page}.md"
