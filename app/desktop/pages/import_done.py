"""The last step of an import, and the list of a folder taken in one go: what was taken, what waits, what to tell the sender."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.desktop.pages.reviewing import NOTHING_NEW, QUESTIONS, REFUSED, TAKEN, FolderLine, Reviewed
from app.desktop.pieces import ElidedLabel, button, card, clear, column, label, line, picture, row, scrolled
from app.services.importing import answer_to_sender
from app.words import N_, _, ngettext

STATES = {
    TAKEN: ("circle-check", "good", N_("taken")),
    QUESTIONS: ("circle-help", "warning", N_("questions")),
    NOTHING_NEW: ("circle-check", "muted", N_("nothing new")),
    REFUSED: ("circle-alert", "error", N_("refused")),
}


class DoneStep(QWidget):
    """What was taken. Says what a person wants next."""

    undone = Signal()
    wanted_activities = Signal()
    wanted_next = Signal()
    wanted_copy = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._head = label("", "heading", wrap=True)
        self._told = label("", "muted", wrap=True)
        self._answer = QLabel()
        self._answer.setWordWrap(True)
        self._answer.setTextFormat(Qt.TextFormat.PlainText)
        self._answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.undo = button(_("Undo this import"), self.undone.emit, icon="undo-2")
        buttons = row(
            button(_("See them in Activities"), self.wanted_activities.emit, "primary"),
            button(_("Another file"), self.wanted_next.emit, icon="file-input"),
            self.undo,
            None,
        )
        tell = row(
            button(_("Copy the answer"), self.copy_answer, icon="copy"),
            button(_("A copy of his file with the questions marked…"), self.wanted_copy.emit, icon="file-spreadsheet"),
            None,
        )
        done = row(
            column(picture("circle-check", 30, "good"), None),
            column(self._head, self._told, 4, buttons, spacing=6),
            spacing=14,
        )
        done.setStretch(1, 1)
        inner = QWidget()
        inner.setLayout(column(self._answer, None))
        answer = column(
            label(_("Answer to the sender"), "heading"),
            label(_("Paste it into a message: he learns what came through, and what is asked."), "muted", wrap=True),
            scrolled(inner),
            tell,
            spacing=8,
        )
        answer.setStretch(2, 1)
        whole = column(card(done), card(answer), spacing=12)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_taken(self, reviewed: Reviewed, new_organisations: Sequence[str]) -> None:
        """Say what was taken."""
        records = reviewed.proposal.records()
        self._head.setText(
            ngettext("{count} row is taken", "{count} rows are taken", reviewed.to_take).format(
                count=f"{reviewed.to_take:,}"
            )
        )
        parts = [
            ngettext("{count} activity", "{count} activities", records["activity"]).format(
                count=f"{records['activity']:,}"
            ),
            ngettext("{count} row of figures", "{count} rows of figures", records["figures"]).format(
                count=f"{records['figures']:,}"
            ),
            ngettext("{count} presence", "{count} presences", records["presence"]).format(
                count=f"{records['presence']:,}"
            ),
        ]
        told = [", ".join(part for part in parts if not part.startswith("0 "))]
        if new_organisations:
            told.append(
                ngettext(
                    "{count} new organisation: {names}", "{count} new organisations: {names}", len(new_organisations)
                ).format(
                    count=len(new_organisations),
                    names=", ".join(new_organisations[:8]) + (" …" if len(new_organisations) > 8 else ""),
                )
            )
        if reviewed.waiting:
            told.append(
                ngettext(
                    "{count} row waits for answers; it stays as a draft under Import.",
                    "{count} rows wait for answers; they stay as a draft under Import.",
                    reviewed.waiting,
                ).format(count=f"{reviewed.waiting:,}")
            )
        self._told.setText("\n".join(filter(None, told)))
        self._answer.setText(answer_to_sender(reviewed.proposal))
        self.undo.setEnabled(True)

    def copy_answer(self) -> None:
        """Put the answer on the clipboard."""
        QGuiApplication.clipboard().setText(self._answer.text())


class FolderView(QWidget):
    """One line for each file of a folder. Says `chosen(path)` to review one, `closed`, `stopped`."""

    chosen = Signal(object)
    closed = Signal()
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._head = label("", "heading")
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 6, 0)
        inner = QWidget()
        inner.setLayout(self._list)
        self.stop = button(_("Stop"), self.stopped.emit)
        self.close_it = button(_("Back to Import"), self.closed.emit, icon="chevron-left")
        head = row(self._head, None, self.stop, self.close_it)
        whole = column(head, card(column(scrolled(inner))), spacing=10)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_lines(self, lines: Sequence[FolderLine], whole: int, running: bool) -> None:
        """Show what became of the files so far."""
        done = _("{done} of {all} files").format(done=len(lines), all=whole)
        self._head.setText(done if running else ngettext("{count} file", "{count} files", whole).format(count=whole))
        self.stop.setVisible(running)
        self.close_it.setEnabled(not running)
        clear(self._list)
        for one in lines:
            self._list.addWidget(self._line(one))
            self._list.addWidget(line())
        if not whole:
            self._list.addWidget(label(_("There is no workbook in this folder."), "muted"))
        self._list.addStretch(1)

    def _line(self, one: FolderLine) -> QWidget:
        icon, tone, word = STATES[one.state]
        state, name = label(_(word), "chip"), ElidedLabel(one.path.name)
        state.setFixedSize(96, 24)
        name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        name.setFixedWidth(300)
        made, said = QWidget(), label(one.said, "error" if one.state == REFUSED else "muted", wrap=True)
        inner = row(
            picture(icon, 18, tone),
            name,
            said,
            state,
            spacing=12,
            margins=(2, 6, 2, 6),
        )
        inner.setStretch(2, 1)
        if one.state == QUESTIONS:
            see = button(_("Answer"), lambda: self.chosen.emit(one.path))
            see.setAccessibleName(_("Answer the questions of {file}").format(file=one.path.name))
            inner.addWidget(see)
        made.setLayout(inner)
        return made
