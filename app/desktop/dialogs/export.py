"""The workbook for the meeting: what goes in, for whom, in which language, and where it is saved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFileDialog, QLineEdit, QWidget

from app import clock, vocabulary
from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.form import Field
from app.desktop.pieces import column, label, row
from app.fields import Date, Ref, Spec, Tags
from app.insight.selection import Filters
from app.services import exporting
from app.services.exporting import Options
from app.words import LANGUAGES, N_, _, language, ngettext

PROFILES = (
    ("B", N_("Usual: 56 columns")),
    ("A", N_("Short: 16 columns, the minimum of a 3W")),
    ("C", N_("Everything: 69 columns")),
)
DOMAINS = ("", "SP", "HA", "DRM")
KINDS = "Excel (*.xlsx);;CSV (*.csv);;GeoJSON (*.geojson)"


@dataclass(frozen=True)
class Seen:
    """What the page shows that is to be written: filters, level of places, a frozen edition (its id), and what the area is called."""

    filters: Filters
    level: int | None = None
    edition: str | None = None
    area: str = ""


def ask(window: Any, seen: Seen | None = None) -> None:
    """Ask what goes in and where to, then write it; `seen` is what the shown page had chosen."""
    dialog = ExportDialog(window, window.desk, seen)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    name, kind = QFileDialog.getSaveFileName(window, _("Save the workbook"), suggested_name(window.desk), KINDS)
    if name:
        write(window.desk, _with_ending(name, kind), dialog.options())


def write(desk: Desk, file: Path, options: Options) -> None:
    """Write the file on the writing thread and say how many rows went in."""

    def done(report: dict[str, Any]) -> None:
        rows = ngettext("{count} row", "{count} rows", report["rows"]).format(count=f"{report['rows']:,}")
        desk.say(_("{file} is written: {rows}.").format(file=file.name, rows=rows))

    desk.change(exporting.export, file, options, then=done)


def suggested_name(desk: Desk) -> str:
    """A file name that says place and day."""
    place = "".join(sign if sign.isalnum() else "_" for sign in desk.office.area or desk.office.country)
    return f"5W_{place}_{clock.today().isoformat()}.xlsx"


class ExportDialog(Dialog):
    """Few questions; every one has an answer already."""

    def __init__(self, parent: QWidget | None, desk: Desk, seen: Seen | None = None) -> None:
        super().__init__(parent, _("Workbook for the meeting"), _("What goes into the workbook?"), 620)
        self.desk, self._seen = desk, seen or Seen(Filters())
        self.place = self._field(Ref("place"), N_("Area"), "place")
        self.sectors = self._field(Tags("sector"), N_("Sectors (none chosen: all)"), "sectors")
        self.start, self.end = self._field(Date(), N_("From"), "start"), self._field(Date(), N_("Until"), "end")
        names = vocabulary.code_list("domain")
        self.domain = _choices(
            _("Domain"), [(code, names.name(code, language()) if code else _("All domains")) for code in DOMAINS]
        )
        self.profile = _choices(_("Columns"), [(code, _(text)) for code, text in PROFILES])
        self.language = _choices(_("Language of the workbook"), list(LANGUAGES.items()))
        self.language.setCurrentIndex(max(self.language.findData(language()), 0))
        self.recipient = QLineEdit()
        self.recipient.setAccessibleName(_("For whom"))
        self.public = QCheckBox(_("For the public: without persons, phones, e-mails and sites"))
        self.hashtags = QCheckBox(_("With a row of HXL hashtags"))
        self.hashtags.setChecked(True)
        self.edition = QCheckBox(_("Number it as an edition, frozen for the minutes"))
        self._lay_out()
        self._fill(seen)
        self.offer_cancel()
        self.offer(_("Save as…"), True, "primary")

    def _field(self, kind: Any, text: str, name: str) -> Field:
        return Field(Spec(kind, text, name=name), self.desk)

    def _lay_out(self) -> None:
        self.put(row(self.place, _labelled(_("Domain"), self.domain)))
        self.put(self.sectors)
        self.put(row(self.start, self.end))
        self.put(row(_labelled(_("Columns"), self.profile), _labelled(_("Language of the workbook"), self.language)))
        self.put(_labelled(_("For whom"), self.recipient))
        self.put(column(self.public, self.hashtags, self.edition, spacing=5))
        self.put(
            label(
                _("Rows of high and severe sensitivity never leave as they are, whatever is chosen here."),
                "muted",
                wrap=True,
            )
        )

    def _fill(self, seen: Seen | None) -> None:
        office = self.desk.office
        if seen is None:
            self.place.editor.set_value(office.place or None, {office.place: office.area})
            return
        filters = seen.filters
        for field in (self.place, self.sectors, self.start, self.end, self.domain, self.edition):
            field.setEnabled(seen.edition is None)
        if filters.places:
            self.place.editor.set_value(filters.places[0], {filters.places[0]: seen.area or filters.places[0]})
        self.sectors.editor.set_value(list(filters.sectors))
        self.domain.setCurrentIndex(max(self.domain.findData(filters.domains[0] if filters.domains else ""), 0))
        for field, day in zip((self.start, self.end), filters.period or (), strict=False):
            field.editor.set_value(dt.date.fromisoformat(day))

    def options(self) -> Options:
        """What was chosen."""
        place = self.place.editor.typed()
        sectors = self.sectors.editor.typed()
        start, end = (Date().parse(field.editor.typed()) for field in (self.start, self.end))
        period = ((start or dt.date.min).isoformat(), (end or dt.date.max).isoformat()) if start or end else None
        domain = self.domain.currentData()
        filters = Filters(
            places=(place,) if place and place != self.desk.office.country else (),
            sectors=tuple(Tags("sector").parse(sectors) or ()),
            domains=(domain,) if domain else (),
            period=period,
            statuses=self._seen.filters.statuses,
            organisations=self._seen.filters.organisations,
            public=self.public.isChecked(),
        )
        return Options(
            filters,
            level=self._seen.level,
            of_edition=self._seen.edition,
            profile=self.profile.currentData(),
            hashtags=self.hashtags.isChecked(),
            language=self.language.currentData(),
            edition=self.edition.isChecked(),
            recipient=self.recipient.text().strip() or None,
        )

    def accept(self) -> None:
        """Stay open while a date or a sector cannot be read."""
        fields = (self.sectors, self.start, self.end)
        for field in fields:
            field.say(field.editor.fault())
        if not any(field.editor.fault() for field in fields):
            super().accept()


def _choices(words: str, options: list[tuple[str, str]]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(words)
    for code, text in options:
        made.addItem(text, code)
    return made


def _labelled(words: str, widget: QWidget) -> Any:
    return column(label(words, "label"), widget, spacing=3)


def _with_ending(name: str, kind: str) -> Path:
    file = Path(name)
    ending = kind[kind.find("*") + 1 : kind.find(")")] if kind else ".xlsx"
    return file if file.suffix.lower() in exporting.SUFFIXES else file.with_name(file.name + ending)
