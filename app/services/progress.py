"""How far an exchange has come, in words, for the window and the terminal. Needs no library of the network."""

from __future__ import annotations

from app.words import _


def said_bytes(count: int) -> str:
    """How much was moved: 640 B, 34 KB, 2.1 MB. Runs from left to right in every language."""
    if count < 1_000:
        return f"\u2066{count} B\u2069"
    return f"\u2066{count / 1_000:,.0f} KB\u2069" if count < 1_000_000 else f"\u2066{count / 1_000_000:,.1f} MB\u2069"


def in_words(sent: int, received: int) -> str:
    """ "Exchanging: 34 KB sent, 2.1 MB received"; what is nothing yet is left out."""
    if not sent and not received:
        return _("Exchanging…")
    if not received:
        return _("Exchanging: {sent} sent").format(sent=said_bytes(sent))
    if not sent:
        return _("Exchanging: {received} received").format(received=said_bytes(received))
    told = _("Exchanging: {sent} sent, {received} received")
    return told.format(sent=said_bytes(sent), received=said_bytes(received))
