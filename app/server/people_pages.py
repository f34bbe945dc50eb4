"""People and roles, and the tokens of the feed: pages for the administrator."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi.responses import Response

from app.errors import Refused
from app.fold import fold
from app.server import accounts, tokens
from app.server.feed import BUCKET, REFILL
from app.server.member_forms import choices_of, facts_of, given_facts
from app.server.site import Site, Visit, ago, numbered, part_of, said
from app.words import _

#: how many people a page lists
PAGE = 50


def add_people_pages(site: Site) -> None:
    """The routes of this file."""

    @site.get("/people", "manage_people")
    def people(visit: Visit, made: tuple[str, str] | None = None) -> Response:
        """Everybody, and the form for a new person; `made` is a sign-in name with its first password, shown once."""
        store, page, named = visit.site.copy.shown(), numbered(visit), visit.query.get("q", "").strip()
        everybody = visit.reading(accounts.persons)
        found = [one for one in everybody if fold(named) in fold(f"{one.name} {one.login}")]
        shown, pages = part_of(found, page, PAGE)
        return visit.page(
            "people.html", people=shown, everybody=len(everybody), named=named, page=page, pages=pages, size=PAGE, made=made,
            address=lambda number: "?" + urlencode({"q": named, "page": number}), **choices_of(store), ago=ago,
            given=visit.fields,
        )  # fmt: skip

    @site.post("/people", "manage_people", back=people)
    def add(visit: Visit) -> Response:
        given, password = visit.fields, accounts.new_password()
        role, places, organisation = facts_of(visit)
        kept, name, login = accounts.hashed(password), given.get("name", ""), given.get("login", "")
        visit.writing(
            lambda connection: accounts.add_person(
                connection, name, login, role, places, kept, organisation=organisation
            )
        )
        visit.note("person_added", login.strip().casefold(), role)
        visit.fields = {}
        return people(visit, (login.strip().casefold(), password))

    @site.get("/people/edit", "manage_people")
    def one_person(visit: Visit) -> Response:
        """What a person may do, to be changed."""
        id = visit.query.get("id", "") or visit.fields.get("id", "")
        known = visit.reading(lambda connection: accounts.person(connection, id))
        if known is None:
            return said(visit, 422, visit.problem) if visit.problem else visit.go("/people")
        chosen = given_facts(visit) or (known.role, known.places, known.organisation)
        return visit.page("person.html", one=known, chosen=chosen, **choices_of(visit.site.copy.shown()), ago=ago)

    @site.post("/people/change", "manage_people", back=one_person)
    def change(visit: Visit) -> Response:
        given = visit.fields
        id, disabled = given.get("id", ""), given.get("disabled") == "1"
        known = visit.reading(lambda connection: accounts.person(connection, id))
        if known is None:
            raise Refused("no_person", _("There is no such person."))
        role, places, organisation = facts_of(visit, known.organisation)
        visit.writing(lambda connection: accounts.change_person(connection, id, role, places, disabled, organisation))
        detail = f"{role} {', '.join(places)} {'–' if disabled else ''}".strip()
        visit.note("person_changed", known.login, detail)
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


def base_of(visit: Visit) -> str:
    """The address of this server as the browser wrote it."""
    return f"{visit.request.url.scheme}://{visit.request.headers.get('host', '')}"
