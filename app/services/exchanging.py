"""The exchange with the server: now, how it stands, and in words."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app import clock
from app.errors import Trouble
from app.services import attachments, belonging, fetching, refusals, settings, talking, untaken
from app.services.shapes import shapes
from app.services.unit import APP, Changes, replica_of
from app.store.workspace import Store, new_replica_id
from app.words import _, ngettext
from sync.client import HubRefused, Unreachable
from sync.conversation import Cancelled, converse
from sync.messages import FORKED, RESTORED, REVOKED, WIPE

ALONE, GREEN, WAITING, ASKING, EXCLUDED = "alone", "green", "waiting", "asking", "excluded"


OFFLINE = frozenset(
    {
        "offline", "stalled", "cut", "spoilt", "not_the_server", "unknown_certificate", "certificate_not_today", "busy",
        "server_full",
    }
)  # fmt: skip
"""Troubles of the line: work goes on without it."""


@dataclass(frozen=True)
class Standing:
    """How this laptop stands with its server. `state` is green only when both have the same, nothing waits, and the server
    did not refuse the last exchange; `by_file` says that no address of the server is known.
    """

    state: str
    waiting: int = 0
    conflicts: int = 0
    held: int = 0
    backed_up: int = 0
    exchanged_ms: int | None = None
    trouble: str | None = None
    documents: int = 0
    by_file: bool = False

    @property
    def is_offline(self) -> bool:
        """Whether the server was not reached the last time."""
        return self.trouble in OFFLINE


@dataclass(frozen=True)
class Exchanged:
    """What an exchange brought, and what to tell the person of it."""

    sent: int
    received: int
    standing: Standing
    bytes_up: int
    bytes_down: int
    requests: int
    told: list[str] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)


def exchange(
    store: Store,
    *,
    progress: Callable[[int, int], None] = lambda _sent, _received: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Exchanged:
    """Talk to the server until both have said everything. What came through is kept, whatever happens after. `progress`
    hears of every piece sent and received (bytes); `cancelled` is asked all the while, also where the line stands still.

    Raises Refused (alone, no_address, excluded, unknown_laptop …), Trouble (offline, stalled, cut, not_the_server, server_full,
    disk_full, cancelled).
    """
    try:
        return _exchange(store, progress, cancelled)
    except Trouble as trouble:
        if trouble.code != "disk_full":
            raise
        raise refusals.full() from trouble


def _exchange(store: Store, progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Exchanged:
    talk = talking.begin(store, progress, cancelled)
    try:
        with talk.open():
            brought = converse(
                talk.transaction,
                shapes(),
                talk.exchange,
                new_replica_id,
                talk.area_of_place,
                app=APP,
                cancelled=cancelled,
                pause=talk.pause,
            )
            settings.put(store, {"exchanged_at": str(clock.now_ms())})
            if not {REVOKED, WIPE} & set(brought.happened):
                fetching.send_waiting(talk)
        with contextlib.suppress(Unreachable, HubRefused, ValueError):
            belonging.renew_if_due(store, talk.line)
    except Unreachable as away:
        settings.put(store, {"exchange_trouble": away.code})
        raise refusals.away(away) from away
    except HubRefused as refused:
        settings.put(store, {"exchange_trouble": refused.code})
        raise refusals.refused(refused) from refused
    except Cancelled as stopped:
        raise Trouble("cancelled", _("Stopped. What was exchanged already is kept.")) from stopped
    finally:
        talk.line.close()
    settings.put(store, {"exchange_trouble": None})
    if WIPE in brought.happened:
        store.wipe()
    else:
        store.forget_copies()
    counted = talk.line.counted
    told = [text for what in brought.happened if (text := happened(what))]
    return Exchanged(
        brought.acknowledged, brought.received, standing(store), counted.up, counted.down, counted.requests, told,
        Changes(updated=sorted(brought.changed), deleted=sorted(brought.left)),
    )  # fmt: skip


def standing(store: Store) -> Standing:
    """How this laptop stands, from what is on its disk."""
    with store.viewing() as connection:
        tables = replica_of(connection)
        facts = tables.facts()
        asking = len(tables.asking())
        count = "SELECT count(DISTINCT undo_group) FROM sync_changeset WHERE mine AND undoable AND "
        waiting = int(connection.exec_driver_sql(count + "seq IS NULL").scalar() or 0)
        safe = int(facts.get("safe") or 0)
        backed_up = int(connection.exec_driver_sql(count + "seq <= ?", (safe,)).scalar() or 0)
        documents = len(attachments.unsent(tables))
    held = len(untaken.not_taken(store))
    known = belonging.membership(store)
    at, trouble = settings.get(store, "exchanged_at"), settings.get(store, "exchange_trouble")
    refused = trouble is not None and trouble not in OFFLINE
    state = (
        ALONE
        if known is None
        else EXCLUDED
        if facts.get("revoked")
        else ASKING
        if asking or held
        else GREEN
        if facts.get("agrees") and not waiting and not documents and not refused
        else WAITING
    )
    return Standing(
        state,
        waiting,
        asking,
        held,
        backed_up,
        int(at) if at else None,
        trouble,
        documents,
        known is not None and known.is_by_file,
    )


def in_words(now: Standing) -> str:
    """ "3 changes waiting · last exchanged 2 h ago · working offline"."""
    if now.state == ALONE:
        return _("working by itself")
    parts = []
    if now.waiting:
        parts.append(ngettext("{n} change waiting", "{n} changes waiting", now.waiting).format(n=now.waiting))
    if now.documents:
        told = ngettext("{n} document waits to be sent", "{n} documents wait to be sent", now.documents)
        parts.append(told.format(n=now.documents))
    if now.conflicts + now.held:
        asked = now.conflicts + now.held
        parts.append(ngettext("{n} question for you", "{n} questions for you", asked).format(n=asked))
    if now.state == GREEN:
        parts.append(_("everything exchanged"))
    if now.exchanged_ms is not None:
        parts.append(_("last exchanged {ago}").format(ago=_ago(now.exchanged_ms)))
    else:
        parts.append(_("not exchanged yet"))
    if now.state == EXCLUDED:
        parts.append(_("this laptop has been excluded: speak to the administrator"))
    elif now.trouble == "server_full":
        parts.append(_("the disk of the server is full: tell its administrator"))
    elif now.trouble == "certificate_not_today":
        parts.append(_("the certificate of the server is not valid today"))
    elif now.by_file:
        parts.append(_("no address of the server is known: everything goes by file"))
    elif now.trouble == "server_newer":
        parts.append(_("the server is newer: update this program"))
    elif now.trouble == "server_older":
        parts.append(_("the server is older than this program: tell its administrator"))
    elif now.is_offline:
        parts.append(_("working offline"))
    elif now.trouble:
        parts.append(_("the server refused the last exchange"))
    return " · ".join(parts)


def _ago(then_ms: int) -> str:
    minutes = max(0, (clock.now_ms() - then_ms) // 60_000)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("{n} min ago").format(n=minutes)
    if minutes < 48 * 60:
        return _("{n} h ago").format(n=minutes // 60)
    return ngettext("{n} day ago", "{n} days ago", minutes // 1440).format(n=minutes // 1440)


def happened(what: str) -> str | None:
    """What to tell the person of something that happened on the way; None when it is nothing to him."""
    return {
        FORKED: _(
            "This workspace was copied or restored from a backup, and another copy went on. "
            "Both go on side by side from now; nothing was lost."
        ),
        RESTORED: _("The server was restored from a backup. What it had lost was sent to it again."),
        WIPE: _("The administrator has this laptop wiped: when Ujima is closed, everything of it is gone from here."),
        REVOKED: _("This laptop has been excluded from the server. What you write is kept here."),
    }.get(what)


def digests(store: Store) -> list[dict[str, Any]]:
    """One line for each stream on this laptop: area, class, how many records, and the sum of their hashes."""
    with store.writing() as connection:
        tables = replica_of(connection)
        tables.digest()
        return tables.digests()
