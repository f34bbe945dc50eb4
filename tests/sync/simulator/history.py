"""One history from one seed: so many steps, then rest, then the laws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync import merge
from sync.changeset import Key
from sync.replica import check_chain
from tests.sync.simulator.world import Laptop, World


def run(seed: int, steps: int | None = None, **storage: Any) -> World:
    """Play a history and check the laws; an AssertionError names the seed that replays it."""
    world = World(seed, **storage)
    try:
        for _ in range(steps if steps is not None else world.chance.choice([10, 20, 40, 80])):
            world.step()
        world.settle()
        check(world)
    except Exception as failure:
        failure.add_note(f"replay it with seed {seed}")
        raise
    return world


def check(world: World) -> None:
    """The laws, once everybody has come to rest."""
    hub = world.hub
    rows = hub.rows(list(hub.stored))
    held = {token for w in hub.waits.values() if not w.released for token in world.model.tokens_of(w.write)}
    world.model.check(rows, held)
    for laptop in (one for one in world.laptops if not one.dead):
        _check_laptop(world, laptop, rows)


def _check_laptop(world: World, laptop: Laptop, rows: dict[Key, Any]) -> None:
    tables = laptop.tables
    facts = tables.facts()
    scope = world.rights.scopes[laptop.device] or frozenset()
    own_held = {w.key for e in tables.with_held() for i, w in e.part.writes.items() if i in e.held}
    mine = {key: held for key, held in tables.rows(tables.shared()).items() if key not in own_held}
    theirs = {key: one for key, one in rows.items() if one.stream in scope and key not in own_held}
    where = f"on {laptop.device} ({facts['replica']})"
    assert facts["acked"] == facts["sequence"], f"law 2: something was never sent {where}"
    assert mine.keys() - theirs.keys() == set(), f"laws 7 and 9: too much {where}: {mine.keys() - theirs.keys()}"
    assert theirs.keys() - mine.keys() == set(), f"laws 1 and 9: missing {where}: {theirs.keys() - mine.keys()}"
    for key, held in mine.items():
        assert merge.pack(held.row) == merge.pack(theirs[key].row), f"law 1: {key} differs {where}"
        if key in tables.values:
            shown = merge.shown(theirs[key].row, lambda v: world.hub.effective([v]).get(v, 0))
            known = laptop.shapes[key[0]].fields if key[0] in laptop.shapes else {}
            assert _told(tables.values[key], known) == _told(shown, known), f"law 1: {key} is shown otherwise {where}"
    for entry in tables.journal.values():
        for index, write in entry.part.writes.items():
            inside = write.key in theirs or index in entry.held or write.key in own_held or write.op == "e"
            assert inside, f"law 7: the journal {where} still tells of {write.key}"
    if not own_held and not tables.with_held():
        assert facts["agrees"] == "1", f"law 11: all is well {where} and nobody says so"
    else:
        assert facts["agrees"] != "1", f"law 11: false green {where}"
    own = tables.own(facts["replica"], 0, 10**9)
    assert check_chain(own, facts) is None, f"the chain is broken {where}"


def _told(values: dict[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and name in known}
