"""Committees, their meetings and what came of them; agreements and whose job is what."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "action_point",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("raised_in", sa.String(), nullable=True),
        sa.Column("raised_in_id", sa.String(), nullable=True),
        sa.Column("forum", sa.String(), nullable=True),
        sa.Column("meeting", sa.String(), nullable=True),
        sa.Column("order", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("assigned_to", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("assigned_by", sa.String(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("high_priority", sa.Boolean(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("verified_by", sa.String(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("blocked_by", sa.String(), nullable=True),
        sa.Column("unblocked_by", sa.String(), nullable=True),
        sa.Column("referred_to", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("action_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_point_due"), ["due"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_point_forum"), ["forum"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_point_meeting"), ["meeting"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_point_raised_in_id"), ["raised_in_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_point_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "agenda_item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("meeting", sa.String(), nullable=True),
        sa.Column("order", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("raised_by", sa.String(), nullable=True),
        sa.Column("minutes_planned", sa.Integer(), nullable=True),
        sa.Column("began_at", sa.String(), nullable=True),
        sa.Column("ended_at", sa.String(), nullable=True),
        sa.Column("discussion", sa.String(), nullable=True),
        sa.Column("not_for_circulation", sa.Boolean(), nullable=True),
        sa.Column("comes_from", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_item_meeting"), ["meeting"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("sectors", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("forum", sa.String(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("obligations", sa.String(), nullable=True),
        sa.Column("supersedes", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_end"), ["end"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("meeting", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("stands_for", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_meeting"), ["meeting"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "convening_support",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("forum", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("convening_support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_convening_support_forum"), ["forum"], unique=False)
        batch_op.create_index(batch_op.f("ix_convening_support_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_convening_support_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("raised_in", sa.String(), nullable=True),
        sa.Column("raised_in_id", sa.String(), nullable=True),
        sa.Column("forum", sa.String(), nullable=True),
        sa.Column("meeting", sa.String(), nullable=True),
        sa.Column("order", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("proposed_by", sa.String(), nullable=True),
        sa.Column("dissent", sa.String(), nullable=True),
        sa.Column("supersedes", sa.String(), nullable=True),
        sa.Column("referred_to", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("factor", sa.String(), nullable=True),
        sa.Column("complementary", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_forum"), ["forum"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_meeting"), ["meeting"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_raised_in_id"), ["raised_in_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "forum",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("acronym", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("places", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("sectors", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("mandate", sa.String(), nullable=True),
        sa.Column("chair", sa.String(), nullable=True),
        sa.Column("co_chairs", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("secretariat", sa.String(), nullable=True),
        sa.Column("terms_agreed_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("frequency", sa.String(), nullable=True),
        sa.Column("week_of_month", sa.String(), nullable=True),
        sa.Column("weekday", sa.String(), nullable=True),
        sa.Column("starts_at", sa.String(), nullable=True),
        sa.Column("venue", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("forum", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forum_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_forum_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("forum", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.String(), nullable=True),
        sa.Column("ends_at", sa.String(), nullable=True),
        sa.Column("venue", sa.String(), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("chaired_by", sa.String(), nullable=True),
        sa.Column("minutes", sa.String(), nullable=True),
        sa.Column("circulated_on", sa.Date(), nullable=True),
        sa.Column("corrected_on", sa.Date(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("edition", sa.String(), nullable=True),
        sa.Column("text_kept", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_date"), ["date"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_forum"), ["forum"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("forum", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("alternate", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_forum"), ["forum"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "party",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("agreement", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("obligations", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_agreement"), ["agreement"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "protocol",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("hazard", sa.String(), nullable=True),
        sa.Column("trigger", sa.String(), nullable=True),
        sa.Column("threshold", sa.String(), nullable=True),
        sa.Column("declared_by", sa.String(), nullable=True),
        sa.Column("forum", sa.String(), nullable=True),
        sa.Column("agreement", sa.String(), nullable=True),
        sa.Column("contacts", sa.String(), nullable=True),
        sa.Column("stock", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("protocol", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protocol_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_protocol_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "protocol_step",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("protocol", sa.String(), nullable=True),
        sa.Column("within", sa.String(), nullable=True),
        sa.Column("order", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("protocol_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protocol_step_protocol"), ["protocol"], unique=False)
        batch_op.create_index(batch_op.f("ix_protocol_step_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "responsibility",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("function", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("raci", sa.String(), nullable=True),
        sa.Column("agreement", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("responsibility", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responsibility_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_responsibility_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_responsibility_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "service",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("for_whom", sa.String(), nullable=True),
        sa.Column("population_groups", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("hours", sa.String(), nullable=True),
        sa.Column("cost", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("who_may_refer", sa.String(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_sort_key"), ["sort_key"], unique=False)

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agreement", sa.String(), nullable=True))

    op.drop_table("draft")  # drafts are files of their own since (`app.store.drafts`)
