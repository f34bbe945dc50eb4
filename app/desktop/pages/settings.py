"""Settings: how it looks, whose desk it is, backups, what opens the workspace, the list of places."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QComboBox, QFileDialog, QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app import vocabulary
from app.desktop import theme
from app.desktop.chips import flowing
from app.desktop.desk import Desk, read_office
from app.desktop.dialogs import ask_plainly, passphrase, recovery
from app.desktop.form import Field
from app.desktop.pages import Page
from app.desktop.pages.server_card import ServerCard
from app.desktop.pieces import ElidedLabel, button, card, clear, column, label, leading, line, row, scrolled
from app.desktop.values import said_moment
from app.fields import Ref, Spec
from app.services import packs, restoring, settings
from app.services.own import OWN_ORGANISATION, choose_own, own_organisation
from app.store import backup, find
from app.words import LANGUAGES, N_, _, language, ngettext

THEMES = ((theme.LIGHT, N_("Light")), (theme.DARK, N_("Dark")), (theme.SYSTEM, N_("As the system")))
MOST_BACKUPS = 6


class SettingsPage(Page):
    """Cards, each for one matter."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._backups, self._places = QVBoxLayout(), QVBoxLayout()
        self.cards = {
            "look": self._make_look(),
            "office": self._make_office(),
            "backups": self._make_backups(),
            "key": self._make_key(),
            "places": self._make_places(),
            "server": ServerCard(desk),
        }
        grid = QGridLayout()
        grid.setSpacing(12)
        grid.setContentsMargins(0, 0, 6, 0)
        for at, made in enumerate(self.cards.values()):
            grid.addWidget(made, at // 2, at % 2)
        grid.setRowStretch(3, 1)
        for at in (0, 1):
            grid.setColumnStretch(at, 1)
        inner = QWidget()
        inner.setLayout(grid)
        self._area = scrolled(inner)
        self.setLayout(column(self._area))

    def refresh(self, changes: Any = None) -> None:
        """Show what is set."""
        self.desk.read(_read, then=self._show, instead_of="settings")
        self.cards["server"].refresh()  # type: ignore[attr-defined]

    def show_target(self, target: dict[str, Any]) -> None:
        """`section`: the card to bring into view."""
        if target.get("section") in self.cards:
            self._area.ensureWidgetVisible(self.cards[target["section"]])

    # language and look

    def _make_look(self) -> QFrame:
        self.languages = QComboBox()
        self.languages.setAccessibleName(_("Language"))
        for code, name in LANGUAGES.items():
            self.languages.addItem(name, code)
        self.languages.setCurrentIndex(self.languages.findData(language()))
        self.languages.activated.connect(lambda _at: self._choose(language=self.languages.currentData()))
        self._themes = QButtonGroup(self)
        buttons = []
        for choice, text in THEMES:
            made = button(_(text), partial(self._choose, theme=choice), "segment")
            made.setChecked(self.desk.preferences.theme == choice)
            self._themes.addButton(made)
            buttons.append(made)
        return card(
            column(
                label(_("Language and look"), "heading"),
                label(_("Language"), "label"),
                self.languages,
                label(_("Where a word is not translated yet, it stands in English."), "muted", wrap=True),
                label(_("Colours"), "label"),
                row(*buttons, None, spacing=0),
                None,
            )
        )

    def _choose(self, **chosen: str) -> None:
        for name, value in chosen.items():
            setattr(self.desk.preferences, name, value)
        self.desk.restyling.emit()

    # whose desk

    def _make_office(self) -> QFrame:
        self.person, self.office = QLineEdit(), QLineEdit()
        self.person.setAccessibleName(_("Your name"))
        self.office.setAccessibleName(_("Your office"))
        for one in (self.person, self.office):
            one.setAlignment(leading())
        self.place = Field(Spec(Ref("place"), N_("Area of the office"), name="office_place"), self.desk)
        self.own = Field(
            Spec(Ref("organisation"), N_("Your organisation in the register"), name=OWN_ORGANISATION), self.desk
        )
        self._saving = button(_("Save"), self.save_office, "primary")
        return card(
            column(
                label(_("Whose desk this is"), "heading"),
                label(_("Your name"), "label"),
                self.person,
                label(_("Your office"), "label"),
                self.office,
                self.place,
                self.own,
                row(self._saving, None),
                None,
            )
        )

    def save_office(self) -> None:
        """Keep name, office, area, and which organisation of the register it is."""
        values = {
            "person": self.person.text().strip() or None,
            "office": self.office.text().strip() or None,
            "place": self.place.editor.typed() or self.desk.office.country or None,
        }
        self.desk.change(
            _keep_office,
            values,
            self.own.editor.typed() or None,
            then=lambda _nothing: self.desk.read(read_office, then=self._office_saved),
            failed=lambda error: self.own.say(str(error)),
        )

    def _office_saved(self, office: Any) -> None:
        self.own.say("")
        self.desk.set_office(office)
        self.desk.say(_("Saved."))

    # backups

    def _make_backups(self) -> QFrame:
        return card(
            column(
                label(_("Backups"), "heading"),
                label(
                    _("A copy is made every day you work. Keep one on a stick, away from this computer."),
                    "muted",
                    wrap=True,
                ),
                self._backups,
                flowing(
                    button(_("Back up now"), self.back_up, icon="hard-drive"),
                    button(_("Copy to a stick…"), self._copy_out, icon="save"),
                    button(_("Restore a file…"), self._pick_backup, icon="rotate-ccw"),
                ),
                None,
            )
        )

    def back_up(self) -> None:
        """Make a backup now."""
        self.desk.change(_back_up, None, then=self._backed_up)

    def _backed_up(self, file: Path) -> None:
        self.desk.say(_("A backup was made: {file}").format(file=file.name))
        self.refresh()

    def _copy_out(self) -> None:
        name, _filter = QFileDialog.getSaveFileName(self, _("Copy to a stick"), "ujima-backup.db", _("Backups (*.db)"))
        if name:
            self.desk.change(_back_up, Path(name), then=self._backed_up)

    def _pick_backup(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, _("Restore a backup"), "", _("Backups (*.db)") + ";;*")
        if name:
            self.restore(Path(name))

    def restore(self, file: Path) -> None:
        """Ask, then put a backup in the place of the workspace; what is there now is set aside, not deleted."""
        more = _("What was changed since then is set aside in the folder of the workspace, not deleted.")
        if ask_plainly(
            self, _("Restore a backup"), _("Go back to {file}?").format(file=file.name), _("Restore"), _("Cancel"), more
        ):
            self.desk.restarting.emit(lambda folder: restoring.restore(folder, file))

    # what opens the workspace

    def _make_key(self) -> QFrame:
        return card(
            column(
                label(_("What opens the workspace"), "heading"),
                label(
                    _(
                        "The workspace is encrypted. Its key lies on this computer; a passphrase takes its place if you want one. "
                        "If computer or passphrase are lost, only the recovery sheet opens it: print it and keep it apart."
                    ),
                    "muted",
                    wrap=True,
                ),
                flowing(
                    button(_("Recovery sheet…"), lambda: recovery.ask(self, self.desk), icon="printer"),
                    button(_("Passphrase…"), lambda: passphrase.ask(self, self.desk), icon="key-round"),
                ),
                None,
            )
        )

    # places

    def _make_places(self) -> QFrame:
        return card(
            column(
                label(_("Places"), "heading"),
                label(
                    _(
                        "Names, P-codes and boundaries come from the country's list. Files as OCHA publishes them can be added."
                    ),
                    "muted",
                    wrap=True,
                ),
                self._places,
                row(button(_("Add places or boundaries…"), self._pick_places, icon="map"), None),
                None,
            )
        )

    def _pick_places(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(
            self, _("Add places or boundaries"), "", _("Lists and boundaries (*.csv *.json *.geojson *.topojson)")
        )
        if names:
            self.add_places([Path(name) for name in names])

    def add_places(self, files: list[Path]) -> None:
        """Add the places and boundaries of some files."""
        self.desk.change(
            packs.extend_pack,
            files,
            then=lambda changes: self.desk.say(
                ngettext("{count} place was added.", "{count} places were added.", len(changes.created)).format(
                    count=len(changes.created)
                )
            ),
        )

    def _show(self, found: dict[str, Any]) -> None:
        office = self.desk.office
        self.person.setText(office.person)
        self.office.setText(office.name)
        self.place.editor.set_value(office.place or None, {office.place: office.area})
        self.own.editor.set_value(next(iter(found["own"]), None), found["own"])
        clear(self._backups)
        for file, when, size in found["backups"][:MOST_BACKUPS]:
            restore = button(_("Restore…"), partial(self.restore, file), "link")
            restore.setAccessibleName(_("Restore the backup of {when}").format(when=when))
            self._backups.addLayout(row(ElidedLabel(when), label(size, "muted"), restore))
        if not found["backups"]:
            self._backups.addWidget(label(_("None yet."), "muted"))
        clear(self._places)
        for level, count in found["places"].items():
            word = vocabulary.level_word(office.country, level, language())
            self._places.addLayout(row(label(word[:1].upper() + word[1:]), None, label(f"{count:,}", "muted")))
        self._places.addWidget(line())


def _keep_office(store: Any, values: dict[str, str | None], organisation: str | None) -> None:
    choose_own(store, organisation)
    settings.put(store, values)


def _back_up(store: Any, target: Path | None) -> Path:
    made: Path = store.backup(target)
    return made


def _read(store: Any) -> dict[str, Any]:
    import datetime as dt

    kept = []
    for file in backup.backups(store.folder):
        facts = file.stat()
        moment = dt.datetime.fromtimestamp(facts.st_mtime, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        kept.append((file, said_moment(moment), f"{facts.st_size / 1_000_000:,.1f} MB"))
    reader = store.reading()
    own = own_organisation(store)
    places: dict[int, int] = {}
    ids = find.find_ids(reader, find.Query("place"))
    for (level,) in find.find_rows(reader, "place", ids, ["level"]):
        places[level] = places.get(level, 0) + 1
    called = find.called(reader, "organisation", [own]) if own else {}
    return {"backups": kept, "own": called, "places": dict(sorted(places.items()))}
