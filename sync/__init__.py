"""Sync as a library that knows no application. It is told what a record type looks like by shapes; see docs/sync.md."""
