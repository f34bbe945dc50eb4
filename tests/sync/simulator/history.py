"""One history from one seed: so many steps, then rest, then the laws."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sync import arriving, merge, packing
from sync.changeset import ERASE, Key, Write
from sync.hub_storage import Stored
from sync.messages import News
from sync.plain import left_of
from sync.replica import check_chain
from sync.shape import DELETED, DEVICE_AREA, REGISTER, Stream
from tests.sync.simulator.model import REGISTERS, REMOVAL, Edit, Model, screen, tokens_of
from tests.sync.simulator.toys import HIDDEN, REF, SHAPES, area_of_place
from tests.sync.simulator.world import Laptop, World

#: the field that says into which group another was merged
MERGED = "merged_into"


def run(seed: int, steps: int | None = None, **options: Any) -> World:
    """Play a history and check the laws; an AssertionError names the seed that replays it."""
    world = World(seed, **options)
    try:
        for _ in range(steps if steps is not None else world.chance.choice([10, 20, 40, 80])):
            world.step()
        world.settle()
        check(world)
    except Exception as failure:
        failure.add_note(f"replay it with seed {seed}")
        raise
    return world


def is_of_a_law(failure: Exception) -> bool:
    """Whether the simulator found it: a core that only breaks down was not noticed by any law."""
    *_, (frame, _line) = traceback.walk_tb(failure.__traceback__)
    return isinstance(failure, AssertionError) and "/tests/" in Path(frame.f_code.co_filename).as_posix()


def check(world: World) -> None:
    """The laws, once everybody has come to rest."""
    rows = world.hub.rows(list(world.hub.stored))
    waits = world.hub.waits.values()
    held = {token for w in waits if not w.released for token in tokens_of(w.version, w.write)}
    waited = {token for w in waits if w.released for token in tokens_of(w.version, w.write)}
    _check_edits(world.model, rows, held, waited)
    for key, stored in rows.items():
        if not stored.row.erased and stored.row.known():
            _check_row(world, key, stored, rows)
    _check_erased(world, {key for key, stored in rows.items() if stored.row.erased})
    for laptop in world.alive():
        _check_laptop(world, laptop, rows)
    _check_redirects(world, rows)


# --- at the hub ---------------------------------------------------------------------------------------------------


def _check_edits(model: Model, rows: dict[Key, Stored], held: set[str], waited: set[str]) -> None:
    """Laws 2 and 6: every edit stands, or somebody who saw it replaced it, or it waits, or its record is erased, or it
    waited and was withdrawn.
    """
    counted = {t: edit for t, edit in model.edits.items() if t not in held and t not in model.lost}
    replaced = {token for edit in counted.values() for token in edit.replaced}
    perhaps = {token for t in model.lost if t in model.edits for token in model.edits[t].replaced}
    for token, edit in counted.items():
        stored = rows.get(edit.key)
        if edit.field == ERASE:
            assert stored is not None, f"law 15: {edit.key} was erased and is nowhere"
            assert stored.row.erased, f"law 15: {edit.key} was erased and stands"
        elif edit.key not in model.erased:
            if stored is None:  # made, never taken, and deleted again by somebody who saw it: known to nobody
                seen = token in model.seen_by_deleters(edit.key) or token in replaced or token.endswith(f"/{REMOVAL}")
                assert seen, f"law 2: {token} of {edit.key} is nowhere"
                continue
            withdrawn = token in waited and token in model.seen_by_deleters(edit.key)
            _check_edit(stored, edit, token in replaced, token in perhaps or withdrawn)
    for key, stored in rows.items():
        for name, tokens in screen(stored.row).items():
            for token in tokens:
                assert token in model.edits, f"{token} in {name} of {key} was never written"
                assert token not in held, f"laws 4 and 8: {token} of {key} waits, and stands all the same"


def _check_edit(stored: Stored, edit: Edit, replaced: bool, perhaps: bool) -> None:
    if edit.token.endswith(f"/{REMOVAL}"):  # a removal from a set: what it removed says enough
        return
    stands = edit.token in screen(stored.row)[edit.field]
    if replaced:
        assert not stands, f"{edit.token} of {edit.key} was replaced and stands"
    elif not perhaps:
        assert stands, f"law 2: {edit.token} of {edit.key} is neither standing nor replaced"


def _check_row(world: World, key: Key, stored: Stored, rows: dict[Key, Stored]) -> None:
    """Laws 6, 9 and 12, of one record at the hub."""
    row, model = stored.row, world.model
    asked = merge.conflicts(row)
    shown = merge.shown(row, lambda version: world.hub.effective([version]).get(version, 0))
    for name in REGISTERS:
        standing = row.kinds[REGISTER][name].standing if name in row.kinds[REGISTER] else {}
        if len(standing) > 1:
            assert name in asked, f"law 6: {standing} of {key} and nobody is asked"
        for token in standing.values() if world.times_known(standing) else ():
            least, most = model.times(token)[0], model.times(shown[name])[1]
            assert least <= most, f"law 12: {token} of {key} is later than {shown[name]}, which is shown"
    standing_tokens = frozenset().union(*screen(row).values())
    seen = model.seen_by_deleters(key)
    if shown[DELETED]:
        versions = {model.edits[token].version for token in seen}  # who saw a word of a changeset had the others
        unseen = {token for token in standing_tokens - seen if model.edits[token].version not in versions}
        assert not unseen, f"law 6: {key} is deleted with {unseen}, which was not seen"
    elif any(row.kinds[REGISTER][DELETED].standing.values() if DELETED in row.kinds[REGISTER] else ()):
        assert DELETED in asked, f"law 6: {key} was deleted and stands, and nobody is asked"
    shape = SHAPES[key[0]]

    def stream_of(type: str, id: str) -> Stream | None:
        return rows[type, id].stream if (type, id) in rows else None

    due = shape.stream(shown, stream_of, area_of_place)
    assert stored.stream == due, f"law 9: {key} belongs into {due} and lies in {stored.stream}"
    if part_of := shape.owner(shown):
        owner = rows.get(part_of)
        where = owner.stream if owner else HIDDEN  # without it only where a hub had told of it before it was restored
        assert stored.stream == where, f"laws 7 and 8: {key} lies in {stored.stream}, what it is a part of in {where}"


def _check_erased(world: World, erased: set[Key]) -> None:
    """Law 15: nobody has a word of what was erased."""

    def check_writes(writes: Mapping[int, Write], where: str) -> None:
        for write in writes.values():
            assert write.op == ERASE or write.key not in erased, f"law 15: {where} still tells of {write.key}"

    for line in world.hub.lines:
        check_writes(line.part.writes if line.part else {}, "the log of the hub")
    for one in world.hub.waits.values():
        check_writes({0: one.write}, "what waits at the hub")
    for laptop in (one for one in world.alive() if world.rights.scopes[one.device] is not None):
        for entry in laptop.tables.journal.values():
            check_writes(entry.part.writes, f"the journal on {laptop.device}")


# --- on the laptops -----------------------------------------------------------------------------------------------


def _check_laptop(world: World, laptop: Laptop, rows: dict[Key, Stored]) -> None:
    tables = laptop.tables
    facts = tables.facts()
    scope = world.rights.scopes[laptop.device] or frozenset()
    own_held = arriving.held_keys(tables)
    mine = {key: held for key, held in tables.rows(tables.shared()).items() if key not in own_held}
    theirs = {key: one for key, one in rows.items() if one.stream in scope and key not in own_held}
    where = f"on {laptop.device} ({facts['replica']})"
    assert facts["acked"] == facts["sequence"], f"law 2: something was never sent {where}"
    if world.rights.scopes[laptop.device] is None:
        assert facts["agrees"] != "1", f"law 11: excluded and green {where}"
        return
    assert not tables.unanswered(1), f"law 2: something that was carried here was never sent {where}"
    assert mine.keys() - theirs.keys() == set(), f"laws 7 and 9: too much {where}: {mine.keys() - theirs.keys()}"
    assert theirs.keys() - mine.keys() == set(), f"laws 1 and 9: missing {where}: {theirs.keys() - mine.keys()}"
    values = tables.values
    for key, held in mine.items():
        assert packing.pack(held.row) == packing.pack(theirs[key].row), f"law 1: {key} differs {where}"
        if key in values:
            shown = merge.shown(theirs[key].row, lambda v: world.hub.effective([v]).get(v, 0))
            registers = theirs[key].row.kinds[REGISTER]
            known = laptop.shapes[key[0]].fields if key[0] in laptop.shapes else {}
            known = {n: k for n, k in known.items() if n not in registers or world.times_known(registers[n].standing)}
            assert _told(values[key], known) == _told(shown, known), f"law 1: {key} is shown otherwise {where}"
    alone = {
        key
        for key, held in tables.rows({w.key for e in tables.journal.values() for w in e.part.writes.values()}).items()
        if held.area == DEVICE_AREA
    }
    _check_no_trace(
        tables, theirs.keys() | own_held | alone, {key for key, one in rows.items() if one.row.erased}, where
    )
    if not own_held and not tables.waits():
        assert facts["agrees"] == "1", f"law 11: all is well {where} and nobody says so"
    else:
        assert facts["agrees"] != "1", f"law 11: false green {where}"
    own = tables.own(facts["replica"], 0, 10**9)
    assert check_chain(own, facts) is None, f"the chain is broken {where}"
    stamps = [entry.part.head.stamp for entry in own]
    assert stamps == sorted(set(stamps)), f"stamps do not rise {where}"


def _check_no_trace(tables: Any, may: set[Key], erased: set[Key], where: str) -> None:
    """Laws 7 and 15: nothing is left of what left or was erased, neither in the journal nor on the pages."""
    for entry in tables.journal.values():
        for index, write in entry.part.writes.items():
            inside = write.key in may or index in entry.held or write.op == ERASE
            assert inside, f"law 7: the journal {where} still tells of {write.key}"
        for name in entry.before or {}:
            key = tuple(name.split("/", 1))
            assert key in may - erased, f"laws 7 and 15: the journal {where} still tells what {key} was"
    for page, _proof in tables.pages(0):
        keys = {w.key for w in page.part.writes.values()} if isinstance(page, News) else {page.key}
        gone = {key for key in keys if key not in may or key in erased}
        assert left_of(page, gone) == page, f"laws 7 and 15: a page {where} still tells of {gone}"


def _told(values: dict[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and name in known}


def _check_redirects(world: World, rows: dict[Key, Stored]) -> None:
    """Law 1, of groups that were found to be one: whoever looks a group up ends at the same one, at the hub and wherever
    groups are read."""
    shown = {
        key: merge.shown(one.row, lambda version: world.hub.effective([version]).get(version, 0))
        for key, one in rows.items()
        if key[0] == "group" and one.row.known() and not one.row.erased
    }
    marks = {key: rows[key].row.kinds[REGISTER].get(MERGED) for key in shown}
    unsure = {key for key, found in marks.items() if found and not world.times_known(found.standing)}
    there = {key[1]: _leads_to(values) for key, values in shown.items()}
    for laptop in (one for one in world.alive() if REF in (world.rights.scopes[one.device] or ())):
        here = {key[1]: _leads_to(values) for key, values in laptop.tables.values.items() if key[0] == "group"}
        apart = {id for _type, id in unsure | arriving.held_keys(laptop.tables)}
        for id in there:
            way, way_here = _way(id, there), _way(id, here)
            same = way == way_here or apart & {*way, *way_here}
            assert same, f"law 1: {id} leads to {way[-1]} at the hub, and to {way_here[-1]} on {laptop.device}"


def _leads_to(values: Mapping[str, Any]) -> str | None:
    return None if values.get(DELETED) else values.get(MERGED)


def _way(id: str, redirects: Mapping[str, str | None]) -> list[str]:
    """From a group to what it was merged into, and on, until there is no more or one comes again."""
    way = [id]
    while (following := redirects.get(way[-1])) and following not in way:
        way.append(following)
    return way
