"""Certificates as an office makes them: an authority of its own, and what it signs for the server of this computer."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.helpers.country import Certificates

CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def make_certificates(folder: Path, name: str = "office") -> Certificates:
    """An authority, and a certificate for 127.0.0.1 that it signed."""
    folder.mkdir(parents=True, exist_ok=True)
    authority, key = folder / f"{name}-ca.pem", folder / f"{name}-ca.key"
    facts = ("-days", "30", "-subj", f"/CN={name}", "-keyout", str(key), "-out", str(authority))
    openssl("req", "-x509", *CURVE, *facts)
    return signed(authority, 10)


def signed(authority: Path, days: int) -> Certificates:
    """A new certificate by an authority that was made here, for so many days; with less than none it has ended."""
    made = {part: authority.with_name(f"{authority.stem}-{days}.{part}") for part in ("facts", "csr", "pem", "key")}
    made["facts"].write_text("subjectAltName=IP:127.0.0.1\n")
    openssl("req", *CURVE, "-subj", "/CN=127.0.0.1", "-keyout", str(made["key"]), "-out", str(made["csr"]))
    signing = (
        "-CA",
        str(authority),
        "-CAkey",
        str(authority.with_suffix(".key")),
        "-CAcreateserial",
        "-days",
        str(days),
    )
    openssl("x509", "-req", "-in", str(made["csr"]), *signing, "-extfile", str(made["facts"]), "-out", str(made["pem"]))
    return Certificates(authority, made["pem"], made["key"])


def openssl(*words: str) -> str:
    """What a command of openssl printed."""
    return subprocess.run(["openssl", *words], check=True, capture_output=True, text=True, timeout=60).stdout
