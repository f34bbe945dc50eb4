"""Said once and calmly: the surroundings failed, or a request cannot be fulfilled. Nothing was lost."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.desktop.dialogs import ask_plainly
from app.errors import Refused, Trouble
from app.words import _


def ask(parent: QWidget | None, error: Exception) -> None:
    """Show the sentence of a Trouble or Refused."""
    title = _("This did not work") if isinstance(error, Trouble) else _("This cannot be done")
    text = error.message if isinstance(error, (Trouble, Refused)) else str(error)
    ask_plainly(parent, title, text, _("Close"), more=_("What was saved before is still there."))
