"""Alembic's entry: runs the migrations on the connection it was handed."""

from alembic import context
from sqlmodel import SQLModel

import app.records
from app.store import local
from sync import tables

TARGETS = [SQLModel.metadata, local.metadata, tables.metadata]

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TARGETS,
    render_as_batch=True,
    include_object=lambda _object, name, *_rest: (
        app.records.REGISTRY is not None and not str(name).startswith("search_index")
    ),
)
with context.begin_transaction():
    context.run_migrations()
