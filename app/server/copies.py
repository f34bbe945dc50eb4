"""The files of the server's reading copies: one for each process, made anew when another hub's or unreadable."""

from __future__ import annotations

import shutil
from pathlib import Path

import sqlalchemy as sa

from app.errors import Refused, Trouble
from app.exchange import packs as country_packs
from app.services import packs, settings
from app.store.local import boundary
from app.store.workspace import Store, create_workspace, exists, open_workspace
from app.words import _

#: how many processes may each have a copy
COPIES = 16


def open_first(folder: Path, hub: str) -> Store:
    """The first copy that no other process has; one of another hub, or that cannot be opened, is made anew."""
    for number in range(COPIES):
        here = folder / str(number)
        try:
            store = open_workspace(here, check=False) if exists(here) else create_workspace(here)
            if (settings.get(store, "server_key") or hub) == hub:
                settings.put(store, {"server_key": hub})
                return store
            store.close()
            shutil.rmtree(here)
        except Trouble as trouble:
            if trouble.code == "workspace_in_use":
                continue
            shutil.rmtree(here, ignore_errors=True)
        except Refused:
            shutil.rmtree(here, ignore_errors=True)
        store = create_workspace(here)
        settings.put(store, {"server_key": hub})
        return store
    raise Trouble("workspace_in_use", _("Too many servers run on this database at once."))


def nation_of(store: Store, country: str) -> str | None:
    """The place that is the country itself."""
    sql = "SELECT id FROM place WHERE level = 0 AND country = ? AND NOT deleted ORDER BY id"
    row = store.reading().execute(sql, (country,)).fetchone()
    return row[0] if row else None


def write_boundaries(store: Store, country: str) -> None:
    """The shipped boundaries of a country."""
    pack = country_packs.shipped_pack(country)
    rows = [{"pcode": b.pcode, "level": b.level, "rings": packs.pack_rings(b.rings)} for b in pack.boundaries]
    if rows:
        with store.writing() as connection:
            connection.execute(sa.delete(boundary))
            connection.execute(sa.insert(boundary), rows)
