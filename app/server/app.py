"""The server as an ASGI application."""

from __future__ import annotations

from fastapi import FastAPI

from sync.router import sync_router
from sync.service import HubService


def create_app(service: HubService) -> FastAPI:
    """The routes of sync and the national pages over one hub."""
    app = FastAPI(title="Ujima", docs_url=None, redoc_url=None)
    app.include_router(sync_router(service))
    return app
