"""Which decision says that two activities complement each other, so that their overlap is not raised again."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.form import Field
from app.desktop.pieces import label
from app.errors import Refused, Trouble
from app.fields import LongText, Ref, Spec
from app.insight.overlaps import Overlap
from app.services import complementing
from app.words import N_, _


def ask(parent: QWidget, desk: Desk, overlap: Overlap) -> None:
    """Ask for the decision, and note it; the overlap is gone from matrix, map and agendas then. What was typed stays
    until it is taken.
    """
    dialog = Dialog(parent, _("Agreed: complementary"), _("Which decision says so?"), width=520)
    dialog.put(label(overlap.sentence, "muted", wrap=True))
    known = Field(Spec(Ref("decision"), N_("Decision that is recorded"), name="decision"), desk)
    forum = Field(Spec(Ref("forum"), N_("Committee or coordination group"), name="forum"), desk)
    text = Field(Spec(LongText(2000), N_("What it decided"), name="text"), desk)
    dialog.put(known)
    dialog.put(label(_("Or note a new one:"), "muted"))
    dialog.put(forum)
    dialog.put(text)
    wrong = label("", "error", wrap=True)
    wrong.hide()
    dialog.put(wrong)

    def refused(error: Refused | Trouble) -> None:
        wrong.setText(error.message)
        wrong.show()
        dialog.fit()

    def noted(_changes: object) -> None:
        dialog.accept()
        desk.say(_("Agreed: it is not raised again."), can_undo=True)

    def agree() -> None:
        told = (one.editor.typed() for one in (known, forum, text))
        desk.change(complementing.agree, overlap.records, *told, then=noted, failed=refused)

    dialog.offer_cancel()
    agreed = dialog.offer(_("Agreed"), True, "primary")
    agreed.clicked.disconnect()
    agreed.clicked.connect(lambda _checked=False: agree())
    dialog.exec()
