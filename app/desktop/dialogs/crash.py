"""A fault of the program itself: where the log is, and that the work is safe."""

from __future__ import annotations

import traceback
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from app.desktop.dialogs import Dialog
from app.desktop.pieces import label
from app.words import _

_shown = False


def ask(parent: QWidget | None, error: BaseException, file: Path) -> None:
    """Show one fault; further ones that come while it is open are only in the log."""
    global _shown
    if _shown:
        return
    _shown = True
    dialog = Dialog(
        parent, _("A fault in the program"), _("Something in the program went wrong. What you saved is safe."), 560
    )
    dialog.put(
        label(
            _("Please send the log to whoever looks after your Ujima. It is kept at {file}.").format(file=file),
            "muted",
            wrap=True,
        )
    )
    text = QPlainTextEdit("".join(traceback.format_exception(error)))
    text.setReadOnly(True)
    text.setAccessibleName(_("What happened"))
    text.setFixedHeight(150)
    dialog.put(text)
    dialog.offer_cancel(_("Go on working"))
    dialog.offer(_("Open the folder of the log"), True)
    try:
        if dialog.exec() == QDialog.DialogCode.Accepted:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))
    finally:
        _shown = False
