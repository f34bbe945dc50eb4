"""The feed: the public rows of the national 3W for other programs, in pages, with a token, described by OpenAPI."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from app.errors import Refused
from app.exchange.workbook.book import guarded
from app.exchange.workbook.columns import Column, columns_of
from app.insight.selection import PRESENCE, Line
from app.server import tokens
from app.server.accounts import hash_of
from app.server.national import ReadingCopy
from app.server.three_w import cells_for
from app.server.troubles import answer_troubles, as_json as as_json_fault
from app.services.exporting_source import live_source
from app.services.selection import filters_from
from app.store.workspace import Store
from app.words import LANGUAGES, _, speaking
from sync.hub_tables import transact
from sync.pace import Pace
from sync.service import HubService

MOST, PREFIX = 1000, "/api/v1"
#: how many requests one token may make: a bucket of so many, filled again at so many a second
BUCKET, REFILL = 120, 2.0
bearer = HTTPBearer(auto_error=False, description="A token of the feed, made by an administrator of the server.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


class Row(BaseModel):
    """One row: a value for each column, by its key."""

    model_config = {"extra": "allow"}

    record_id: str = Field(description="The row, with a stamp of when it was sent after the dot.")
    lead: str | None = Field(None, description="The organisation that leads the work.")
    sector_code: str | None = Field(None, description="The sector's code.")
    adm1_code: str | None = Field(None, description="P-code of the place of the first level.")
    adm2_code: str | None = Field(None, description="P-code of the place of the second level.")
    people: int | None = Field(None, description="People reached; blank is not zero.")


class Page(BaseModel):
    """One page of rows, and where the next begins."""

    rows: list[Row]
    columns: dict[str, str] = Field(description="The key of each column with its HXL hashtag.")
    next: str | None = Field(description="Give this as `after` for the next page; null on the last one.")


class Fault(BaseModel):
    """Why a request was not served: a stable code and a sentence. Whatever the feed refuses is answered so."""

    code: str
    message: str


class Asked:
    """What can be asked for, as every route of the feed takes it."""

    def __init__(
        self,
        after: Annotated[str, Query(max_length=120, description="Where the last page ended (`next`).")] = "",
        limit: Annotated[int, Query(ge=1, le=MOST, description="How many rows a page has.")] = 200,
        place: Annotated[str, Query(max_length=40, description="P-code of a place; what lies in it is included.")] = "",
        sector: Annotated[str, Query(max_length=60, description="Code or name of a sector.")] = "",
        period: Annotated[str, Query(max_length=40, description="2019-05, 2019, or 2019-05/2019-07.")] = "",
        language: Annotated[str, Query(pattern="^(en|fr|es|pt|ar)?$", description="Language of the names.")] = "en",
        request: Request = None,  # type: ignore[assignment] # FastAPI gives it
    ) -> None:
        """Raises Refused for a name that is none: with a filter misspelt everything would be told."""
        known = ("after", "limit", "place", "sector", "period", "language")
        for name in request.query_params:
            if name not in known:
                raise Refused("no_such_filter", f"There is no “{name}” to ask for, only {', '.join(known)}.")
        self.after, self.limit, self.place, self.sector, self.period = after, limit, place, sector, period
        self.language = language if language in LANGUAGES else "en"


ANSWERS: dict[int | str, dict[str, Any]] = {
    405: {"model": Fault, "description": "The feed is only read."},
    304: {"description": "Nothing has changed since the answer with this ETag."},
    401: {"model": Fault, "description": "There is no token, or it opens nothing."},
    429: {"model": Fault, "description": "This token asks too often; `Retry-After` says when to come again."},
    422: {"model": Fault, "description": "Something was asked for that is in no list."},
    503: {
        "model": Fault,
        "description": "The server cannot reach its database; `Retry-After` says when to come again.",
    },
    507: {"model": Fault, "description": "The disk of the server is full."},
}
#: what is said of an address that the feed has not, and of a method
_NOT_HERE = {
    404: ("no_such_address", "The feed has no such address: openapi.json names those there are."),
    405: ("no_such_method", "The feed is only read: ask with GET."),
}
ETag = Annotated[str | None, Header(alias="If-None-Match", description="The ETag of the last answer.")]


def make_feed(service: HubService, copy: ReadingCopy) -> FastAPI:
    """The feed as an application of its own, with its own description at openapi.json."""
    feed = FastAPI(
        title="Ujima 3W feed",
        version="1",
        description="Who does what, where: the public rows. Sensitive rows are left out or generalised as in public files.",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
    )

    answer_troubles(feed, as_json_fault)
    pace = feed.state.pace = Pace(BUCKET, REFILL)

    @feed.exception_handler(Refused)
    @feed.exception_handler(RequestValidationError)
    def refused(request: Request, error: Exception) -> Response:
        if isinstance(error, Refused):
            return as_json_fault(request, 422, error.code, error.message)
        first = error.errors()[0] if isinstance(error, RequestValidationError) else {}
        return as_json_fault(request, 422, "malformed", f"{first['loc'][-1]}: {first['msg']}.")

    @feed.exception_handler(HTTPException)
    def not_here(request: Request, error: Exception) -> Response:
        """An address or a method that the feed has not."""
        assert isinstance(error, HTTPException)
        code, said = _NOT_HERE.get(error.status_code, ("refused", str(error.detail)))
        answered = as_json_fault(request, error.status_code, code, said)
        answered.headers.update(error.headers or {})
        return answered

    def answer(form: str, asked: Asked, credentials: Any, known: str | None) -> Response:
        token = credentials.credentials if credentials else ""
        if not token or not transact(service.engine, lambda tables: tokens.holds(tables.connection, token)):
            fault = {"code": "no_token", "message": "Give a token of the feed: Authorization: Bearer …"}
            return Response(json.dumps(fault), 401, {"www-authenticate": "Bearer"}, "application/json")
        if seconds := pace.wait(hash_of(token)):
            return _too_often(seconds, asked.language)
        store = copy.shown()
        etag = _etag(copy, form, asked)
        headers = {"etag": etag, "cache-control": "private, no-cache", "vary": "Authorization"}
        if known is not None and etag in [part.strip().removeprefix("W/") for part in known.split(",")]:
            return Response(status_code=304, headers=headers)
        with speaking(asked.language):
            columns, rows, following = _read(store, copy, asked)
        if following:
            headers |= {"ujima-next": following, "link": f'<{_address(form, asked, following)}>; rel="next"'}
        if form == "csv":
            return Response(_csv(columns, rows), 200, headers, "text/csv; charset=utf-8")
        keys = [column.key for column in columns]
        page = {
            "rows": [dict(zip(keys, row, strict=True)) for row in rows],
            "columns": {column.key: column.hashtag for column in columns},
            "next": following,
        }
        return Response(json.dumps(page, ensure_ascii=False), 200, headers, "application/json")

    @feed.get("/3w", response_model=Page, responses=ANSWERS, summary="Rows as JSON")
    @feed.get("/3w.json", response_model=Page, responses=ANSWERS, summary="Rows as JSON")
    def as_json(credentials: Credentials, asked: Annotated[Asked, Depends()], known: ETag = None) -> Response:
        """One page of public rows."""
        return answer("json", asked, credentials, known)

    as_csv_answers = {
        **ANSWERS,
        200: {"content": {"text/csv": {}}, "description": "The page; `ujima-next` (and `Link`) leads on."},
    }

    @feed.get("/3w.csv", response_class=Response, responses=as_csv_answers, summary="Rows as CSV")
    def as_csv(credentials: Credentials, asked: Annotated[Asked, Depends()], known: ETag = None) -> Response:
        """One page of public rows: a line of keys, a line of HXL hashtags, then the rows."""
        return answer("csv", asked, credentials, known)

    return feed


def _too_often(seconds: int, language: str) -> Response:
    with speaking(language):
        said = _("This token asks too often: ask again in {seconds} s.").format(seconds=seconds)
    fault = json.dumps({"code": "too_often", "message": said}, ensure_ascii=False)
    return Response(fault, 429, {"retry-after": str(seconds)}, "application/json")


def _address(form: str, asked: Asked, after: str) -> str:
    """Where a page of the same question is that begins elsewhere."""
    words = {name: value for name, value in vars(asked).items() if value} | {"after": after}
    return f"{PREFIX}/3w.{form}?{urlencode(words)}"


def _etag(copy: ReadingCopy, form: str, asked: Asked) -> str:
    parts = [*map(str, copy.seen or ()), form, *(f"{name}={value}" for name, value in sorted(vars(asked).items()))]
    return '"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32] + '"'


def _read(store: Store, copy: ReadingCopy, asked: Asked) -> tuple[list[Column], list[list[Any]], str | None]:
    filters = filters_from(
        store,
        places=[asked.place] if asked.place else (),
        sectors=[asked.sector] if asked.sector else (),
        period=asked.period or None,
        public=True,
    )
    source = copy.kept(("feed", filters), lambda: live_source(store, filters))
    lines = sorted((line for line in source.selection.lines if not line.hidden), key=place_of)
    later = [line for line in lines if place_of(line) > asked.after]
    page, columns = later[: asked.limit], list(columns_of("C", public=True))
    following = place_of(page[-1]) if len(later) > len(page) else None
    return columns, cells_for(store, source, page, columns, True), following


def place_of(line: Line) -> str:
    """Where a row stands in the feed: an order that holds while others come and go."""
    return f"{'p' if line.kind == PRESENCE else 'a'}.{line.record}.{line.id}"


def _csv(columns: list[Column], rows: list[list[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.key for column in columns])
    writer.writerow([column.hashtag for column in columns])
    writer.writerows([[guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows])
    return out.getvalue()
