"""The questions of one record as a card: the values of each field side by side, whose they are, and the buttons that answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.desktop.pages.answers_reading import Asked, Named, Question, Untaken
from app.desktop.pages.answers_wording import marked
from app.desktop.pieces import ElidedLabel, button, card, column, isolated, label, line, outlined, picture, row
from app.desktop.values import reads_left_to_right, said_since
from app.services.conflicts import Standpoint
from app.words import _, ngettext

ACROSS = 3
"""How many values stand side by side before the next ones go below."""

PAGES = {"activity": "activities", "organisation": "organisations", "reporting_round": "round"}
"""On which page a record can be opened."""


def can_open(record: Named) -> bool:
    """Whether there is a page that shows the record."""
    return record.type in PAGES


def head(record: Named, said: str, opening: QPushButton | None) -> QWidget:
    """The upper line of a card: what kind of record, what it is called, what is said of it, and the way to it."""
    made = QWidget()
    name = ElidedLabel(isolated(record.name), "heading")
    kind = label(f"{record.kind} · {said}" if said else record.kind, "muted")
    parts = row(picture(record.icon, 18, "muted"), column(name, kind, spacing=0), opening or 0, spacing=10)
    parts.setStretch(1, 1)
    made.setLayout(parts)
    return made


class RecordCard(QFrame):
    """Says `kept(type, id, field, value)`, `another_wanted(question)`, `ticked()`, `opened(type, id)`."""

    kept = Signal(str, str, str, object)
    another_wanted = Signal(object)
    ticked = Signal()
    opened = Signal(str, str)

    def __init__(self, asked: Asked, ticked: set[tuple[str, str, str]], may_settle: bool) -> None:
        super().__init__()
        self.setProperty("tone", "card")
        self.setObjectName(f"asked_{asked.record.id}")
        self.ticks: dict[tuple[str, str, str], QCheckBox] = {}
        record, count = asked.record, len(asked.questions)
        opening = button(_("Open"), lambda: self.opened.emit(record.type, record.id), "link")
        opening.setAccessibleName(_("Open {name}").format(name=record.name))
        said = ngettext("{count} question", "{count} questions", count).format(count=count)
        inner = column(head(record, said, opening if can_open(record) else None), spacing=10)
        for question in asked.questions:
            inner.addWidget(line())
            inner.addWidget(self._question(question, record, ticked, may_settle))
        self.setLayout(inner)
        inner.setContentsMargins(14, 10, 14, 14)

    def _question(self, one: Question, record: Named, ticked: set[tuple[str, str, str]], may_settle: bool) -> QWidget:
        tick = self.ticks[one.key] = outlined(QCheckBox(one.label))
        tick.setObjectName(f"tick_{one.field}")
        tick.setAccessibleName(_("Tick {field} of {name}").format(field=one.label, name=record.name))
        tick.setChecked(one.key in ticked)
        tick.setEnabled(may_settle and one.known)
        tick.toggled.connect(lambda _on: self.ticked.emit())
        font = tick.font()
        font.setBold(True)
        tick.setFont(font)
        another = button(_("Write another…"), lambda: self.another_wanted.emit(one), "link", "pencil")
        another.setAccessibleName(_("Write another value for {field}").format(field=one.label))
        another.setObjectName(f"another_{one.field}")
        if one.spec is None or not may_settle:
            another.hide()
        grid = QGridLayout()
        grid.setSpacing(10)
        across = min(len(one.values), 2 if one.is_text else ACROSS)
        for at, point in enumerate(one.values):
            grid.addWidget(self._value(one, at, point, record, may_settle), at // across, at % across)
            grid.setColumnStretch(at % across, 1)
        made = QWidget()
        made.setObjectName(f"question_{one.field}")
        made.setLayout(column(row(tick, None, another), grid, spacing=6))
        if not one.known:
            made.layout().addWidget(label(_("Update this program to answer this one."), "muted", wrap=True))  # type: ignore[union-attr]
        return made

    def _value(self, one: Question, at: int, point: Standpoint, record: Named, may_settle: bool) -> QFrame:
        words = keep_words(one, at)
        keeping = button(words, lambda: self.kept.emit(one.type, one.id, one.field, point.value), "small")
        keeping.setAccessibleName(f"{words}: {one.label}, {one.texts[at] or _('nothing')} ({record.name})")
        keeping.setObjectName(f"keep_{'mine' if point.mine else f'theirs_{at}'}")
        if not (may_settle and one.known):
            keeping.hide()
        whose = row(label(said_by(one.values, at), "chip"), label(_said_when(one, at), "muted"), None, spacing=8)
        inner = column(whose, self._shown(one, at), None, row(keeping, None), spacing=7)
        made = card(inner, "card-notice", 13) if point.mine else card(inner, margin=12)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return made

    def _shown(self, one: Question, at: int) -> QLabel:
        text = one.texts[at]
        if not text:
            return label(_("nothing: the field was emptied") if one.known else "", "muted", wrap=True)
        made = label(text, "" if one.is_text else "strong", wrap=True)
        if one.is_text:
            made.setTextFormat(Qt.TextFormat.RichText)
            made.setText(marked(text, [other for place, other in enumerate(one.texts) if place != at]))
        elif one.spec is not None and reads_left_to_right(one.spec.kind):
            made.setText(isolated(text))
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made


def keep_words(one: Question, at: int) -> str:
    """What the button under a value says."""
    point = one.values[at]
    if one.is_about_deletion:
        return _("Delete it") if point.value else _("Keep the record")
    if point.mine:
        return _("Keep yours")
    return _("Keep theirs") if sum(not other.mine for other in one.values) == 1 else _("Keep this one")


def said_by(values: Sequence[Standpoint], at: int) -> str:
    """Whose a value is."""
    point = values[at]
    if point.mine:
        return _("Yours")
    if not point.by:
        return _("By somebody else")
    if any(other.mine and other.by == point.by for other in values):
        return _("{name}, on another computer").format(name=isolated(point.by))
    return isolated(point.by)


def _said_when(one: Question, at: int) -> str:
    parts = [said_since(when)] if (when := one.values[at].when) else []
    if at == 0:
        both = _("both stand in the text until you answer")
        parts.append(both if one.is_text else _("shown until you answer"))
    return " · ".join(parts)


def untaken_card(one: Untaken, opening: QPushButton | None, withdrawing: QPushButton) -> QFrame:
    """A change that the server did not take: the fields, when, the reason with what to do, and the way to take it back."""
    what, count = one.what, len(one.what.keys)
    said = _("changed {when}").format(when=said_since(what.when))
    if what.by:
        told = _("changed {when} by {name}, whose file brought it here")
        said = told.format(when=said_since(what.when), name=isolated(what.by))
    about = one.named[0]
    if count > 1:
        several = ngettext("{count} record", "{count} records", count).format(count=f"{count:,}")
        about = replace(about, kind=several, name=what.note)
    inner = column(head(about, said, opening), spacing=9)
    if count > 1:
        inner.addWidget(label(_several(one), "muted", wrap=True))
    if one.labels:
        inner.addWidget(label(_("Fields: {names}").format(names=", ".join(one.labels)), "muted", wrap=True))
    reason = row(column(picture("circle-alert", 18, "warning"), None), label(what.message, wrap=True), spacing=10)
    reason.setStretch(1, 1)
    inner.addLayout(reason)
    inner.addLayout(row(withdrawing, None))
    return card(inner)


def _several(one: Untaken) -> str:
    lines, rest = [isolated(record.name) for record in one.named], len(one.what.keys) - len(one.named)
    more = ngettext("and {count} more", "and {count} more", rest).format(count=f"{rest:,}")
    return "\n".join([*lines, more] if rest else lines)
