"""What a server, the line to it, or a file said no with: in the words and the language of the person."""

from __future__ import annotations

from app.errors import Refused, Trouble
from app.words import _
from sync.client import HubRefused, Unreachable
from sync.keys import Distrusted
from sync.seal import Unreadable


def refused(error: HubRefused) -> Refused:
    """The server will not; what it says in English stands where this program knows no words of its own for it."""
    sentences = {
        "no_such_code": _("This code opens nothing here: ask for it again, letter by letter."),
        "code_used": _("This code was used already: ask for a new one."),
        "code_expired": _("This code is too old: ask for a new one."),
        "unknown_sheet": _(
            "No laptop with this recovery sheet has joined this server: look at its address, or join it with a code."
        ),
        "unknown_laptop": _("This server does not know this laptop: join it again with a new code."),
        "revoked": _("This laptop has been excluded: speak to the administrator."),
        "server_newer": _(
            "The server is newer than this program: update this program. What you write is kept here and is sent afterwards."
        ),
        "server_older": _(
            "The server is older than this program: tell its administrator to update it. What you write is kept here and is "
            "sent afterwards."
        ),
        "too_often": _("The server is busy: it is tried again later."),
    }
    return Refused(error.code, sentences.get(error.code, error.message))


def away(error: Unreachable) -> Trouble:
    """The server was not reached."""
    sentences = {
        "stalled": _("The line stands still: it is tried again later."),
        "cut": _("The line breaks off again and again: what came through is kept, the rest is tried again later."),
        "spoilt": _("The line spoils what passes over it: it is tried again later."),
        "not_the_server": _("Something else answered in place of the server (a page to sign in to the network?)."),
        "unknown_certificate": _(
            "This computer does not know who signed the certificate of the server: ask the administrator for the file of the "
            "certificate, and choose it in the settings."
        ),
        "certificate_not_today": _(
            "The certificate of the server is not valid today. Look whether the clock of this computer is right; if it "
            "is, tell the administrator of the server to renew it. What you write is kept here."
        ),
        "server_full": _(
            "The disk of the server is full: its administrator has to free some space. What you write is kept here "
            "and is sent by itself afterwards."
        ),
        "busy": _("The server is busy: it is tried again later."),
    }
    plain = _("The server cannot be reached: work goes on without it.")
    return Trouble(error.code, sentences.get(error.code, plain), error.retry_after)


def full() -> Trouble:
    """The disk here was full in the middle of an exchange."""
    said = _(
        "The disk is full: what was exchanged before is kept. Free some space, and the rest is exchanged by itself."
    )
    return Trouble("disk_full", said)


def unreadable(error: Unreadable | Distrusted, file: str) -> Refused:
    """A file of changes cannot be taken."""
    sentences = {
        "not_ours": _("{file} is no file of Ujima."),
        "newer_format": _("{file} was written by a newer version of this program: update this one."),
        "truncated": _("{file} is not whole: have it copied or sent again."),
        "damaged": _("{file} is damaged: ask for it again."),
        "not_for_you": _("{file} was written for others: this laptop has no key to it."),
        "not_signed": _(
            "{file} was not written by a laptop that belongs to this server: do not use it, and ask who sent it."
        ),
        "too_large": _("{file} is larger than such a file can be: ask who sent it."),
    }
    said = sentences.get(error.code)
    return Refused(error.code, said.format(file=file) if said else f"{file}: {error.message}")


def other_version(file: str) -> Refused:
    """What to say of a file that a program of another protocol wrote."""
    said = _("{file} was written by another version of this program: update the older of the two, and write it again.")
    return Refused("other_version", said.format(file=file))
