"""One editor for every kind of field, and how the values of a kind look. Names no record.

An editor speaks text: `typed()` is what stands in it (a chosen reference or code as its id or code), `set_value` shows a stored
value, `set_typed` puts typed text back (a recovered draft). What the text means is decided by the services, in one place.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtCore import QDate, QPoint, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
    QWidgetAction,
)

from app.desktop import theme
from app.desktop.desk import Desk
from app.desktop.pieces import Line, leading
from app.desktop.values import Option, options_of, reads_left_to_right, show_value
from app.fields import Choice, Date, Flag, Kind, LongText, Ref, Spec, Tags, Text, Unreadable
from app.fold import fold
from app.words import _


def editor_for(spec: Spec, desk: Desk, in_cell: bool = False) -> Editor:
    """The editor of a field, named after it for tests and labelled for screen readers. `in_cell`: inside a table."""
    kind = spec.kind
    made: Editor
    if isinstance(kind, (Ref, Choice, Flag)):
        made = PickEditor(kind, desk)
    elif isinstance(kind, Tags) and not in_cell:
        from app.desktop.tags import TagsEditor

        made = TagsEditor(kind, desk)
    elif isinstance(kind, LongText) and not in_cell:
        made = LongEditor(kind)
    elif isinstance(kind, Date):
        made = DateEditor(kind)
    else:
        made = LineEditor(kind)
    made.setObjectName(spec.name)
    made.setAccessibleName(_(spec.label))
    made.input().setAccessibleName(_(spec.label))
    return made


class Editor(QWidget):
    """What all editors share."""

    edited = Signal()
    """The person has changed something."""
    picked = Signal()
    """An answer was picked from a list: in a cell, the cell is done."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.is_finished = False
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)

    def input(self) -> QWidget:
        """The widget that takes the keys."""
        proxy = self.focusProxy()
        return proxy if proxy is not None else self

    def typed(self) -> str:
        """What stands in the editor, as text the services can read."""
        raise NotImplementedError

    def set_value(self, value: Any, called: dict[str, str] | None = None) -> None:
        """Show a stored value; `called` says what referenced records are called."""
        raise NotImplementedError

    def set_typed(self, text: str, called: dict[str, str] | None = None) -> None:
        """Show text that was typed before."""
        try:
            self.set_value(self.kind.parse(text), called)
        except Unreadable:
            self._show_text(text)

    def fault(self) -> str:
        """The sentence that says why the text cannot be read, as far as that shows without the workspace."""
        try:
            self.kind.parse(self.typed())
        except Unreadable as fault:
            return str(fault)
        return ""

    def _show_text(self, text: str) -> None:
        raise NotImplementedError


class LineEditor(Editor):
    """One line: text, numbers, lists written with semicolons."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self.line: QLineEdit = Line()
        if reads_left_to_right(kind):
            self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            self.line.setAlignment(Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignLeft)
        else:
            self.line.setAlignment(leading())
        if type(kind) is Text:
            self.line.setMaxLength(kind.most)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self._box.addWidget(self.line)
        self.setFocusProxy(self.line)

    def typed(self) -> str:
        """The text of the line."""
        return self.line.text().strip()

    def set_value(self, value: Any, called: dict[str, str] | None = None) -> None:
        """Show a stored value."""
        self._show_text(show_value(self.kind, value, called))

    def _show_text(self, text: str) -> None:
        self.line.setText(text)
        self.line.setCursorPosition(0)


class LongEditor(Editor):
    """Several lines; Tab goes on to the next field."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(76)
        self.text.textChanged.connect(self.edited)
        self._box.addWidget(self.text)
        self.setFocusProxy(self.text)

    def typed(self) -> str:
        """The whole text."""
        return self.text.toPlainText().strip()

    def set_value(self, value: Any, called: dict[str, str] | None = None) -> None:
        """Show a stored value."""
        self._show_text(value or "")

    def _show_text(self, text: str) -> None:
        self.text.blockSignals(True)
        self.text.setPlainText(text)
        self.text.blockSignals(False)


class DateEditor(LineEditor):
    """A day, typed as 31/5/2019 or picked from a calendar; may be blank."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self.line.setPlaceholderText(_("day/month/year"))
        calendar = QAction(theme.icon("calendar-days", "muted"), _("Choose from a calendar"), self.line)
        calendar.triggered.connect(self._open_calendar)
        self.line.addAction(calendar, QLineEdit.ActionPosition.TrailingPosition)

    def _open_calendar(self) -> None:
        menu, calendar = QMenu(self), QCalendarWidget()
        calendar.setGridVisible(False)
        day = self._day()
        if day:
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)

        def choose(chosen: QDate) -> None:
            self._show_text(chosen.toString("d/M/yyyy"))
            menu.close()
            self.edited.emit()

        calendar.clicked.connect(choose)
        menu.popup(self.line.mapToGlobal(QPoint(0, self.line.height())))

    def _day(self) -> dt.date | None:
        try:
            return Date().parse(self.typed())
        except Unreadable:
            return None


class PickEditor(LineEditor):
    """One answer of a list, found by typing: a code list, yes or no, or the records of the workspace."""

    def __init__(self, kind: Kind, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self._desk = desk
        self._options: list[Option] = options_of(kind)
        self._chosen: Option = ("", "")
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(12)
        self._completer.popup().setObjectName("completions")
        self._completer.activated[str].connect(self._pick)  # type: ignore[index]
        self.line.setCompleter(self._completer)
        opening = QAction(theme.icon("chevron-down", "muted"), _("Show the list"), self.line)
        opening.triggered.connect(lambda: self._suggest(""))
        self.line.addAction(opening, QLineEdit.ActionPosition.TrailingPosition)
        self._soon = QTimer(self, singleShot=True, interval=80)
        self._soon.timeout.connect(lambda: self._suggest(self.line.text()))
        self.line.textEdited.connect(lambda _text: self._soon.start())

    def typed(self) -> str:
        """The id or code that was picked, or that the text names; else the text itself."""
        text = self.line.text().strip()
        if self._chosen[0] and text == self._chosen[1]:
            return self._chosen[0]
        folded = fold(text)
        return next((key for key, name in self._options if fold(name) == folded), text)

    def set_value(self, value: Any, called: dict[str, str] | None = None) -> None:
        """Show a stored value by its name."""
        key = {True: "yes", False: "no"}.get(value, value) if isinstance(self.kind, Flag) else value
        name = show_value(self.kind, value, called)
        self._chosen = (key or "", name)
        self._show_text(name)

    def fault(self) -> str:
        """A reference is looked up by the services only."""
        return "" if isinstance(self.kind, Ref) else super().fault()

    def _suggest(self, text: str) -> None:
        if isinstance(self.kind, Ref):
            from app.services import cells

            self._desk.read(cells.suggest, self.kind.to, text, then=self._offer, instead_of=f"suggest {id(self)}")
            return
        folded = fold(text)
        self._offer([option for option in self._options if folded in fold(option[1])])

    def _offer(self, options: list[Option]) -> None:
        if isinstance(self.kind, Ref):
            self._options = options
        self._model.setStringList([name for _key, name in options])
        if options and self.line.hasFocus():
            self._completer.complete()
            self._completer.popup().setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _pick(self, name: str) -> None:
        self._chosen = next((option for option in self._options if option[1] == name), ("", name))
        self._show_text(name)
        self.edited.emit()
        self.picked.emit()
