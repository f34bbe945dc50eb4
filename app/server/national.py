"""The server's reading copy: an ordinary workspace with everything in it, brought up to date before a page is served.

It is a laptop like any other, with a device of its own, whose line to the hub is a call. So the desktop's services show
the national picture, and a change made on the server is a changeset like any other. It can be made anew at any time;
several processes each have their own.
"""

from __future__ import annotations

import contextlib
import contextvars
import hashlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from app import clock
from app.errors import Refused, Trouble
from app.exchange import packs as country_packs
from app.server.copies import nation_of, open_first, write_boundaries
from app.server.tables import boundary_table, setting_table
from app.services import belonging, packs, settings
from app.services.shapes import shapes
from app.services.unit import place_areas, replica_of
from app.store.local import boundary
from app.store.workspace import Store, new_replica_id
from app.words import _
from sync import registry
from sync.conversation import Cancelled, converse
from sync.hub_tables import SqlHub, reading, transact
from sync.messages import Reply, Request
from sync.replica_tables import SqlReplica
from sync.service import AWAY, HubService
from sync.stamp import new_id

log = logging.getLogger(__name__)

#: devices of the server itself begin so; they are in no list of laptops
OWN = "server:"
#: how many things that were read are kept
KEPT = 6
#: how long a page waits for the copy to be brought up to date (seconds)
PATIENCE_S = 20.0
Answer = TypeVar("Answer")


class ReadingCopy:
    """The copy, opened when it is first asked for, or by `warm`.

    One at a time brings it up to date, on a thread of its own. A page waits for that no longer than `PATIENCE_S`, and not
    at all while somebody else does: it shows what the copy holds already, and `read_at` says of when that is. Only while
    the copy has never held anything there is nothing to show.
    """

    def __init__(self, service: HubService, folder: Path) -> None:
        self.service, self.folder = service, folder
        self._store: Store | None = None
        self._device = ""
        self._seen: tuple[str, int, int] | None = None
        self._stopped = False
        self.read_at: int | None = None
        self._kept: dict[Any, Any] = {}
        self._lock = threading.RLock()
        self._starting = threading.Lock()
        self._reader = ThreadPoolExecutor(1, "copy")
        self._reading: Future[Store] | None = None

    def shown(self) -> Store:
        """The copy as a page shows it: with everything that the hub has now, or had at `read_at`.

        Raises Trouble (copy_not_ready) when it is read for the first time, and that takes long.
        """
        if self._store is not None and self.read_at:
            if not self._lock.acquire(blocking=False):
                return self._store
            self._lock.release()
        with self._starting:
            first = self._reading is None or self._reading.done()
            if first:
                self._reading = self._reader.submit(contextvars.copy_context().run, self.fresh)
            reading = self._reading
        assert reading is not None
        wait([reading], PATIENCE_S if first or not self.read_at else 0)
        if reading.done():
            return reading.result()
        if self._store is None or not self.read_at:
            raise _not_ready()
        return self._store

    def fresh(self) -> Store:
        """The copy with everything that the hub has now, however long that takes."""
        with self._lock:
            store = self._open()
            mark, now = self.mark(), clock.now_ms()
            if mark != self._seen:
                self._exchange(store)
                settings.put(store, {"read_at": str(now)})
                self._seen = mark
            self.read_at = now
            return store

    def warm(self) -> None:
        """Bring the copy up to date before anybody asks for it; a server whose pages nobody has opened keeps none."""
        try:
            with reading(self.service.engine) as tables:
                set_ = tables.connection.execute(sa.select(setting_table)).first()
            if set_ is not None or self.folder.exists():
                self.fresh()
        except Cancelled:
            log.info("Closed while the copy was being read.")
        except (*AWAY, Trouble) as error:
            log.error("The copy could not be read: %s", error)

    @property
    def seen(self) -> tuple[str, int, int] | None:
        """The `mark` of what the copy holds."""
        return self._seen

    def mark(self) -> tuple[str, int, int]:
        """What changes whenever the hub has something new: its epoch, its last number, how many countries were set."""
        with reading(self.service.engine) as tables:
            set_ = tables.connection.execute(sa.select(sa.func.count()).select_from(boundary_table)).scalar_one()
            return tables.facts()["epoch"], tables.last_seq(), int(set_)

    def kept(self, name: Any, make: Callable[[], Answer]) -> Answer:
        """Something read from the copy, kept until the hub has news: pages of one list are not read anew each time."""
        key = (self._seen, clock.today(), name)
        if key not in self._kept:
            while len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[key] = make()
        found: Answer = self._kept[key]
        return found

    def change(self, name: str, work: Callable[[Store], Answer]) -> Answer:
        """Change something in the name of a person; it reaches the hub before this returns.

        Raises Trouble (copy_not_ready) while the copy is being brought up to date for longer than a page waits.
        """
        began = time.monotonic()
        self.shown()
        if not self._lock.acquire(timeout=max(0.01, began + PATIENCE_S - time.monotonic())):
            raise _not_ready()
        try:
            store = self.fresh()
            settings.put(store, {"person": name})
            try:
                return work(store)
            finally:
                self._exchange(store)
        finally:
            self._lock.release()

    def stop(self) -> None:
        """Read no further: what has come is kept, and read on from the next time."""
        self._stopped = True

    def close(self) -> None:
        """Let go of the file."""
        wait([self._reading] if self._reading else [])
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store, self._seen, self.read_at, self._stopped = None, None, None, False

    # --- the file -----------------------------------------------------------------------------------------------------

    def _open(self) -> Store:
        if self._store is None:
            self._store = open_first(self.folder, self.service.keys.verify_key_text)
            known = settings.get(self._store, "read_at")
            self.read_at = int(known) if known else None
        return self._store

    def _register(self, store: Store) -> str:
        """The copy's device at the hub: it may read and write everything, its pages ask for the person's own rights."""
        key = belonging.device_keys(store).verify_key_text

        def work(tables: SqlHub) -> str:
            table, id = registry.device_table, f"{OWN}{key[:32]}"
            found = tables.connection.execute(sa.select(table).where(table.c.verify_key == key)).first()
            if found is None:
                row = {"id": id, "name": "server", "verify_key": key, "role": "administrator", "areas": "[]"}
                tables.connection.execute(sa.insert(table).values(**row, joined_at=clock.now_ms(), wipe=False))
            return str(found.id) if found else id

        return transact(self.service.engine, work)

    # --- the exchange ---------------------------------------------------------------------------------------------------

    def _exchange(self, store: Store) -> None:
        self._device = self._register(store)
        self._begin_country(store)
        converse(
            lambda: _transaction(store), shapes(), self._ask, new_replica_id, _place_area(store),
            cancelled=lambda: self._stopped,
        )  # fmt: skip
        if settings.get(store, "country") is None:
            sql = "SELECT country FROM place WHERE country IS NOT NULL GROUP BY country ORDER BY count(*) DESC"
            row = store.reading().execute(sql).fetchone()
            if row:
                settings.put(store, {"country": row[0], "place": nation_of(store, row[0])})
                write_boundaries(store, row[0])

    def _ask(self, request: Request) -> Reply:
        return self.service.answer(self._device, request)

    def _begin_country(self, store: Store) -> None:
        """The country that an administrator has set, with its places and boundaries."""
        with reading(self.service.engine) as tables:
            told = {row.name: row.value for row in tables.connection.execute(sa.select(setting_table))}
            shapes_ = tables.connection.execute(sa.select(boundary_table)).all()
        if "country" in told and settings.get(store, "country_set") != told["country_set"]:
            if not store.reading().execute("SELECT 1 FROM place LIMIT 1").fetchone():
                with contextlib.suppress(Refused):
                    packs.begin_country(store, told["country"])
            settings.put(store, {"country": told["country"]})
            settings.put(store, {"place": nation_of(store, told["country"]), "country_set": told["country_set"]})
            with store.writing() as connection:
                rows = [{"pcode": row.pcode, "level": row.level, "rings": bytes(row.rings)} for row in shapes_]
                if rows:
                    gone = sa.delete(boundary).where(boundary.c.pcode.in_([row["pcode"] for row in rows]))
                    connection.execute(gone)
                    connection.execute(sa.insert(boundary), rows)
        if settings.get(store, "office") != told.get("office"):
            settings.put(store, {"office": told.get("office")})


