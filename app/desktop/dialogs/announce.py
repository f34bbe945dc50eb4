"""On which day a committee meets next."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QDialog, QWidget

from app import clock
from app.desktop.desk import Desk
from app.desktop.dialogs import Dialog
from app.desktop.form import Field
from app.desktop.pieces import label
from app.fields import Date, Spec, Unreadable
from app.words import N_, _


def ask(parent: QWidget, desk: Desk, proposed: dt.date | None) -> dt.date | None:
    """Ask for the day of a meeting; `proposed` stands there first. None where the person wants none."""
    dialog = Dialog(parent, _("Announce a meeting"), _("On which day does the committee meet?"))
    day = Field(Spec(Date(), N_("Date"), required=True, name="date"), desk)
    day.editor.set_value(proposed or clock.today() + dt.timedelta(days=7))
    dialog.put(day)
    more = _(
        "Its agenda is proposed from what is open: action points, what was put off, gaps and overlaps, agreements that end."
    )
    dialog.put(label(more, "muted", wrap=True))
    dialog.offer_cancel()
    dialog.offer(_("Announce"), True, "primary")
    while dialog.exec() == QDialog.DialogCode.Accepted:
        try:
            found = Date().parse(day.editor.typed())
        except Unreadable as fault:
            day.say(str(fault))
            continue
        if found is not None:
            return found
        day.say(_("Say on which day: 24/11/2026."))
    return None
