"""What a reminder made: a message for each organisation to paste, with its sheet, phone and e-mail beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.desktop.dialogs import Dialog
from app.desktop.pieces import button, card, column, isolated, label, row, scrolled
from app.words import _, ngettext


@dataclass(frozen=True)
class Reminder:
    """One organisation: the message, its pre-filled sheet, and where it can be reached."""

    name: str
    message: str
    file: Path
    phones: tuple[str, ...] = ()
    email: str | None = None


def ask(parent: QWidget | None, made: Sequence[Reminder]) -> None:
    """Show them; each message can be copied."""
    build(parent, made).exec()


def build(parent: QWidget | None, made: Sequence[Reminder]) -> Dialog:
    """The dialog, not yet shown."""
    heading = ngettext("{count} reminder is ready", "{count} reminders are ready", len(made)).format(count=len(made))
    dialog = Dialog(parent, _("Reminders"), heading, 620)
    folder = made[0].file.parent
    dialog.put(
        label(
            _("Paste the message into a mail or a messenger, and attach the sheet. The sheets are in {folder}.").format(
                folder=isolated(str(folder))
            ),
            "muted",
            wrap=True,
        )
    )
    inner = QWidget()
    inner.setLayout(column(*(_one(one) for one in made), None, spacing=10))
    area = scrolled(inner)
    area.setMinimumHeight(min(130 * len(made), 380))
    dialog.put(area, 1)
    where = button(
        _("Open the folder"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))), icon="folder-open"
    )
    dialog.put(row(where, None))
    dialog.offer(_("Close"), tone="primary")
    return dialog


def _one(one: Reminder) -> QWidget:
    message = label(one.message, wrap=True)
    message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    reach = " · ".join(
        filter(None, (*(isolated(phone) for phone in one.phones), isolated(one.email or ""), isolated(one.file.name)))
    )
    copy = button(_("Copy the message"), lambda: QGuiApplication.clipboard().setText(one.message), icon="copy")
    copy.setAccessibleName(_("Copy the message to {name}").format(name=one.name))
    head = row(label(one.name, "strong", wrap=True), copy)
    head.setStretch(0, 1)
    return card(column(head, message, label(reach, "muted", wrap=True), spacing=6), margin=11)
