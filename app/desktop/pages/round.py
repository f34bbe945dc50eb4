"""Round: who has sent rows, who has nothing to report, who is late or silent; reminding, sending back, validating, closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import clock
from app.desktop.charts import Bar
from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog, ask_plainly, begin_round, reminders
from app.desktop.pages import Page
from app.desktop.pages.round_acts import RoundView, begin, note_each, read_round, receive_nil, remind_each
from app.desktop.pages.round_table import round_table, said_day, state_name
from app.desktop.pieces import button, card, clear, column, empty_state, label, row, set_tone
from app.services import rounds
from app.services.rounds import EXPECTED, LATE, NIL, RECEIVED, RETURNED, SILENT, VALIDATED
from app.services.unit import Changes
from app.words import _, ngettext

SEGMENTS = (
    (VALIDATED, "good"),
    (RECEIVED, "accent"),
    (NIL, "accent_mid"),
    (LATE, "warning_mid"),
    (RETURNED, "error"),
    (EXPECTED, "border"),
    (SILENT, "warning_mid"),
)
WAITING = (EXPECTED, SILENT)


class RoundPage(Page):
    """One round at a time; what is done is done for all chosen organisations."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.id, self.folder = "", Path()
        self.view: RoundView | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Round"))
        self.choice.setMinimumWidth(240)
        self._due, self._rate = label("", "chip"), label("")
        self._bar: QVBoxLayout = column()
        self.pills: dict[str, QPushButton] = {}
        self._pills, self._group = row(spacing=6), QButtonGroup(self)
        self.table = round_table()
        self.acts = self._make_acts()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_empty())
        self._stack.addWidget(self._make_round())
        self.setLayout(column(self._stack))
        self.close_it = button(_("Close and make the edition"), self.close_round, "primary", "lock")
        self.buttons = [button(_("New round…"), self.ask_new, icon="plus"), self.close_it]
        self.setFocusProxy(self.table)
        self.choice.activated.connect(lambda _at: self._open(self.choice.currentData()))
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._update_acts())
        self.table.opened.connect(lambda line: desk.go("organisations", id=line.organisation))

    def _make_empty(self) -> QWidget:
        return empty_state(
            "calendar-sync",
            _("There has been no round yet"),
            _(
                "A round asks the organisations for their rows of a period. You see who answered, remind the others with a sheet that "
                "already holds their lines, and at the end make the edition for the meeting."
            ),
            button(_("Begin a round"), self.ask_new, "primary", "plus"),
        )

    def _make_acts(self) -> dict[str, QPushButton]:
        return {
            "remind": button(_("Remind…"), self.ask_remind, icon="send"),
            "received": button(_("Rows came"), lambda: self._note(rounds.receive, _("Noted."))),
            "nil": button(_("Nothing to report"), lambda: self._note(receive_nil, _("Noted."))),
            "returned": button(_("Sent back…"), self.ask_why),
            "validated": button(
                _("Validated"), lambda: self._note(rounds.validate, _("Validated."), self._person()), icon="check"
            ),
        }

    def _make_round(self) -> QWidget:
        above = column(row(self.choice, self._due, None, self._rate), self._bar, self._pills, spacing=9)
        self._chosen = label("", "muted")
        below = row(self._chosen, None, *self.acts.values(), spacing=7)
        made, whole = QWidget(), column(card(above), self.table, below, spacing=10)
        whole.setStretch(1, 1)
        made.setLayout(whole)
        return made

    # what the shell asks

    def refresh(self, changes: Any = None) -> None:
        """Read the round anew."""
        self.desk.read(read_round, self.id, then=self.show_view, instead_of="round")

    def show_target(self, target: dict[str, Any]) -> None:
        """`id` of a round, or `new`."""
        if target.get("new"):
            self.ask_new()
        elif "id" in target:
            self._open(target["id"])

    # what is shown

    def show_view(self, found: RoundView) -> None:
        """Show a round."""
        self.view = found
        self._stack.setCurrentIndex(1 if found.about else 0)
        self.close_it.setEnabled(found.about is not None and not found.about["closed_on"])
        if found.about is None:
            return
        self.id = found.about["id"]
        self.choice.clear()
        for one in found.rounds:
            self.choice.addItem(
                _("{name} (closed)").format(name=one["name"]) if one["closed_on"] else one["name"], one["id"]
            )
        self.choice.setCurrentIndex(self.choice.findData(self.id))
        self._say_due(found.about)
        self._rate.setText(found.rate.sentence())
        counts = {state: sum(line.state == state for line in found.lines) for state, _colour in SEGMENTS}
        clear(self._bar)
        self._bar.addWidget(
            Bar([(counts[state], colour) for state, colour in SEGMENTS], height=10, words=found.rate.sentence())
        )
        self._show_pills(counts)
        self.table.show_lines(found.lines)
        self._update_acts()

    def _say_due(self, about: dict[str, Any]) -> None:
        if about["closed_on"]:
            text, tone = _("closed on {date}").format(date=said_day(about["closed_on"])), "chip"
        else:
            days = (dt.date.fromisoformat(about["deadline"]) - clock.today()).days
            left = (
                ngettext("{count} day left", "{count} days left", days).format(count=days)
                if days >= 0
                else ngettext("{count} day over", "{count} days over", -days).format(count=-days)
            )
            text, tone = (
                _("due {date} · {left}").format(date=said_day(about["deadline"]), left=left),
                "chip" if days > 3 else "chip-warning",
            )
        self._due.setText(text)
        set_tone(self._due, tone)
        self._due.setFixedHeight(26)

    def _show_pills(self, counts: dict[str, int]) -> None:
        chosen = next((state for state, pill in self.pills.items() if pill.isChecked()), "")
        for pill in self.pills.values():
            self._group.removeButton(pill)
        clear(self._pills)
        self.pills = {}
        for state, count in {"": sum(counts.values()), **counts}.items():
            if state and not count:
                continue
            words = f"{state_name(state) if state else _('All')} {count:,}"
            pill = self.pills[state] = button(words, lambda state=state: self.show_state(state), "pill")  # type: ignore[misc]
            self._group.addButton(pill)
            self._pills.addWidget(pill)
        self._pills.addStretch(1)
        self.pills[chosen if chosen in self.pills else ""].setChecked(True)
        self._narrow(chosen if chosen in self.pills else "")

    def show_state(self, state: str) -> None:
        """Only the organisations in one state; an empty one shows all."""
        self._narrow(state)
        self._update_acts()

    def _narrow(self, state: str) -> None:
        self.table.held.narrow(lambda line: not state or line.state == state)

    def _update_acts(self) -> None:
        chosen, closed = self.table.chosen(), bool(self.view and self.view.about and self.view.about["closed_on"])
        silent = [line for line in self.table.held.lines if line.state in WAITING]
        for name, act in self.acts.items():
            act.setEnabled(not closed and bool(chosen or (name == "remind" and silent)))
        whom = len(chosen) or len(silent)
        self.acts["remind"].setText(" " + ngettext("Remind {count}…", "Remind {count}…", whom).format(count=whom))
        text = ngettext("{count} organisation chosen", "{count} organisations chosen", len(chosen)).format(
            count=len(chosen)
        )
        self._chosen.setText(text if chosen else _("Choose organisations to note what came of them."))

    def _open(self, id: str) -> None:
        self.id = id
        self.refresh()

    def _person(self) -> str:
        return self.desk.office.person or self.desk.office.name or _("this office")

    # what is done

    def ask_new(self) -> None:
        """Ask for a new round and begin it."""
        new = begin_round.ask(self, self.desk)
        if new is not None:
            self.begin(new)

    def begin(self, new: begin_round.NewRound) -> None:
        """Begin a round."""
        self.desk.change(begin, new, then=self._begun)

    def _begun(self, id: str) -> None:
        self.id = id
        self.desk.say(_("The round has begun."), can_undo=True)
        self.desk.runner.changed.emit(Changes())

    def _note(self, service: Callable[..., Any], said: str, *more: str) -> None:
        ids = [line.organisation for line in self.table.chosen()]
        self.desk.change(
            note_each, service, self.id, ids, *more, then=lambda _changes: self.desk.say(said, can_undo=True)
        )

    def ask_why(self) -> None:
        """Ask what is to be corrected, then note that the rows went back."""
        dialog = Dialog(self, _("Sent back for correction"), _("What is to be corrected?"))
        why = QPlainTextEdit()
        why.setAccessibleName(_("What is to be corrected"))
        why.setFixedHeight(110)
        dialog.put(why)
        dialog.offer_cancel()
        dialog.offer(_("Note it"), True, "primary")
        if dialog.exec():
            self._note(rounds.send_back, _("Noted."), why.toPlainText().strip())

    def ask_remind(self) -> None:
        """Ask where the sheets go, then make the reminders of the chosen organisations, else of all who are silent."""
        name = QFileDialog.getExistingDirectory(self, _("Where shall the sheets be saved?"), str(self.folder))
        if name:
            self.remind(Path(name))

    def remind(self, folder: Path) -> None:
        """Write each one's pre-filled sheet and message."""
        self.folder = folder
        whom = self.table.chosen() or [line for line in self.table.held.lines if line.state in WAITING]
        self.desk.change(remind_each, self.id, whom, folder, then=self._reminded)

    def _reminded(self, made: list[reminders.Reminder]) -> None:
        self.desk.runner.changed.emit(Changes())
        self.desk.say(
            ngettext("{count} reminder is ready", "{count} reminders are ready", len(made)).format(count=len(made))
        )
        if made:
            reminders.ask(self, made)

    def close_round(self) -> None:
        """Ask once, then close the round and make the edition."""
        silent = self.view.rate.silent if self.view else 0
        more = (
            ngettext(
                "{count} organisation has not answered and will stand as silent.",
                "{count} organisations have not answered and will stand as silent.",
                silent,
            ).format(count=silent)
            if silent
            else ""
        )
        if ask_plainly(
            self,
            _("Close the round"),
            _("Close this round and freeze its rows as an edition?"),
            _("Close the round"),
            _("Not yet"),
            more,
        ):
            self.desk.change(rounds.close_round, self.id, then=self._closed)

    def _closed(self, edition: str) -> None:
        self.desk.runner.changed.emit(Changes())
        self.desk.say(_("The round is closed, and its edition is made."))
        self.desk.go("matrix", edition=edition)
