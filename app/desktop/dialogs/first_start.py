"""The first start: language, who works here, for which area, and whether to begin with the sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QLineEdit, QRadioButton, QWidget

from app import vocabulary, words
from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.editors import PickEditor
from app.desktop.pieces import button, column, label, outlined, row
from app.fields import Choice
from app.paths import RESOURCES
from app.words import LANGUAGES, _

if TYPE_CHECKING:
    from app.desktop.dialogs.come_back import ComeBack

ELSEWHERE = 2
"""How the dialog ends when neither its questions were answered nor it was closed."""

SAMPLE_COUNTRY = "MOZ"
SAMPLE = RESOURCES / "samples" / "moz_response_tracking_2019.xlsx"


@dataclass(frozen=True)
class Beginning:
    """What the first start asks. `place` is the P-code of the office's area, empty for the whole country."""

    language: str
    person: str
    office: str
    country: str
    place: str
    with_sample: bool


def ask(
    parent: QWidget | None, desk: Desk, then: Callable[[Beginning], object], otherwise: Callable[[], object]
) -> FirstStart:
    """Open the dialog; `then(beginning)` follows, or `otherwise()` when it is closed without an answer."""
    dialog = FirstStart(parent, desk)
    dialog.accepted.connect(lambda: then(dialog.beginning()))
    dialog.rejected.connect(otherwise)
    dialog.open()
    return dialog


class FirstStart(Dialog):
    """One page of questions; only the country must be answered."""

    def __init__(self, parent: QWidget | None, desk: Desk) -> None:
        super().__init__(parent, _("Welcome to Ujima"), _("Welcome. Five questions, and the desk is yours."), 560)
        self.desk = desk
        self.language = QComboBox()
        self.language.setAccessibleName(_("Language"))
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(self.language.findData(words.language()), 0))
        self.person, self.office = _line(_("Your name")), _line(_("Your office"))
        self.country = PickEditor(Choice("countries"), desk)
        self.country.setAccessibleName(_("Country"))
        self.country.input().setAccessibleName(_("Country"))
        self.country.edited.connect(self._ask_places)
        self.province, self.district = _places(_("Area")), _places(_("Smaller area"))
        self.province.currentIndexChanged.connect(lambda _at: self._fill_districts())
        self.own = outlined(QRadioButton(_("Begin with my own work")))
        self.sample = outlined(QRadioButton(_("Look around first, with the sample: Mozambique 2019, public figures")))
        self.own.setChecked(True)
        self.sample.toggled.connect(self._choose_sample)
        self.sample.setEnabled(SAMPLE.exists())
        self._level_words = (label(_("Area"), "label"), label(_("Smaller area"), "label"))
        self._places: list[Any] = []
        for text, field in (
            (_("Language"), self.language),
            (_("Your name"), self.person),
            (_("Your office"), self.office),
            (_("Country"), self.country),
        ):
            self.put(column(label(text, "label"), field, spacing=3))
        self.put(
            row(
                column(self._level_words[0], self.province, spacing=3),
                column(self._level_words[1], self.district, spacing=3),
            )
        )
        self.put(
            label(
                _("Everything you enter stays on this computer, encrypted, until you share it yourself."),
                "muted",
                wrap=True,
            )
        )
        self.put(column(self.own, self.sample, spacing=4))
        self.coming_back = button(_("I have the recovery sheet of a lost laptop…"), self.ask_to_come_back, "link")
        self._buttons.insertWidget(0, self.coming_back)
        self.begin = self.offer(_("Begin"), True, "primary")
        self.begin.setEnabled(False)

    def ask_to_come_back(self) -> ComeBack:
        """Ask for the words of a sheet instead: this computer becomes a laptop that was lost."""
        from app.desktop.dialogs import come_back

        dialog = come_back.ComeBack(self, self.desk)
        dialog.came_back.connect(self._come_back)
        dialog.open()
        return dialog

    def _come_back(self) -> None:
        from app.desktop.dialogs import come_back

        self.desk.preferences.language = self.language.currentData()
        self.done(ELSEWHERE)
        self.desk.restarting.emit(come_back.take_place)

    def beginning(self) -> Beginning:
        """The answers."""
        place = self.district.currentData() or self.province.currentData() or ""
        return Beginning(
            self.language.currentData(),
            self.person.text().strip(),
            self.office.text().strip(),
            self._country(),
            place,
            self.sample.isChecked(),
        )

    def _country(self) -> str:
        code = self.country.typed()
        return code if code in vocabulary.code_list("countries").codes else ""

    def _choose_sample(self, chosen: bool) -> None:
        if chosen:
            self.country.set_value(SAMPLE_COUNTRY)
            self._ask_places()

    def _ask_places(self) -> None:
        country = self._country()
        self.begin.setEnabled(bool(country))
        self._take_places([])
        if country:
            for level, text in enumerate(self._level_words, 1):
                word = vocabulary.level_word(country, level, words.language())
                text.setText(word[:1].upper() + word[1:])
            self.desk.read(_places_of, country, then=self._take_places, instead_of="places of the country")

    def _take_places(self, places: list[Any]) -> None:
        self._places = places
        self.province.clear()
        self.province.addItem(_("The whole country"), "")
        for place in places:
            if place.level == 1:
                self.province.addItem(place.name, place.pcode)
        self._fill_districts()

    def _fill_districts(self) -> None:
        chosen = self.province.currentData()
        self.district.clear()
        self.district.addItem(_("All of it"), "")
        for place in self._places:
            if place.level == 2 and place.parent == chosen:
                self.district.addItem(place.name, place.pcode)
        self.district.setEnabled(self.district.count() > 1)


def _line(words: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(words)
    return made


def _places(words: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(words)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(18)
    return made


def _places_of(_store: Any, country: str) -> list[Any]:
    from app.exchange import packs

    if country not in packs.shipped_countries():
        return []
    return sorted(packs.shipped_pack(country).places, key=lambda place: place.name)
