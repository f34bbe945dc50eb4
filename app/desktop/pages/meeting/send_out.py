"""After a meeting: its minutes as people will read them, sent out, corrected, approved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from app import clock, vocabulary
from app.desktop.desk import Desk
from app.desktop.documents import DocumentList
from app.desktop.form import Field
from app.desktop.pages.meeting import papers
from app.desktop.pieces import button, card, clear, column, fact_table, label, line, row, scrolled
from app.fields import Date, Spec, Unreadable
from app.printing import document_pdf, meeting_papers
from app.services.meetings import closing
from app.services.meetings.closing import APPROVED
from app.services.meetings.sitting import Sitting
from app.services.records import save
from app.store.workspace import Store
from app.vocabulary.days import short_day
from app.words import LANGUAGES, N_, _, language, speaking

PAGE_WIDTH, DOCUMENTS_HEIGHT = 620, 250
"""Pixels of a page in the preview, and the least that the list of documents has to show what it is for."""


@dataclass(frozen=True)
class Preview:
    """The pages of the minutes as pictures, the language they are in, and how many corrections there are."""

    pages: tuple[QImage, ...]
    language: str
    corrections: int


def read_preview(store: Store, meeting: str, spoken: str | None) -> Preview:
    """Draw the minutes."""
    chosen = spoken or meeting_papers.language_of(store, meeting)
    with speaking(chosen):
        made = meeting_papers.document(store, meeting)
        pages = document_pdf.pictures(made, PAGE_WIDTH * 2)
    return Preview(tuple(pages), chosen, len(closing.corrections(store, meeting)))


class SendOut(QWidget):
    """The pages at one side, what is done with them at the other."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.sitting: Sitting | None = None
        self._spoken: str | None = None
        self._pages = QVBoxLayout()
        self._pages.setSpacing(14)
        inner = QWidget()
        inner.setLayout(column(self._pages, None))
        self.languages = QComboBox()
        self.languages.setAccessibleName(_("Language of headings and action points"))
        for code, name in LANGUAGES.items():
            self.languages.addItem(name, code)
        self.languages.activated.connect(lambda _at: self._speak(self.languages.currentData()))
        self._facts = QVBoxLayout()
        self.next_on = Field(Spec(Date(), N_("Next meeting on"), name="next_on"), desk)
        self.next_on.editor.edited.connect(self._keep_next)
        self.circulating = button(_("They are sent out"), self.circulate, "primary", "send")
        self.approving = button(_("They are approved"), self.approve, icon="check")
        self.documents = DocumentList(desk, "meeting")
        self.documents.setMinimumHeight(DOCUMENTS_HEIGHT)
        side = self._make_side()
        side.setFixedWidth(316)
        self.setLayout(row(scrolled(inner), side, spacing=12))
        self.layout().setStretch(0, 1)  # type: ignore[union-attr]
        self.setFocusProxy(self.languages)

    def _make_side(self) -> QWidget:
        saving = column(
            label(_("As a file or a message"), "heading"),
            label(_("Language of headings and action points"), "label"),
            self.languages,
            button(_("Word…"), partial(self._ask, ".docx"), icon="file-text"),
            button(_("PDF…"), partial(self._ask, ".pdf"), icon="file-text"),
            button(_("Copy the text for a messenger"), self.copy_message, icon="copy"),
            spacing=8,
        )
        state = column(
            label(_("How the minutes stand"), "heading"), self._facts, self.circulating, self.approving, spacing=8
        )
        side = QWidget()
        side.setLayout(column(card(saving), card(state), card(column(self.next_on)), self.documents, spacing=10))
        return scrolled(side)

    def show_sitting(self, sitting: Sitting) -> None:
        """Show the minutes of a meeting as they are now."""
        if self.sitting is None or self.sitting.id != sitting.id:
            self._spoken = None
        self.sitting = sitting
        self.next_on.editor.set_value(sitting.meeting["next_on"])
        self.documents.show_record(sitting.id)
        self.desk.read(read_preview, sitting.id, self._spoken, then=self._take, instead_of="preview")

    def _take(self, found: Preview) -> None:
        clear(self._pages)
        self.languages.setCurrentIndex(self.languages.findData(found.language))
        for number, picture in enumerate(found.pages, 1):
            shown, drawn = QLabel(), QPixmap.fromImage(picture)
            drawn.setDevicePixelRatio(2)
            shown.setPixmap(drawn)
            shown.setAccessibleName(_("Page {number} of the minutes").format(number=number))
            shown.setStyleSheet("border: 1px solid palette(mid);")
            self._pages.addLayout(row(None, shown, None))
        self._say_state(found.corrections)

    def _say_state(self, corrections: int) -> None:
        if self.sitting is None:
            return
        about = self.sitting.meeting
        state = vocabulary.code_list("minutes_state").name(about["minutes"] or closing.DRAFT, language())
        facts = [(_("State"), state)]
        for name, title in (
            ("circulated_on", _("Sent out")),
            ("corrected_on", _("Sent out again")),
            ("approved_on", _("Approved")),
        ):
            if about[name]:
                facts.append((title, short_day(about[name])))
        if corrections:
            facts.append((_("Corrections since"), str(corrections)))
        clear(self._facts)
        self._facts.addLayout(fact_table(facts))
        self._facts.addWidget(line())
        again = about["circulated_on"] is not None
        self.circulating.setText(" " + (_("They are sent out again") if again else _("They are sent out")))
        self.circulating.setEnabled(about["minutes"] != APPROVED)
        self.approving.setEnabled(again and about["minutes"] != APPROVED)

    # what is done

    def _speak(self, code: str) -> None:
        self._spoken = code
        if self.sitting is not None:
            self.show_sitting(self.sitting)

    def _ask(self, ending: str) -> None:
        if self.sitting is not None:
            papers.ask(self, self.desk, self.sitting.id, papers.MINUTES, ending, self.languages.currentData())

    def copy_message(self) -> None:
        """Put the text for a messenger on the clipboard."""
        if self.sitting is not None:
            papers.copy_message(self.desk, self.sitting.id, papers.MINUTES, self.languages.currentData())

    def circulate(self) -> None:
        """Note that the minutes went out."""
        if self.sitting is not None:
            self.desk.change(
                closing.circulate, self.sitting.id, then=lambda _changes: self.desk.say(_("Noted."), can_undo=True)
            )

    def approve(self) -> None:
        """Note that the meeting of today approved them."""
        if self.sitting is not None:
            self.desk.change(
                closing.approve,
                self.sitting.id,
                clock.today(),
                then=lambda _changes: self.desk.say(_("Noted."), can_undo=True),
            )

    def _keep_next(self) -> None:
        try:
            day = Date().parse(self.next_on.editor.typed())
        except Unreadable as fault:
            self.next_on.say(str(fault))
            return
        self.next_on.say("")
        if self.sitting is not None and day != self.sitting.meeting["next_on"]:
            self.desk.change(save, "meeting", self.sitting.id, {"next_on": day})
