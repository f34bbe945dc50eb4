"""A page for an organisation, or for all of an area: what concerns it, and a letter where it reported on time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog, ask_plainly
from app.desktop.form import Field
from app.desktop.pieces import column, isolated, label
from app.fields import Ref, Spec
from app.printing import given_back
from app.printing.given_back import Given
from app.store.workspace import Store
from app.words import LANGUAGES, N_, _, ngettext

OWN = ""
"""Stands for each organisation's own language."""


def ask(window: Any, organisation: str = "", name: str = "") -> None:
    """Ask where the pages go, then write them: of one organisation, or of all in an area."""
    dialog, place, languages = build(window, window.desk, name)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    folder = QFileDialog.getExistingDirectory(window, _("Where shall the pages be saved?"))
    if folder:
        spoken = languages.currentData() or None
        write(window, window.desk, Path(folder), organisation, place.editor.typed() if place else "", spoken)


def build(parent: QWidget, desk: Desk, name: str = "") -> tuple[Dialog, Field | None, QComboBox]:
    """The dialog, not yet shown, with the field of the area (none for one organisation) and the choice of language."""
    heading = (
        _("A page for {organisation}").format(organisation=isolated(name))
        if name
        else _("A page for each organisation")
    )
    dialog = Dialog(parent, _("Give back"), heading, 520)
    told = _(
        "On one sheet: its rows and how current they are, who works beside it, its action points, meetings ahead, agreements that end, "
        "whom to call, where to send a family. With it the same as text for a messenger, and a letter where it reported on time."
    )
    dialog.put(label(told, "muted", wrap=True))
    place = None
    if not name:
        place = Field(Spec(Ref("place"), N_("Area (empty: everywhere)"), name="place"), desk)
        place.editor.set_value(desk.office.place or None, {desk.office.place: desk.office.area})
        dialog.put(place)
    languages = QComboBox()
    languages.setAccessibleName(_("Language of the pages"))
    languages.addItem(_("Each in its own language"), OWN)
    for code, called in LANGUAGES.items():
        languages.addItem(called, code)
    dialog.put(column(label(_("Language of the pages"), "label"), languages, spacing=3))
    dialog.offer_cancel()
    dialog.offer(_("Choose a folder…"), True, "primary")
    return dialog, place, languages


def write(parent: QWidget, desk: Desk, folder: Path, organisation: str, place: str, spoken: str | None) -> None:
    """Write the pages beside what else is done, then offer to open the folder."""

    def written(made: list[Given]) -> None:
        letters = sum(one.on_time for one in made)
        told = ngettext("{count} page is written", "{count} pages are written", len(made)).format(count=len(made))
        more = (
            ngettext("{count} letter with them", "{count} letters with them", letters).format(count=letters)
            if letters
            else ""
        )
        desk.say(told)
        if ask_plainly(parent, _("Give back"), told, _("Open the folder"), _("Close"), more):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    desk.runner.aside(_write, folder, organisation, place, spoken, then=written)


def _write(store: Store, folder: Path, organisation: str, place: str, spoken: str | None) -> list[Given]:
    if organisation:
        return [given_back.give_back(store, folder, organisation, spoken)]
    return given_back.give_back_to_all(store, folder, place or None, spoken)
