"""A laptop's line to the hub over HTTPS: one request, one answer, checked; and the patience to try again."""

from __future__ import annotations

import base64
import contextlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import requests
from urllib3.exceptions import ProtocolError
from urllib3.util import SKIP_HEADER

from sync import wire
from sync.blobs import Blob
from sync.keys import DeviceKeys, verify
from sync.messages import NAME_STREAMS, PROTOCOL, Reply, Request
from sync.signing import (
    MEDIA_TYPE,
    blob_reply_text,
    blob_text,
    coming_back_text,
    joining_text,
    reply_text,
    request_text,
)
from sync.sockets import Outgoing, Sockets

#: seconds to wait for a connection; and for the next byte (a stall, not a slow line, ends a request)
CONNECT_SECONDS, STALL_SECONDS = 10.0, 60.0
#: what a server may ask a laptop to wait, in seconds
LONGEST_WAIT = 900.0


#: what OpenSSL says of a certificate whose issuer is not among the trusted: signed by itself, or by an unknown one
UNKNOWN_ISSUER = (18, 19, 20, 21)
#: and of one that begins later, or has ended
NOT_TODAY = (9, 10)


class Unreachable(Exception):
    """The hub was not reached, or something else answered. `code`: offline, stalled, cut, spoilt, not_the_server,
    unknown_certificate, certificate_not_today, busy, server_full; `retry_after` is how many seconds the hub asks to wait."""

    def __init__(self, code: str, message: str, retry_after: float = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.retry_after = code, message, retry_after


class HubRefused(Exception):
    """The hub answered that it will not: its code and its sentence. Where the two speak different protocols the code is
    server_newer or server_older.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass
class Counted:
    """What a conversation cost: bytes of bodies with the heads that we know of, each way, and requests."""

    up: int = 0
    down: int = 0
    requests: int = 0


@dataclass
class Line:
    """The way to one hub. `ca` are certificates (PEM) to trust instead of the usual ones; `progress` hears of every piece of
    a body that was sent and received (bytes, the one or the other 0).
    """

    url: str
    ca: str | None = None
    counted: Counted = field(default_factory=Counted)
    stall_seconds: float = STALL_SECONDS
    progress: Callable[[int, int], None] = lambda _sent, _received: None

    def __post_init__(self) -> None:
        self._names_streams = False
        self._session = requests.Session()
        self._session.trust_env = False  # else the environment's certificates would win over `ca`
        self._session.headers = {"User-Agent": SKIP_HEADER, "Accept-Encoding": SKIP_HEADER}  # type: ignore[assignment]
        self._sockets = Sockets(lambda: self.stall_seconds, self.ca)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._sockets.adapter())

    def close(self) -> None:
        """Hang up."""
        self._session.close()

    def cut(self) -> None:
        """End what is under way, from another thread: it raises Unreachable (cut) there."""
        self._sockets.shut()

    def hello(self) -> dict[str, Any]:
        """Whether the hub is there. Raises Unreachable."""
        return self._json("GET", "hello", None)

    def join(self, code: str, name: str, keys: DeviceKeys) -> dict[str, Any]:
        """Join with a code. Raises Unreachable, HubRefused (no_such_code, code_used, code_expired)."""
        asked = {"code": code, "name": name, "key": keys.verify_key_text, "proof": keys.sign(joining_text(code)).hex()}
        return self._json("POST", "join", asked)

    def come_back(self, keys: DeviceKeys) -> dict[str, Any]:
        """Be again the laptop that joined with these keys. Raises Unreachable, HubRefused (unknown_sheet, revoked)."""
        hello = self.hello()
        try:
            hub, now = str(hello["hub"]), int(hello["now"])
        except (KeyError, TypeError, ValueError) as error:
            raise _stranger() from error
        proof = keys.sign(coming_back_text(hub, now)).hex()
        return self._json("POST", "come-back", {"key": keys.verify_key_text, "now": now, "proof": proof})

    def renew(self, device: str, keys: DeviceKeys) -> dict[str, Any]:
        """A new certificate, and the keys of one's places. Raises Unreachable, HubRefused."""
        return _object(self._send("POST", "renew", b"renew", _signed(device, keys, b"renew")))

    def exchange(self, device: str, keys: DeviceKeys, hub_key: bytes, request: Request) -> Reply:
        """One exchange. Raises Unreachable, HubRefused; an answer that the hub did not sign is no answer."""
        try:
            reply = self._exchange(device, keys, hub_key, request)
        except (HubRefused, Unreachable) as error:
            if error.code in ("protocol", "malformed", "spoilt"):
                self._compare_protocols()
            raise
        if reply.state == NAME_STREAMS:
            self._names_streams = True  # from now on: a bad line is not asked twice each time
            reply = self._exchange(device, keys, hub_key, request)
        return reply

    def _compare_protocols(self) -> None:
        """A hub that could not read a request may speak another protocol. Then it raises HubRefused, and says which of the two
        is the older.
        """
        spoken = None
        with contextlib.suppress(HubRefused, Unreachable):
            spoken = self.hello().get("ujima")
        if isinstance(spoken, int) and spoken != PROTOCOL:
            code = "server_newer" if spoken > PROTOCOL else "server_older"
            raise HubRefused(409, code, f"The server speaks protocol {spoken}, this program {PROTOCOL}.")

    def _exchange(self, device: str, keys: DeviceKeys, hub_key: bytes, request: Request) -> Reply:
        body = wire.encode_request(request, brief=request.settled and not self._names_streams)
        answer = self._send("POST", "exchange", body, _signed(device, keys, body))
        try:
            signature = base64.b64decode(answer.headers.get("ujima-signature", ""), validate=True)
            if not verify(hub_key, reply_text(body, answer.content), signature):
                raise ValueError("not signed by the hub")
            return wire.decode_reply(answer.content, request.scope)
        except ValueError as error:
            raise _stranger() from error

    def blob(
        self, device: str, keys: DeviceKeys, hub_key: bytes, blob: Blob, *,
        put: bytes | None = None, offset: int | None = None, most: int = 0,
    ) -> bytes:  # fmt: skip
        """One request about a content beside a record: what the hub has of it, with `put` and `offset` a piece there, with
        `offset` and `most` a piece from there. Raises Unreachable, HubRefused.
        """
        method = "GET" if put is None else "PUT"
        text = blob_text(device, method, blob.path, offset, most, put or b"")
        path = "blob/" + "/".join(quote(part, safe="") for part in (blob.type, blob.id, blob.sha256))
        asked = f"{path}?offset={offset}&most={most}" if offset is not None else path
        answer = self._send(method, asked, put, _headers(device, keys, text))
        try:
            signature = base64.b64decode(answer.headers.get("ujima-signature", ""), validate=True)
            if not verify(hub_key, blob_reply_text(text, answer.content), signature):
                raise ValueError("not signed by the hub")
        except ValueError as error:
            raise _stranger() from error
        return answer.content

    def _json(self, method: str, path: str, asked: Any) -> dict[str, Any]:
        return _object(self._send(method, path, asked, {}))

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> requests.Response:
        self.counted.requests += 1
        given = (
            {"data": self._outgoing(body)} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        )
        try:
            answer = self._session.request(
                method,
                f"{self.url.rstrip('/')}/sync/v1/{path}",
                headers=headers,
                timeout=(CONNECT_SECONDS, self.stall_seconds),
                allow_redirects=False,
                stream=True,
                **given,  # type: ignore[arg-type]
            )
            pieces = []
            with answer:  # one that is not read to its end lets go of its connection
                for piece in answer.iter_content(16_384):
                    pieces.append(piece)
                    self.progress(0, len(piece))
            answer._content = b"".join(pieces)  # type: ignore[attr-defined]
        except requests.Timeout as error:
            raise Unreachable("stalled", "The line stands still: it is tried again later.") from error
        except requests.exceptions.SSLError as error:
            raise _distrusted(error) from error
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError) as error:
            inner = error.args[0] if error.args else None
            broke_off = isinstance(inner, ProtocolError)
            if any(isinstance(cause, TimeoutError) for cause in getattr(inner, "args", ())):
                raise Unreachable("stalled", "The line stands still: it is tried again later.") from error
            code = "cut" if broke_off or isinstance(error, requests.exceptions.ChunkedEncodingError) else "offline"
            raise Unreachable(code, "The server cannot be reached: work goes on without it.") from error
        except requests.RequestException as error:
            raise Unreachable("offline", "The server cannot be reached: work goes on without it.") from error
        self.counted.up += len(body) if isinstance(body, bytes) else 0
        self.counted.down += len(answer.content)
        if answer.status_code != 200:
            raise _refused(answer)
        return answer

    def _outgoing(self, body: bytes) -> Outgoing:
        return Outgoing(body, lambda sent: self.progress(sent, 0))


