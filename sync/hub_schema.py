"""The tables of a hub (SQLAlchemy Core), and the engine that speaks to them.

`hub_row` (every record as it is merged, its stream, the number of its last change), `hub_log` (what each stream is told,
by number), `hub_changeset` (heads, receipts, chains), `hub_head` (how far each replica has come), `hub_waiting` (writes
that wait for a decision), `hub_stream` (the digest of each stream), `hub_touch` (which numbers tell of a record),
`hub_counter` (the last number), `hub_fact` (epoch, keys), `hub_blob` and `hub_blob_piece` (contents beside records).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from sync.blob_tables import blob_tables
from sync.epochs import first_epoch

metadata = sa.MetaData()

fact_table = sa.Table(
    "hub_fact",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)
counter_table = sa.Table(
    "hub_counter",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last", sa.BigInteger, nullable=False),
)
head_table = sa.Table(
    "hub_head",
    metadata,
    sa.Column("replica", sa.String, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("chain", sa.String, nullable=False),
    sa.Column("device", sa.String, nullable=False, index=True),
)
changeset_table = sa.Table(
    "hub_changeset",
    metadata,
    sa.Column("version", sa.String, primary_key=True),
    sa.Column("replica", sa.String, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("main", sa.Boolean, nullable=False),
    sa.Column("stamp", sa.BigInteger, nullable=False),
    sa.Column("received", sa.BigInteger, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("chain", sa.String, nullable=False),
    sa.Column("head", sa.String, nullable=False),
    sa.Column("whole", sa.Boolean, nullable=False),
    sa.Column("have", sa.String),
    sa.Index("hub_changeset_number", "replica", "sequence"),
)
#: text in the order of its bytes, whatever the language of the database: laptops walk in the same order (sync.walking)
Ordered = sa.String().with_variant(sa.String(collation="C"), "postgresql")
row_table = sa.Table(
    "hub_row",
    metadata,
    sa.Column("type", Ordered, primary_key=True),
    sa.Column("id", Ordered, primary_key=True),
    sa.Column("packed", sa.Text, nullable=False),
    sa.Column("stream", Ordered, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("parent", sa.String, index=True),
    sa.Column("by", sa.String, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Index("hub_row_stream", "stream", "type", "id"),
)
stream_table = sa.Table(
    "hub_stream",
    metadata,
    sa.Column("stream", sa.String, primary_key=True),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("total", sa.String, nullable=False),
)
log_table = sa.Table(
    "hub_log",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("stream", sa.String, nullable=False),
    sa.Column("type", sa.String),
    sa.Column("id", sa.String),
    sa.Column("enters", sa.Boolean, nullable=False),
    sa.Column("version", sa.String),
    sa.Column("body", sa.Text),
    sa.Index("hub_log_stream", "stream", "seq"),
)
touch_table = sa.Table(
    "hub_touch",
    metadata,
    sa.Column("type", sa.String, primary_key=True),
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
)
waiting_table = sa.Table(
    "hub_waiting",
    metadata,
    sa.Column("version", sa.String, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("replica", sa.String, nullable=False, index=True),
    sa.Column("type", sa.String, nullable=False),
    sa.Column("id", sa.String, nullable=False),
    sa.Column("write", sa.Text, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("device", sa.String, nullable=False),
    sa.Column("released", sa.BigInteger, nullable=False),
    sa.Column("needs", sa.String, index=True),
    sa.Column("rights", sa.String, nullable=False),
    sa.Index("hub_waiting_record", "type", "id"),
)
blob_table, blob_piece_table = blob_tables(metadata, "hub_")


#: what is deleted is overwritten: erased means gone (law 15), also from the free pages of the file
_PRAGMAS = (
    "journal_mode = WAL", "synchronous = FULL", "trusted_schema = OFF", "cache_size = -64000", "secure_delete = ON",
)  # fmt: skip


def hub_engine(url: str) -> sa.Engine:
    """An engine for a hub: on SQLite one file in WAL mode with `synchronous=FULL` and transactions begun by us."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, isolation_level="READ COMMITTED", pool_size=10, max_overflow=20)
    engine = sa.create_engine(url, connect_args={"timeout": 30, "isolation_level": None, "check_same_thread": False})

    def prepare(connection: Any, _record: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def create_hub(engine: sa.Engine, epoch: str) -> None:
    """Make the tables of a hub where they are missing, and begin its first epoch."""
    metadata.create_all(engine)
    with engine.begin() as connection:
        if connection.execute(sa.select(counter_table)).first() is None:
            connection.execute(sa.insert(counter_table).values(id=1, last=0))
            facts = first_epoch(epoch)
            connection.execute(sa.insert(fact_table), [{"name": n, "value": v} for n, v in facts.items()])
