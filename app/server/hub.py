"""The hub of a country: a database by its address, opened, backed up, restored."""

from __future__ import annotations

import contextlib
import itertools
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import clock
from app.errors import Refused, Trouble
from app.server import audit, tables as server_tables
from app.server.inviting import find_organisation, find_place
from app.server.policy import HubPolicy
from app.server.roles import check_role
from app.services.shapes import shapes
from app.words import _
from sync import hub_schema, hub_tables, registry
from sync.epochs import begin_epoch
from sync.hub_schema import hub_engine
from sync.hub_tables import SqlHub, reading, transact
from sync.service import HubService, open_hub
from sync.stamp import new_id

#: how the address of a database may begin
DATABASES = ("sqlite", "sqlite+pysqlite", "postgresql+psycopg")
#: what a backup file begins with
BACKUP_MARK = {"ujima-backup": 1}
#: how many rows are put back by one statement
ROWS_AT_ONCE = 100
#: who works at the terminal, for the audit


def open_service(url: str) -> HubService:
    """The hub in a database (`sqlite:///file` or `postgresql+psycopg://…`), made when it is new.

    Raises Refused (database_odd), Trouble (database_away, database_spoilt).
    """
    engine = _engine(url)
    with _opening(engine):
        keys = open_hub(engine, new_id(clock.now_ms()))
    return HubService(engine, keys, shapes(), HubPolicy, clock.now_ms, _note_laptop)


def _engine(url: str) -> sa.Engine:
    try:
        known = sa.engine.make_url(url).drivername in DATABASES
    except (sa.exc.ArgumentError, ValueError):
        known = False
    if not known:
        said = _(
            "“{url}” is no address of a database of a server: that is sqlite:///FILE or "
            "postgresql+psycopg://USER@HOST/NAME."
        )
        raise Refused("database_odd", said.format(url=url))
    return hub_engine(url)


@contextlib.contextmanager
def _opening(engine: sa.Engine) -> Iterator[None]:
    """What can be wrong with a database that is opened for the first time, in words."""
    try:
        yield
    except sa.exc.OperationalError as error:
        raise Trouble("database_away", _("The database cannot be opened: {why}").format(why=error.orig)) from error
    except sa.exc.DatabaseError as error:
        said = _(
            "{url} cannot be used: {why}. Look whether it is the database you meant; if it is, it is damaged: restore "
            "a backup into a new one."
        )
        raise Trouble("database_spoilt", said.format(url=engine.url, why=error.orig)) from error


def _note_laptop(tables: SqlHub, act: str, device: registry.Device) -> None:
    """What becomes of laptops stands in the audit like what people do."""
    audit.note(tables.connection, (None, device.name), act, device.name, " ".join((device.role, *device.areas)))


def back_up(service: HubService, file: Path) -> int:
    """Write everything the hub has into a file, in one consistent look, and say so to the laptops. Returns its number.

    The file holds the hub's secret key: keep it like one.
    """
    if not file.parent.is_dir():
        raise Refused("no_such_folder", _("There is no folder {folder}.").format(folder=file.parent))
    if file.is_dir():
        raise Refused("is_a_folder", _("{file} is a folder: name a file.").format(file=file))
    part = file.with_suffix(file.suffix + ".part")
    with reading(service.engine) as tables:
        if service.engine.dialect.name == "postgresql":
            tables.connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        last = tables.last_seq()
        packer = zlib.compressobj(6)
        try:
            with open(part, "wb") as out:
                for line in _lines(tables):
                    out.write(packer.compress(line))
                out.write(packer.flush())
            part.replace(file)
        except OSError as error:
            part.unlink(missing_ok=True)
            said = _("{file} could not be written: {why}").format(file=file, why=error.strerror)
            raise Trouble("backup_failed", said) from error

    def tell(tables: SqlHub) -> None:
        if service.engine.dialect.name == "postgresql":  # a standby that takes over has all that was called safe
            tables.connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
        tables.put("safe", str(last))
        audit.note(tables.connection, audit.TERMINAL, "backed_up", file.name, str(last))

    transact(service.engine, tell)
    return last


def _lines(tables: SqlHub) -> Any:
    yield json.dumps(BACKUP_MARK).encode() + b"\n"
    for table in hub_schema.metadata.sorted_tables:
        yield json.dumps({"table": table.name}).encode() + b"\n"
        for row in tables.connection.execute(sa.select(table).execution_options(yield_per=ROWS_AT_ONCE)):
            values = [value.hex() if isinstance(value, (bytes, memoryview)) else value for value in map(_bytes, row)]
            yield json.dumps(values, ensure_ascii=False).encode() + b"\n"
    yield json.dumps({"end": True}).encode() + b"\n"


