"""Write the next migration from what the record types say now: `python -m app.store.migrations.draft 0002 "why"`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from app.store import engine
from app.store.migrations.env_settings import settings, upgrade


def draft(revision: str, message: str) -> None:
    """Compare a file at the newest migration with the record types and write the difference as a new migration."""
    with tempfile.TemporaryDirectory() as folder:
        made = engine.migrating_engine(Path(folder) / "draft.db", bytes(32))
        config = settings()
        if any((Path(__file__).parent / "versions").glob("*.py")):
            upgrade(made)
        with made.connect() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message, autogenerate=True, rev_id=revision)


if __name__ == "__main__":
    draft(sys.argv[1], sys.argv[2])
