"""Home: what is due from me, what changed, how much there is, how current it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QVBoxLayout, QWidget

from app import clock, vocabulary
from app.desktop.charts import Bar, Columns
from app.desktop.desk import Desk
from app.desktop.pages import PAGES, Page
from app.desktop.pages.home_due import due_lines
from app.desktop.pages.home_lines import Questions, age, days_left, legend, pair, traffic
from app.desktop.pieces import (
    ElidedLabel,
    button,
    card,
    clear,
    column,
    empty_state,
    isolated,
    label,
    line,
    picture,
    row,
    scrolled,
)
from app.desktop.runner import Task
from app.desktop.values import said_moment
from app.services.overview import DueRound, OpenImport, Overview, read_overview
from app.vocabulary.days import said_day
from app.words import N_, _, language, ngettext

STATES = (
    ("current", "accent", N_("current")),
    ("ageing", "accent_mid", N_("ageing")),
    ("old", "warning_mid", N_("old")),
    ("undated", "border", N_("without a date")),
)
MOST_LINES = 5


class HomePage(Page):
    """Cards that are built anew from one reading after every change."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading: Task | None = None
        self._cards = QVBoxLayout()
        self._cards.setContentsMargins(0, 0, 6, 0)
        inner = QWidget()
        inner.setLayout(self._cards)
        self.setLayout(column(scrolled(inner)))
        self.buttons = [button(_("New activity"), lambda: desk.go("activities", new=True), icon="plus")]
        if any(entry.name == "importing" for entry in PAGES):
            self.buttons.append(button(_("Import a workbook"), lambda: desk.go("importing"), icon="file-input"))

    def refresh(self, changes: Any = None) -> None:
        """Read and show everything."""
        self._reading = self.desk.read(read_overview, then=self._take, instead_of="overview")

    def left(self) -> bool:
        """The counts are not waited for any more."""
        waited = self._reading is not None
        if self._reading is not None:
            self.desk.runner.give_up(self._reading)
            self._reading = None
        return waited

    def _take(self, found: Overview) -> None:
        self._reading = None
        self.show_overview(found)

    def show_overview(self, found: Overview) -> None:
        """Build the cards."""
        self.titled.emit(said_day(clock.today(), begins_line=True), self.desk.office.area)
        clear(self._cards)
        if found.empty and not found.rounds:
            self._cards.addWidget(self._beginning(), 1)
            return
        grid = QGridLayout()
        grid.setSpacing(12)
        grid.addWidget(self._due(found), 0, 0, 1, 3)
        grid.addWidget(self._changed(found), 0, 3)
        for at, made in enumerate(
            (self._active(found), self._reached(found), self._places(found), self._current(found))
        ):
            grid.addWidget(made, 1, at)
        for at, share in enumerate((10, 10, 10, 18)):
            grid.setColumnStretch(at, share)
        self._cards.addLayout(grid)
        self._cards.addStretch(1)

    def _beginning(self) -> QWidget:
        return empty_state(
            "ujima",
            _("Nothing is recorded yet"),
            _(
                "Take in a 3W workbook that you have received, or type your first activity. Everything stays on this computer."
            ),
            *(
                [button(_("Import a workbook"), lambda: self.desk.go("importing"), "primary", "file-input")]
                if len(self.buttons) > 1
                else []
            ),
            button(_("New organisation"), lambda: self.desk.go("organisations", new=True), icon="user-plus"),
            button(_("New activity"), lambda: self.desk.go("activities", new=True), icon="plus"),
        )

    # the upper row

    def _due(self, found: Overview) -> QFrame:
        inner = column(label(_("What is due from me"), "heading", wrap=True), spacing=9)
        for due in found.rounds[:3]:
            inner.addWidget(line())
            inner.addLayout(self._round(due))
        if not found.rounds:
            inner.addWidget(line())
            see = button(_("Begin a round"), lambda: self.desk.go("round"))
            see.setVisible(any(entry.name == "round" for entry in PAGES))
            inner.addLayout(
                row(picture("circle-check", 18, "good"), label(_("No round of reporting is open."), "muted"), None, see)
            )
        for part in due_lines(self.desk, found.due):
            if isinstance(part, QWidget):
                inner.addWidget(part)
            else:
                inner.addLayout(part)
        inner.addWidget(Questions(self.desk))
        for waiting in found.waiting[:3]:
            inner.addWidget(line())
            inner.addLayout(self._waiting(waiting))
        inner.addWidget(line())
        inner.addLayout(traffic("download", _("Last workbook in"), found.imported, _("None yet")))
        inner.addLayout(traffic("file-spreadsheet", _("Last workbook out"), found.exported, _("None yet")))
        inner.addStretch(1)
        return card(inner)

    def _round(self, due: DueRound) -> QLayout:
        rate = due.rate
        name = ElidedLabel(due.name)
        name.setStyleSheet("font-weight: 700;")
        head = row(
            name, label(days_left(due.days_left), "chip-warning" if (due.days_left or 9) <= 3 else "chip"), spacing=8
        )
        head.setStretch(0, 1)
        see = button(_("Open the round"), lambda: self.desk.go("round", id=due.id), "primary" if rate.silent else "")
        bar = Bar(
            [(rate.reported, "accent"), (rate.nil, "accent_mid"), (rate.silent, "warning_mid")],
            height=10,
            words=rate.sentence(),
        )
        silent = ", ".join(due.silent[:4]) + (
            _(" and {count} more").format(count=len(due.silent) - 4) if len(due.silent) > 4 else ""
        )
        below = column(head, bar, label(rate.sentence(), wrap=True), spacing=6)
        if silent:
            below.addWidget(ElidedLabel(_("Silent: {names}").format(names=silent), "muted"))
        made = row(picture("calendar-sync", 20, "warning"), below, see, spacing=10)
        made.setStretch(1, 1)
        made.setAlignment(see, Qt.AlignmentFlag.AlignTop)
        return made

    def _waiting(self, waiting: OpenImport) -> QLayout:
        rows = ngettext("{count} row waits for your answer", "{count} rows wait for your answer", waiting.lines).format(
            count=f"{waiting.lines:,}"
        )
        answering = button(_("Answer"), lambda: self.desk.go("importing"))
        answering.setAccessibleName(_("Answer the questions about {file}").format(file=waiting.file))
        texts = column(ElidedLabel(waiting.file), label(rows, "warning"), spacing=0)
        made = row(picture("circle-help", 18, "warning"), texts, answering, spacing=10)
        made.setStretch(1, 1)
        return made

    def _changed(self, found: Overview) -> QFrame:
        inner = column(label(_("What changed"), "heading", wrap=True), spacing=8)
        for act in found.recent[:MOST_LINES]:
            who = " · ".join(isolated(part) for part in (act.who, said_moment(act.when)) if part)
            inner.addWidget(line())
            inner.addLayout(
                row(
                    picture("history", 16, "accent"),
                    column(ElidedLabel(isolated(act.note)), ElidedLabel(who, "muted"), spacing=0),
                    spacing=10,
                )
            )
        if not found.recent:
            inner.addWidget(label(_("Nothing yet."), "muted"))
        inner.addStretch(1)
        return card(inner)

    # the lower row

    def _active(self, found: Overview) -> QFrame:
        names = vocabulary.code_list("domain")
        lines = [
            (names.name(domain, language()), f"{count:,}", count, "accent") for domain, count in found.by_domain.items()
        ]
        sub = _("of {count} in the directory").format(count=f"{found.organisations:,}")
        return self._counted(_("Organisations active"), f"{found.active:,}", sub, lines, max(found.active, 1))

    def _reached(self, found: Overview) -> QFrame:
        by_key = {figure.key: figure for figure in found.figures}
        highest = by_key["highest"]
        top = max((figure.value or 0 for figure in found.figures), default=1) or 1
        lines = [
            (
                figure.title,
                f"{figure.value:,}" if figure.value is not None else _("not known"),
                figure.value or 0,
                "accent" if figure.key == "highest" else "accent_mid",
            )
            for figure in found.figures
            if figure.key != "highest"
        ]
        shown = f"{highest.value:,}" if highest.value is not None else _("not known")
        made = self._counted(_("People reached"), shown, _("without double counting"), lines, top)
        made.setToolTip(highest.method)
        return made

    def _places(self, found: Overview) -> QFrame:
        word = vocabulary.level_word(self.desk.office.country, found.level, language())
        covered = ngettext("of {count} has somebody", "of {count} have somebody", found.places).format(
            count=f"{found.places:,}"
        )
        inner = column(
            label(word[:1].upper() + word[1:], "heading", wrap=True),
            label(f"{len(found.by_place):,}", "big"),
            label(covered, "muted", wrap=True),
            spacing=3,
        )
        counts = [count for _name, count in found.by_place] + [0] * len(found.none_there)
        inner.addWidget(Columns(counts, words=_("Organisations in each place, most first")))
        inner.addStretch(1)
        if found.by_place:
            name, count = found.by_place[0]
            most = _("{name}: {count}").format(name=isolated(name), count=f"{count:,}")
            inner.addLayout(pair(_("Most"), most))
        if found.none_there:
            inner.addLayout(pair(_("None"), ", ".join(found.none_there[:12]), "warning"))
        return card(inner)

    def _current(self, found: Overview) -> QFrame:
        inner = column(label(_("How current are the rows"), "heading", wrap=True), spacing=6)
        counts = {state: sum(one.state == state for one in found.current) for state, _colour, _word in STATES}
        inner.addWidget(
            Bar(
                [(counts[state], colour) for state, colour, _word in STATES],
                height=10,
                words=", ".join(f"{counts[state]} {_(word)}" for state, _colour, word in STATES),
            )
        )
        inner.addLayout(
            row(
                *(legend(colour, f"{counts[state]:,} {_(word)}") for state, colour, word in STATES if counts[state]),
                None,
                spacing=12,
            )
        )
        for one in found.current[:MOST_LINES]:
            inner.addWidget(line())
            inner.addLayout(age(one))
        inner.addStretch(1)
        return card(inner)

    def _counted(
        self, title: str, number: str, below: str, lines: Sequence[tuple[str, str, float, str]], whole: float
    ) -> QFrame:
        inner = column(
            label(title, "heading", wrap=True), label(number, "big"), label(below, "muted", wrap=True), spacing=3
        )
        inner.addStretch(1)
        for name, shown, value, colour in lines:
            inner.addLayout(pair(name, shown, first=True))
            inner.addWidget(Bar([(value, colour)], whole, 7, f"{name}: {shown}"))
        return card(inner)
