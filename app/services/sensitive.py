"""What is too sensitive to leave this office in a document, a message or a workbook."""

from __future__ import annotations

KEPT = ("high", "severe")
"""Sensitivities of which nothing that is said in words leaves (domain rule)."""


def is_kept(*tables: str) -> str:
    """The condition in SQL that one of these rows (names of tables in the query) is of high or severe sensitivity."""
    codes = ", ".join(f"'{code}'" for code in KEPT)
    return "(" + " OR ".join(f"coalesce({one}.sensitivity, '') IN ({codes})" for one in tables) + ")"
