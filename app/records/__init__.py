"""The record types. A new one is one file here, one line in REGISTRY, one migration, and tests of its own rules."""

from __future__ import annotations

from app.records.action_point import ActionPoint
from app.records.activity import Activity
from app.records.activity_type import ActivityType
from app.records.agreement import Agreement, Party, Responsibility
from app.records.attachment import Attachment
from app.records.base import Record, Values, check_definition
from app.records.contact import Contact
from app.records.decision import Decision
from app.records.edition import Edition, ExportLog
from app.records.figures import Figures
from app.records.forum import ConveningSupport, Forum, Membership
from app.records.meeting import AgendaItem, Attendance, Meeting
from app.records.organisation import Organisation
from app.records.place import Place
from app.records.place_figure import PlaceFigure
from app.records.presence import Presence
from app.records.programme import Programme
from app.records.protocol import Protocol, ProtocolStep
from app.records.reporting_round import ReportingRound, RoundReply
from app.records.service import Service
from app.records.shock import Shock
from app.records.site import Site
from app.records.synonym import Synonym

REGISTRY: dict[str, type[Record]] = {
    record.__tablename__: record  # type: ignore[misc]
    for record in (
        Organisation,
        Contact,
        Programme,
        Shock,
        Site,
        Presence,
        ActivityType,
        Activity,
        Figures,
        PlaceFigure,
        ReportingRound,
        RoundReply,
        Edition,
        ExportLog,
        Forum,
        Membership,
        ConveningSupport,
        Meeting,
        AgendaItem,
        Attendance,
        Decision,
        ActionPoint,
        Service,
        Agreement,
        Party,
        Responsibility,
        Protocol,
        ProtocolStep,
        Place,
        Synonym,
        Attachment,
    )
}

for _record in REGISTRY.values():
    check_definition(_record)

__all__ = ["REGISTRY", "Record", "Values"]
