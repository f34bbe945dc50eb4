"""The shell of the pages: who asks, in which language, whether he may, and the page or the sentence that he gets."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import sqlalchemy as sa
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from app import clock
from app.errors import Refused
from app.server import access, accounts, audit, templates
from app.server.accounts import Person
from app.server.national import ReadingCopy
from app.words import LANGUAGES, _, ngettext, speaking
from sync.hub_tables import reading, transact
from sync.service import HubService

#: the cookie that holds a session, the one that a form of the sign-in page is bound to; the largest form (bytes)
SESSION, BEFORE, MOST_FORM = "ujima", "ujima-form", 64 * 1024
#: so many pages are made at once: each thread reads the copy through a connection with a cache of its own
AT_ONCE = 8
LOOPBACK = ("127.0.0.1", "localhost", "::1", "testserver")


@dataclass
class Visit:
    """One request of a person (or of nobody yet), and everything that its answer needs."""

    site: Site
    request: Request
    person: Person | None = None
    secret: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def somebody(self) -> Person:
        """Who asks, on pages for people who are signed in."""
        assert self.person is not None
        return self.person

    @property
    def who(self) -> tuple[str | None, str]:
        """Id and name, for the audit."""
        return self.somebody.id, self.somebody.name

    @property
    def query(self) -> dict[str, str]:
        """What stands behind the question mark of the address, without signs that no database keeps."""
        return {name: value.replace("\0", "") for name, value in self.request.query_params.items()}

    @property
    def as_of(self) -> str:
        """When the copy was read that the page shows, in words."""
        at = self.site.copy.read_at
        if at is None:
            return ""
        then = dt.datetime.fromtimestamp(at / 1000)
        return _("as of {time}").format(time=f"{then:%H:%M}" if then.date() == clock.today() else moment(at))

    def reading(self, work: Callable[[sa.Connection], Any]) -> Any:
        """A look at the hub's database."""
        with reading(self.site.service.engine) as tables:
            return work(tables.connection)

    def writing(self, work: Callable[[sa.Connection], Any]) -> Any:
        """One transaction on the hub's database."""
        return transact(self.site.service.engine, lambda tables: work(tables.connection))

    def note(self, act: str, about: str = "", detail: str = "") -> None:
        """A line in the audit."""
        self.writing(lambda connection: audit.note(connection, self.who, act, about, detail))

    def may(self, act: str) -> bool:
        """Whether who asks may do this."""
        return self.person is not None and access.may(self.person, act)

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        """A page from a template."""
        if self.problem and status == 200:
            status = 422
        told = {"visit": self, "person": self.person, "token": accounts.form_token(self.secret)}
        text = templates.render(name, here=self.request.url.path, **told, **values)
        return Response(text, status, {"cache-control": "no-store"}, "text/html")

    def go(self, path: str) -> Response:
        """On to another page, with GET."""
        return RedirectResponse(path, 303)


Handler = Callable[[Visit], Response]
Item = TypeVar("Item")
Page = TypeVar("Page", bound=Callable[..., Response])


class Site:
    """The pages' routes and what all of them stand on."""

    def __init__(self, service: HubService, copy: ReadingCopy) -> None:
        self.service, self.copy = service, copy
        self.router = APIRouter(include_in_schema=False)
        self._at_once = CapacityLimiter(AT_ONCE)

    def get(self, path: str, act: str | None) -> Callable[[Page], Page]:
        """A page for those who may `act`; with None it is for everybody, signed in or not."""
        return lambda handler: self._add("GET", path, act, handler, None)

    def post(self, path: str, act: str | None, back: Handler | None = None) -> Callable[[Page], Page]:
        """A form that is sent; what is refused is said on the page that `back` makes."""
        return lambda handler: self._add("POST", path, act, handler, back)

    def _add(self, method: str, path: str, act: str | None, handler: Page, back: Handler | None) -> Page:
        async def endpoint(request: Request) -> Response:
            visit = Visit(self, request)
            if method == "POST":
                visit.fields = await _fields(request)
            return await to_thread.run_sync(_answer, visit, act, handler, back, limiter=self._at_once)

        self.router.add_api_route(path, endpoint, methods=[method], name=f"{handler.__module__}.{handler.__name__}")
        return handler


