"""An answer that neither of the two wrote: the field's own editor, open until the value can be kept."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.form import Field
from app.desktop.pages.answers_acts import write_another
from app.desktop.pages.answers_reading import Question
from app.desktop.pieces import button, isolated, label
from app.errors import Invalid
from app.words import _


def ask(parent: QWidget | None, desk: Desk, question: Question) -> AnotherAnswer:
    """Open the dialog; the answer is written when it closes."""
    dialog = AnotherAnswer(parent, desk, question)
    dialog.open()
    return dialog


class AnotherAnswer(Dialog):
    """The values that stand there, and an editor that begins with the one that is shown."""

    def __init__(self, parent: QWidget | None, desk: Desk, question: Question) -> None:
        super().__init__(parent, _("Write another"), question.label, 520)
        assert question.spec is not None
        self.desk, self.question = desk, question
        for point, text in zip(question.values, question.texts, strict=True):
            whose = _("Yours") if point.mine else point.by or _("By somebody else")
            told = _("{name}: {count}").format(name=isolated(whose), count=isolated(text or "–"))
            self.put(label(told, "muted", wrap=True))
        self.field = Field(question.spec, desk)
        self.field.editor.set_value(question.values[0].value, _called(question))
        self.put(self.field)
        self.offer_cancel()
        self.taking = button(_("Take this"), self.take, "primary")
        self.taking.setDefault(True)
        self._buttons.addWidget(self.taking)
        self.field.editor.setFocus()

    def take(self) -> None:
        """Write what was typed; the dialog stays open with the sentence where that cannot be."""
        one = self.question
        self.taking.setEnabled(False)
        typed = self.field.editor.typed()
        self.desk.change(
            write_another, one.type, one.id, one.field, typed, then=self._written, failed=self._say_why_not
        )

    def _written(self, _changes: Any) -> None:
        self.desk.say(_("Answered."), can_undo=True)
        self.accept()

    def _say_why_not(self, error: Any) -> None:
        self.taking.setEnabled(True)
        problems = error.problems if isinstance(error, Invalid) else []
        self.field.say(problems[0].message if problems else error.message)


def _called(question: Question) -> dict[str, str]:
    value, text = question.values[0].value, question.texts[0]
    if isinstance(value, str):
        return {value: text}
    names = text.split("; ")
    return dict(zip(value, names, strict=False)) if isinstance(value, list) else {}
