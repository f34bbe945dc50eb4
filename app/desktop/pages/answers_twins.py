"""Two organisations that look like one: they are the same, and which of them is kept, or they are two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QRadioButton, QSizePolicy

from app import vocabulary
from app.desktop.pieces import button, card, column, isolated, label, outlined, picture, row
from app.words import _, language, ngettext

if TYPE_CHECKING:
    from app.services.twins import Seen, Twins


class TwinsCard(QFrame):
    """Says `merged(kept, other)`, `told_apart(one, other)`, `opened(id)`."""

    merged = Signal(str, str)
    told_apart = Signal(str, str)
    opened = Signal(str)

    def __init__(self, pair: Twins, may_merge: bool) -> None:
        super().__init__()
        self.setProperty("tone", "card")
        self.setObjectName(f"twins_{pair.one.id}_{pair.other.id}")
        self.pair = pair
        self.choices = tuple(outlined(QRadioButton(_("Keep this one"))) for _side in range(2))
        self._group = QButtonGroup(self)
        for choice, seen in zip(self.choices, (pair.one, pair.other), strict=True):
            self._group.addButton(choice)
            choice.setAccessibleName(_("Keep {name}").format(name=seen.name or seen.acronym))
            choice.setEnabled(may_merge)
        self.choices[0].setChecked(True)
        self.same = button(_("They are the same"), self._merge, "small", "merge")
        self.two = button(_("They are two"), lambda: self.told_apart.emit(pair.one.id, pair.other.id), "small")
        self.same.setEnabled(may_merge)
        names = _("{one} and {other}").format(one=pair.one.name, other=pair.other.name)
        for act in (self.same, self.two):
            act.setAccessibleName(f"{act.text().strip()}: {names}")
        sides = row(
            *(self._side(seen, choice) for seen, choice in zip((pair.one, pair.other), self.choices, strict=True))
        )
        for at in (0, 1):
            sides.setStretch(at, 1)
        why = row(picture("building-2", 18, "muted"), label(pair.reason, "strong", wrap=True), spacing=10)
        why.setStretch(1, 1)
        told = _("What leads to the other one leads to the kept one from then on; Undo takes it back.")
        refused = _("Two organisations are put together by a coordinator: ask one to do it.")
        below = label(told if may_merge else refused, "muted", wrap=True)
        inner = column(why, sides, row(self.same, self.two, below), spacing=10)
        inner.itemAt(2).layout().setStretch(2, 1)  # type: ignore[union-attr]
        self.setLayout(inner)
        inner.setContentsMargins(14, 12, 14, 14)

    def _side(self, seen: Seen, choice: QRadioButton) -> QFrame:
        name = label(isolated(seen.name or seen.acronym), "strong", wrap=True)
        opening = button(_("Open"), lambda: self.opened.emit(seen.id), "link")
        opening.setAccessibleName(_("Open {name}").format(name=seen.name or seen.acronym))
        kind = vocabulary.code_list("organisation_type").name(seen.type, language()) if seen.type else ""
        count = ngettext("leads {count} activity", "leads {count} activities", seen.activities)
        facts = [isolated(seen.acronym), kind, count.format(count=f"{seen.activities:,}")]
        inner = column(name, label(" · ".join(filter(None, facts)), "muted", wrap=True), spacing=5)
        if seen.aliases:
            also = _("Also: {names}").format(names="; ".join(map(isolated, seen.aliases[:4])))
            inner.addWidget(label(also, "muted", wrap=True))
        inner.addStretch(1)
        inner.addLayout(row(choice, None, opening))
        made = card(inner, "card", 12)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return made

    def _merge(self) -> None:
        one, other = self.pair.one.id, self.pair.other.id
        self.merged.emit(*((one, other) if self.choices[0].isChecked() else (other, one)))
