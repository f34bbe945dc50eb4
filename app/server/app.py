"""The server as an ASGI application."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.server.account_pages import add_account_pages
from app.server.audit_pages import add_audit_page
from app.server.exchange_pages import add_exchange_pages
from app.server.feed import PREFIX, make_feed
from app.server.laptop_pages import add_laptop_pages
from app.server.national import ReadingCopy, folder_beside
from app.server.national_pages import add_national_pages
from app.server.organisation_pages import add_organisation_pages
from app.server.people_pages import add_people_pages
from app.server.question_pages import add_question_pages
from app.server.site import Site, Visit, language_of, said
from app.server.templates import FOLDER, ICONS
from app.server.troubles import answer_troubles
from app.server.waiting_pages import add_waiting_pages
from app.words import _, speaking
from sync.router import sync_router
from sync.service import HubService

#: on every answer: nothing is loaded but our own style sheet and pictures, no script, no frame, no form elsewhere
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
#: what laptops ask for over lines where every byte is paid for
DAILY = ("/sync/v1/exchange", "/sync/v1/blob/")
STATIC = {
    "ujima.css": (FOLDER / "ujima.css", "text/css; charset=utf-8"),
    "ujima.svg": (ICONS / "ujima.svg", "image/svg+xml"),
}


def create_app(service: HubService, folder: Path | None = None) -> FastAPI:
    """The routes of sync, the national pages and the feed over one hub; `folder` is for the server's reading copy."""
    copy = ReadingCopy(service, folder or folder_beside(service.engine.url))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        warming = threading.Thread(target=copy.warm, name="warm", daemon=True)
        warming.start()
        yield
        copy.stop()
        warming.join()
        copy.close()

    app = FastAPI(title="Ujima", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.include_router(sync_router(service))
    site = Site(service, copy)
    for add in (
        add_account_pages, add_national_pages, add_laptop_pages, add_exchange_pages, add_organisation_pages,
        add_audit_page, add_people_pages, add_question_pages, add_waiting_pages,
    ):  # fmt: skip
        add(site)
    app.include_router(site.router)
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    app.mount(PREFIX, make_feed(service, copy))
    app.add_middleware(Headers)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: Exception) -> Response:
        visit = Visit(site, request)
        with speaking(language_of(visit)):
            status = error.status_code if isinstance(error, HTTPException) else 500
            return said(visit, status, _("There is no such page here."))

    answer_troubles(
        app,
        lambda request, status, _code, sentence: said(Visit(site, request), status, sentence),
        lambda request: language_of(Visit(site, request)),
    )
    return app


def _static(name: str, request: Request) -> Response:
    """The style sheet and the sign of the program; the browser asks again and hears that nothing has changed."""
    if name not in STATIC:
        return Response(status_code=404)
    data, etag = _file(name)
    headers = {"etag": etag, "cache-control": "public, max-age=300"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(data, 200, headers, STATIC[name][1])


@cache
def _file(name: str) -> tuple[bytes, str]:
    data = STATIC[name][0].read_bytes()
    return data, '"' + hashlib.sha256(data).hexdigest()[:24] + '"'


class Headers:
    """Puts the headers of safety on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""
        if scope["type"] != "http" or scope["path"].startswith(DAILY):
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = {name for name, _value in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((n.encode(), v.encode()) for n, v in HEADERS.items() if n.encode() not in told),
                ]
                if scope["scheme"] == "https":
                    message["headers"].append((b"strict-transport-security", b"max-age=31536000"))
            await send(message)

        await self.app(scope, receive, with_headers)
