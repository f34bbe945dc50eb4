"""The certificate of a server: the file of an office's own authority to trust, and what to do about one that is not known."""

from __future__ import annotations

import hashlib
import re
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from app.errors import Refused, Trouble
from app.services import settings
from app.store.workspace import Store
from app.words import _
from sync.client import CONNECT_SECONDS

BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", re.DOTALL)
LONGEST = 1_000_000
"""Bytes of a file of certificates; the whole list of a browser has a quarter of that."""


class UnknownCertificate(Trouble):
    """The server showed a certificate that nobody signed whom this computer trusts."""

    def __init__(self, fingerprint: str) -> None:
        told = _(
            "This computer does not know who signed the certificate of the server. Ask the administrator for the file of the "
            "certificate, and whether the certificate of the server has this fingerprint (SHA-256):\n{fingerprint}\n"
            "If it has another, something stands between you and the server: do not go on."
        )
        half = len(fingerprint) // 2 + 1
        shown = "\n".join(filter(None, (fingerprint[:half], fingerprint[half:])))
        super().__init__("unknown_certificate", told.format(fingerprint=shown))
        self.fingerprint = fingerprint


def read(file: Path) -> str:
    """The certificates of a file (PEM, or one as DER), as PEM. Raises Refused (not_readable, no_certificate, secret_key)."""
    try:
        with open(file, "rb") as opened:
            data = opened.read(LONGEST)
    except OSError as error:
        raise Refused(
            "not_readable", _("{file} cannot be read: {why}").format(file=file.name, why=error.strerror)
        ) from error
    text = data.decode("latin-1")
    if "PRIVATE KEY" in text:
        raise Refused(
            "secret_key",
            _("{file} holds a secret key, which only the server may have: ask for the certificate alone.").format(
                file=file.name
            ),
        )
    found = "".join(BLOCK.findall(text)) or (ssl.DER_cert_to_PEM_cert(data) if data[:1] == b"\x30" else "")
    try:
        ssl.create_default_context(cadata=found or None).load_verify_locations(cadata=found)
    except (ssl.SSLError, ValueError) as error:
        raise Refused(
            "no_certificate", _("{file} is no certificate: it ends in .pem, .crt or .cer.").format(file=file.name)
        ) from error
    return found


def unknown(url: str) -> UnknownCertificate:
    """What to say of the server at an address whose certificate is not known, with the fingerprint of what it shows."""
    parts = urlsplit(url)
    try:
        shown = ssl.get_server_certificate((parts.hostname or "", parts.port or 443), timeout=CONNECT_SECONDS)
    except OSError:
        return UnknownCertificate("–")
    return UnknownCertificate(fingerprint(ssl.PEM_cert_to_DER_cert(shown)))


def fingerprint(certificate: bytes) -> str:
    """The SHA-256 of a certificate (DER) as `openssl x509 -fingerprint -sha256` prints it: 32 pairs with colons."""
    return hashlib.sha256(certificate).digest().hex(":").upper()


def trust(store: Store, file: Path) -> None:
    """From now on trust the certificates of a file, and no others, when the server is reached."""
    settings.put(store, {"server_ca": read(file)})
