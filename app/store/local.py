"""Tables of this laptop alone: they never travel. Original cells, confirmed layouts, boundaries, frozen rows,
settings.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

#: the setting that says that copies of the file may hold records which were taken off this disk
COPIES_HOLD_MORE = "copies_hold_more"

setting = sa.Table(
    "setting",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)
imported_file = sa.Table(
    "imported_file",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("file_hash", sa.String, nullable=False, index=True),
    sa.Column("imported_at", sa.String, nullable=False),
    sa.Column("sender", sa.String),
    sa.Column("sheet", sa.String),
    sa.Column("headers", sa.String),
    sa.Column("signature", sa.String),
    sa.Column("undo_group", sa.String),
    sa.Column("state", sa.String, nullable=False),
    sa.Column("summary", sa.String),
    sa.Column("draft", sa.LargeBinary),
)
origin = sa.Table(
    "origin",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("type", sa.String, nullable=False),
    sa.Column("id", sa.String, nullable=False),
    sa.Column("import_id", sa.String, nullable=False, index=True),
    sa.Column("row", sa.Integer, nullable=False),
    sa.Column("line_key", sa.String, nullable=False),
    sa.Column("sender_key", sa.String),
    sa.Column("cells", sa.String, nullable=False),
    sa.Index("origin_record", "type", "id"),
    sa.Index("origin_line", "line_key"),
    sa.Index("origin_sender", "sender_key"),
)
layout = sa.Table(
    "layout",
    metadata,
    sa.Column("signature", sa.String, primary_key=True),
    sa.Column("confirmed_at", sa.String, nullable=False),
    sa.Column("facts", sa.String, nullable=False),
)
boundary = sa.Table(
    "boundary",
    metadata,
    sa.Column("pcode", sa.String, primary_key=True),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("rings", sa.LargeBinary, nullable=False),
)
edition_rows = sa.Table(
    "edition_rows",
    metadata,
    sa.Column("edition", sa.String, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("rows", sa.LargeBinary, nullable=False),
)
search_entry = sa.Table(
    "search_entry",
    metadata,
    sa.Column("entry", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("type", sa.String, nullable=False),
    sa.Column("id", sa.String, nullable=False),
    sa.Column("text", sa.String, nullable=False),
    sa.UniqueConstraint("type", "id", name="search_entry_record"),
)

#: FTS5 over search_entry, which SQLAlchemy has no words for; made by the first migration
SEARCH_INDEX = (
    "CREATE VIRTUAL TABLE search_index "
    "USING fts5(text, content='search_entry', content_rowid='entry', tokenize='unicode61')"
)
#: words that are taken out of the index are gone from its pages too (law 15), but not from those above them, which say on
#: which page a word stands: these are made anew with all of it
FORGETFUL_INDEX = "INSERT INTO search_index(search_index, rank) VALUES ('secure-delete', 1)"
NEW_INDEX = "INSERT INTO search_index(search_index) VALUES ('rebuild')"
