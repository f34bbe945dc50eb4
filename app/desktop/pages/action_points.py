"""Action points of all committees in one list: mine, overdue, blocked; closed, verified, referred, answered from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QPushButton, QStackedWidget, QWidget

from app.desktop.chips import flowing
from app.desktop.desk import Desk
from app.desktop.dialogs import history, record
from app.desktop.pages import Page
from app.desktop.pages.action_table import action_table
from app.desktop.pieces import Line, button, card, column, empty_state, label, row
from app.fold import fold
from app.services import action_points, tracker
from app.services.action_points import BLOCKED, DONE, REFERRED, ActionLine
from app.services.own import own_organisation
from app.store.workspace import Store
from app.words import N_, _, ngettext

OPEN, MINE, OVERDUE, STUCK, NO_MEANS, WAITING, TO_VERIFY, CLOSED = (
    "open", "mine", "overdue", "blocked", "no_means", "referred", "to_verify", "closed",
)  # fmt: skip
PILLS = (
    (OPEN, N_("All open")),
    (MINE, N_("My organisation")),
    (OVERDUE, N_("Overdue")),
    (STUCK, N_("Blocked")),
    (NO_MEANS, N_("Blocked: no resources")),
    (WAITING, N_("Referred")),
    (TO_VERIFY, N_("To verify")),
    (CLOSED, N_("Closed")),
)
FIELDS = (
    "text", "assigned_to", "person", "due", "status", "high_priority", "comment", "blocked_by", "unblocked_by", "referred_to",
    "answer", "done_on", "done_by", "verified_by",
)  # fmt: skip


@dataclass(frozen=True)
class Tracked:
    """Everything the page shows: all action points, and which organisation is "mine"."""

    lines: list[ActionLine]
    own: str | None


def read_tracked(store: Store) -> Tracked:
    """Read all action points."""
    return Tracked(action_points.list_actions(store), own_organisation(store))


class ActionPointsPage(Page):
    """One table, narrowed by a pill and by what is typed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found = Tracked([], None)
        self._show_id = ""
        self.table = action_table()
        self.pills: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for name, title in PILLS:
            made = self.pills[name] = button(_(title), self._narrow, "pill")
            group.addButton(made)
        self.pills[OPEN].setChecked(True)
        self.sought = Line()
        self.sought.setAccessibleName(_("Find in the list"))
        self.sought.setPlaceholderText(_("Find: words, organisation, committee"))
        self.sought.setClearButtonEnabled(True)
        self.sought.setMaximumWidth(280)
        self.sought.textChanged.connect(lambda _text: self._narrow())
        self._count = label("", "muted")
        self.acts = self._make_acts()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_list())
        self._stack.addWidget(
            empty_state(
                "square-check",
                _("No action point yet"),
                _("What a meeting asks of somebody stands here until it is done, whichever committee it was."),
                button(_("Open the meetings"), lambda: desk.go("meetings"), "primary"),
            )
        )
        self.setLayout(column(self._stack))
        self.setFocusProxy(self.table)
        self.buttons = [
            button(_("Message…"), self.copy_message, icon="send"),
            button(_("Save as a workbook…"), self.ask_save, icon="file-spreadsheet"),
        ]
        self.table.selectionModel().selectionChanged.connect(lambda *_args: self._update_acts())
        self.table.opened.connect(self.edit)

    def _make_acts(self) -> dict[str, QPushButton]:
        return {
            "close": button(_("Done"), self.close_chosen, "primary", "check"),
            "reopen": button(_("Open again"), self.reopen_chosen),
            "verify": button(_("Verified by me"), self.verify_chosen),
            "block": button(_("Blocked…"), self.block_chosen),
            "refer": button(_("Refer…"), self.refer_chosen),
            "answer": button(_("Answer came…"), self.answer_chosen),
            "edit": button(_("Change…"), lambda: self.edit(self.table.chosen()[0]), icon="pencil"),
        }

    def _make_list(self) -> QWidget:
        made = QWidget()
        head = row(flowing(*self.pills.values(), gap=6), self.sought, spacing=10)
        head.setStretch(0, 1)
        below = row(self._count, None, *self.acts.values(), spacing=7)
        whole = column(card(head, margin=10), self.table, below, spacing=10)
        whole.setStretch(1, 1)
        made.setLayout(whole)
        return made

    # what the shell asks

    def refresh(self, changes: Any = None) -> None:
        """Read the list anew."""
        self.desk.read(read_tracked, then=self._take, instead_of="action points")

    def show_target(self, target: dict[str, Any]) -> None:
        """`id` of an action point, or the name of a pill as `which`."""
        if "id" in target:
            self._show_id = target["id"]
        if target.get("which") in self.pills:
            self.pills[target["which"]].setChecked(True)
        self.refresh()

    def show_history(self) -> None:
        """Who changed the chosen one, and when."""
        if chosen := self.table.chosen():
            history.ask(self, self.desk, "action_point", chosen[0].id)

    def _take(self, found: Tracked) -> None:
        self.found = found
        self._stack.setCurrentIndex(0 if found.lines else 1)
        for name, title in PILLS:
            count = sum(self._is_of(one, name) for one in found.lines)
            self.pills[name].setText(f"{_(title)}  {count}")
            self.pills[name].setVisible(bool(count) or name in (OPEN, MINE) or self.pills[name].isChecked())
        if self._show_id:
            shown = next((one for one in found.lines if one.id == self._show_id), None)
            self.pills[OPEN if shown is None or shown.is_open else CLOSED].setChecked(True)
        self.table.show_lines(found.lines)
        self._narrow()
        if self._show_id:
            self.table.choose({self._show_id})
            self._show_id = ""

    def _is_of(self, one: ActionLine, pill: str) -> bool:
        checks: dict[str, Callable[[], bool]] = {
            OPEN: lambda: one.is_open,
            MINE: lambda: one.is_open and self.found.own in one.assigned_to,
            OVERDUE: lambda: one.late > 0,
            STUCK: lambda: one.status == BLOCKED,
            NO_MEANS: lambda: one.status == BLOCKED and one.blocked_by == "resources",
            WAITING: lambda: one.status == REFERRED,
            TO_VERIFY: lambda: one.status == DONE and one.high_priority and not one.verified_by,
            CLOSED: lambda: not one.is_open,
        }
        return checks[pill]()

    def shown_pill(self) -> str:
        """Which pill is pressed."""
        return next((name for name, pill in self.pills.items() if pill.isChecked()), OPEN)

    def _narrow(self) -> None:
        pill, words = self.shown_pill(), fold(self.sought.text()).split()

        def lets(one: ActionLine) -> bool:
            told = fold(f"{one.reference} {one.text} {one.who} {one.person or ''} {one.forum_name} {one.comment or ''}")
            return self._is_of(one, pill) and all(word in told for word in words)

        kept = {one.id for one in self.table.chosen()}
        self.table.held.narrow(lets)
        self.table.choose(kept)
        self._update_acts()

    def _update_acts(self) -> None:
        chosen = self.table.chosen()
        shown = len(self.table.held.lines)
        told = ngettext("{count} action point", "{count} action points", shown).format(count=f"{shown:,}")
        if chosen:
            told = ngettext("{count} chosen", "{count} chosen", len(chosen)).format(count=len(chosen))
        self._count.setText(told)
        still = [one for one in chosen if one.is_open]
        one = chosen[0] if len(chosen) == 1 else None
        self.acts["close"].setEnabled(bool(still))
        self.acts["reopen"].setEnabled(bool(chosen) and not still)
        self.acts["verify"].setEnabled(one is not None and self._is_of(one, TO_VERIFY))
        self.acts["block"].setEnabled(bool(still))
        self.acts["refer"].setEnabled(one is not None and one.is_open)
        self.acts["answer"].setEnabled(one is not None and one.status == REFERRED)
        self.acts["edit"].setEnabled(one is not None)

    # what is done

    def _ids(self, open_only: bool = True) -> list[str]:
        return [one.id for one in self.table.chosen() if one.is_open or not open_only]

    def _say(self, text: str) -> Callable[[Any], None]:
        return lambda changes: self.desk.say(text, can_undo=bool(changes))

    def close_chosen(self) -> None:
        """Close all that are chosen."""
        person = self.desk.office.person or self.desk.office.name or None
        self.desk.change(action_points.close, self._ids(), person, then=self._say(_("Closed.")))

    def reopen_chosen(self) -> None:
        """Open again what is chosen."""
        self.desk.change(action_points.reopen, self._ids(open_only=False), then=self._say(_("Open again.")))

    def verify_chosen(self) -> None:
        """Verify, as the person at this desk."""
        person = self.desk.office.person or self.desk.office.name
        self.desk.change(action_points.verify, self.table.chosen()[0].id, person, then=self._say(_("Verified.")))

    def block_chosen(self) -> None:
        """Ask which of the seven factors is missing."""
        from app.desktop.dialogs import blocking

        if answer := blocking.ask(self, self.desk, len(self._ids())):
            self.desk.change(action_points.block, self._ids(), *answer, then=self._say(_("Noted.")))

    def refer_chosen(self) -> None:
        """Ask to which committee."""
        from app.desktop.dialogs import referring

        id = self.table.chosen()[0].id
        if forum := referring.ask(self, self.desk):
            self.desk.change(action_points.refer, "action_point", id, forum, then=self._say(_("Referred.")))

    def answer_chosen(self) -> None:
        """Ask what the higher committee said."""
        from app.desktop.dialogs import referring

        id = self.table.chosen()[0].id
        if text := referring.ask_answer(self):
            self.desk.change(action_points.answer, "action_point", id, text, then=self._say(_("Noted.")))

    def edit(self, line: ActionLine) -> None:
        """Change one action point."""
        record.ask(self, self.desk, "action_point", line.id, FIELDS, line.text)

    def copy_message(self) -> None:
        """Put the list that is shown on the clipboard, as a message."""
        lines = self.table.chosen() or self.table.held.lines
        QGuiApplication.clipboard().setText("\n\n".join(tracker.message(lines)))
        told = ngettext(
            "A message with {count} action point is copied: paste it into a messenger.",
            "A message with {count} action points is copied: paste it into a messenger.",
            len(lines),
        )
        self.desk.say(told.format(count=len(lines)))

    def ask_save(self) -> None:
        """Ask where the tracker goes."""
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Save the tracker"), tracker.suggested_name(), "Excel (*.xlsx)"
        )
        if name:
            self.save(Path(name).with_suffix(".xlsx"))

    def save(self, path: Path) -> None:
        """Write the list that is shown as a workbook."""
        ids = [one.id for one in self.table.held.lines]
        said = _("{file} is written.").format(file=path.name)
        self.desk.change(tracker.write, path, ids, then=lambda _report: self.desk.say(said))
