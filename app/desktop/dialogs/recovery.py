"""The recovery sheet: the key as 24 words and as a QR code, to print and keep apart from the computer."""

from __future__ import annotations

import io
from typing import Any

from PySide6.QtCore import QSizeF, Qt, QUrl
from PySide6.QtGui import QImage, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.pieces import label, row
from app.store import keys
from app.words import _

QR = QUrl("qr.png")


def ask(parent: QWidget | None, desk: Desk) -> None:
    """Read the words, show them, and save the sheet if wanted."""
    desk.read(_words, then=lambda words: _show(parent, desk, words))


def _show(parent: QWidget | None, desk: Desk, words: str) -> None:
    dialog = build(parent, words)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    name, _filter = QFileDialog.getSaveFileName(
        parent, _("Save the recovery sheet"), "ujima-recovery.pdf", "PDF (*.pdf)"
    )
    if name:
        write_sheet(name, words, desk.office.person)
        desk.say(_("The sheet was saved. Print it, then delete the file."))


def build(parent: QWidget | None, words: str) -> Dialog:
    """The sheet as a dialog, not yet shown."""
    dialog = Dialog(
        parent, _("Recovery sheet"), _("These words open the workspace if the computer or the passphrase is lost"), 620
    )
    dialog.put(
        label(_("Print them, keep the sheet where you keep money, and show it to nobody."), "warning", wrap=True)
    )
    listed = words.split()
    columns = [
        "\n".join(f"{at + 1}. {listed[at]}" for at in range(start, min(start + 8, len(listed)))) for start in (0, 8, 16)
    ]
    shown = [label(text) for text in columns]
    for text in shown:
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    picture = QLabel()
    picture.setPixmap(_pixmap(words, 4))
    picture.setAccessibleName(_("The same words as a QR code"))
    dialog.put(row(*shown, picture, spacing=20))
    dialog.offer_cancel(_("Close"))
    dialog.offer(_("Save as a PDF to print…"), True, "primary")
    return dialog


def write_sheet(file: str, words: str, person: str) -> None:
    """Write the sheet as one page of PDF."""
    writer = QPdfWriter(file)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    document = QTextDocument()
    document.addResource(QTextDocument.ResourceType.ImageResource, QR, QImage(_pixmap(words, 8).toImage()))
    listed = "".join(
        f"<td style='padding:4px 18px'>{at + 1}. <b>{word}</b></td>" + ("</tr><tr>" if at % 4 == 3 else "")
        for at, word in enumerate(words.split())
    )
    document.setHtml(
        f"<h1>Ujima</h1><h2>{_('Recovery sheet')}</h2><p>{person}</p>"
        f"<p>{_('Whoever has these words can open the workspace. Keep this sheet apart from the computer.')}</p>"
        f"<table><tr>{listed}</tr></table><p><img src='qr.png'></p>"
    )
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.documentLayout().setPaintDevice(writer)
    document.print_(writer)


def _pixmap(words: str, scale: int) -> Any:
    import segno
    from PySide6.QtGui import QPixmap

    drawn = io.BytesIO()
    segno.make(words, error="m").save(drawn, kind="png", scale=scale, border=2)
    pixmap = QPixmap()
    pixmap.loadFromData(drawn.getvalue())
    return pixmap


def _words(store: Any) -> str:
    return keys.recovery_words(store.key)
