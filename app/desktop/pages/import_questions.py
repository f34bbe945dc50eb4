"""The questions of an import: each taken once for all its rows. Open ones as cards, answered ones below as lines."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.desktop.chips import FlowLayout
from app.desktop.dialogs import Dialog
from app.desktop.pages.import_grid import field_name, said_rows
from app.desktop.pieces import ElidedLabel, button, clear, column, label, line, picture, row, scrolled
from app.exchange.matching.decisions import CODE, JOINT, ORGANISATION, PLACE, SAME, Decision
from app.services.importing.file_questions import PICTURE, ROLE
from app.words import _, ngettext

SHOWN = 8
NO = "no"
NEAR = frozenset({PLACE, ORGANISATION, SAME, CODE})
"""Kinds of question that ask whether a text means what is proposed: yes or no. Other ones with two options show both."""
ROLES = ("lead", "implementing", "funding", "reporting_organisation")
LONGEST = 26


class Questions(QFrame):
    """Says `answered(id, answer)` (None takes an answer back), `looked_at(id)` when a person turns to a question."""

    answered = Signal(str, object)
    looked_at = Signal(str)
    all_confirmed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._decisions: list[Decision] = []
        self._answers: dict[str, Any] = {}
        self._waiting: Set[str] = frozenset()
        self._most = SHOWN
        self._count = label("")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Questions answered"))
        self._all = button(_("Answer all as proposed"), self.all_confirmed.emit, "link")
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 4, 0)
        self._list.setSpacing(0)
        inner = QWidget()
        inner.setLayout(self._list)
        self.area = scrolled(inner)
        self.setProperty("tone", "card")
        about = label(_("Each answer counts for all its rows, and for the next file."), "muted", wrap=True)
        whole = column(
            row(label(_("Questions"), "heading"), None, self._count),
            self._bar,
            about,
            row(self._all, None),
            line(),
            self.area,
            spacing=6,
        )
        whole.setStretch(5, 1)
        self.setLayout(whole)
        whole.setContentsMargins(14, 12, 8, 8)

    def show_questions(self, decisions: list[Decision], answers: dict[str, Any], waiting: Set[str]) -> None:
        """Show them; `waiting` are the ids of those that lines wait for."""
        self._decisions, self._answers, self._waiting = decisions, answers, waiting
        self._build()

    def _build(self) -> None:
        place = self.area.verticalScrollBar().value()
        clear(self._list)
        undecided = sorted(
            (one for one in self._decisions if one.id not in self._answers),
            key=lambda one: (one.id not in self._waiting, -one.rows),
        )
        decided = [one for one in self._decisions if one.id in self._answers]
        self._count.setText(_("{done} of {all} answered").format(done=len(decided), all=len(self._decisions)))
        self._bar.setRange(0, max(len(self._decisions), 1))
        self._bar.setValue(len(decided) if self._decisions else 1)
        self._all.setVisible(any(one.proposal for one in undecided))
        for one in undecided[: self._most]:
            self._list.addWidget(self._card(one))
            self._list.addWidget(line())
        if len(undecided) > self._most:
            rest = len(undecided) - self._most
            self._list.addWidget(
                button(
                    ngettext("Show {count} more", "Show {count} more", rest).format(count=rest), self._show_more, "link"
                )
            )
        for one in decided[: 3 * self._most]:
            self._list.addWidget(self._answered_line(one))
        if not self._decisions:
            self._list.addWidget(label(_("No question: everything in the file is known."), "good", wrap=True))
        self._list.addStretch(1)
        self.area.verticalScrollBar().setValue(place)

    def _card(self, one: Decision) -> QWidget:
        waits = one.id in self._waiting
        question = label(one.question, "strong", wrap=True)
        proposed = _("Proposed: {answer}").format(answer=one.proposal) if one.proposal else ""
        told = " ".join(filter(None, (one.reason, proposed if one.kind == JOINT or not one.reason else "")))
        texts = column(question, spacing=3)
        if told:
            texts.addWidget(label(told, "muted", wrap=True))
        rows = _("{rows} wait").format(rows=said_rows(one.rows)) if waits else said_rows(one.rows)
        answers, flow, counted = QWidget(), FlowLayout(6), label(rows, "warning" if waits else "muted")
        counted.setMinimumHeight(26)
        for part in (*self._buttons(one), counted):
            flow.addWidget(part)
        answers.setLayout(flow)
        texts.addWidget(answers)
        made = QWidget()
        inner = row(
            column(picture("circle-help", 18, "warning" if waits else "muted"), None),
            texts,
            spacing=9,
            margins=(2, 10, 4, 10),
        )
        inner.setStretch(1, 1)
        made.setLayout(inner)
        made.setObjectName(f"question_{one.id}")
        return made

    def _buttons(self, one: Decision) -> list[QPushButton]:
        made = []
        if one.kind == PICTURE:
            show = button(_("Show them"), lambda: self.looked_at.emit(one.id), "small")
            return [show, self._answer(one, _("I have seen them"), _("Seen"))]
        if one.kind == JOINT:
            words = [_("One") if len(option.means) == 1 else _("Several") for option in one.options[:2]]
            made += [self._answer(one, word, option.text) for word, option in zip(words, one.options, strict=False)]
        elif one.kind not in NEAR and len(one.options) > 1:
            made += [self._answer(one, shortened(option.text), option.text) for option in one.options[:2]]
        else:
            made += [self._answer(one, _("Yes"), one.proposal)] if one.proposal else []
            made.append(self._answer(one, _("No"), NO))
        choose = button(_("Choose…"), tone="small")
        choose.clicked.connect(lambda _checked=False: self._choose(one, choose))
        choose.setAccessibleName(_("Choose: {question}").format(question=one.question))
        return [*made, choose]

    def _answer(self, one: Decision, word: str, answer: str) -> QPushButton:
        made = button(word, lambda: self.answered.emit(one.id, answer), "small")
        made.setToolTip(answer if answer != NO else _("None of what is proposed"))
        made.setAccessibleName(f"{word}: {one.question}")
        return made

    def _answered_line(self, one: Decision) -> QWidget:
        answer = self._answers[one.id]
        shown = _("No") if answer == NO else str(answer)
        back = button(_("Change"), lambda: self.answered.emit(one.id, None), "link")
        back.setAccessibleName(_("Change the answer: {question}").format(question=one.question))
        made, texts = (
            QWidget(),
            column(ElidedLabel(one.question), ElidedLabel(f"{shown} · {said_rows(one.rows)}", "muted"), spacing=0),
        )
        inner = row(picture("circle-check", 16, "good"), texts, back, spacing=9, margins=(3, 4, 4, 4))
        inner.setStretch(1, 1)
        made.setLayout(inner)
        return made

    def _show_more(self) -> None:
        self._most += 2 * SHOWN
        self._build()

    def _choose(self, one: Decision, at: QPushButton) -> None:
        menu = self.choices(one)
        menu.popup(at.mapToGlobal(at.rect().bottomLeft()))

    def choices(self, one: Decision) -> QMenu:
        """Every answer there is to a question, as a menu."""
        menu = QMenu(self)
        for option in one.options:
            menu.addAction(option.text).triggered.connect(
                lambda _checked=False, text=option.text: self.answered.emit(one.id, text)
            )
        for role in ROLES if one.kind == ROLE else ():
            menu.addAction(field_name(role)).triggered.connect(
                lambda _checked=False, role=role: self.answered.emit(one.id, role)
            )
        menu.addAction(_("None of these: keep it as text")).triggered.connect(lambda: self.answered.emit(one.id, NO))
        menu.addSeparator()
        menu.addAction(_("Write the answer…")).triggered.connect(lambda: self._write(one))
        menu.addAction(_("Show its rows")).triggered.connect(lambda: self.looked_at.emit(one.id))
        menu.addAction(_("Copy the question")).triggered.connect(
            lambda: QGuiApplication.clipboard().setText(one.question)
        )
        return menu

    def _write(self, one: Decision) -> None:
        dialog = Dialog(self, _("Write the answer"), one.question)
        typed = QLineEdit()
        typed.setAccessibleName(_("Answer"))
        typed.setPlaceholderText(_("A name, a code or a figure, as in the lists"))
        dialog.put(typed)
        dialog.offer_cancel()
        dialog.offer(_("Take it"), True, "primary")
        if dialog.exec() and typed.text().strip():
            self.answered.emit(one.id, typed.text().strip())


def shortened(text: str) -> str:
    """A text that fits on a small button; the whole stands in its tool tip."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
