"""People and roles, the tokens of the feed, and the audit: pages for the administrator."""

from __future__ import annotations

from fastapi.responses import Response

from app.errors import Refused
from app.server import accounts, audit, tokens
from app.server.feed import BUCKET, REFILL
from app.server.places import areas, chosen_places, named_places
from app.server.site import Site, Visit, ago, moment
from app.words import _


def add_people_pages(site: Site) -> None:
    """The routes of this file."""

    @site.get("/people", "manage_people")
    def people(visit: Visit, made: tuple[str, str] | None = None) -> Response:
        """Everybody, and the form for a new person; `made` is a sign-in name with its first password, shown once."""
        store = visit.site.copy.fresh()
        listed = visit.reading(accounts.persons)
        return visit.page(
            "people.html", people=listed, made=made, areas=areas(store), placed=named_places(store), ago=ago,
            given=visit.fields,
        )  # fmt: skip

    @site.post("/people", "manage_people", back=people)
    def add(visit: Visit) -> Response:
        given, password = visit.fields, accounts.new_password()
        places = chosen_places(given, named_places(visit.site.copy.fresh()))
        kept = accounts.hashed(password)
        name, login, role = given.get("name", ""), given.get("login", ""), given.get("role", "")
        visit.writing(lambda connection: accounts.add_person(connection, name, login, role, places, kept))
        visit.note("person_added", login.strip().casefold(), role)
        visit.fields = {}
        return people(visit, (login.strip().casefold(), password))

    @site.post("/people/change", "manage_people", back=people)
    def change(visit: Visit) -> Response:
        given = visit.fields
        id, role, disabled = given.get("id", ""), given.get("role", ""), given.get("disabled") == "1"
        places = chosen_places(given, named_places(visit.site.copy.fresh()))
        known = visit.reading(lambda connection: accounts.person(connection, id))
        visit.writing(lambda connection: accounts.change_person(connection, id, role, places, disabled))
        detail = f"{role} {', '.join(places)} {'–' if disabled else ''}".strip()
        visit.note("person_changed", known.login if known else id, detail)
        return visit.go("/people" if id != visit.somebody.id else "/sign-in")

    @site.post("/people/password", "manage_people", back=people)
    def new_password(visit: Visit) -> Response:
        id, password = visit.fields.get("id", ""), accounts.new_password()
        known = visit.reading(lambda connection: accounts.person(connection, id))
        if known is None:
            raise Refused("no_person", _("There is no such person."))
        kept = accounts.hashed(password)
        visit.writing(lambda connection: accounts.set_password(connection, id, kept, must_change=True))
        visit.note("password_made", known.login)
        return people(visit, (known.login, password)) if id != visit.somebody.id else visit.go("/sign-in")

    @site.get("/feed", "manage_feed")
    def feed(visit: Visit, made: str = "") -> Response:
        """The tokens, and how the feed is read; `made` is a new token, shown once."""
        listed, often = visit.reading(tokens.tokens), (BUCKET, int(REFILL * 60))
        return visit.page("feed.html", tokens=listed, made=made, ago=ago, base=base_of(visit), pace=often)

    @site.post("/feed", "manage_feed", back=feed)
    def make(visit: Visit) -> Response:
        name = " ".join(visit.fields.get("name", "").split())
        token = visit.writing(lambda connection: tokens.make(connection, name, visit.somebody.name))
        visit.note("token_made", name)
        return feed(visit, token)

    @site.post("/feed/withdraw", "manage_feed")
    def withdraw(visit: Visit) -> Response:
        id = visit.fields.get("id", "")
        name = visit.writing(lambda connection: tokens.withdraw(connection, id))
        if name:
            visit.note("token_revoked", name)
        return visit.go("/feed")

    @site.get("/audit", "see_audit")
    def read_audit(visit: Visit) -> Response:
        before, act = visit.query.get("before", ""), visit.query.get("act", "")
        act = act if act in audit.ACTS else ""
        lines = visit.reading(lambda connection: audit.lines(connection, before, act))
        more = lines[audit.PAGE - 1].id if len(lines) > audit.PAGE else ""
        return visit.page(
            "audit.html", lines=lines[: audit.PAGE], acts=audit.ACTS, act=act, more=more, before=before, moment=moment
        )


def base_of(visit: Visit) -> str:
    """The address of this server as the browser wrote it."""
    return f"{visit.request.url.scheme}://{visit.request.headers.get('host', '')}"
