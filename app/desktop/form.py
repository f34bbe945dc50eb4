"""A record as a form: its sections from the Specs, problems beside their fields, typed text kept as a draft. Names no record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.desktop import theme
from app.desktop.desk import Desk
from app.desktop.editors import Editor, editor_for
from app.desktop.pieces import ElidedLabel, button, card, column, icon_button, label, line, row, scrolled, set_tone
from app.desktop.values import said_moment
from app.errors import REFUSE, WARNING, Invalid, Problem
from app.fields import Spec
from app.records import REGISTRY
from app.services import cells, drafts, forms
from app.words import _

DRAFT_AFTER_MS = 3_000


class Field(QWidget):
    """The label, the editor and the problem of one field."""

    def __init__(self, spec: Spec, desk: Desk) -> None:
        super().__init__()
        self.spec = spec
        self.editor: Editor = editor_for(spec, desk)
        text = label(_(spec.label) + (" *" if spec.required else ""), "label")
        text.setBuddy(self.editor.input())
        if spec.required:
            text.setToolTip(_("Needed before this can be shared"))
        self._problem = label("", "error", wrap=True)
        self._problem.setObjectName(f"problem_{spec.name}")
        self._problem.hide()
        self.setLayout(column(text, self.editor, self._problem, spacing=3))

    def say(self, text: str, level: str = REFUSE) -> None:
        """Show a problem under the editor, or none."""
        self._problem.setText(text)
        set_tone(self._problem, "error" if level == REFUSE else "warning")
        self._problem.setVisible(bool(text))
        set_tone(self.editor.input(), "error" if text and level == REFUSE else "", "state")


class Form(QFrame):
    """The form of one record type. `open_record` shows a record, `open_new` a blank one; Save calls the services."""

    saved = Signal(str)
    """The id of the record that was saved."""
    closed = Signal()
    """The person wants no form any more."""
    history_wanted = Signal(str)

    def __init__(self, desk: Desk, type: str, title: str = "") -> None:
        super().__init__()
        self.setProperty("tone", "card")
        self.desk, self.type = desk, type
        self._title_of_new = title or _(REGISTRY[type].title)
        self.id = ""
        self._base: dict[str, list[str]] = {}
        self._opened: dict[str, str] = {}
        self._draft: Any = None
        self.fields: dict[str, Field] = {}
        self._drafting = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._drafting.timeout.connect(self.keep_draft)
        self._title = ElidedLabel("", "heading")
        self._history = icon_button(
            "history", _("Who changed this, and when"), lambda: self.history_wanted.emit(self.id)
        )
        close = icon_button("x", _("Close the form"), self.close_form)
        self._draft_notice = self._make_draft_notice()
        self._body = QVBoxLayout()
        self._body.setSpacing(9)
        self._body.setContentsMargins(14, 4, 14, 10)
        inner = QWidget()
        inner.setLayout(self._body)
        self._add_sections()
        self.save_button = button(_("Save"), self.save, "primary", "save")
        self._state = label("", "muted", wrap=True)
        self.setLayout(
            column(
                row(self._title, self._history, close, spacing=2, margins=(14, 8, 8, 0)),
                self._draft_notice,
                scrolled(inner),
                line(),
                row(self._state, None, button(_("Cancel"), self.cancel), self.save_button, margins=(14, 2, 14, 10)),
                spacing=4,
            )
        )

    def _make_draft_notice(self) -> QWidget:
        self._draft_text = label("", wrap=True)
        made = card(
            column(
                self._draft_text,
                row(
                    button(_("Continue"), self.continue_draft, "primary"),
                    button(_("Discard"), self.discard_draft),
                    None,
                ),
            ),
            "card-notice",
            10,
        )
        made.hide()
        return made

    def _add_sections(self) -> None:
        for number, (title, names) in enumerate(REGISTRY[self.type].sections.items()):
            part = QWidget()
            inside = column(spacing=9)
            for name in names:
                field = self.fields[name] = Field(REGISTRY[self.type].fields()[name], self.desk)
                field.editor.edited.connect(lambda field=field: self._edited(field))
                inside.addWidget(field)
            part.setLayout(inside)
            if number:
                opening = button(_(title), None, "link", "chevron-right")
                opening.clicked.connect(lambda _checked=False, part=part, opening=opening: _fold(part, opening))
                self._body.addWidget(opening)
                part.hide()
            self._body.addWidget(part)
        self._body.addStretch(1)

    # opening

    def open_new(self, typed: Mapping[str, str] | None = None) -> None:
        """A blank form, some fields perhaps filled."""
        self._show("", {}, {}, {}, self._title_of_new)
        for name, text in (typed or {}).items():
            self.fields[name].editor.set_typed(text)
        self.desk.read(forms.kept_draft, self.type, "", then=self._offer_draft)
        self.focus_first()

    def open_record(self, id: str) -> None:
        """The form of a record, with the versions it shows."""
        self.desk.read(forms.opened, self.type, id, then=self._take_record, instead_of=f"form {self.type}")

    def open_draft(self, id: str, typed: Mapping[str, str]) -> None:
        """A form as it was typed before the power went: a record's, or a new one's."""
        if id:
            self.desk.read(
                forms.opened,
                self.type,
                id,
                typed,
                then=lambda found: (self._take_record(found), self._restore(typed, found[3])),
            )
        else:
            self.desk.read(
                forms.names_in, self.type, typed, then=lambda called: (self.open_new(), self._restore(typed, called))
            )

    def focus_first(self) -> None:
        """The keys go to the first field."""
        next(iter(self.fields.values())).editor.setFocus()

    def _take_record(
        self, found: tuple[dict[str, Any], dict[str, list[str]], list[Problem], dict[str, str], Any]
    ) -> None:
        values, base, problems, called, draft = found
        title = values.get(REGISTRY[self.type].called_by or "") or _(REGISTRY[self.type].title)
        self._show(values["id"], values, base, called, str(title))
        self._say_problems(problems)
        self._offer_draft(draft)

    def _show(
        self, id: str, values: Mapping[str, Any], base: dict[str, list[str]], called: dict[str, str], title: str
    ) -> None:
        self._drafting.stop()
        self.id, self._base = id, base
        self._title.setText(title)
        self._history.setVisible(bool(id))
        self._draft_notice.hide()
        self._state.setText("")
        for name, field in self.fields.items():
            field.editor.set_value(values.get(name), called)
            field.say("")
        self._opened = self._typed()

    def _say_problems(self, problems: list[Problem]) -> None:
        for problem in problems:
            if problem.field in self.fields:
                self.fields[problem.field].say(problem.message, REFUSE if problem.level == REFUSE else WARNING)

    # typing

    def changed_fields(self) -> dict[str, str]:
        """What differs from what the form showed when it was opened, as typed."""
        return {name: text for name, text in self._typed().items() if text != self._opened.get(name, "")}

    def _typed(self) -> dict[str, str]:
        return {name: field.editor.typed() for name, field in self.fields.items()}

    def _edited(self, field: Field) -> None:
        field.say(field.editor.fault())
        self._state.setText(_("Not saved yet"))
        if not self._drafting.isActive():
            self._drafting.start()

    def keep_draft(self) -> None:
        """Keep what is typed and not saved; called a few seconds after typing, and when the form is left."""
        self._drafting.stop()
        typed = self.changed_fields()
        if typed:
            self.desk.keep(
                drafts.keep, self.type, self.id, typed, then=lambda _nothing: self._state.setText(_("Draft kept"))
            )

    # the draft that was left

    def _offer_draft(self, draft: Any) -> None:
        self._draft = draft
        if draft is not None:
            self._draft_text.setText(
                _("You were writing here on {when} and had not saved.").format(when=said_moment(draft.kept_at))
            )
        self._draft_notice.setVisible(draft is not None)

    def continue_draft(self) -> None:
        """Put back what was typed before."""
        draft = self._draft
        self.desk.read(forms.names_in, self.type, draft.values, then=lambda called: self._restore(draft.values, called))

    def _restore(self, typed: Mapping[str, str], called: dict[str, str]) -> None:
        self._draft_notice.hide()
        for name, text in typed.items():
            if name in self.fields:
                field = self.fields[name]
                field.editor.set_typed(text, called)
                if not field.isVisibleTo(self):
                    field.parentWidget().show()
                field.say(field.editor.fault())
        self._state.setText(_("Not saved yet"))

    def discard_draft(self) -> None:
        """Forget what was typed before."""
        self._draft_notice.hide()
        self.desk.keep(drafts.drop, self.type, self.id)

    # leaving

    def save(self) -> None:
        """Save what was changed; problems come back beside their fields."""
        typed = self.changed_fields()
        for field in self.fields.values():
            field.say("")
        if not typed and self.id:
            self._state.setText(_("Nothing was changed"))
            return
        self._drafting.stop()
        self.desk.change(
            cells.enter,
            self.type,
            {self.id or cells.NEW: typed},
            {self.id: self._base},
            then=self._saved,
            failed=self._not_saved,
        )

    def _saved(self, changes: Any) -> None:
        id = self.id or next((id for type, id in changes.created if type == self.type), "")
        self.desk.keep(drafts.drop, self.type, self.id)
        if id:
            self.open_record(id)
            self.desk.say(_("Saved."), can_undo=bool(changes))
            self.saved.emit(id)

    def _not_saved(self, error: Any) -> None:
        if isinstance(error, Invalid):
            self._say_problems(error.problems)
            self._state.setText(_("Not saved: please look at the marked fields"))
        else:
            self.desk.runner.troubled.emit(error)

    def cancel(self) -> None:
        """Forget what was typed; the form closes."""
        self._drafting.stop()
        if self.changed_fields():
            self.desk.keep(drafts.drop, self.type, self.id)
        self._opened = self._typed()
        self.closed.emit()

    def close_form(self) -> None:
        """Close the form; what was typed stays as a draft."""
        self.keep_draft()
        self._opened = self._typed()
        self.closed.emit()


def _fold(part: QWidget, opening: Any) -> None:
    part.setVisible(part.isHidden())
    opening.setIcon(theme.icon("chevron-right" if part.isHidden() else "chevron-down", "accent"))
