"""Some fields of one record, asked about in a dialog. Names no record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.form import Field
from app.desktop.pieces import column, scrolled
from app.errors import REFUSE, Invalid
from app.records import REGISTRY
from app.services import cells, forms
from app.words import _

TALLEST = 440


def ask(
    parent: QWidget,
    desk: Desk,
    type: str,
    id: str,
    names: Sequence[str],
    heading: str = "",
    given: Mapping[str, Any] | None = None,
) -> RecordDialog:
    """Open the dialog for some fields of a record, or (without an id) of a new one that has the values `given` besides.

    It saves by itself, and stays open while something cannot be saved.
    """
    dialog = RecordDialog(parent, desk, type, id, names, heading, given)
    dialog.open()
    return dialog


class RecordDialog(Dialog):
    """Reads the record, shows its fields, saves what was changed."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        type: str,
        id: str,
        names: Sequence[str],
        heading: str,
        given: Mapping[str, Any] | None,
    ) -> None:
        title = _(REGISTRY[type].title)
        super().__init__(parent, title, heading or title, 520)
        self.desk, self.type, self.id = desk, type, id
        self._given = dict(given or {})
        self._base: dict[str, list[str]] = {}
        self.fields = {name: Field(REGISTRY[type].fields()[name], desk) for name in names}
        inner = QWidget()
        inner.setLayout(column(*self.fields.values(), spacing=9, margins=(0, 0, 8, 0)))
        area = scrolled(inner)
        area.setMinimumHeight(min(inner.sizeHint().height() + 8, TALLEST))
        self.put(area, 1)
        self.offer_cancel()
        self.saving = self.offer(_("Save"), True, "primary")
        self.saving.clicked.disconnect()
        self.saving.clicked.connect(lambda _checked=False: self.save())
        if id:
            desk.read(forms.opened, type, id, then=self._show)
        else:
            for name, one in self.fields.items():
                one.editor.set_value(self._given.get(name))

    def _show(self, found: tuple[Any, ...]) -> None:
        values, self._base, problems, called, _draft = found
        for name, one in self.fields.items():
            one.editor.set_value(values[name], called)
        for problem in problems:
            if problem.field in self.fields:
                self.fields[problem.field].say(problem.message, problem.level)

    def save(self) -> None:
        """Save; the dialog closes when it is saved."""
        typed = {name: one.editor.typed() for name, one in self.fields.items()}
        for one in self.fields.values():
            one.say("")
        if self.id:
            self.desk.change(
                cells.enter,
                self.type,
                {self.id: typed},
                {self.id: self._base},
                then=self._saved,
                failed=self._not_saved,
            )
        else:
            self.desk.change(cells.add, self.type, typed, self._given, then=self._saved, failed=self._not_saved)

    def _saved(self, changes: Any) -> None:
        self.desk.say(_("Saved."), can_undo=bool(changes))
        self.accept()

    def _not_saved(self, error: Any) -> None:
        if not isinstance(error, Invalid):
            self.desk.runner.troubled.emit(error)
            return
        for problem in error.problems:
            named = self.fields.get(problem.field or "") or next(iter(self.fields.values()))
            named.say(problem.message, REFUSE)
