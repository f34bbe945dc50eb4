"""Minutes that somebody else wrote: opened or pasted, looked at line by line, and taken."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLayout, QPlainTextEdit, QSplitter, QWidget

from app import vocabulary
from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.form import Field
from app.desktop.pieces import button, column, isolated, joined, label, line, outlined, row, scrolled
from app.errors import Refused
from app.exchange.minutes.received import Said, Task
from app.exchange.minutes.typed import ACTION, DECISION, NEXT_TIME, NOTE
from app.fields import Date, Spec, Unreadable
from app.services.meetings import taking
from app.services.meetings.taking import Proposed
from app.store.workspace import Store
from app.vocabulary.days import short_day
from app.words import N_, _, language

KINDS = (NOTE, DECISION, ACTION, NEXT_TIME)
LEFT_OUT = N_("leave out")


def ask(parent: QWidget, desk: Desk, forum: str, then: Callable[[str], object]) -> PasteDialog:
    """Ask for minutes of a committee; `then` gets the id of the meeting that was made of them."""
    dialog = PasteDialog(parent, desk)
    dialog.opened.connect(lambda found: review(parent, desk, forum, found, then))
    dialog.open()
    return dialog


def review(parent: QWidget, desk: Desk, forum: str, found: Proposed, then: Callable[[str], object]) -> ReviewDialog:
    """Show what was found, and take what the person leaves ticked."""
    dialog = ReviewDialog(parent, desk, found)

    def take() -> None:
        day = dialog.day()
        if day is not None:
            desk.change(taking.take, forum, dialog.chosen(), day, then=lambda id: (dialog.accept(), then(id)))

    dialog.taking.clicked.connect(lambda _checked=False: take())
    dialog.open()
    return dialog


class PasteDialog(Dialog):
    """A place to paste, and a button to open a file. Says `opened` with what is proposed."""

    opened = Signal(object)

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent, _("Minutes of others"), _("Paste the minutes, or open their file"), 620)
        self.desk = desk
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Text of the minutes"))
        self.text.setPlaceholderText(_("Text copied from a document, a mail or a messenger"))
        self.text.setMinimumHeight(220)
        self._wrong = label("", "error", wrap=True)
        self._wrong.hide()
        self.put(self.text, 1)
        self.put(self._wrong)
        self.put(row(button(_("Open a file…"), self.ask_file, icon="folder-open"), None))
        self.offer_cancel()
        reading = self.offer(_("Read it"), True, "primary")
        reading.clicked.disconnect()
        reading.clicked.connect(lambda _checked=False: self.read_text())

    def ask_file(self) -> None:
        """Ask for a Word or text file, then read it."""
        name, _kind = QFileDialog.getOpenFileName(self, _("Minutes of others"), "", "Word, text (*.docx *.txt)")
        if name:
            self._read(Path(name))

    def read_text(self) -> None:
        """Read what was pasted."""
        self._read(self.text.toPlainText())

    def _read(self, minutes: Path | str) -> None:
        closing = self.desk.runner.closing.is_set
        self.desk.study(_propose, minutes, closing, then=self._take, failed=self._refused)

    def _take(self, found: Proposed) -> None:
        self.opened.emit(found)
        self.accept()

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._wrong.setText(error.message)
            self._wrong.show()
            self.fit()
        else:
            self.desk.runner.troubled.emit(error)


class ReviewDialog(Dialog):
    """The text whole at one side; at the other every proposal with a box to tick, and what is doubtful with a choice."""

    def __init__(self, parent: QWidget, desk: Desk, found: Proposed) -> None:
        super().__init__(parent, _("Minutes of others"), _("What was found in these minutes"), 980)
        self.found = found
        self.people = [_box(True) for _one in found.attendance]
        self.decisions = [_box(True) for _one in found.decisions]
        self.tasks = [_box(True) for _one in found.actions]
        self.doubts = [_kinds() for _text in found.opened.found.unsure]
        self._date = Field(Spec(Date(), N_("Date of the meeting"), required=True, name="date"), desk)
        self._date.editor.set_value(found.opened.found.held_on)
        text = QPlainTextEdit(found.opened.text)
        text.setReadOnly(True)
        text.setAccessibleName(_("Text of the minutes"))
        inner = QWidget()
        inner.setLayout(self._proposals())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(text)
        split.addWidget(scrolled(inner))
        split.setSizes([420, 540])
        split.setMinimumHeight(400)
        self.put(row(self._date, None))
        self.put(split, 1)
        self.put(
            label(
                _("The text is kept whole with the meeting. Whom the register does not know stays a name."),
                "muted",
                True,
            )
        )
        self.offer_cancel()
        self.taking = self.offer(_("Take what is ticked"), True, "primary")
        self.taking.clicked.disconnect()

    def _proposals(self) -> QLayout:
        found, made = self.found, column(spacing=7)
        states = vocabulary.code_list("attendance_state")
        for title, boxes, texts in (
            (
                _("Attendance"),
                self.people,
                [
                    (one.name or "", joined((self._organisation(one.organisation), states.name(one.state, language()))))
                    for one in found.attendance
                ],
            ),
            (_("Decisions"), self.decisions, [(one.text, "") for one in found.decisions]),
            (_("Action points"), self.tasks, [(one.text, self._facts(one)) for one in found.actions]),
        ):
            if boxes:
                made.addWidget(label(f"{title} ({len(boxes)})", "heading"))
                for box, (text, more) in zip(boxes, texts, strict=True):
                    made.addLayout(_line(box, text, more))
                made.addWidget(line())
        if self.doubts:
            made.addWidget(label(_("Doubtful: what are these?"), "heading"))
            for choice, text in zip(self.doubts, found.opened.found.unsure, strict=True):
                choice.setAccessibleName(text)
                inner = row(label(isolated(text), wrap=True), choice, spacing=8)
                inner.setStretch(0, 1)
                made.addLayout(inner)
        if not (found.attendance or found.decisions or found.actions or self.doubts):
            told = _("Nothing was found in these minutes: look whether it is the right file, or paste the text.")
            made.addWidget(label(told, "muted", wrap=True))
        made.addStretch(1)
        return made

    def _organisation(self, written: str | None) -> str:
        if not written or written in self.found.known:
            return written or ""
        return _("{name} (not in the register)").format(name=isolated(written))

    def _facts(self, one: Task) -> str:
        status = vocabulary.code_list("action_status").name(one.status, language()) if one.status else ""
        who = [self._organisation(name) for name in one.assigned_to]
        return joined((*who, one.person or "", short_day(one.due), status))

    def day(self) -> Any:
        """The day of the meeting; None, with a word about it, where it cannot be read."""
        try:
            found = Date().parse(self._date.editor.typed())
        except Unreadable as fault:
            self._date.say(str(fault))
            return None
        self._date.say("" if found else _("Say on which day: 24/11/2026."))
        return found

    def chosen(self) -> Proposed:
        """What is ticked, and what the doubtful lines were said to be."""
        found = self.found
        said = [
            (choice.currentData(), text) for choice, text in zip(self.doubts, found.opened.found.unsure, strict=True)
        ]
        decisions = [
            *_ticked(found.decisions, self.decisions),
            *(Said(text, -1) for kind, text in said if kind == DECISION),
        ]
        actions = [*_ticked(found.actions, self.tasks), *(Task(text, -1) for kind, text in said if kind == ACTION)]
        return dataclasses.replace(
            found,
            attendance=_ticked(found.attendance, self.people),
            decisions=decisions,
            actions=actions,
            next_time=[text for kind, text in said if kind == NEXT_TIME],
        )


def _box(on: bool) -> QCheckBox:
    made = outlined(QCheckBox())
    made.setChecked(on)
    return made


def _kinds() -> QComboBox:
    made, names = QComboBox(), vocabulary.code_list("line_kind")
    for kind in KINDS:
        made.addItem(_(LEFT_OUT) if kind == NOTE else names.name(kind, language()), kind)
    return made


def _line(box: QCheckBox, text: str, more: str) -> QLayout:
    box.setAccessibleName(text or more)
    told = column(label(isolated(text), wrap=True), spacing=0) if text else column(spacing=0)
    if more:
        told.addWidget(label(more, "muted", wrap=True))
    inner = row(box, told, spacing=8)
    inner.setStretch(1, 1)
    inner.setAlignment(box, Qt.AlignmentFlag.AlignTop)
    return inner


def _ticked(found: Any, boxes: list[QCheckBox]) -> list[Any]:
    return [one for one, box in zip(found, boxes, strict=True) if box.isChecked()]


def _propose(store: Store, minutes: Path | str, cancelled: Callable[[], bool]) -> Proposed:
    return taking.propose(store, taking.read_minutes(minutes, cancelled))
