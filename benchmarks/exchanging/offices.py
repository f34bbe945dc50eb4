"""The documents as activities of offices: entered in one, exchanged with a national server, read in another."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import zstandard

from app.services import belonging, exchanging, packs, records, settings
from app.services.unit import unit
from app.store import engine
from app.store.workspace import Store, create_workspace
from benchmarks.exchanging.documents import SECTORS, STATUS
from benchmarks.exchanging.proxy import Passed, Proxy
from tests.helpers.country import Server

PROVINCE, DISTRICT = "MZ10", "MZ1001"
COLUMNS = ("lead", "sector", "description", "place", "remarks", "start", "status", "people_targeted")


@dataclass
class Exchange:
    """What one exchange took."""

    passed: Passed
    seconds: float


@contextlib.contextmanager
def office(server: Server, folder: Path, name: str, role: str, place: str | None) -> Iterator[Store]:
    """An office that has joined and exchanged nothing yet."""
    with create_workspace(folder / name) as store:
        packs.begin_country(store, "MOZ", place=place, office=name, person="Amélia Sitoe")
        belonging.join(store, server.invite(role, place), server.url)
        yield store


def country_places(folder: Path) -> dict[str, str | None]:
    """The places of the country, each with the place above it."""
    with create_workspace(folder) as store:
        packs.begin_country(store, "MOZ", place=PROVINCE, office="places", person="Amélia Sitoe")
        return dict(store.reading().execute("SELECT id, parent FROM place").fetchall())


def districts(store: Store) -> list[str]:
    """The districts of the province, by code."""
    found = store.reading().execute("SELECT id FROM place WHERE parent = ? ORDER BY id", (PROVINCE,))
    return [id for (id,) in found]


def enter(store: Store, lines: Sequence[dict[str, Any]], places: Sequence[str]) -> list[str]:
    """Every document as an activity, nothing of it left out; the ids of the activities."""
    known = dict(store.reading().execute("SELECT name, id FROM organisation").fetchall())
    with unit(store, "Lines of the quarter") as changing:
        for name in sorted({line["org"] for line in lines} - set(known)):
            known[name] = changing.create("organisation", {"name": name})
        return [
            changing.create(
                "activity",
                {
                    "lead": known[line["org"]],
                    "sector": SECTORS[line["sector"]],
                    "description": line["activity"],
                    "place": places[int(line["district"][1:]) % len(places)],
                    "remarks": f"{line['lat']} {line['lon']} {line['contact']}",
                    "start": line["start"],
                    "status": STATUS[line["status"]],
                    "people_targeted": line["reached"],
                },
            )
            for line in lines
        ]


def talk(store: Store, proxy: Proxy) -> Exchange:
    """One exchange through the proxy; it has to end green."""
    settings.put(store, {"server": f"http://127.0.0.1:{proxy.port}"})
    before, start = proxy.passed, time.perf_counter()
    exchanging.exchange(store)
    seconds = time.perf_counter() - start
    standing = exchanging.standing(store)
    if standing.state != exchanging.GREEN:
        raise AssertionError(f"not green after an exchange: {standing}")
    return Exchange(proxy.passed - before, seconds)


def change_one(store: Store, id: str) -> None:
    """A person changes one field."""
    records.save(store, "activity", id, {"status": "suspended"})


def count(store: Store) -> int:
    """How many activities an office holds."""
    return int(store.reading().execute("SELECT count(*) FROM activity").fetchone()[0])


def bare_start(store: Store, folder: Path, serve: Callable[[Path], Any]) -> tuple[int, float]:
    """The same rows as one zstd file over a socket, read and written into one table: bytes, seconds."""
    sql = f"SELECT id, {', '.join(COLUMNS)} FROM activity ORDER BY id"
    rows = [dict(zip(("id", *COLUMNS), row, strict=True)) for row in store.reading().execute(sql)]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    packed = zstandard.ZstdCompressor(level=10).compress(text)
    with serve(folder) as port:
        (folder / "rows.zst").write_bytes(packed)
        with Proxy(port) as proxy:
            start = time.perf_counter()
            with requests.Session() as session:
                session.trust_env = False
                got = session.get(f"http://127.0.0.1:{proxy.port}/rows.zst", timeout=60).content
            found = json.loads(zstandard.ZstdDecompressor().decompress(got))
            connection = engine.connect(folder / "bare.db", bytes(32))
            connection.execute(f"CREATE TABLE activity (id TEXT PRIMARY KEY, {', '.join(COLUMNS)})")
            connection.execute("BEGIN")
            marks = ", ".join("?" * (1 + len(COLUMNS)))
            connection.executemany(f"INSERT INTO activity VALUES ({marks})", [tuple(row.values()) for row in found])
            connection.execute("COMMIT")
            connection.close()
            return proxy.passed.bytes, time.perf_counter() - start
