"""Step two of the review: which column is what, and why. Everything can be overruled."""

from __future__ import annotations

import re

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from app import vocabulary
from app.desktop.pages.import_grid import field_name
from app.desktop.pages.import_layout import letters
from app.desktop.pieces import ElidedLabel, card, clear, column, label, line, row, scrolled
from app.exchange.reading.book import is_blank
from app.exchange.reading.columns import BY_BOTH, BY_HEADER, BY_PERSON, BY_TAG, BY_VALUES, Column
from app.exchange.reading.layout import preview
from app.services.importing import Proposal
from app.words import N_, _, language

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
REASONS = {
    BY_PERSON: N_("chosen by you"),
    BY_TAG: N_("by its hashtag"),
    BY_HEADER: N_("by its heading"),
    BY_VALUES: N_("by its values"),
    BY_BOTH: N_("by heading and hashtag"),
}
AT_ONCE = 4
"""Columns of which the lines are built in one go: few enough that the window never stands still."""


class ColumnsStep(QWidget):
    """One line for each column of the file. Says `changed(column, field or None)`."""

    changed = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self._list = QVBoxLayout()
        self._list.setContentsMargins(2, 0, 8, 0)
        self._list.setSpacing(0)
        self.choices: dict[int, QComboBox] = {}
        self._to_build: list[tuple[Column, list[str]]] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._build_some)
        self._fields = QStandardItemModel(self)
        self._fields.appendRow(_item(_("Leave it out"), None))
        for name, heading in vocabulary.headers().items():
            self._fields.appendRow(_item(heading.name(language()), name))
        inner = QWidget()
        inner.setLayout(self._list)
        head = row(
            _fixed(label(_("In the file"), "label"), 250),
            _fixed(label(_("Examples"), "label"), 210),
            label(_("Taken as"), "label"),
            None,
            spacing=12,
        )
        below = column(head, line(), scrolled(inner), spacing=6)
        below.setStretch(2, 1)
        self.setLayout(column(card(below)))

    def show_proposal(self, proposal: Proposal) -> None:
        """Show what each column is taken for; doubtful ones first."""
        clear(self._list)
        self.choices.clear()
        sheet = proposal.book.sheet(proposal.layout.sheet)
        examples = [cells for _number, cells in preview(sheet, proposal.layout, 200)] if sheet else []
        filled = [one for one in proposal.columns if one.header or one.profile is None or one.profile.filled]
        self._to_build = [
            (one, list(dict.fromkeys(cells[one.index] for cells in examples if not is_blank(cells[one.index])))[:3])
            for one in sorted(filled, key=lambda one: (not one.doubts, one.index))
        ]
        self._build_some()

    def _build_some(self) -> None:
        """A few lines now, the others when the window has had time for itself."""
        for one, shown in self._to_build[:AT_ONCE]:
            self._list.addWidget(self._line(one, " · ".join(shown)))
            self._list.addWidget(line())
        del self._to_build[:AT_ONCE]
        if self._to_build:
            self._soon.start()
        else:
            self._list.addStretch(1)

    def _line(self, one: Column, examples: str) -> QWidget:
        names = column(None, _strong(f"{letters(one.index)}  {one.header}"), spacing=0)
        if one.hashtag:
            names.addWidget(ElidedLabel(one.hashtag, "muted"))
        names.addStretch(1)
        choice = QComboBox()
        choice.setAccessibleName(
            _("Column {letter}, {header}, is taken as").format(letter=letters(one.index), header=one.header)
        )
        choice.setModel(self._fields)
        if one.field and choice.findData(one.field) < 0:
            self._fields.appendRow(_item(field_name(one.field), one.field))
        choice.setCurrentIndex(choice.findData(one.field) if one.field else 0)
        choice.setFixedWidth(230)
        choice.activated.connect(lambda _at: self.changed.emit(one.index, choice.currentData()))
        self.choices[one.index] = choice
        why = label(
            named(" ".join(one.doubts)) or _(REASONS.get(one.reason, "")),
            "warning" if one.doubts else "muted",
            wrap=True,
        )
        made = QWidget()
        inner = row(
            _fixed(_held(names), 250),
            _fixed(ElidedLabel(examples, "muted"), 210),
            choice,
            why,
            spacing=12,
            margins=(0, 6, 0, 6),
        )
        inner.setStretch(3, 1)
        made.setLayout(inner)
        return made


def _item(text: str, data: str | None) -> QStandardItem:
    made = QStandardItem(text)
    made.setData(data, Role.UserRole)
    return made


def named(doubt: str) -> str:
    """A doubt with our fields by the names that people know: “sender_row_id” is “Sender's row ID”."""
    known = vocabulary.headers()
    return re.sub(
        "(?<=[“«])[a-z0-9_]+(?=[”»])", lambda found: field_name(found[0]) if found[0] in known else found[0], doubt
    )


def _strong(text: str) -> ElidedLabel:
    return ElidedLabel(text, "strong")


def _held(layout: QVBoxLayout) -> QWidget:
    made = QWidget()
    made.setLayout(layout)
    return made


def _fixed(widget: QWidget, width: int) -> QWidget:
    widget.setFixedWidth(width)
    widget.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
    return widget
