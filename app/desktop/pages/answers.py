"""Waiting for your answer: where two people differ, what the server did not take, and organisations that may be one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.desktop.chips import flowing
from app.desktop.desk import Desk
from app.desktop.dialogs import another_answer
from app.desktop.pages import Page
from app.desktop.pages.answers_acts import keep, tell_apart
from app.desktop.pages.answers_cards import PAGES, RecordCard, can_open, untaken_card
from app.desktop.pages.answers_reading import Answers, Question, Untaken, read_answers
from app.desktop.pages.answers_twins import TwinsCard
from app.desktop.pieces import button, clear, column, empty_state, label, outlined, row, scrolled
from app.services import conflicts, organisations, untaken
from app.services.conflicts import MINE, THEIRS
from app.words import N_, _, ngettext

QUESTIONS, UNTAKEN, TWINS = "questions", "untaken", "twins"
PARTS = (
    (QUESTIONS, N_("Questions")),
    (UNTAKEN, N_("Not taken by the server")),
    (TWINS, N_("Perhaps the same")),
)
ADVICE = {
    QUESTIONS: N_(
        "Two people wrote different things into one field before they heard of each other. Both are kept until you choose; "
        "the history keeps them after that too."
    ),
    UNTAKEN: N_(
        "These changes are kept here. The server has them, and did not take them over. Leave them until somebody there "
        "decides, or withdraw them."
    ),
    TWINS: N_("Some names of organisations look like one. Only you can say."),
}
SHOWN = 20


class AnswersPage(Page):
    """Three parts, chosen by pills above; built anew from one reading after every change, with what was ticked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.found: Answers | None = None
        self.part, self._most = QUESTIONS, SHOWN
        self._ticked: set[tuple[str, str, str]] = set()
        self._twins: tuple[Any, ...] | None = None
        self.cards: list[RecordCard] = []
        self.pills: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        for name, _title in PARTS:
            self.pills[name] = button("", lambda name=name: self.show_part(name), "pill")  # type: ignore[misc]
            self._group.addButton(self.pills[name])
        self.bulk = self._make_bulk()
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(12)
        inner = QWidget()
        inner.setLayout(self._list)
        self.area = scrolled(inner)
        body = QWidget()
        whole = column(row(*self.pills.values(), None, spacing=6), self.bulk, self.area, spacing=10)
        whole.setStretch(2, 1)
        body.setLayout(whole)
        self._stack = QStackedWidget()
        self._empty = QVBoxLayout()
        nothing = QWidget()
        nothing.setLayout(self._empty)
        for part in (QWidget(), nothing, body):
            self._stack.addWidget(part)
        self.setLayout(column(self._stack))

    def _make_bulk(self) -> QFrame:
        self.all = outlined(QCheckBox(_("Tick all")))
        self.all.clicked.connect(self._tick_all)
        self._counted = label("", "muted")
        self.mine = button(_("Keep yours for all ticked"), lambda: self._keep_ticked(MINE), "small")
        self.theirs = button(_("Keep theirs for all ticked"), lambda: self._keep_ticked(THEIRS), "small")
        made = QFrame()
        made.setProperty("tone", "card")
        inner = column(row(self.all, self._counted, None, spacing=10), flowing(self.mine, self.theirs), spacing=7)
        made.setLayout(inner)
        inner.setContentsMargins(14, 7, 14, 7)
        return made

    # what the shell asks

    def refresh(self, changes: Any = None) -> None:
        """Read everything; organisations that may be one only where an organisation was changed."""
        with_twins = self._twins is None or changes is None or bool(changes.types() - {"activity", "figures"})
        self.desk.read(read_answers, with_twins, then=self.show_answers, instead_of="answers")

    def show_target(self, target: dict[str, Any]) -> None:
        """`part`: which of the three."""
        if target.get("part") in self.pills:
            self.show_part(target["part"])

    # what is shown

    def show_answers(self, found: Answers) -> None:
        """Show what waits."""
        before, self.found = self.found, found
        self._twins = found.twins if found.twins is not None else self._twins
        still = {question.key for one in found.asked for question in one.questions}
        self._ticked &= still
        counts = self._counts()
        if before is None or not counts[self.part]:
            self.part = next((name for name, count in counts.items() if count), self.part)
        for name, title in PARTS:
            self.pills[name].setText(f"{_(title)} {counts[name]:,}")
            self.pills[name].setVisible(bool(counts[name]))
        self._build()

    def show_part(self, name: str) -> None:
        """Show one of the three parts."""
        self.part, self._most = name, SHOWN
        if self.found is not None:
            self.area.verticalScrollBar().setValue(0)
            self._build()

    def _counts(self) -> dict[str, int]:
        assert self.found is not None
        return {
            QUESTIONS: len(self.found.asked),
            UNTAKEN: len(self.found.untaken),
            TWINS: len(self._twins or ()),
        }

    def _build(self) -> None:
        assert self.found is not None
        if not any(self._counts().values()):
            clear(self._empty)
            self._empty.addWidget(self._nothing())
            self._stack.setCurrentIndex(1)
            return
        place = self.area.verticalScrollBar().value()
        self._stack.setCurrentIndex(2)
        self.pills[self.part].setChecked(True)
        clear(self._list)
        self.cards = []
        self._list.addWidget(label(_(ADVICE[self.part]), "muted", wrap=True))
        made = {QUESTIONS: self._add_questions, UNTAKEN: self._add_untaken, TWINS: self._add_twins}[self.part]
        made()
        self._list.addStretch(1)
        self._count_ticked()
        self.area.verticalScrollBar().setValue(place)

    def _nothing(self) -> QWidget:
        advice = _(
            "Where you and somebody else write different things into the same field, both stand here side by side until you choose. "
            "Work goes on meanwhile, and nothing is lost."
        )
        return empty_state("circle-check", _("Nothing waits for your answer"), advice)

    def _add_questions(self) -> None:
        assert self.found is not None
        if not self.found.may_settle:
            told = _("You may read here, and not answer: ask the administrator for another role.")
            self._list.addWidget(label(told, "warning", wrap=True))
        for asked in self._some(self.found.asked):
            made = RecordCard(asked, self._ticked, self.found.may_settle)
            made.kept.connect(self._keep)
            made.another_wanted.connect(self.ask_another)
            made.ticked.connect(self._note_ticks)
            made.opened.connect(self._open)
            self.cards.append(made)
            self._list.addWidget(made)
        self._add_more(len(self.found.asked))

    def _add_untaken(self) -> None:
        assert self.found is not None
        for one in self._some(self.found.untaken):
            self._list.addWidget(untaken_card(one, self._opening(one), self._withdrawing(one)))
        self._add_more(len(self.found.untaken))

    def _opening(self, one: Untaken) -> QPushButton | None:
        record = one.named[0]
        if len(one.what.keys) > 1 or not can_open(record):
            return None
        made = button(_("Open"), lambda: self._open(record.type, record.id), "link")
        made.setAccessibleName(_("Open {name}").format(name=record.name))
        return made

    def _withdrawing(self, one: Untaken) -> QPushButton:
        words = _("Withdraw it") if len(one.what.keys) == 1 else _("Withdraw all of it")
        made = button(words, lambda: self._withdraw(one), "small")
        name = one.named[0].name if len(one.what.keys) == 1 else one.what.note
        made.setAccessibleName(_("Withdraw the change of {name}").format(name=name))
        made.setToolTip(_("It becomes as it was before. The history keeps what you wrote."))
        return made

    def _add_twins(self) -> None:
        assert self.found is not None
        for pair in self._some(self._twins or ()):
            made = TwinsCard(pair, self.found.may_merge)
            made.merged.connect(self._merge)
            made.told_apart.connect(self._tell_apart)
            made.opened.connect(lambda id: self._open("organisation", id))
            self._list.addWidget(made)
        self._add_more(len(self._twins or ()))

    def _some(self, listed: tuple[Any, ...]) -> tuple[Any, ...]:
        return listed[: self._most]

    def _add_more(self, count: int) -> None:
        rest = count - self._most
        if rest > 0:
            words = ngettext("Show {count} more", "Show {count} more", rest).format(count=rest)
            self._list.addLayout(row(button(words, self._show_more), None))

    def _show_more(self) -> None:
        self._most += 2 * SHOWN
        self._build()

    def _open(self, type: str, id: str) -> None:
        self.desk.go(PAGES[type], id=id)

    # what is ticked

    def _note_ticks(self) -> None:
        for card in self.cards:
            for key, tick in card.ticks.items():
                (self._ticked.add if tick.isChecked() else self._ticked.discard)(key)
        self._count_ticked()

    def _tick_all(self, on: bool) -> None:
        for card in self.cards:
            for tick in card.ticks.values():
                if tick.isEnabled():
                    tick.setChecked(on)

    def _count_ticked(self) -> None:
        ticks = [tick for card in self.cards for tick in card.ticks.values() if tick.isEnabled()]
        self.bulk.setVisible(len(ticks) > 1)
        count = len(self._ticked)
        many = ngettext("{count} ticked", "{count} ticked", count).format(count=count)
        self._counted.setText(many if count else _("Tick questions to answer them together"))
        self.all.setChecked(bool(ticks) and all(tick.isChecked() for tick in ticks))
        for act in (self.mine, self.theirs):
            act.setEnabled(count > 0)

    # what is answered

    def _change(self, said: str, service: Callable[..., Any], *args: Any, can_undo: bool = True) -> None:
        self.desk.change(service, *args, then=lambda _changes: self.desk.say(said, can_undo), failed=self._not_done)

    def _not_done(self, error: Any) -> None:
        self.desk.say(error.message)
        self.refresh()

    def _keep(self, type: str, id: str, field: str, value: Any) -> None:
        self._change(_("Answered."), keep, type, id, field, value)

    def _keep_ticked(self, whose: str) -> None:
        asked, count = sorted(self._ticked), len(self._ticked)
        said = ngettext("{count} question answered.", "{count} questions answered.", count).format(count=count)
        self._change(said, conflicts.settle_all, asked, whose)

    def ask_another(self, question: Question) -> None:
        """Ask for a value that neither wrote."""
        another_answer.ask(self, self.desk, question)

    def _withdraw(self, one: Untaken) -> None:
        said = _("Withdrawn. The history keeps it.")
        self._change(said, untaken.withdraw, one.what.keys, one.what.reason, can_undo=False)

    def _merge(self, kept: str, other: str) -> None:
        self._change(_("Put together."), organisations.merge, kept, other)

    def _tell_apart(self, one: str, other: str) -> None:
        self._change(_("Noted: they are two."), tell_apart, one, other, can_undo=False)
