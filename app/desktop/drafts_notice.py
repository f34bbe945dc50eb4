"""At start: what was being written when the power went. Continue or discard."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QFrame

from app.desktop.desk import Desk
from app.desktop.pieces import button, label, row
from app.words import _, ngettext

PAGES = {"activity": "activities", "organisation": "organisations", "agenda_item": "meetings"}
"""On which page a form of a record type is."""


class DraftNotice(QFrame):
    """A line above the page, shown while there are drafts that nobody has decided about."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("tone", "card-notice")
        self.desk = desk
        self._drafts: list[Any] = []
        self._text = label("", wrap=True)
        self.continuing = button(_("Continue"), self.continue_writing, "primary")
        self.discarding = button(_("Discard"), self.discard)
        self.setLayout(row(self._text, self.continuing, self.discarding, margins=(14, 8, 10, 8)))
        self.layout().setStretch(0, 1)  # type: ignore[union-attr]
        self.hide()

    def look(self) -> None:
        """Read which drafts were left."""
        from app.services import drafts

        self.desk.read(drafts.kept, then=self._take)

    def _take(self, found: list[Any]) -> None:
        self._drafts = [draft for draft in found if draft.form in PAGES]
        self._show()

    def _show(self) -> None:
        if not self._drafts:
            self.hide()
            return
        from app.desktop.values import said_moment
        from app.records import REGISTRY

        draft, more = self._drafts[0], len(self._drafts) - 1
        text = _("You were writing on {when} and had not saved: {what}.").format(
            when=said_moment(draft.kept_at), what=_(REGISTRY[draft.form].title)
        )
        if more:
            text += " " + ngettext("{count} more waits.", "{count} more wait.", more).format(count=more)
        self._text.setText(text)
        self.show()

    def continue_writing(self) -> None:
        """Open the form as it was typed."""
        draft = self._drafts.pop(0)
        self._show()
        self.desk.go(PAGES[draft.form], id=draft.record, typed=draft.values)

    def discard(self) -> None:
        """Forget the draft."""
        from app.services import drafts

        draft = self._drafts.pop(0)
        self._show()
        self.desk.keep(drafts.drop, draft.form, draft.record)