def _bytes(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def restore(url: str, file: Path) -> None:
    """Put a backup into an empty (or an old) hub, and begin a new epoch: laptops send again what it had lost.

    Erasures that the hub knew of and the backup does not are done again first (law 15). Raises Refused (no_such_file,
    not_readable, not_a_backup) before anything is changed.
    """
    engine = _engine(url)
    try:
        held = {name for name, _row in _read_backup(file)}
    except FileNotFoundError as error:
        raise Refused("no_such_file", _("There is no file {file}.").format(file=file)) from error
    except OSError as error:
        raise Refused(
            "not_readable", _("{file} cannot be read: {why}").format(file=file, why=error.strerror)
        ) from error
    except (ValueError, zlib.error) as error:
        raise Refused("not_a_backup", _("{file} is no whole backup of a server.").format(file=file)) from error
    with _opening(engine):
        hub_schema.metadata.create_all(engine)

    def work(tables: SqlHub) -> None:
        connection = tables.connection
        erased = {row.id for row in connection.execute(_ERASED)}
        for table in reversed(hub_schema.metadata.sorted_tables):
            if table.name in held:  # a backup of an older server knows nothing of persons: those that are here stay
                connection.execute(sa.delete(table))
        for name, lines in itertools.groupby(_read_backup(file), lambda line: line[0]):
            rows = (row for _name, row in lines if row is not None)
            while some := list(itertools.islice(rows, ROWS_AT_ONCE)):
                _insert(connection, hub_schema.metadata.tables[name], some)
        begin_epoch(tables, new_id(clock.now_ms()))
        connection.execute(sa.delete(server_tables.session_table))
        _erase_again(tables, erased)
        audit.note(connection, audit.TERMINAL, "restored", file.name)

    transact(engine, work)
    engine.dispose()


_ERASED = sa.select(hub_schema.row_table.c.type, hub_schema.row_table.c.id).where(
    hub_schema.row_table.c.packed.like('%{"x":1}%')
)


def _erase_again(tables: SqlHub, erased: set[str]) -> None:
    from sync.changeset import ERASE, Write
    from sync.merge import apply

    table = hub_schema.row_table
    for id in erased:
        for row in tables.connection.execute(sa.select(table.c.type).where(table.c.id == id)).all():
            stored = tables.rows([(row.type, id)])[row.type, id]
            if not stored.row.erased:
                apply(stored.row, Write(ERASE, row.type, id, {}), "")
                tables.save([stored])
                tables.forget((row.type, id))


def _insert(connection: sa.Connection, table: sa.Table, rows: list[list[Any]]) -> None:
    binary = {column.name for column in table.columns if isinstance(column.type, sa.LargeBinary)}
    names = [column.name for column in table.columns]
    filled = [
        {n: bytes.fromhex(v) if n in binary and v is not None else v for n, v in zip(names, row, strict=True)}
        for row in rows
    ]
    connection.execute(sa.insert(table), filled)


def _read_backup(file: Path) -> Iterator[tuple[str, list[Any] | None]]:
    """The tables of a backup that this program knows, each by its name alone and then row by row: documents make a backup
    too large for the memory. Raises ValueError when it is not whole.
    """
    name, ended = "", False
    for number, line in enumerate(_unpacked(file)):
        value = json.loads(line)
        if number == 0 and value != BACKUP_MARK:
            raise ValueError("another file")
        if isinstance(value, dict):
            name, ended, row = value.get("table", ""), bool(value.get("end")), None
        else:
            row = value
        if name in hub_schema.metadata.tables:
            yield name, row
    if not ended:
        raise ValueError("cut short")


def _unpacked(file: Path) -> Iterator[bytes]:
    unpacker, rest = zlib.decompressobj(), b""
    with open(file, "rb") as packed:
        while data := packed.read(1 << 20):
            *lines, rest = (rest + unpacker.decompress(data)).split(b"\n")
            yield from lines
    if rest or not unpacker.eof:
        raise ValueError("cut short")


def invite(
    service: HubService, place: str | None, role: str, organisation: str | None, by: str, person: str | None = None
) -> str:
    """A one-time code for a laptop: a role, in a place and below it, for an organisation (by name or id) or the office.
    `by` is the name of who invites, `person` his id if he signed in to the pages.

    Raises Refused for what cannot work, as `inviting` and `roles` say.
    """
    from sync.keys import new_code

    check_role(role, (place,) if place else (), organisation)
    code = new_code()

    def work(tables: SqlHub) -> None:
        chosen = find_organisation(tables, organisation) if organisation else None
        places = (find_place(tables, place),) if place else ()
        registry.invite(tables.connection, code, role, chosen, places, by, clock.now_ms())
        audit.note(tables.connection, (person, by), "invited", role, " ".join(filter(None, (*places, chosen))))

    transact(service.engine, work)
    return code


def waiting(service: HubService) -> list[dict[str, Any]]:
    """What waits at the hub: whose, which record, why."""
    with reading(service.engine) as tables:
        return [
            {"type": w.write.type, "id": w.write.id, "device": w.device, "reason": w.reason, "fields": w.write.names()}
            for w in tables.all_waiting()
        ]


def digests(service: HubService) -> list[dict[str, Any]]:
    """One line for each stream: area, class, how many records, the sum of their hashes."""
    with reading(service.engine) as tables:
        rows = tables.connection.execute(sa.select(hub_schema.stream_table)).all()
    found = []
    for row in sorted(rows, key=lambda row: row.stream):
        area, rights_class = hub_tables.stream_of(row.stream)
        if row.rows:
            digest = f"{int(row.total, 16):032x}"
            found.append({"area": area, "class": rights_class, "records": row.rows, "digest": digest})
    return found