def _not_ready() -> Trouble:
    return Trouble("copy_not_ready", _("The server is still reading what it holds: try again in a moment."))


def folder_beside(url: str | sa.URL) -> Path:
    """Where the copies of a hub lie: beside a file, else in the cache of whoever runs the server."""
    address = sa.engine.make_url(url)
    if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
        return Path(str(address.database) + ".reading")
    import platformdirs

    name = hashlib.sha256(f"{address.host}:{address.port}/{address.database}".encode()).hexdigest()[:16]
    return Path(platformdirs.user_cache_dir("ujima", appauthor=False)) / f"reading-{name}"


def set_country(service: HubService, country: str, files: list[Path], office: str | None) -> int:
    """Say which country this server is for, with boundaries of its own; how many places have boundaries.

    Raises Refused for a country or files without places.
    """
    country = country.strip().upper()
    pack = country_packs.shipped_pack(country) if country in country_packs.shipped_countries() else None
    if files:
        own = country_packs.read_pack(files, country)
        if own.problems:
            raise Refused(own.problems[0].code, " ".join(problem.message for problem in own.problems))
        pack = own if pack is None else country_packs.join_packs(pack, own)
    if pack is None or not pack.places:
        raise Refused("country_unknown", _("There is no list of places for “{country}”.").format(country=country))
    rows = [{"pcode": b.pcode, "level": b.level, "rings": packs.pack_rings(b.rings)} for b in pack.boundaries]

    def work(tables: SqlHub) -> None:
        connection = tables.connection
        connection.execute(sa.delete(boundary_table))
        connection.execute(sa.delete(setting_table))
        told = {"country": country, "country_set": new_id(clock.now_ms()), **({"office": office} if office else {})}
        connection.execute(sa.insert(setting_table), [{"name": n, "value": v} for n, v in told.items()])
        if rows:
            connection.execute(sa.insert(boundary_table), rows)

    transact(service.engine, work)
    return len(rows)


@contextlib.contextmanager
def _transaction(store: Store) -> Iterator[SqlReplica]:
    with store.writing() as connection:
        yield replica_of(connection)


def _place_area(store: Store) -> Callable[[str], Any]:
    def area(place: str) -> str | None:
        with store.viewing() as connection:
            return place_areas(connection)(place)

    return area
