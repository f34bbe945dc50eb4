"""The exchange by file: changes saved to a stick, and a file of changes shown before anything of it is taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app import clock
from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.pieces import card, column, fact_table, isolated, label
from app.desktop.values import said_since
from app.services import sticks, sticks_told
from app.services.sticks import Bundle, Preview, Taken
from app.words import _

SUFFIX = ".ujima"


def ask_save(parent: QWidget, desk: Desk) -> None:
    """Ask where, then write what the server has not said it has."""
    proposed = f"ujima-{clock.today():%Y-%m-%d}{SUFFIX}"
    name, _filter = QFileDialog.getSaveFileName(parent, _("Save changes to a file"), proposed, f"*{SUFFIX}")
    if name:
        save(parent, desk, Path(name))


def save(parent: QWidget, desk: Desk, file: Path) -> None:
    """Write the file, and say what is in it and where to bring it."""
    file = file if file.suffix else file.with_suffix(SUFFIX)
    desk.runner.network(sticks.write, file, then=lambda written: build_written(parent, written).open())


def build_written(parent: QWidget | None, written: Bundle) -> Dialog:
    """What was written, as a dialog not yet shown."""
    dialog = Dialog(parent, _("Changes are saved"), isolated(Path(written.file).name))
    dialog.put(label(sticks_told.written(written), wrap=True))
    told = _("Only the server and the offices of your district can read it. It may be loaded twice without harm.")
    dialog.put(label(told, "muted", wrap=True))
    dialog.offer(_("Close"), tone="primary")
    return dialog


def ask_load(parent: QWidget, desk: Desk) -> None:
    """Ask which file, then show what it brings."""
    name, _filter = QFileDialog.getOpenFileName(parent, _("Load changes from a file"), "", f"*{SUFFIX};;*")
    if name:
        load(parent, desk, Path(name))


def load(parent: QWidget, desk: Desk, file: Path) -> None:
    """Show what a file brings; it is taken when the person says so. A file that cannot be taken gets its sentence."""
    desk.runner.network(
        sticks.preview,
        file,
        then=lambda found: LoadChanges(parent, desk, file, found).open(),
        failed=lambda error: _say_why_not(parent, error),
    )


def _say_why_not(parent: QWidget | None, error: Any) -> None:
    dialog = Dialog(parent, _("This file cannot be loaded"), error.message)
    dialog.put(label(_("Nothing was changed."), "muted"))
    dialog.offer(_("Close"), tone="primary")
    dialog.open()


class LoadChanges(Dialog):
    """Whose changes, which file of theirs, how many, and what is missing before it."""

    def __init__(self, parent: QWidget | None, desk: Desk, file: Path, found: Preview) -> None:
        super().__init__(parent, _("Load changes"), isolated(file.name), 500)
        self.desk, self.file, self.found = desk, file, found
        self.put(card(fact_table(sticks_told.facts(found, said_since, isolated))))
        if missing := sticks_told.missing(found):
            self.put(card(column(label(missing, "warning", wrap=True)), "card-warning", 10))
        asked = _("Where both of you wrote into the same field, you are asked; nothing of yours is overwritten.")
        self.put(label(asked, "muted", wrap=True))
        self.offer_cancel()
        self.loading = self.offer(_("Load them"), True, "primary")
        self.accepted.connect(self.take)
        self.fit()

    def take(self) -> None:
        """Take what the file brings."""
        self.desk.runner.network(
            sticks.read, self.file, then=self._taken, failed=lambda error: _say_why_not(self.parentWidget(), error)
        )

    def _taken(self, taken: Taken) -> None:
        self.desk.runner.changed.emit(None)
        self.desk.say(sticks_told.taken(Taken(**{**vars(taken), "told": ()})).replace("\n", " "))
        for text in taken.told:
            self.desk.exchange.tell(text)
