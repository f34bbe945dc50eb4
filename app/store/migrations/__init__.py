"""The steps from one shape of the workspace file to the next (alembic). HEAD is what this program writes."""

HEAD = "0002"
