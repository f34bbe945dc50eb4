"""Import: a received workbook is read in a child process, reviewed, and its good rows are taken; the window never waits."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import ask_plainly
from app.desktop.pages import Page
from app.desktop.pages.import_done import FolderView
from app.desktop.pages.import_questions import NO, ROLES
from app.desktop.pages.import_review import ReviewView
from app.desktop.pages.import_start import ReadingView, StartView
from app.desktop.pages.import_steps import DONE
from app.desktop.pages.reviewing import FolderLine, Reviewed, files_of, mark_copy, review, take_file
from app.desktop.pieces import button, column
from app.exchange.matching.decisions import Decision
from app.services import importing, journal
from app.services.importing import Options
from app.services.importing.file_questions import PERIOD, ROLE
from app.words import _, ngettext


class ImportPage(Page):
    """Start, reading, review, folder. A review is kept while other pages are looked at."""

    copied = Signal(object)
    """The marked copy has been written: its path."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.path: Path | None = None
        self.options = Options()
        self.answers: dict[str, Any] = {}
        self._given_up = threading.Event()
        self._files: list[Path] = []
        self._lines: list[FolderLine] = []
        self._whole = 0
        self._is_taking = False
        self.start, self.reading, self.review, self.folder = StartView(), ReadingView(), ReviewView(), FolderView()
        self.stack = QStackedWidget()
        for part in (self.start, self.reading, self.review, self.folder):
            self.stack.addWidget(part)
        self.setLayout(column(self.stack))
        self._another = button(_("Another file"), self.show_start, icon="file-input")
        self.buttons = [self._another]
        self._connect()

    def _connect(self) -> None:
        self.start.chosen.connect(self.open_file)
        self.start.folder_chosen.connect(self.take_folder)
        self.reading.cancelled.connect(self.cancel)
        self.review.layout_changed.connect(self._change_layout)
        self.review.column_changed.connect(self._change_column)
        self.review.answered.connect(self.answer)
        self.review.all_confirmed.connect(self.confirm_all)
        self.review.taken.connect(self.take)
        self.review.left.connect(self.show_start)
        self.review.absent_wanted.connect(self._show_absent)
        done = self.review.done_step
        done.undone.connect(self._undo)
        done.wanted_next.connect(self.show_start)
        done.wanted_copy.connect(self.ask_copy)
        done.wanted_activities.connect(lambda: self.desk.go("activities"))
        self.folder.chosen.connect(self.open_file)
        self.folder.closed.connect(self.show_start)
        self.folder.stopped.connect(self._files.clear)

    # what the shell asks

    def refresh(self, changes: Any = None) -> None:
        """Read the list of earlier imports. A review is read anew when something else has changed meanwhile."""
        self.desk.read(importing.list_imports, then=self.start.show_earlier, instead_of="imports")
        if self.stack.currentWidget() is not self.review or self._is_taking:
            return
        if self.review.is_done():
            self.review.done_step.undo.setEnabled(False)
        else:
            self._read()

    def show_target(self, target: dict[str, Any]) -> None:
        """`path`: a file or folder to take in."""
        if "path" in target:
            path = Path(target["path"])
            (self.take_folder if path.is_dir() else self.open_file)(path)

    # one file

    def show_start(self) -> None:
        """Where a file is chosen."""
        self.path = None
        self.review.reviewed = None
        self.stack.setCurrentWidget(self.start)
        self.refresh()

    def open_file(self, path: Path) -> None:
        """Read a file for review."""
        self.path, self.options, self.answers = path, Options(), {}
        self.review.reviewed = None
        self.reading.begin(path.name)
        self.stack.setCurrentWidget(self.reading)
        self._read()

    def cancel(self) -> None:
        """Stop reading; nothing was written."""
        self._given_up.set()
        self.show_start()

    def _read(self) -> None:
        """Read with the options as they are now; an earlier reading that has not come back is given up."""
        self._given_up.set()
        self._given_up = threading.Event()
        shown = self.review.reviewed
        book = shown.proposal.book if shown is not None else None
        if shown is not None:
            self.review.set_busy(True)
        self.options = replace(
            self.options, answers=[{"id": id, "answer": answer} for id, answer in self.answers.items()]
        )
        assert self.path is not None
        self.desk.study(
            review,
            self.path,
            self.options,
            self.desk.runner.on_main(self.reading.show_progress),
            self._given_up.is_set,
            book,
            then=self._show,
            failed=self._refused,
            instead_of="review",
        )

    def _show(self, reviewed: Reviewed) -> None:
        if reviewed.proposal.path != self.path:
            return
        self.review.show_reviewed(reviewed, self.answers)
        self.stack.setCurrentWidget(self.review)
        self.titled.emit(_("Import"), "")

    def _refused(self, error: Any) -> None:
        """Say why a file was refused; what was shown before stays."""
        if self.path is None or getattr(error, "code", "") == "cancelled":
            return
        if self.review.reviewed is None:
            name = self.path.name
            self.show_start()
            ask_plainly(
                self, _("Not taken"), _("{file} cannot be taken.").format(file=name), _("Close"), more=error.message
            )
        else:
            self.review.set_busy(False)
            self.review.layout_step.show_proposal(self.review.reviewed.proposal)
            self.desk.say(error.message)

    # what a person says

    def answer(self, decision: str, answer: Any) -> None:
        """Take an answer for all its rows, or take it back (None)."""
        if answer is None:
            self.answers.pop(decision, None)
        else:
            self.answers[decision] = answer
        shown = self.review.reviewed
        if shown is not None:
            self._hold_for_all(next(one for one in shown.proposal.decisions if one.id == decision), answer)
            self.review.questions.show_questions(shown.proposal.decisions, self.answers, shown.waited_for)
        self._read()

    def _hold_for_all(self, decision: Decision, answer: Any) -> None:
        """Two questions are about the whole file, and answered by what is said of it: its period, and the role of its organisations."""
        shown = self.review.reviewed
        if shown is not None and decision.kind == ROLE and answer in ROLES:
            at = next(column.index for column in shown.proposal.columns if column.field == "organisation")
            self.options = replace(self.options, columns={**self.options.columns, at: answer})
        elif decision.kind == PERIOD:
            others = {name: text for name, text in self.options.values.items() if name != PERIOD}
            said = {} if answer in (None, NO, decision.proposal) else {PERIOD: str(answer)}
            self.options = replace(self.options, values={**others, **said})

    def confirm_all(self) -> None:
        """Every open question is answered as the program proposes."""
        shown = self.review.reviewed
        if shown is not None:
            self.answers |= {
                one.id: one.proposal for one in shown.proposal.decisions if one.proposal and one.id not in self.answers
            }
            self._read()

    def _show_absent(self) -> None:
        """The records that an earlier file gave and this one lacks, in their own list."""
        shown = self.review.reviewed
        if shown is not None:
            type = shown.proposal.absent[0].type
            ids = [one.id for one in shown.proposal.absent if one.type == type]
            self.desk.go("activities", list=type, filters={"id": ids})

    def _change_layout(self, said: dict[str, Any]) -> None:
        keep_columns = "sheet" not in said and "header_row" not in said
        self.options = replace(self.options, **said, columns=self.options.columns if keep_columns else {})
        self._read()

    def _change_column(self, index: int, field: str | None) -> None:
        self.options = replace(self.options, columns={**self.options.columns, index: field})
        self._read()

    def take(self) -> None:
        """Write the good rows; the rest stays as a draft."""
        shown = self.review.reviewed
        if shown is not None:
            self.review.set_busy(True)
            self._is_taking = True
            self.desk.change(
                importing.take, shown.proposal, then=lambda _changes: self._taken(shown), failed=self._not_taken
            )

    def _not_taken(self, error: Any) -> None:
        self._is_taking = False
        self.review.set_busy(False)
        self.desk.runner.troubled.emit(error)

    def _taken(self, reviewed: Reviewed) -> None:
        self._is_taking = False
        self.review.done_step.show_taken(reviewed, reviewed.proposal.new_organisations())
        self.review.show_step(DONE)
        count = ngettext("{count} row taken", "{count} rows taken", reviewed.to_take).format(
            count=f"{reviewed.to_take:,}"
        )
        self.desk.say(count, can_undo=True)

    def _undo(self) -> None:
        self.review.done_step.undo.setEnabled(False)
        self.desk.change(journal.undo, then=lambda _changes: self.desk.say(_("The import is taken back.")))

    def ask_copy(self) -> None:
        """Ask where the marked copy of his file goes."""
        name = QFileDialog.getExistingDirectory(self, _("Where shall the copy be saved?"))
        if name:
            self.save_copy(Path(name))

    def save_copy(self, folder: Path) -> None:
        """Write the copy with the cells in question coloured and commented; his own file is never written over."""
        shown = self.review.reviewed
        if shown is not None:
            self.desk.say(_("Writing the copy…"))
            failed = self.desk.runner.troubled.emit
            mark_copy(self.desk.runner, shown.proposal, folder, self._copied, failed)

    def _copied(self, path: Path) -> None:
        self.desk.say(_("{file} is written.").format(file=path.name))
        self.copied.emit(path)

    # a folder

    def take_folder(self, folder: Path) -> None:
        """Take every workbook of a folder, one after the other."""
        self._files[:] = files_of(folder)
        self._lines = []
        self._whole = len(self._files)
        self.stack.setCurrentWidget(self.folder)
        self._next_file()

    def _next_file(self) -> None:
        self.folder.show_lines(self._lines, self._whole, bool(self._files))
        if self._files:
            self.desk.change(take_file, self._files.pop(0), then=self._file_taken)

    def _file_taken(self, result: tuple[FolderLine, Any]) -> None:
        line, changes = result
        self._lines.append(line)
        if changes:
            self.desk.runner.changed.emit(changes)
        self._next_file()
