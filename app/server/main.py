"""`ujima-server`: serve a country, and what its administrator does from a terminal."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from app.errors import Refused, Trouble
from app.words import _


def main(arguments: list[str] | None = None) -> int:
    """Run the server or one of its commands; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return int(COMMANDS[options.command or "serve"](options) or 0)
    except (Refused, Trouble) as refused:
        print(refused.message, file=sys.stderr)
        return 1


def serve(options: argparse.Namespace) -> None:
    """Serve until told to stop."""
    import uvicorn

    from app.server.app import create_app
    from app.server.hub import open_service

    host, _mark, port = options.listen.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if host not in ("127.0.0.1", "::1", "localhost") and not options.certificate:
        raise Refused(
            "certificate_missing",
            _("Outside this computer the server needs a certificate: --certificate FILE --key FILE."),
        )
    uvicorn.run(
        create_app(open_service(options.database)),
        host=host,
        port=int(port),
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
        log_level="warning",
        timeout_keep_alive=75,
    )


def invite(options: argparse.Namespace) -> None:
    """Print a one-time code, and nothing else."""
    from app.server import hub

    service = hub.open_service(options.database)
    print(hub.invite(service, options.district, options.role, options.org, "terminal"))


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
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ujima-server", description=_("The national server of Ujima."))
    parser.add_argument(
        "--database", default="sqlite:///ujima-server.db", help=_("sqlite:///FILE or postgresql+psycopg://…")
    )
    parser.add_argument("--listen", default="127.0.0.1:8443", help="127.0.0.1:8443")
    parser.add_argument("--certificate", help=_("file of the certificate (PEM); needed outside this computer"))
    parser.add_argument("--key", help=_("file of its key (PEM)"))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser("serve", help=serve.__doc__)
    inviting = commands.add_parser("invite", help=invite.__doc__)
    inviting.add_argument("--district", metavar="P-CODE")
    inviting.add_argument("--role", required=True)
    inviting.add_argument("--org", metavar="NAME")
    for name, command in (("backup", backup), ("restore", restore)):
        commands.add_parser(name, help=command.__doc__).add_argument("file", type=Path)
    for name, command in (("digest", digest), ("held", held)):
        commands.add_parser(name, help=command.__doc__).add_argument("--json", action="store_true")
    reading = commands.add_parser("bundle", help=bundle.__doc__)
    reading.add_argument("verb", choices=["read"])
    reading.add_argument("file", type=Path)
    reading.add_argument("--reply", type=Path, metavar="OUT")
    return parser


if __name__ == "__main__":
    sys.exit(main())