def _signed(device: str, keys: DeviceKeys, body: bytes) -> dict[str, str]:
    return _headers(device, keys, request_text(device, body))


def _headers(device: str, keys: DeviceKeys, text: bytes) -> dict[str, str]:
    signature = base64.b64encode(keys.sign(text)).decode()
    return {"ujima-device": device, "ujima-signature": signature, "content-type": MEDIA_TYPE}


def _object(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise _stranger() from error
    if not isinstance(found, dict):
        raise _stranger()
    return found


def _refused(answer: requests.Response) -> Exception:
    try:
        told = answer.json()
        code, message = str(told["code"]), str(told["message"])
    except (ValueError, KeyError, TypeError):
        if answer.status_code >= 500:
            return Unreachable("busy", "The server has trouble of its own: it is tried again later.")
        return _stranger()
    if answer.status_code in (429, 503, 507):
        is_full = answer.status_code == 507
        return Unreachable("server_full" if is_full else "busy", message, _retry_after(answer))
    if code in ("not_signed", "malformed") and answer.request.url and answer.request.url.startswith("http:"):
        return Unreachable("spoilt", "The line spoils what passes over it: it is tried again later.")
    return HubRefused(answer.status_code, code, message)


def _distrusted(error: BaseException) -> Unreachable:
    """A certificate that nobody signed whom this computer trusts, or one that is wrong in itself."""
    within: BaseException | None = error
    while within is not None and not isinstance(within, ssl.SSLCertVerificationError):
        inner = getattr(within, "reason", None) or next((a for a in within.args if isinstance(a, Exception)), None)
        within = inner if isinstance(inner, BaseException) else None
    if within is not None and within.verify_code in UNKNOWN_ISSUER:
        return Unreachable("unknown_certificate", "This computer does not know who signed the server's certificate.")
    if within is not None and within.verify_code in NOT_TODAY:
        return Unreachable("certificate_not_today", "The certificate of the server is not valid today.")
    return Unreachable("not_the_server", "What answered is not the server we joined (its certificate).")


def _retry_after(answer: requests.Response) -> float:
    told = answer.headers.get("retry-after", "")
    return min(float(told), LONGEST_WAIT) if told.isascii() and told.isdigit() else 30.0


def _stranger() -> Unreachable:
    return Unreachable(
        "not_the_server", "Something else answered in place of the server (a page to sign in to the network?)."
    )
