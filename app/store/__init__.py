"""The workspace: one folder with one encrypted SQLite file, its key, its lock, its backups."""