def _answer(visit: Visit, act: str | None, handler: Handler, back: Handler | None) -> Response:
    request = visit.request
    token = request.cookies.get(SESSION, "")
    if token:
        visit.person = visit.writing(lambda connection: accounts.person_of_session(connection, token))
    visit.secret = token if visit.person else request.cookies.get(BEFORE, "")
    with speaking(language_of(visit)):
        if act is not None and visit.person is None:
            to = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return visit.go("/sign-in" + (f"?to={quote(to)}" if request.method == "GET" and to != "/" else ""))
        if request.method == "POST" and not _sent_from_here(visit):
            return said(visit, 403, _("This form was not sent from a page of this server: open the page again."))
        if act is not None and not visit.may(act):
            if visit.somebody.must_change:
                return visit.go("/account")
            return said(visit, 403, _("Your role may not do this: ask the administrator."))
        return _done(visit, handler, back)


def _done(visit: Visit, handler: Handler, back: Handler | None) -> Response:
    try:
        return handler(visit)
    except Refused as refused:
        visit.problem = refused.message
    try:
        return back(visit) if back else said(visit, 422, visit.problem)
    except Refused as refused:  # the page it was sent from is refused as well
        return said(visit, 422, refused.message)


def said(visit: Visit, status: int, message: str) -> Response:
    """A page that says one sentence."""
    return visit.page("said.html", status, message=message)


def language_of(visit: Visit) -> str:
    """The language of the person, or one that the address names, or the first the browser asks for that we have."""
    asked = visit.query.get("language", "")
    if visit.person is not None and visit.person.language:
        return visit.person.language
    for part in (asked, *visit.request.headers.get("accept-language", "").split(",")):
        code = part.split(";")[0].strip()[:2].lower()
        if code in LANGUAGES:
            return code
    return "en"


def _sent_from_here(visit: Visit) -> bool:
    """Whether a form came from a page of ours: the browser says so where it can, and the form bears the secret."""
    headers = visit.request.headers
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return False
    given = visit.fields.get("token", "")
    return bool(visit.secret) and hmac.compare_digest(given.encode(), accounts.form_token(visit.secret).encode())


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form; of one that came several times the last. Files are not taken."""
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > MOST_FORM:
            return {}
    request._body = bytes(found)
    async with request.form(max_files=0, max_fields=200) as form:
        texts = [(name, value) for name, value in form.multi_items() if not isinstance(value, UploadFile)]
        return {name: value.replace("\0", "") for name, value in texts}


def is_safe(request: Request) -> bool:
    """Whether cookies must travel encrypted: always, but for plain http on this very computer."""
    return request.url.scheme == "https" or request.url.hostname not in LOOPBACK


def numbered(visit: Visit) -> int:
    """The number of the page that the address asks for; the first one for anything odd."""
    told = visit.query.get("page", "")
    return int(told) if told.isdecimal() and 0 < len(told) < 7 and int(told) else 1


def part_of(listed: Sequence[Item], page: int, size: int) -> tuple[Sequence[Item], int]:
    """One page of a list, and how many pages there are."""
    return listed[(page - 1) * size : page * size], max(1, -(-len(listed) // size))


def set_cookie(visit: Visit, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """A cookie that no script sees and no other site sends."""
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="strict", secure=is_safe(visit.request), path="/"
    )


def ago(ms: int | None) -> str:
    """How long ago a moment was, in words."""
    if ms is None:
        return _("never")
    minutes = max(0, (clock.now_ms() - ms) // 60_000)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("{n} min ago").format(n=minutes)
    if minutes < 48 * 60:
        return _("{n} h ago").format(n=minutes // 60)
    return ngettext("{n} day ago", "{n} days ago", minutes // 1440).format(n=minutes // 1440)


def moment(ms: int) -> str:
    """A moment as people read it, in the server's time."""
    at = dt.datetime.fromtimestamp(ms / 1000)
    return f"{at.day}/{at.month}/{at.year}, {at:%H:%M}"
