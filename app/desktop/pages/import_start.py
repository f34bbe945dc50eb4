"""Import, before a file is chosen: where to drop one, the whole folder, and what came in before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QProgressBar, QVBoxLayout, QWidget

from app.desktop.form import said_moment
from app.desktop.pieces import ElidedLabel, button, card, clear, column, label, line, picture, row, scrolled, set_tone
from app.services.importing import Earlier
from app.words import N_, _, ngettext

KINDS = N_("Workbooks (*.xlsx *.xlsm *.xls *.ods *.csv);;All files (*)")
STATES = {"taken": N_("taken"), "open": N_("waiting for answers"), "nothing_new": N_("nothing new")}


class StartView(QWidget):
    """Says `chosen(path)` for a file and `folder_chosen(path)` for a folder, dropped or picked."""

    chosen = Signal(object)
    folder_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.drop = DropArea()
        self.drop.dropped.connect(self._take)
        pick = button(_("Choose a file…"), self.ask_file, "primary", "folder-open")
        folder = button(_("A whole folder…"), self.ask_folder, icon="layers")
        head = label(_("Drop a workbook here"), "heading")
        text = label(
            _(
                "A 3W, 4W or 5W in any layout and language: xlsx, xlsm, xls, ods or csv. You see what it says before anything is taken."
            ),
            "muted",
            wrap=True,
        )
        for one in (head, text):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.drop.setLayout(
            column(
                row(None, picture("file-input", 34, "accent"), None),
                head,
                text,
                row(None, pick, folder, None),
                spacing=9,
                margins=(20, 20, 20, 20),
            )
        )
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 6, 0)
        inner = QWidget()
        inner.setLayout(self._list)
        below = column(label(_("Earlier imports and drafts"), "heading"), scrolled(inner), spacing=8)
        below.setStretch(1, 1)
        whole = column(self.drop, card(below), spacing=12)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_earlier(self, found: Sequence[Earlier]) -> None:
        """List what came in before."""
        clear(self._list)
        for one in found[:60]:
            self._list.addWidget(self._line(one))
            self._list.addWidget(line())
        if not found:
            self._list.addWidget(label(_("No file has come in yet."), "muted"))
        self._list.addStretch(1)

    def _line(self, one: Earlier) -> QWidget:
        counts = ngettext("{count} line taken", "{count} lines taken", one.taken).format(count=f"{one.taken:,}")
        if one.waiting:
            counts += " · " + ngettext("{count} line waits", "{count} lines wait", one.waiting).format(
                count=f"{one.waiting:,}"
            )
        about = " · ".join(filter(None, (one.sender, said_moment(one.when), one.sheet)))
        state = label(_(STATES.get(one.state, one.state)), "chip-warning" if one.is_open else "chip")
        state.setFixedHeight(24)
        made, names = QWidget(), column(ElidedLabel(one.file), ElidedLabel(about, "muted"), spacing=0)
        icon = picture("circle-help" if one.is_open else "circle-check", 18, "warning" if one.is_open else "good")
        inner = row(icon, names, label(counts), state, spacing=12, margins=(2, 5, 2, 5))
        inner.setStretch(1, 1)
        if one.path is not None and one.is_open:
            path = one.path
            again = button(_("Go on"), lambda: self.chosen.emit(path), icon="file-input")
            again.setAccessibleName(_("Go on with {file}").format(file=one.file))
            inner.addWidget(again)
        made.setLayout(inner)
        return made

    def ask_file(self) -> None:
        """Ask for a file."""
        name, _kind = QFileDialog.getOpenFileName(self, _("Choose a workbook"), "", _(KINDS))
        if name:
            self.chosen.emit(Path(name))

    def ask_folder(self) -> None:
        """Ask for a folder."""
        name = QFileDialog.getExistingDirectory(self, _("Choose a folder of workbooks"))
        if name:
            self.folder_chosen.emit(Path(name))

    def _take(self, path: Path) -> None:
        (self.folder_chosen if path.is_dir() else self.chosen).emit(path)


class DropArea(QFrame):
    """A frame that takes one file or folder."""

    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("drop")
        self.setProperty("tone", "card-drop")
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files only."""
        if event.mimeData().hasUrls() and event.mimeData().urls()[0].isLocalFile():
            set_tone(self, "card-drop-over")
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: object) -> None:
        """As before."""
        set_tone(self, "card-drop")

    def dropEvent(self, event: QDropEvent) -> None:
        """Say what was dropped."""
        set_tone(self, "card-drop")
        event.acceptProposedAction()
        self.dropped.emit(Path(event.mimeData().urls()[0].toLocalFile()))


class ReadingView(QWidget):
    """A file is being read: how far it is, and a way out. Says `cancelled`."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = label("", "heading", wrap=True)
        self._count = label("", "muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Reading"))
        self._bar.setFixedWidth(360)
        stop = button(_("Cancel"), self.cancelled.emit)
        for one in (self._title, self._count):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(
            column(None, self._title, row(None, self._bar, None), self._count, row(None, stop, None), None, spacing=12)
        )

    def begin(self, name: str) -> None:
        """A file begins."""
        self._title.setText(_("Reading {file}…").format(file=name))
        self._count.setText("")

    def show_progress(self, rows: int) -> None:
        """So many rows have been read."""
        self._count.setText(ngettext("{count} row so far", "{count} rows so far", rows).format(count=f"{rows:,}"))
