"""The desk: the records of who does what where, the journal, and what stays on this laptop."""

import sqlalchemy as sa
from alembic import op

from app.store.local import FORGETFUL_INDEX, SEARCH_INDEX

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("lead", sa.String(), nullable=True),
        sa.Column("implementing", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("funding", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("government_counterpart", sa.String(), nullable=True),
        sa.Column("reporting_organisation", sa.String(), nullable=True),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("sub_sector", sa.String(), nullable=True),
        sa.Column("activity_type", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("programme", sa.String(), nullable=True),
        sa.Column("plan_code", sa.String(), nullable=True),
        sa.Column("srsp_option", sa.String(), nullable=True),
        sa.Column("delivery_stages", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("modality", sa.String(), nullable=True),
        sa.Column("mechanism", sa.String(), nullable=True),
        sa.Column("conditionality", sa.String(), nullable=True),
        sa.Column("restriction", sa.String(), nullable=True),
        sa.Column("transfer_value", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("frequency", sa.String(), nullable=True),
        sa.Column("shock", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("place_as_written", sa.String(), nullable=True),
        sa.Column("further_places", sa.String(), nullable=True),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("population_group", sa.String(), nullable=True),
        sa.Column("households_targeted", sa.Integer(), nullable=True),
        sa.Column("people_targeted", sa.Integer(), nullable=True),
        sa.Column("focal_point", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.Column("sender_row_id", sa.String(), nullable=True),
        sa.Column("line_count", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_lead"), ["lead"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_activity_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "activity_type",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("counts_people", sa.Boolean(), nullable=True),
        sa.Column("aliases", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("activity_type", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_type_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("of_type", sa.String(), nullable=True),
        sa.Column("of_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_of_id"), ["of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("position", sa.String(), nullable=True),
        sa.Column("phones", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("focal_point", sa.Boolean(), nullable=True),
        sa.Column("alternate_of", sa.String(), nullable=True),
        sa.Column("consent_to_share", sa.Boolean(), nullable=True),
        sa.Column("consent_date", sa.Date(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "edition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("cut_off", sa.Date(), nullable=True),
        sa.Column("round", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("filter", sa.String(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("reported", sa.Integer(), nullable=True),
        sa.Column("nil", sa.Integer(), nullable=True),
        sa.Column("silent", sa.Integer(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("validated", sa.Integer(), nullable=True),
        sa.Column("reopened", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "export_log",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("file", sa.String(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("edition", sa.String(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=True),
        sa.Column("profile", sa.String(), nullable=True),
        sa.Column("filter", sa.String(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("export_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_log_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "figures",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("activity", sa.String(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("period_kind", sa.String(), nullable=True),
        sa.Column("cumulative", sa.Boolean(), nullable=True),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("quantity_planned", sa.String(), nullable=True),
        sa.Column("quantity_delivered", sa.String(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("girls", sa.Integer(), nullable=True),
        sa.Column("boys", sa.Integer(), nullable=True),
        sa.Column("women", sa.Integer(), nullable=True),
        sa.Column("men", sa.Integer(), nullable=True),
        sa.Column("older_women", sa.Integer(), nullable=True),
        sa.Column("older_men", sa.Integer(), nullable=True),
        sa.Column("persons_with_disability", sa.Integer(), nullable=True),
        sa.Column("age_bands", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("recurrence", sa.String(), nullable=True),
        sa.Column("amount_paid", sa.String(), nullable=True),
        sa.Column("round_number", sa.Integer(), nullable=True),
        sa.Column("count_basis", sa.String(), nullable=True),
        sa.Column("no_data_yet", sa.Boolean(), nullable=True),
        sa.Column("validation", sa.String(), nullable=True),
        sa.Column("validated_by", sa.String(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("figures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_figures_activity"), ["activity"], unique=False)
        batch_op.create_index(batch_op.f("ix_figures_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "organisation",
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
        sa.Column("aliases", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("scope", sa.String(), nullable=True),
        sa.Column("local", sa.Boolean(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("women_led", sa.Boolean(), nullable=True),
        sa.Column("registration_number", sa.String(), nullable=True),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "place",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("pcode", sa.String(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("alternative_names", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("replaced_by", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_parent"), ["parent"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_pcode"), ["pcode"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "place_figure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("group", sa.String(), nullable=True),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("date", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("place_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_figure_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_figure_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "presence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("place_as_written", sa.String(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("as_of_end", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("line_count", sa.Integer(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_place"), ["place"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "programme",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("funders", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("legal_basis", sa.String(), nullable=True),
        sa.Column("register_used", sa.String(), nullable=True),
        sa.Column("regular_value", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("frequency", sa.String(), nullable=True),
        sa.Column("srsp_option", sa.String(), nullable=True),
        sa.Column("shock_responsive_features", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "reporting_round",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("sectors", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("expected", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("reporting_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reporting_round_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "round_reply",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("round", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("validated_by", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("round_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_reply_round"), ["round"], unique=False)
        batch_op.create_index(batch_op.f("ix_round_reply_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "shock",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("hazard", sa.String(), nullable=True),
        sa.Column("glide", sa.String(), nullable=True),
        sa.Column("phase", sa.String(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("places", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("shock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shock_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "site",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("type", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "synonym",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sensitivity", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(), nullable=True),
        sa.Column("updated_by", sa.String(), nullable=True),
        sa.Column("updated_at", sa.String(), nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sort_key", sa.String(), nullable=True),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("written", sa.String(), nullable=True),
        sa.Column("within", sa.String(), nullable=True),
        sa.Column("means", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("synonym", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_synonym_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "boundary",
        sa.Column("pcode", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("rings", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("pcode"),
    )
    op.create_table(
        "draft",
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("kept_at", sa.String(), nullable=False),
        sa.Column("values", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("form", "record"),
    )
    op.create_table(
        "edition_rows",
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("edition"),
    )
    op.create_table(
        "imported_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("imported_at", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=True),
        sa.Column("sheet", sa.String(), nullable=True),
        sa.Column("headers", sa.String(), nullable=True),
        sa.Column("signature", sa.String(), nullable=True),
        sa.Column("undo_group", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("imported_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imported_file_file_hash"), ["file_hash"], unique=False)

    op.create_table(
        "layout",
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("signature"),
    )
    op.create_table(
        "origin",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("line_key", sa.String(), nullable=False),
        sa.Column("sender_key", sa.String(), nullable=True),
        sa.Column("cells", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    with op.batch_alter_table("origin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_origin_import_id"), ["import_id"], unique=False)
        batch_op.create_index("origin_line", ["line_key"], unique=False)
        batch_op.create_index("origin_record", ["type", "id"], unique=False)
        batch_op.create_index("origin_sender", ["sender_key"], unique=False)

    op.create_table(
        "search_entry",
        sa.Column("entry", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entry"),
        sa.UniqueConstraint("type", "id", name="search_entry_record"),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "sync_blob",
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("type", "id", "sha256"),
    )
    op.create_table(
        "sync_blob_piece",
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("begins", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("type", "id", "sha256", "begins"),
    )
    op.create_table(
        "sync_changeset",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("replica", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("undo_group", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=True),
        sa.Column("undoable", sa.Boolean(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("schema", sa.String(), nullable=False),
        sa.Column("mine", sa.Boolean(), nullable=False),
        sa.Column("writes", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("absent", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("signature", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.Column("held", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("version"),
    )
    with op.batch_alter_table("sync_changeset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sync_changeset_undo_group"), ["undo_group"], unique=False)
        batch_op.create_index("sync_changeset_number", ["replica", "sequence"], unique=False)
        batch_op.create_index("sync_changeset_seq", ["seq"], unique=False)

    op.create_table(
        "sync_page",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.LargeBinary(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_table(
        "sync_state",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "sync_time",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("effective", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_version",
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("made", sa.String(), nullable=False),
        sa.Column("marks", sa.String(), nullable=True),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("rights_class", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("leaving", sa.Boolean(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("type", "id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_write",
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("type", "id", "position"),
        sqlite_with_rowid=False,
    )
    op.execute(SEARCH_INDEX)
    op.execute(FORGETFUL_INDEX)
