"""Serving: an address to listen on, a certificate, and the application until somebody presses Ctrl+C."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from pathlib import Path

from app.errors import Refused, Trouble
from app.words import _


def serve(
    database: str, listen: str, certificate: Path | None, key: Path | None, serving: Callable[[str], None]
) -> None:
    """Serve a database until told to stop; `serving` hears the address once somebody listens there.

    Raises Refused (address_odd, not_readable, certificate_missing, certificate_odd), Trouble (address_taken), and what
    opening the database raises.
    """
    import uvicorn

    from app.server.app import create_app
    from app.server.hub import open_service

    host, port = _address(listen)
    _check_certificate(host, certificate, key)
    with contextlib.suppress(KeyboardInterrupt), _listening(host, port) as listener:
        config = uvicorn.Config(
            create_app(open_service(database)),
            ssl_certfile=certificate,
            ssl_keyfile=key,
            log_level="warning",
            server_header=False,
            date_header=False,
            timeout_keep_alive=75,
        )
        try:
            config.load()
        except OSError as error:  # an error of SSL is one too
            said = _("The certificate {file} cannot be used with its key: {why}")
            raise Refused("certificate_odd", said.format(file=certificate, why=error.strerror or error)) from error
        name = f"[{host}]" if ":" in host else host
        serving(f"{'https' if certificate else 'http'}://{name}:{listener.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listener])


def _address(listen: str) -> tuple[str, int]:
    host, _mark, port = listen.rpartition(":")
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        said = _("--listen wants an address and a port, as in 127.0.0.1:8443, and not “{text}”.")
        raise Refused("address_odd", said.format(text=listen))
    return host.strip("[]") or "127.0.0.1", int(port)


def _check_certificate(host: str, certificate: Path | None, key: Path | None) -> None:
    for file in (certificate, key):
        if file is not None and not file.is_file():
            raise Refused("not_readable", _("There is no file {file}.").format(file=file))
    if host not in ("127.0.0.1", "::1", "localhost") and certificate is None:
        raise Refused(
            "certificate_missing",
            _("Outside this computer the server needs a certificate: --certificate FILE --key FILE."),
        )


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        said = _("The server cannot listen on {address}: {why}. Choose another address or port with --listen.")
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        why = str(error.strerror).partition(" (while")[0]  # Python adds the address, which stands there already
        raise Trouble("address_taken", said.format(address=address, why=why)) from error
