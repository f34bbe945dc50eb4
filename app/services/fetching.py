"""Documents on the line: sent to the server after the changes, fetched from it when somebody wants one."""

from __future__ import annotations

from collections.abc import Callable

from app.errors import Trouble
from app.services import attachments, refusals, talking
from app.store.workspace import Store
from app.words import _
from sync import blob_line, blob_waiting
from sync.blobs import Blob
from sync.client import HubRefused, Unreachable
from sync.conversation import Cancelled


def send_waiting(talk: talking.Talk) -> None:
    """Send what waits of documents whose records the server has. What the server will not take goes on waiting.

    Raises Unreachable, Cancelled; what came through is kept.
    """
    with talk.transaction() as tables:
        due = blob_waiting.ready(tables, attachments.unsent(tables))
    for blob in due:
        try:
            blob_line.send(_way(talk), blob)
        except HubRefused as refused:
            if refused.status == 401 or refused.code == "revoked":
                raise


def fetch(
    store: Store,
    id: str,
    *,
    progress: Callable[[int, int], None] = lambda _sent, _received: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Bring the content of a document onto this laptop, from where it stopped before; one that is here is left alone.

    Raises Refused (alone, not_here …), Trouble (offline, stalled, cut, cancelled …); what came through is kept.
    """
    document = attachments.read(store, id)
    if document.state != attachments.AT_SERVER:
        return
    talk = talking.begin(store, progress, cancelled)
    try:
        with talk.open():
            whole = blob_line.fetch(_way(talk), Blob(attachments.TYPE, id, document.sha256), document.size)
    except Unreachable as away:
        raise refusals.away(away) from away
    except HubRefused as refused:
        raise refusals.refused(refused) from refused
    except Cancelled as stopped:
        raise Trouble("cancelled", _("Stopped. What came through is kept.")) from stopped
    finally:
        talk.line.close()
    if not whole:
        raise Trouble("spoilt_document", _("What came is not this document: fetch it again."))


def _way(talk: talking.Talk) -> blob_line.Way:
    known = talk.known
    return blob_line.way_to(
        talk.line, known.device, talk.keys, known.hub_key, talk.transaction, talk.cancelled, talk.pause
    )
