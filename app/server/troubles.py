"""When the server itself is in trouble (its disk, its database): a sentence and when to come again, never a stack trace."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

from fastapi import FastAPI, Request, Response

from app.errors import Trouble
from app.words import _, speaking
from sync.service import AWAY, RETRY_SECONDS, refusal_of

log = logging.getLogger(__name__)
#: what a page or a route may raise of it
TROUBLES = (*AWAY, Trouble)


def status_of(error: Exception) -> tuple[int, str, str]:
    """Status of HTTP, stable code and sentence."""
    if isinstance(error, Trouble):
        return 507 if error.code == "disk_full" else 503, error.code, error.message
    refusal = refusal_of(error)  # type: ignore[arg-type]
    if refusal.status == 507:
        return 507, refusal.code, _("The disk of the server is full: its administrator has to free some space.")
    return refusal.status, refusal.code, _("The server cannot reach its database: try again in a moment.")


def answer_troubles(
    app: FastAPI,
    said: Callable[[Request, int, str, str], Response],
    language: Callable[[Request], str] = lambda _request: "en",
) -> None:
    """Answer every trouble with what `said` makes of it (request, status, code, sentence), and when to come again."""

    def answer(request: Request, error: Exception) -> Response:
        log.error("%s: %s", request.url.path, getattr(error, "orig", error))
        with speaking(language(request)):
            status, code, sentence = status_of(error)
            response = said(request, status, code, sentence)
        response.headers["retry-after"] = str(RETRY_SECONDS[status])
        return response

    for kind in TROUBLES:
        app.add_exception_handler(kind, answer)


def as_json(_request: Request, status: int, code: str, sentence: str) -> Response:
    """A trouble for programs."""
    return Response(json.dumps({"code": code, "message": sentence}), status, media_type="application/json")
