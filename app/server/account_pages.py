"""Signing in and out, and what a person sets for himself: password and language."""

from __future__ import annotations

from fastapi.responses import Response

from app.errors import Refused
from app.server import accounts, audit
from app.server.site import BEFORE, SESSION, Site, Visit, set_cookie
from app.words import _


def add_account_pages(site: Site) -> None:
    """The routes of this file."""

    @site.get("/", "see_3w")
    def home(visit: Visit) -> Response:
        return visit.go("/3w")

    @site.get("/sign-in", None)
    def ask(visit: Visit) -> Response:
        """The form; it is bound to a cookie, so that no other site can sign a person in as somebody else."""
        if visit.person is not None:
            return visit.go("/")
        fresh = not visit.secret
        if fresh:
            visit.secret = accounts.new_secret()
        to = visit.fields.get("to") or visit.query.get("to", "")
        page = visit.page("sign_in.html", to=to, login=visit.fields.get("login", ""), bare=True)
        if fresh:
            set_cookie(visit, page, BEFORE, visit.secret)
        return page

    @site.post("/sign-in", None, back=ask)
    def sign_in(visit: Visit) -> Response:
        login, password = visit.fields.get("login", ""), visit.fields.get("password", "")
        address = visit.request.client.host if visit.request.client else ""
        stored = visit.writing(lambda connection: accounts.begin_attempt(connection, login, address))
        person = accounts.verified(stored, password)
        if person is None:
            who = (None, login.strip()[:80])
            visit.writing(lambda connection: audit.note(connection, who, "sign_in_failed", detail=address))
            raise Refused("sign_in_failed", _("The sign-in name or the password is not right."))
        visit.writing(lambda connection: accounts.forget_failures(connection, login, address))
        old = visit.request.cookies.get(SESSION)
        token = visit.writing(lambda connection: accounts.begin_session(connection, person.id, old))
        visit.person = person
        visit.note("signed_in", detail=address)
        answer = visit.go(_inside(visit.fields.get("to", "")))
        set_cookie(visit, answer, SESSION, token)
        answer.delete_cookie(BEFORE, path="/")
        return answer

    @site.post("/sign-out", "own_account")
    def sign_out(visit: Visit) -> Response:
        token = visit.request.cookies.get(SESSION, "")
        visit.note("signed_out")
        visit.writing(lambda connection: accounts.sign_out(connection, token))
        answer = visit.go("/sign-in")
        answer.delete_cookie(SESSION, path="/")
        return answer

    @site.get("/account", "own_account")
    def account(visit: Visit) -> Response:
        return visit.page("account.html", done=visit.query.get("done", ""), least=accounts.LEAST_SIGNS)

    @site.post("/account/language", "own_account")
    def set_language(visit: Visit) -> Response:
        chosen, id = visit.fields.get("language"), visit.somebody.id
        visit.writing(lambda connection: accounts.set_language(connection, id, chosen))
        return visit.go("/account?done=language")

    @site.post("/account/password", "own_account", back=account)
    def set_password(visit: Visit) -> Response:
        person, given = visit.somebody, visit.fields
        address = visit.request.client.host if visit.request.client else ""
        stored = visit.writing(lambda connection: accounts.begin_attempt(connection, person.login, address))
        if accounts.verified(stored, given.get("old", "")) is None:
            raise Refused("password_wrong", _("The present password is not right."))
        visit.writing(lambda connection: accounts.forget_failures(connection, person.login, address))
        if given.get("new") != given.get("again"):
            raise Refused("passwords_differ", _("The new password was not typed twice the same."))
        if given.get("new") == given.get("old"):
            raise Refused("password_same", _("Choose a password that is not the present one."))
        kept = accounts.hashed(given.get("new", ""))
        visit.writing(lambda connection: accounts.set_password(connection, person.id, kept, must_change=False))
        token = visit.writing(lambda connection: accounts.begin_session(connection, person.id))
        visit.note("password_changed")
        answer = visit.go("/account?done=password")
        set_cookie(visit, answer, SESSION, token)
        return answer


def _inside(path: str) -> str:
    """A path of this server to go on to, and never an address elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path else "/"
