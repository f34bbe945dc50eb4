"""The review of one file: the four steps, the questions beside the lines, and what is done with the answers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QStackedWidget, QWidget

from app.desktop.chips import FlowLayout
from app.desktop.dialogs import Dialog
from app.desktop.pages.import_columns import ColumnsStep
from app.desktop.pages.import_done import DoneStep
from app.desktop.pages.import_grid import ALL, FAULTY, FILTERS, KNOWN, REPEATED, LineView, said_rows
from app.desktop.pages.import_layout import LayoutStep
from app.desktop.pages.import_questions import Questions
from app.desktop.pages.import_steps import COLUMNS, DONE, LAYOUT, ROWS, Steps
from app.desktop.pages.reviewing import Reviewed
from app.desktop.pieces import ElidedLabel, button, card, column, label, picture, row, set_tone
from app.services.importing import answer_to_sender
from app.services.importing.file_questions import PICTURE
from app.words import _, ngettext


class ReviewView(QWidget):
    """Shows a `Reviewed`. What a person says goes out by signals; the page reads the file anew and hands back another one."""

    layout_changed = Signal(dict)
    column_changed = Signal(int, object)
    answered = Signal(str, object)
    all_confirmed = Signal()
    taken = Signal()
    left = Signal()
    absent_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.reviewed: Reviewed | None = None
        self._filter = ALL
        self._stale: set[int] = set()
        self.steps, self.layout_step, self.columns_step, self.done_step = (
            Steps(),
            LayoutStep(),
            ColumnsStep(),
            DoneStep(),
        )
        self.questions, self.grid = Questions(), LineView()
        self.pills: dict[str, QPushButton] = {}
        self._name, self._about = ElidedLabel("", "heading"), ElidedLabel("", "muted")
        self._body = QStackedWidget()
        for step in (self.layout_step, self.columns_step, self._make_rows(), self.done_step):
            self._body.addWidget(step)
        head = row(
            picture("file-spreadsheet", 26, "good"), column(self._name, self._about, spacing=0), self.steps, spacing=10
        )
        head.setStretch(1, 1)
        whole = column(head, self._body, self._make_footer(), spacing=10)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._connect()

    def _connect(self) -> None:
        self.steps.chosen.connect(self.show_step)
        self.layout_step.changed.connect(self.layout_changed)
        self.columns_step.changed.connect(self.column_changed)
        self.questions.answered.connect(self.answered)
        self.questions.all_confirmed.connect(self.all_confirmed)
        self.questions.looked_at.connect(self.show_rows_of)
        self.grid.selectionModel().currentChanged.connect(lambda now, _before: self._show_problem(now))

    def _make_rows(self) -> QWidget:
        pills, flow, group = QWidget(), FlowLayout(6), QButtonGroup(self)
        for key, text in FILTERS:
            pill = self.pills[key] = button(_(text), lambda key=key: self.show_lines(key), "pill")  # type: ignore[misc]
            group.addButton(pill)
            flow.addWidget(pill)
        pills.setLayout(flow)
        self.pills[ALL].setChecked(True)
        self._problem = label("", wrap=True)
        self._problem_card = card(row(self._problem), "card-warning", 9)
        self._problem_card.hide()
        legend = row(
            *(
                self._legend(tone, text)
                for tone, text in (
                    ("card-warning", _("waits for an answer")),
                    ("card-error", _("to look at")),
                    ("card-notice", _("set by your answers")),
                )
            ),
            None,
            spacing=14,
        )
        inner = column(pills, self.grid, self._problem_card, legend, spacing=8)
        inner.setStretch(1, 1)
        made, beside = QWidget(), row(self.questions, card(inner, margin=10), spacing=12)
        self.questions.setMinimumWidth(300)
        self.questions.setMaximumWidth(400)
        beside.setStretch(0, 2)
        beside.setStretch(1, 3)
        made.setLayout(beside)
        return made

    @staticmethod
    def _legend(tone: str, text: str) -> QWidget:
        made, box = QWidget(), QFrame()
        box.setFixedSize(14, 14)
        box.setProperty("tone", tone)
        box.setStyleSheet("border-radius: 3px;")
        made.setLayout(row(box, label(text, "muted"), spacing=6))
        return made

    def _make_footer(self) -> QWidget:
        self._answer = button(_("Answer to the sender…"), self.show_answer, icon="mail")
        self._waits = label("", "muted")
        self._leave = button(_("Not now"), self.left.emit)
        self._next = button(_("Next"), lambda: self.show_step(self._body.currentIndex() + 1), icon="chevron-right")
        self.take = button("", self.taken.emit, "primary", "check")
        made = QWidget()
        made.setLayout(row(self._answer, None, self._waits, self._leave, self._next, self.take, spacing=9))
        return made

    # what is shown

    def show_reviewed(self, reviewed: Reviewed, answers: dict[str, Any]) -> None:
        """Show a reading of the file; the step, the filter and the place in the grid stay."""
        first = self.reviewed is None or self.reviewed.proposal.path != reviewed.proposal.path
        self.reviewed = reviewed
        proposal, counts = reviewed.proposal, reviewed.counts
        self._name.setText(proposal.path.name)
        self._about.setText(
            " · ".join(
                filter(
                    None,
                    (
                        proposal.sender,
                        _("sheet “{name}”").format(name=proposal.layout.sheet),
                        said_rows(proposal.lines.read),
                    ),
                )
            )
        )
        self._stale = {LAYOUT, COLUMNS}
        self._fill(self._body.currentIndex())
        self.questions.show_questions(proposal.decisions, answers, reviewed.waited_for)
        for key, text in FILTERS:
            self.pills[key].setText(f"{_(text)} {counts[key]:,}")
            self.pills[key].setAccessibleName(self.pills[key].text())
            self.pills[key].setVisible(key == ALL or counts[key] > 0 or key not in (KNOWN, FAULTY, REPEATED))
        if first:
            self._filter = ALL
            self.pills[ALL].setChecked(True)
        self.show_lines(self._filter)
        self._say_take()
        if first:
            self.show_step(ROWS)
        self.set_busy(False)

    def set_busy(self, busy: bool) -> None:
        """The file is being read anew: nothing can be taken meanwhile."""
        ready = self.reviewed is not None and self.reviewed.to_take > 0
        self.take.setEnabled(not busy and ready)
        if busy:
            self._waits.setText(_("Reading again with your answer…"))
        elif self.reviewed is not None:
            self._say_take()

    def show_step(self, step: int) -> None:
        """Show one of the four steps."""
        self._fill(step)
        self._body.setCurrentIndex(step)
        self.steps.show_step(step)
        done = step == DONE
        for part in (self._answer, self._waits, self._leave, self.take):
            part.setVisible(not done)
        self._next.setVisible(step in (LAYOUT, COLUMNS))

    def _fill(self, step: int) -> None:
        """The first two steps are filled when somebody looks at them."""
        if self.reviewed is not None and step in self._stale:
            self._stale.discard(step)
            (self.layout_step if step == LAYOUT else self.columns_step).show_proposal(self.reviewed.proposal)

    def show_lines(self, wanted: str) -> None:
        """Show the lines of a filter."""
        self._filter = wanted
        if self.reviewed is not None:
            self.grid.show_lines(self.reviewed.proposal, self.reviewed.marks, wanted)
            self._problem_card.hide()

    def is_done(self) -> bool:
        """Whether what was reviewed has been taken."""
        return self._body.currentIndex() == DONE

    def show_rows_of(self, decision: str) -> None:
        """Bring the first line that waits for a question into view; lines that are missing in the file are shown where they are."""
        if self.reviewed is None:
            return
        if any(one.id == decision and one.kind == PICTURE for one in self.reviewed.proposal.decisions):
            self.absent_wanted.emit()
            return
        planned = self.reviewed.proposal.planned
        line = next((at for at, one in enumerate(planned) if decision in one.waits), None)
        if line is not None:
            self.pills[ALL].setChecked(True)
            self.show_lines(ALL)
            self.grid.show_row(line)

    def _show_problem(self, index: Any) -> None:
        where, said, kind = self.grid.lines.sentence(index)
        self._problem.setText(f"{where}\n{said}")
        set_tone(self._problem_card, "card-error" if kind == "wrong" else "card-warning")
        self._problem_card.setVisible(bool(said))

    def _say_take(self) -> None:
        assert self.reviewed is not None
        taken, waiting, questions = (
            self.reviewed.to_take,
            self.reviewed.waiting,
            len(self.reviewed.waited_for),
        )
        parts = []
        if waiting:
            parts.append(
                ngettext(
                    "{count} row waits and stays as a draft", "{count} rows wait and stay as a draft", waiting
                ).format(count=f"{waiting:,}")
            )
        if questions:
            parts.append(ngettext("{count} question", "{count} questions", questions).format(count=questions))
        if not taken and not waiting:
            parts.append(_("Nothing new in this file."))
        self._waits.setText(" · ".join(parts))
        text = ngettext("Take {count} row", "Take {count} rows", taken).format(count=f"{taken:,}")
        self.take.setText(f" {text}")
        self.take.setAccessibleName(text)

    def show_answer(self) -> None:
        """Show the answer to the sender, to be copied into a message."""
        if self.reviewed is None:
            return
        text = answer_to_sender(self.reviewed.proposal)
        dialog = Dialog(self, _("Answer to the sender"), _("Copy this into a message to the sender"), width=560)
        body = label(text, wrap=True)
        body.setTextInteractionFlags(body.textInteractionFlags() | body.textInteractionFlags().TextSelectableByMouse)
        dialog.put(card(column(body)))
        dialog.offer_cancel(_("Close"))
        dialog.offer(_("Copy"), True, "primary")
        if dialog.exec():
            QGuiApplication.clipboard().setText(text)
