"""The documents of a record: what there is and where, added by a button or dropped, opened, saved, removed."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.desktop.desk import Desk
from app.desktop.dialogs import ask_plainly
from app.desktop.pieces import (
    ElidedLabel,
    button,
    card,
    clear,
    column,
    empty_state,
    icon_button,
    isolated,
    label,
    picture,
    row,
    scrolled,
)
from app.desktop.values import said_since
from app.errors import Refused, Trouble
from app.services import attachments, filenames
from app.services.attachments import AT_SERVER, WAITING, Document
from app.services.progress import said_bytes
from app.words import _, ngettext

SHOWN_EVERY_SECONDS = 0.1


class DocumentList(QWidget):
    """Cards of the documents of one record of a type. Files may be dropped on it."""

    def __init__(self, desk: Desk, type: str) -> None:
        super().__init__()
        self.desk, self.type, self.id = desk, type, ""
        self.setObjectName("documents")
        self.setAcceptDrops(True)
        self.fetching: Document | None = None
        self._stop, self._passed = threading.Event(), 0
        self._progress: ElidedLabel | None = None
        self._cards = QVBoxLayout()
        self._cards.setSpacing(8)
        inner = QWidget()
        inner.setLayout(self._cards)
        self.add = button(_("Add a document…"), self._choose, icon="plus")
        self.setLayout(column(scrolled(inner), row(self.add, None), margins=(0, 10, 0, 0)))

    # what is shown

    def show_record(self, id: str) -> None:
        """Read the documents of a record; nothing for none."""
        if id != self.id:
            clear(self._cards)
        self.id = id
        if id:
            self.desk.read(attachments.list_of, self.type, id, then=self._take, instead_of=f"documents of {self.type}")

    def refresh(self, changes: Any) -> None:
        """Take over a change."""
        if changes is None or {"attachment", self.type} & changes.types():
            self.show_record(self.id)

    def _take(self, found: list[Document]) -> None:
        clear(self._cards)
        for document in found:
            self._cards.addWidget(self._card(document))
        if found:
            self._cards.addStretch(1)
            return
        advice = _(
            "Add agreements, minutes or pictures, or drop them here: 25 MB at most each. Whoever may read this may read them."
        )
        self._cards.addWidget(empty_state("file-text", _("No document yet"), advice), 1)

    def _card(self, document: Document) -> QWidget:
        name = isolated(document.name)
        head = row(picture("file-text", 18, "muted"), ElidedLabel(document.name, "heading", of_file=True))
        head.setStretch(1, 1)
        parts = [said_bytes(document.size), isolated(document.by), said_since(document.at) if document.at else ""]
        told = ElidedLabel(" · ".join(part for part in parts if part), "muted")
        if self.fetching is not None and self.fetching.id == document.id:
            self._progress = ElidedLabel("", "muted")
            self._tell()
            foot = row(self._progress, icon_button("x", _("Stop fetching {name}").format(name=name), self.stop))
        else:
            state = label(attachments.said_where(document.state), "warning" if document.state == WAITING else "muted")
            foot = row(state, None, *self._buttons(document, name), spacing=2)
        foot.setStretch(0, 1)
        made = card(column(head, told, foot, spacing=4))
        made.setObjectName(document.id)
        return made

    def _buttons(self, document: Document, name: str) -> list[QWidget]:
        if document.state == AT_SERVER:
            fetch = _("Fetch {name} from the server").format(name=name)
            first = icon_button("download", fetch, lambda: self.fetch(document))
        else:
            first = icon_button("external-link", _("Open {name}").format(name=name), lambda: self.open(document))
        save = icon_button("save", _("Save {name} as…").format(name=name), lambda: self.save(document))
        save.setEnabled(document.state != AT_SERVER)
        return [
            first,
            save,
            icon_button("trash-2", _("Remove {name}").format(name=name), lambda: self.remove(document)),
        ]

    # adding

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files that lie on this computer may be dropped."""
        if self.id and _files_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the files."""
        event.acceptProposedAction()
        self.add_files(_files_of(event))

    def _choose(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, _("Add documents"))
        self.add_files([Path(name) for name in names])

    def add_files(self, paths: Sequence[Path]) -> None:
        """Add files to the record that is shown; each is an act of its own."""
        done: list[Any] = []
        for path in paths:
            self.desk.change(attachments.add, self.type, self.id, path, then=lambda changes: self._added(done, changes))

    def _added(self, done: list[Any], changes: Any) -> None:
        done.append(changes)
        told = ngettext("{count} document added", "{count} documents added", len(done))
        self.desk.say(told.format(count=len(done)), can_undo=True)

    # fetching, opening, saving, removing

    def fetch(self, document: Document) -> None:
        """Bring a document here from the server; the window goes on meanwhile."""
        if self.fetching is None:
            self.fetching, self._stop, self._passed = document, threading.Event(), 0
            self.desk.runner.network(self._bring, document.id, then=self._fetched, failed=self._not_fetched)
            self.show_record(self.id)

    def stop(self) -> None:
        """Stop fetching; what came is kept."""
        self._stop.set()

    def _bring(self, store: Any, id: str) -> None:
        """On the thread of the network."""
        from app.services import fetching  # the libraries of the network are loaded when they are wanted

        tell, closing, stop, shown = self.desk.runner.on_main(self._tell), self.desk.runner.closing, self._stop, 0.0

        def progress(_sent: int, received: int) -> None:
            nonlocal shown
            self._passed += received
            if time.monotonic() - shown > SHOWN_EVERY_SECONDS:
                shown = time.monotonic()
                tell()

        fetching.fetch(store, id, progress=progress, cancelled=lambda: stop.is_set() or closing.is_set())

    def _tell(self) -> None:
        if isValid(self) and self.fetching is not None and self._progress is not None and isValid(self._progress):
            told = _("Fetching {name}: {size}")
            name = isolated(self.fetching.name)
            self._progress.setText(told.format(name=name, size=said_bytes(self._passed)))

    def _fetched(self, _nothing: Any) -> None:
        if self.fetching is not None:
            self.desk.say(_("{name} is here now.").format(name=isolated(self.fetching.name)))
        self._end()

    def _not_fetched(self, error: Exception) -> None:
        self.desk.say(error.message if isinstance(error, (Refused, Trouble)) else "")
        self._end()

    def _end(self) -> None:
        self.fetching = None
        self.show_record(self.id)

    def open(self, document: Document) -> None:
        """Open a document with the program this computer has for it; what may be a program is only saved."""
        if filenames.runs(document.name):
            text = _(
                "“{name}” is a program, or may bring one, and could harm this computer: it is never opened from here. "
                "Save it all the same?"
            ).format(name=document.name)
            if ask_plainly(self, _("Not opened from here"), text, _("Save as…"), _("Cancel")):
                self.save(document)
            return
        self.desk.read(self.desk.opened.write, document.id, then=lambda file: self._show(document, file))

    def _show(self, document: Document, file: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            told = _("No program of this computer opens {name}: save it, and open it elsewhere.")
            self.desk.say(told.format(name=isolated(document.name)))

    def save(self, document: Document) -> None:
        """Ask where to, and write the document there."""
        proposed = filenames.plain(document.name)
        name, _filter = QFileDialog.getSaveFileName(self, _("Save the document"), proposed)
        if name:
            self.desk.read(
                attachments.save_to,
                document.id,
                Path(name),
                then=lambda file: self.desk.say(_("{name} saved.").format(name=isolated(file.name))),
            )

    def remove(self, document: Document) -> None:
        """Take a document off the record; it can be undone."""

        def told(_changes: Any) -> None:
            self.desk.say(_("{name} removed.").format(name=isolated(document.name)), can_undo=True)

        self.desk.change(attachments.remove, document.id, then=told)


def _files_of(event: QDropEvent) -> list[Path]:
    urls = event.mimeData().urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
