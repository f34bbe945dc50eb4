"""What the server keeps beside the hub's own tables: persons, sessions, tokens, what was done, the country's boundaries."""

from __future__ import annotations

import sqlalchemy as sa

from sync.hub_schema import metadata

person_table = sa.Table(
    "hub_person",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("login", sa.String, nullable=False, unique=True),
    sa.Column("password", sa.String, nullable=False),
    sa.Column("role", sa.String, nullable=False),
    sa.Column("places", sa.String, nullable=False),
    sa.Column("language", sa.String),
    sa.Column("must_change", sa.Boolean, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger),
    sa.Column("disabled_at", sa.BigInteger),
)
#: whom a person works for, beside a table that older servers have already
person_organisation_table = sa.Table(
    "hub_person_organisation",
    metadata,
    sa.Column("person", sa.String, primary_key=True),
    sa.Column("organisation", sa.String, nullable=False),
)
session_table = sa.Table(
    "hub_session",
    metadata,
    sa.Column("token_hash", sa.String, primary_key=True),
    sa.Column("person", sa.String, nullable=False, index=True),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
)
failure_table = sa.Table(
    "hub_failure",
    metadata,
    sa.Column("about", sa.String, primary_key=True),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("last_at", sa.BigInteger, nullable=False),
)
token_table = sa.Table(
    "hub_token",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("token_hash", sa.String, nullable=False, unique=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("made_by", sa.String, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("used_at", sa.BigInteger),
    sa.Column("revoked_at", sa.BigInteger),
)
audit_table = sa.Table(
    "hub_audit",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False, index=True),
    sa.Column("person", sa.String),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("act", sa.String, nullable=False),
    sa.Column("about", sa.String, nullable=False, index=True),
    sa.Column("detail", sa.String, nullable=False),
)
setting_table = sa.Table(
    "hub_setting",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)
boundary_table = sa.Table(
    "hub_boundary",
    metadata,
    sa.Column("pcode", sa.String, primary_key=True),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("rings", sa.LargeBinary, nullable=False),
)
