"""Certificates as an office makes them: an authority of its own, and what it signs for the server of this computer."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.helpers.country import Certificates

CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def make_certificates(folder: Path, name: str = "office") -> Certificates:
    """An authority, and a certificate for 127.0.0.1 that it signed."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {part: folder / f"{name}-{part}" for part in ("ca.pem", "ca.key", "server.csr", "server.pem", "server.key")}
    (folder / "facts").write_text("subjectAltName=IP:127.0.0.1\n")
    authority, authority_key = str(made["ca.pem"]), str(made["ca.key"])
    ask, key = str(made["server.csr"]), str(made["server.key"])
    openssl("req", "-x509", *CURVE, "-days", "30", "-subj", f"/CN={name}", "-keyout", authority_key, "-out", authority)
    openssl("req", *CURVE, "-subj", "/CN=127.0.0.1", "-keyout", key, "-out", ask)
    signing = ("-CA", authority, "-CAkey", authority_key, "-CAcreateserial", "-days", "10")
    openssl("x509", "-req", "-in", ask, *signing, "-extfile", str(folder / "facts"), "-out", str(made["server.pem"]))
    return Certificates(made["ca.pem"], made["server.pem"], made["server.key"])


def openssl(*words: str) -> str:
    """What a command of openssl printed."""
    return subprocess.run(["openssl", *words], check=True, capture_output=True, text=True, timeout=60).stdout
