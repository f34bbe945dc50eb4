"""Filters of a table that a person wants again: kept in the workspace's settings, by name."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from PySide6.QtWidgets import QInputDialog, QMenu, QPushButton

from app.desktop import theme
from app.desktop.desk import Desk
from app.desktop.filters import FilterHeader
from app.services import settings
from app.words import _


class SavedFilters(QPushButton):
    """A button with a menu: the saved filters, saving the present one, forgetting one."""

    def __init__(self, desk: Desk, type: str, header: FilterHeader) -> None:
        super().__init__(theme.icon("filter"), " " + _("Filters"))
        self.setAccessibleName(_("Filters"))
        self.desk, self._key, self._header = desk, f"filters.{type}", header
        self.kept: dict[str, dict[str, Any]] = {}
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        desk.read(settings.get, self._key, then=self._take)

    def _take(self, text: str | None) -> None:
        self.kept = json.loads(text) if text else {}

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for name in sorted(self.kept):
            menu.addAction(name, partial(self._use, name))
        menu.addSeparator()
        saving = menu.addAction(theme.icon("save"), _("Keep the present filters…"), self._ask_name)
        saving.setEnabled(bool(self._header.texts()))
        if self.kept:
            forgetting = menu.addMenu(_("Forget"))
            for name in sorted(self.kept):
                forgetting.addAction(name, partial(self.forget, name))

    def _ask_name(self) -> None:
        name, agreed = QInputDialog.getText(self, _("Keep the present filters"), _("Name"))
        if agreed and name.strip():
            self.keep(name.strip())

    def _use(self, name: str) -> None:
        self._header.set_filters(self.kept[name])

    def keep(self, name: str) -> None:
        """Keep the present filters under a name."""
        self.kept[name] = self._header.texts()
        self._write()

    def forget(self, name: str) -> None:
        """Forget a saved filter."""
        self.kept.pop(name, None)
        self._write()

    def _write(self) -> None:
        self.desk.change(settings.put, {self._key: json.dumps(self.kept, ensure_ascii=False)})
