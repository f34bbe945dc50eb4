"""How alembic is told about the workspace file; imported only to migrate, since alembic is slow to load."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config


def settings() -> Config:
    """Alembic's configuration, without an .ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def upgrade(engine: sa.Engine) -> None:
    """Bring the file up to HEAD, in one transaction."""
    config = settings()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
