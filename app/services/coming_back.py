"""A laptop that was lost is itself again on another computer: from the recovery sheet, and from what its server has.

The workspace is made in a folder of its own, and put in its place when everything has come. Where the line broke off, the
next try goes on from there.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.errors import Refused
from app.services import belonging, exchanging, packs, settings
from app.services.exchanging import Exchanged
from app.store import keys, workspace
from app.store.workspace import Store
from app.words import _

APART = "coming-back"


def come_back(
    folder: Path,
    words: str,
    url: str,
    ca: str | None = None,
    *,
    progress: Callable[[int, int], None] = lambda _sent, _received: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Exchanged:
    """Make the workspace of the laptop whose recovery sheet has these words, with everything its server has for it. It
    waits beside the folder's own until `take_place`.

    Raises Refused (words_wrong, unknown_sheet, revoked, workspace_exists …), Trouble (offline, cancelled …).
    """
    key = keys.key_of_words(words)
    answer = belonging.ask_to_come_back(key, url, ca)
    with _apart(folder / APART, key) as store:
        belonging.be_again(store, url, answer, ca)
        done = exchanging.exchange(store, progress=progress, cancelled=cancelled)
        if done.standing.state == exchanging.EXCLUDED:
            raise Refused("revoked", _("This laptop has been excluded: speak to the administrator."))
        _know_office(store, answer)
    return done


def take_place(folder: Path) -> None:
    """Put the workspace that came back in the place of the folder's own, which must be closed and without work in it."""
    if workspace.exists(folder):
        with workspace.open_workspace(folder, check=False) as old:
            if settings.get(old, "country"):
                raise Refused("workspace_exists", _("There is a workspace in {folder} already.").format(folder=folder))
    workspace.put_in_place(folder / APART, folder)


def _apart(folder: Path, key: bytes) -> Store:
    """A new workspace for this key, or the one that an earlier try began."""
    if workspace.exists(folder):
        if keys.fits(folder, key):
            return workspace.open_workspace(folder)
        keys.forget_key(folder)
        shutil.rmtree(folder)
    return workspace.create_workspace(folder, key)


def _know_office(store: Store, answer: dict[str, Any]) -> None:
    """Whose desk it is, as far as the server tells: the name it knows the laptop by, its place, the country of that."""
    name = str(answer.get("name") or "")
    person, _mark, office = ("" if name == belonging.NAMELESS else name).partition(" · ")
    areas = [str(area) for area in answer["areas"]]
    sql = "SELECT country FROM place WHERE NOT deleted AND id = coalesce(?, id) GROUP BY country ORDER BY count(*) DESC"
    found = store.reading().execute(sql, (areas[0] if areas else None,)).fetchone()
    country = found[0] if found else None
    if country:
        packs.add_boundaries(store, country)
    place = areas[0] if areas else country
    settings.put(store, {"country": country, "place": place, "office": office or None, "person": person or None})
