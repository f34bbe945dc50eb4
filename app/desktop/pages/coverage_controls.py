"""What matrix and map share: the choices above them, and the banner that says what the chair trusts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QSizePolicy, QWidget

from app import vocabulary
from app.desktop.chips import FlowLayout
from app.desktop.desk import Office
from app.desktop.pieces import ElidedLabel, button, card, column, label, picture, row
from app.insight.matrix import ACTIVITIES, BY_ORGANISATION, BY_PLACE, ORGANISATIONS, PEOPLE
from app.insight.selection import Filters
from app.services.coverage import Asked, Choices, Stamp
from app.words import N_, _, language, ngettext

DOMAINS = ("SP", "HA", "DRM")
WAYS = ((BY_PLACE, N_("Places")), (BY_ORGANISATION, N_("Organisations")))
MEASURES = ((ORGANISATIONS, N_("Organisations")), (ACTIVITIES, N_("Activities")), (PEOPLE, N_("People reached")))
STATUSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("Active"), ()),
    (N_("Planned and ongoing"), ("planned", "ongoing")),
    (N_("Ongoing"), ("ongoing",)),
    (N_("Planned"), ("planned",)),
    (N_("Suspended"), ("suspended",)),
    (N_("Completed"), ("completed",)),
)


class Controls(QWidget):
    """Way (where wanted), area (the office's own at first), level, domain, measure, period, status: `asked()` is what is chosen."""

    changed = Signal()
    """Something was chosen anew."""

    def __init__(self, with_ways: bool, office: Office) -> None:
        super().__init__()
        self.way = _choice(_("Rows"), [(_(text), key) for key, text in WAYS], 136)
        self.area = _choice(_("Area"), [(_("Everywhere"), "")], 136)
        self.level = _choice(_("Level"), [], 112)
        self.measure = _choice(_("Measure"), [(_(text), key) for key, text in MEASURES], 150)
        self.period = _choice(_("Period"), [(_("All periods"), "")], 118)
        self.status = _choice(_("Show"), [(_(text), codes) for text, codes in STATUSES], 136)
        self.edition = ""
        if office.place and office.place != office.country:
            self.area.addItem(office.area, office.place)
            self.area.setCurrentIndex(1)
        self._sectors: tuple[str, ...] = ()
        self._organisations: tuple[str, ...] = ()
        self._domains = QButtonGroup(self)
        flow = FlowLayout(9)
        for choice in (
            *([self.way] if with_ways else []),
            self.area,
            self.level,
            None,
            self.measure,
            self.period,
            self.status,
        ):
            flow.addWidget(self._make_domains() if choice is None else _titled(choice.accessibleName(), choice))
            if choice is not None:
                choice.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.setLayout(flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def asked(self) -> Asked:
        """What is chosen now."""
        domain = self._domains.checkedButton().property("code")
        area = self.area.currentData()
        filters = Filters(
            places=(area,) if area else (),
            sectors=self._sectors,
            organisations=self._organisations,
            statuses=self.status.currentData(),
            domains=(domain,) if domain else (),
            period=_span(self.period.currentData() or ""),
        )
        return Asked(
            filters, self.level.currentData(), self.way.currentData(), self.measure.currentData(), self.edition or None
        )

    def show_choices(self, choices: Choices, level: int) -> None:
        """Offer what the workspace has; what was chosen stays chosen."""
        years = sorted({month[:4] for month in choices.months}, reverse=True)
        _refill(
            self.area, [(_("Everywhere"), ""), *((name, code) for code, name in choices.areas)], self.area.currentData()
        )
        _refill(self.level, [(word[:1].upper() + word[1:], number) for number, word in choices.levels], level)
        _refill(
            self.period,
            [(_("All periods"), ""), *((year, year) for year in years), *((month, month) for month in choices.months)],
            self.period.currentData(),
        )
        for choice in (self.area, self.period, self.status):
            choice.setEnabled(not self.edition)

    def take_target(self, target: dict[str, Any]) -> None:
        """What another page asks for: `sector` or `organisation` to hold to, `edition`, and what `choose` takes."""
        self._sectors, self._organisations = (
            tuple(filter(None, [target.get(name)])) for name in ("sector", "organisation")
        )
        self.edition = target.get("edition", self.edition)
        self.choose(
            **{name: target[name] for name in ("area", "level", "way", "measure", "period", "domain") if name in target}
        )

    def choose(self, **wanted: Any) -> None:
        """Choose level, way, area, measure, period or domain from elsewhere, and say so once."""
        blockers = [QSignalBlocker(self), QSignalBlocker(self._domains)]
        for name in ("level", "way", "area", "measure", "period"):
            if name in wanted:
                choice: QComboBox = getattr(self, name)
                if choice.findData(wanted[name]) < 0:
                    choice.addItem(str(wanted[name]), wanted[name])
                choice.setCurrentIndex(choice.findData(wanted[name]))
        if "domain" in wanted:
            next(one for one in self._domains.buttons() if one.property("code") == wanted["domain"]).setChecked(True)
        del blockers
        self.changed.emit()

    def _make_domains(self) -> QWidget:
        names, made = vocabulary.code_list("domain"), QWidget()
        made.setLayout(row(spacing=0))
        for code in (*DOMAINS, ""):
            one = button(code or _("All"), tone="segment")
            one.setProperty("code", code)
            one.setAccessibleName(names.name(code, language()) if code else _("All domains"))
            one.setToolTip(one.accessibleName())
            one.setChecked(not code)
            self._domains.addButton(one)
            made.layout().addWidget(one)
        self._domains.buttonToggled.connect(lambda _button, now: self.changed.emit() if now else None)
        return _titled(_("Domain"), made)


class Banner(QWidget):
    """Edition, cut-off, reporting rate, validated share, filter; an edition can be chosen to be seen again."""

    chosen = Signal(str)
    """The id of an edition; empty for what is recorded now."""
    wanted_round = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.edition = QComboBox()
        self.edition.setAccessibleName(_("Edition"))
        self.edition.setMinimumWidth(190)
        self.edition.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.edition.addItem(_("Working copy"), "")
        self._text = ElidedLabel()
        self._silent = button("", self.wanted_round.emit, "link")
        inner = row(picture("lock", 16, "accent"), self.edition, self._text, self._silent, spacing=10)
        inner.setStretch(2, 1)
        self.setLayout(column(card(inner, "card-notice", 6)))
        self.edition.activated.connect(lambda _at: self.chosen.emit(self.edition.currentData()))

    def show_stamp(self, stamp: Stamp, editions: Sequence[tuple[str, str]], edition: str) -> None:
        """Say what is shown."""
        _refill(self.edition, [(_("Working copy"), ""), *((words, id) for id, words in editions)], edition)
        parts = [] if edition else [_("cut-off {date}").format(date=stamp.cut_off.isoformat())]
        parts.append(stamp.rate.sentence())
        if stamp.validated is not None:
            parts.append(_("{share} of rows with figures validated").format(share=f"{stamp.validated:.0%}"))
        self._text.setText("  ·  ".join([*parts, stamp.filter]))
        self._silent.setVisible(bool(stamp.rate.silent))
        silent = stamp.rate.silent
        self._silent.setText(
            ngettext("{count} has not reported", "{count} have not reported", silent).format(count=silent)
        )
        self._silent.setAccessibleName(self._silent.text())


def _choice(name: str, entries: Sequence[tuple[str, Any]], width: int) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setFixedWidth(width)
    for text, data in entries:
        made.addItem(text, data)
    return made


def _titled(title: str, inner: QWidget) -> QWidget:
    made = QWidget()
    made.setLayout(column(label(title, "label"), inner, spacing=3))
    return made


def _refill(choice: QComboBox, entries: Sequence[tuple[str, Any]], chosen: Any) -> None:
    blocker = QSignalBlocker(choice)
    choice.clear()
    for text, data in entries:
        choice.addItem(text, data)
    choice.setCurrentIndex(max(choice.findData(chosen), 0))
    del blocker


def _span(period: str) -> tuple[str, str] | None:
    """First and last day of a year (2019) or a month (2019-05); none for all."""
    if not period:
        return None
    if len(period) == 4:
        return f"{period}-01-01", f"{period}-12-31"
    import calendar

    year, month = int(period[:4]), int(period[5:7])
    return f"{period}-01", f"{period}-{calendar.monthrange(year, month)[1]:02}"
