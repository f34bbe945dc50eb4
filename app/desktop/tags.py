"""The editor of a set: its answers as chips, and a line that adds one. Names no record."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from app.desktop.chips import Chips
from app.desktop.desk import Desk
from app.desktop.editors import Editor, LineEditor, PickEditor
from app.desktop.pieces import column
from app.fields import Choice, Kind, Ref, Tags, Text
from app.words import _, language


class TagsEditor(Editor):
    """A set, one line per answer below the line that adds one. Semicolons separate several typed at once."""

    def __init__(self, kind: Tags, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        one: Kind = Choice(kind.of) if kind.of else Ref(kind.to) if kind.to else Text()
        self._adding = PickEditor(one, desk) if kind.of or kind.to else LineEditor(one)
        self._adding.line.setPlaceholderText(_("Add one"))
        self._adding.line.returnPressed.connect(self._add)
        self._adding.picked.connect(self._add)
        self._chips = Chips()
        self._chips.removed.connect(self._remove)
        self._keys: dict[str, str] = {}
        self._box.addLayout(column(self._chips, self._adding, spacing=4))
        self.setFocusProxy(self._adding)

    def input(self) -> QWidget:
        """The line that adds one."""
        return self._adding.line

    def typed(self) -> str:
        """All answers, with semicolons between; one still being typed counts."""
        return "; ".join([*self._keys, *filter(None, [self._adding.typed()])])

    def set_value(self, value: Any, called: dict[str, str] | None = None) -> None:
        """Show a stored set."""
        one: Kind = Choice(of) if (of := getattr(self.kind, "of", "")) else Kind()
        self._keys = {key: (called or {}).get(key) or one.show(key, language()) for key in value or ()}
        self._adding.set_value(None)
        self._chips.show_words(self._keys)

    def _show_text(self, text: str) -> None:
        self._keys = {part.strip(): part.strip() for part in text.split(";") if part.strip()}
        self._chips.show_words(self._keys)

    def _add(self) -> None:
        key, name = self._adding.typed(), self._adding.line.text().strip()
        if key:
            self._keys[key] = name
            self._chips.show_words(self._keys)
            self._adding.set_value(None)
            self.edited.emit()

    def _remove(self, key: str) -> None:
        self._keys.pop(key, None)
        self._chips.show_words(self._keys)
        self.edited.emit()
