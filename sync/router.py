"""The hub's routes: thin, since `sync.service` answers. Bodies are bytes; what is refused is JSON with a code."""

from __future__ import annotations

import base64
import json
import logging
import time
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response
from starlette.requests import ClientDisconnect

from sync import description
from sync.blob_service import BlobService
from sync.blobs import Blob
from sync.pace import Pace
from sync.service import AWAY, MOST_BODY, HubService, Refusal, refusal_of
from sync.signing import MEDIA_TYPE

log = logging.getLogger(__name__)

#: how many requests one laptop may make: a bucket of so many, filled again at so many a second
BUCKET, REFILL = 240, 4.0
#: the largest request to join (bytes)
MOST_JOIN = 16 * 1024
#: how much of a request a piece of a content is
PIECE_WEIGHT = 0.125


def sync_router(service: HubService, clock: Callable[[], float] = time.monotonic) -> APIRouter:
    """Routes under /sync/v1: hello, join, come-back, renew, exchange, blob."""
    router = APIRouter(prefix="/sync/v1", tags=["sync"])
    blobs = BlobService(service)
    pace = Pace(BUCKET, REFILL, clock)

    def admit(device: str, weight: float = 1) -> None:
        if pace.wait(device, weight):
            raise Refusal(429, "too_often", "This laptop asks too often: it waits and tries again by itself.")

    async def body_of(request: Request, most: int = MOST_BODY) -> bytes:
        found = bytearray()
        async for piece in request.stream():
            found += piece
            if len(found) > most:
                raise Refusal(413, "too_large", "This request is larger than a request may be: send less at once.")
        return bytes(found)

    def signed(request: Request) -> tuple[str, bytes]:
        try:
            device, signature = request.headers["ujima-device"], request.headers["ujima-signature"]
            return device[:64], base64.b64decode(signature, validate=True)
        except (KeyError, ValueError) as error:
            raise Refusal(401, "not_signed", "This request names no laptop, or bears no signature.") from error

    async def served(work: Callable[[], Any]) -> Response:
        try:
            answer = await run_in_threadpool(work)
        except Refusal as refusal:
            return refused(refusal)
        except AWAY as error:
            away = refusal_of(error)
            log.error("%s (%s)", away.message, getattr(error, "orig", error))
            return refused(away)
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    def refused(refusal: Refusal) -> Response:
        headers = {"retry-after": str(refusal.retry_after)} if refusal.retry_after else {}
        return JSONResponse({"code": refusal.code, "message": refusal.message}, refusal.status, headers)

    @router.get("/hello", response_class=Response, **description.hello_facts())
    async def hello() -> Response:
        """Who this server is, and which protocol it speaks."""
        return await served(service.hello)

    @router.post("/join", response_class=Response, **description.join_facts())
    async def join(request: Request) -> Response:
        """Join with a code: a laptop's key in, its certificate out."""
        return await _unknown(request, service.join)

    @router.post("/come-back", response_class=Response, **description.come_back_facts())
    async def come_back(request: Request) -> Response:
        """A laptop that lost everything but its key: the key and a proof in, its certificate out."""
        return await _unknown(request, service.come_back)

    @router.post("/renew", response_class=Response, **description.renew_facts())
    async def renew(request: Request) -> Response:
        """A new certificate for a laptop whose old one nears its end."""
        return await _signed(request, lambda device, body, signature: service.renew(device, body, signature))

    @router.post("/exchange", response_class=Response, **description.exchange_facts())
    async def exchange(request: Request) -> Response:
        """Push, pull and verdicts in one: signed bytes in, signed bytes out."""

        def work(device: str, body: bytes, signature: bytes) -> Response:
            return _proven(service.exchange(device, body, signature))

        return await _signed(request, work)

    @router.get("/blob/{type}/{id}/{sha256}", response_class=Response, **description.give_facts())
    async def give(request: Request, type: str, id: str, sha256: str) -> Response:
        """What there is of a content beside a record, or with an offset a piece of it."""
        offset, most = _numbers(request)
        blob = Blob(type, id, sha256)

        def work(device: str, _body: bytes, signature: bytes) -> Response:
            if offset is None:
                return _proven(blobs.look(device, blob, signature))
            return _proven(blobs.get(device, blob, offset, most, signature))

        return await _signed(request, work, PIECE_WEIGHT)

    @router.put("/blob/{type}/{id}/{sha256}", response_class=Response, **description.take_facts())
    async def take(request: Request, type: str, id: str, sha256: str) -> Response:
        """A piece of a content beside a record."""
        offset, _most = _numbers(request)
        blob = Blob(type, id, sha256)

        def work(device: str, body: bytes, signature: bytes) -> Response:
            return _proven(blobs.put(device, blob, offset or 0, body, signature))

        return await _signed(request, work, PIECE_WEIGHT)

    async def _unknown(request: Request, work: Callable[[dict[str, Any]], Any]) -> Response:
        """What somebody asks who has no name here yet."""
        try:
            admit(f"join {request.client.host if request.client else ''}")
            asked = json.loads(await body_of(request, MOST_JOIN))
        except Refusal as refusal:
            return refused(refusal)
        except (ValueError, RecursionError, ClientDisconnect):
            asked = None
        if not isinstance(asked, dict):
            return refused(Refusal(400, "malformed", "This request to join cannot be read."))
        return await served(lambda: work(asked))

    async def _signed(request: Request, work: Callable[[str, bytes, bytes], Any], weight: float = 1) -> Response:
        try:
            device, signature = signed(request)
            admit(device, weight)
            body = await body_of(request)
        except Refusal as refusal:
            return refused(refusal)
        except ClientDisconnect:
            return Response(status_code=400)
        return await served(lambda: work(device, body, signature))

    return router


def _proven(answered: tuple[bytes, bytes]) -> Response:
    answer, proof = answered
    return Response(answer, media_type=MEDIA_TYPE, headers={"ujima-signature": base64.b64encode(proof).decode()})


def _numbers(request: Request) -> tuple[int | None, int]:
    """The offset and the most bytes that a request asks for; what is no number is none."""
    found = [request.query_params.get(name, "") for name in ("offset", "most")]
    offset, most = (int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None for text in found)
    return offset, most or 0
