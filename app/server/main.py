"""`ujima-server`: serve a country, and what its administrator does from a terminal."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any

from app.errors import Refused, Trouble
from app.pipes import until_hung_up
from app.words import _

#: the option of the terminal that says what was missing
OPTIONS = {
    "place_missing": "--district P-CODE",
    "organisation_missing": "--org NAME",
    "sector_missing": "--role sector_lead:WSH",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the server or one of its commands; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return until_hung_up(lambda: int(COMMANDS[options.command or "serve"](options) or 0))
    except (Refused, Trouble) as refused:
        option = OPTIONS.get(refused.code)
        print(f"{refused.message} ({option})" if option else refused.message, file=sys.stderr)
        return 1
    except _away() as error:
        from app.server.troubles import status_of

        print(status_of(error)[2], file=sys.stderr)
        return 1


def _away() -> tuple[type[Exception], ...]:
    """What the database may raise; looked up when something was raised, since it takes long to load."""
    from sync.service import AWAY

    return AWAY


def serve(options: argparse.Namespace) -> None:
    """Serve until told to stop."""
    from app.server import serving

    def say(address: str) -> None:
        print(_("Serving on {address}. Ctrl+C ends it.").format(address=address), file=sys.stderr, flush=True)

    serving.serve(options.database, options.listen, options.certificate, options.key, say)


def invite(options: argparse.Namespace) -> None:
    """Print a one-time code, and nothing else."""
    from app.server import audit, hub

    service = hub.open_service(options.database)
    print(hub.invite(service, options.district, options.role, options.org, audit.TERMINAL[1]))


def backup(options: argparse.Namespace) -> None:
    """Write a backup."""
    from app.server import hub

    number = hub.back_up(hub.open_service(options.database), options.file)
    print(_("Backup written: {file} (up to change {number}).").format(file=options.file, number=number))


def restore(options: argparse.Namespace) -> None:
    """Put a backup back."""
    from app.server import hub

    hub.restore(options.database, options.file)
    print(_("Restored from {file}. Laptops send again what came after it.").format(file=options.file))


def digest(options: argparse.Namespace) -> None:
    """What every stream holds."""
    from app.server import hub

    _print(options, hub.digests(hub.open_service(options.database)))


def held(options: argparse.Namespace) -> None:
    """What waits for a decision."""
    from app.server import hub

    _print(options, hub.waiting(hub.open_service(options.database)))


def bundle(options: argparse.Namespace) -> None:
    """Read a file from a stick; with --reply write the answer beside it."""
    from app.server import hub
    from app.server.sticks import read

    print(read(hub.open_service(options.database), options.file, options.reply))


def person(options: argparse.Namespace) -> None:
    """Add somebody who may sign in to the pages; asks for the password."""
    from app.fold import fold
    from app.server import accounts, audit, hub
    from app.server.inviting import find_organisation, find_place
    from sync.hub_tables import transact

    if options.password_file:
        try:
            password = options.password_file.read_text(encoding="utf-8").strip("\r\n")
        except OSError as error:
            raise Refused(
                "not_readable", _("{file} cannot be read: {why}").format(file=options.password_file, why=error.strerror)
            ) from error
    else:
        password = getpass.getpass(_("Password: "))
        if password != getpass.getpass(_("The same once more: ")):
            raise Refused("passwords_differ", _("The new password was not typed twice the same."))
    kept, login = accounts.hashed(password), options.sign_in or fold(options.name.split()[0])
    service = hub.open_service(options.database)

    def work(tables: Any) -> None:
        places = [find_place(tables, options.district)] if options.district else []
        organisation = find_organisation(tables, options.org) if options.org else None
        accounts.add_person(
            tables.connection,
            options.name,
            login,
            options.role,
            places,
            kept,
            must_change=False,
            organisation=organisation,
        )
        audit.note(tables.connection, audit.TERMINAL, "person_added", login, options.role)

    transact(service.engine, work)
    print(_("{name} may sign in as “{login}”.").format(name=options.name, login=login))


def country(options: argparse.Namespace) -> None:
    """Say which country this server is for, with files of boundaries if there are any."""
    from app.server import audit, hub
    from app.server.national import ReadingCopy, folder_beside, set_country
    from sync.hub_tables import transact

    service = hub.open_service(options.database)
    count = set_country(service, options.country, options.pack, options.office)
    code, by = options.country.upper(), audit.TERMINAL
    transact(service.engine, lambda tables: audit.note(tables.connection, by, "country_set", code))
    copy = ReadingCopy(service, folder_beside(service.engine.url))
    copy.fresh()  # brings the places to the hub, so that the first laptop's rows find theirs
    copy.close()
    print(_("Country set: {country}, {count} boundaries.").format(country=code, count=count))


def _print(options: argparse.Namespace, rows: list[dict[str, object]]) -> None:
    if options.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        print("\n".join("\t".join(str(value) for value in row.values()) for row in rows))


COMMANDS = {
    "serve": serve,
    "invite": invite,
    "backup": backup,
    "restore": restore,
    "digest": digest,
    "held": held,
    "bundle": bundle,
    "person": person,
    "country": country,
}


def _options_anywhere() -> argparse.ArgumentParser:
    """What may stand before the command or after it."""
    parser = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    parser.add_argument("--database", help=_("sqlite:///FILE or postgresql+psycopg://…"))
    parser.add_argument("--listen", help="127.0.0.1:8443")
    parser.add_argument(
        "--certificate",
        type=Path,
        metavar="FILE",
        help=_("file of the certificate (PEM); needed outside this computer"),
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help=_("file of its key (PEM)"))
    return parser


def _parser() -> argparse.ArgumentParser:
    said = _("The national server of Ujima.")
    parser = argparse.ArgumentParser(prog="ujima-server", description=said, parents=[_options_anywhere()])
    parser.set_defaults(database="sqlite:///ujima-server.db", listen="127.0.0.1:8443", certificate=None, key=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(name: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=COMMANDS[name].__doc__, parents=[_options_anywhere()])

    add("serve")
    inviting = add("invite")
    inviting.add_argument("--district", metavar="P-CODE")
    inviting.add_argument("--role", required=True)
    inviting.add_argument("--org", metavar="NAME")
    for name in ("backup", "restore"):
        add(name).add_argument("file", type=Path)
    for name in ("digest", "held"):
        add(name).add_argument("--json", action="store_true")
    reading = add("bundle")
    reading.add_argument("verb", choices=["read"])
    reading.add_argument("file", type=Path)
    reading.add_argument("--reply", type=Path, metavar="OUT")
    adding = add("person")
    adding.add_argument("verb", choices=["add"])
    adding.add_argument("name")
    adding.add_argument("--role", required=True)
    adding.add_argument("--sign-in", metavar="NAME", help=_("the name to sign in with; by default the first name"))
    adding.add_argument("--district", metavar="P-CODE")
    adding.add_argument("--org", metavar="NAME")
    adding.add_argument("--password-file", type=Path, metavar="FILE")
    setting = add("country")
    setting.add_argument("country", metavar="CODE")
    setting.add_argument("--office", metavar="NAME")
    setting.add_argument("--pack", type=Path, action="append", default=[], metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
