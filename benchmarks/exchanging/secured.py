"""What TLS adds to a day's exchange, with a certificate of one's own: bytes that the proxy sees, each way."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import requests

from app.services import belonging, exchanging, packs, settings
from app.store.workspace import create_workspace
from benchmarks import Figure
from benchmarks.exchanging import offices
from benchmarks.exchanging.proxy import Proxy
from benchmarks.exchanging.toys import wait_for
from tests.helpers.country import Server, free_port
from tests.helpers.zygote import Zygote


def measure(zygote: Zygote, folder: Path) -> list[Figure]:
    """One changed field over TLS, a new connection as every exchange has it, against the same without."""
    if not shutil.which("openssl"):
        return [Figure("one changed field over TLS", 0, None, None, "KB", note="there is no openssl here")]
    certificate, key = make_certificate(folder)
    taken = []
    for secure in (True, False):
        with running(zygote, folder, certificate, key, secure) as server, Proxy(server.port) as proxy:
            url = f"{'https' if secure else 'http'}://127.0.0.1:{proxy.port}"
            with create_workspace(folder / f"office {secure}") as store:
                packs.begin_country(store, "MOZ", place=offices.DISTRICT, office="office", person="Amélia Sitoe")
                code = server.invite("secretary", offices.DISTRICT)
                belonging.join(store, code, url, certificate.read_text() if secure else None)
                settings.put(store, {"server": url})
                facts = {"place": offices.DISTRICT, "sector": "WSH", "description": "Latrines", "status": "planned"}
                id = offices.records.add(store, "activity", facts).created[0][1]
                exchanging.exchange(store)
                offices.change_one(store, id)
                before = proxy.passed
                exchanging.exchange(store)
                taken.append(proxy.passed - before)
    tls, plain = taken
    note = f"{tls.up - plain.up:,} B more up, {tls.down - plain.down:,} B more down, once for each exchange"
    return [
        Figure(
            "one changed field over TLS, against without", tls.bytes / 1000, plain.bytes / 1000, None, "KB", note=note
        )
    ]


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this computer that nobody signed but its own key."""
    certificate, key = folder / "server.pem", folder / "server.key"
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return certificate, key


@contextlib.contextmanager
def running(zygote: Zygote, folder: Path, certificate: Path, key: Path, secure: bool) -> Iterator[Server]:
    """A server with or without TLS."""
    server = Server(zygote, f"sqlite:///{folder / f'hub {secure}.db'}", folder, port=free_port())
    options = ["--certificate", str(certificate), "--key", str(key)] if secure else []
    arguments = ["--database", server.database, "--listen", f"127.0.0.1:{server.port}", *options, "serve"]
    server.process = zygote.run("app.server.main:main", arguments, log=str(folder / "server.log"))

    def ask() -> bool:
        with requests.Session() as session:
            session.trust_env = False
            session.verify = str(certificate)
            return session.get(f"{'https' if secure else 'http'}://127.0.0.1:{server.port}/sync/v1/hello", timeout=5).ok

    try:
        wait_for(ask, server.process)
        yield server
    finally:
        server.close()
