"""What happens on an ordinary day: people edit, laptops talk to the hub over a bad line, sticks are carried."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from sync import by_hand, mending
from sync.changeset import UPDATE, Key, version_of
from sync.messages import Pushed, Signed
from sync.replica import commit
from sync.replica_storage import Act, Draft
from sync.shape import DELETED, OPEN, RESTRICTED
from tests.sync.simulator import disasters, drafts, lines
from tests.sync.simulator.model import NOTHING, Screen, Typed, screen
from tests.sync.simulator.toys import EVERYBODYS, SHAPES, area_of_place

if TYPE_CHECKING:
    from tests.sync.simulator.world import Laptop, World

YEAR_MS = 365 * 86_400_000


@dataclasses.dataclass(frozen=True)
class Form:
    """A form that somebody left open: what it showed then is what he will have seen when he saves."""

    key: Key
    name: str
    marks: list[str]
    value: str | list[str] | None
    screen: Screen


# --- what people do -----------------------------------------------------------------------------------------------


def edit(world: World, laptop: Laptop) -> None:
    """One to three records are made or changed in one act."""
    known = [key for key in laptop.tables.values if key[0] in laptop.shapes]
    acts: list[Typed] = []
    for _ in range(world.chance.choice([1, 1, 1, 2, 3])):
        if not known or world.chance.random() < (0.4 if len(known) < 6 else 0.1):  # few records, to meet at
            draft = drafts.create(world, laptop)
        else:
            draft = drafts.change(world, laptop, world.chance.choice(known))
        if draft and all(typed.draft.key != draft.key for typed in acts):
            acts.append(_typed(laptop, draft))
    _save(world, laptop, acts)


def open_form(world: World, laptop: Laptop) -> None:
    """Somebody opens a form on one field, and is called away."""
    known = [key for key in laptop.tables.values if key[0] in laptop.shapes]
    if known:
        key = world.chance.choice(known)
        names = ("crop", "notes", "tags") if key[0] == "farm" else ("name",)
        name = world.chance.choice(names)
        row = laptop.tables.rows([key])[key].row
        laptop.forms.append(Form(key, name, row.of(name), laptop.tables.values[key].get(name), screen(row)))


def save_form(world: World, laptop: Laptop) -> None:
    """He comes back, types, and saves."""
    if not laptop.forms:
        return
    form = laptop.forms.pop(world.chance.randrange(len(laptop.forms)))
    if form.key not in laptop.tables.values:
        return
    if form.name == "tags":
        value = drafts.toggled(world, form.value)
    elif form.name == "notes":
        value = drafts.reworded(world, form.value)
    else:
        value = world.token()
    draft = Draft(UPDATE, *form.key, {form.name: value}, {form.name: form.marks})
    _save(world, laptop, [dataclasses.replace(_typed(laptop, draft), shown=form.screen)])


def _typed(laptop: Laptop, draft: Draft) -> Typed:
    held = laptop.tables.rows([draft.key]).get(draft.key)
    now = screen(held.row) if held else NOTHING
    return Typed(draft, now, now, bool(laptop.tables.values.get(draft.key, {}).get(DELETED)))


def _save(world: World, laptop: Laptop, acts: list[Typed]) -> None:
    act = Act(laptop.device, "edit", world.now_ms + laptop.skew_ms, "toy", "1")
    made = [typed.draft for typed in acts]
    if acts and world.attempt(laptop.tables, lambda: commit(laptop.tables, laptop.shapes, made, act, area_of_place)):
        facts = laptop.tables.facts()
        assert facts.get("agrees") != "1", f"law 11: {laptop.device} is green and has something to send"
        world.model.add(acts, version_of(facts["chain"]), int(facts["stamp"]))


# --- how it travels -----------------------------------------------------------------------------------------------


def exchange(world: World, laptop: Laptop) -> None:
    """One exchange over a network that may lose, double or delay either half of it."""
    request = world.request(laptop, world.chance.choice([1, 3, 8, 250]))
    fate = world.chance.random()
    arrived = request and lines.pass_request(world, request)
    if fate < 0.1 or request is None or arrived is None:
        return  # the request is lost
    reply = world.ask(laptop, arrived)
    if fate < 0.15:
        reply = world.ask(laptop, arrived)  # it came twice
    reply = reply and lines.pass_reply(world, request, reply)
    if fate < 0.25 or reply is None:
        return  # the reply is lost after the commit
    if fate < 0.35:
        world.late.append((laptop, request, reply))  # it comes late, behind others
        return
    world.tell(laptop, request, reply)


def deliver_late(world: World, _laptop: Laptop) -> None:
    """An answer comes that nobody waits for any more."""
    if world.late:
        laptop, request, reply = world.late.pop(world.chance.randrange(len(world.late)))
        if not laptop.dead:
            world.tell(laptop, request, reply, late=True)


def carry(world: World, giver: Laptop) -> None:
    """A stick from laptop to laptop: what the hub has not numbered yet, his own or what others handed him, within what
    the taker may read.
    """
    taker = world.chance.choice(world.alive())
    scope = world.rights.scopes[taker.device] or frozenset()
    parts = []
    own = giver.tables.own(giver.tables.facts()["replica"], 0, 10**9)
    for entry in (*own, *giver.tables.unanswered(10**9)):
        if entry.seq is None and entry.previous and entry.part.writes:
            held = giver.tables.rows({w.key for w in entry.part.writes.values()})
            if all(h.stream in scope for h in held.values()):
                by = entry.signed or Signed(giver.device, "")
                parts.append(Pushed(entry.part, entry.previous, entry.absent, signed=by))
    world.attempt(taker.tables, lambda: by_hand.take_parts(taker.tables, taker.shapes, parts, area_of_place))


# --- what offices decide ------------------------------------------------------------------------------------------


def rescope(world: World, laptop: Laptop) -> None:
    """A laptop may read an area more, or one less."""
    scope = world.rights.scopes[laptop.device] or EVERYBODYS
    area, rights_class = f"place:{world.chance.choice('XYZ')}", world.chance.choice([OPEN, RESTRICTED])
    if world.chance.random() < 0.5:
        world.rights.scopes[laptop.device] = scope - {(area, OPEN), (area, RESTRICTED)}
    else:
        world.rights.scopes[laptop.device] = scope | {(area, OPEN), (area, rights_class)}


def exclude(world: World, laptop: Laptop) -> None:
    """A laptop was stolen: it may read and write nothing more, until somebody thinks otherwise."""
    world.rights.scopes[laptop.device] = None


def upgrade(world: World, laptop: Laptop) -> None:
    """The newer program is installed."""
    laptop.shapes = laptop.tables.shapes = SHAPES
    world.attempt(laptop.tables, lambda: mending.learn(laptop.tables))


def set_clock(world: World, laptop: Laptop) -> None:
    """A clock is set right, or years off."""
    laptop.skew_ms = world.chance.choice([0, 0, -50, 73]) * YEAR_MS


Happening = Callable[["World", "Laptop"], None]
#: what may happen when nothing but the network and the clocks are bad
CALM: Mapping[Happening, int] = {
    edit: 38,
    open_form: 5,
    save_form: 5,
    exchange: 33,
    deliver_late: 5,
    set_clock: 2,
}
#: what may happen at all, and how often
EVERYTHING: Mapping[Happening, int] = CALM | {
    carry: 5,
    rescope: 2,
    exclude: 1,
    upgrade: 1,
    disasters.back_up_laptop: 2,
    disasters.restore_laptop: 1,
    disasters.clone_laptop: 1,
    disasters.lose_laptop: 1,
    disasters.back_up_hub: 2,
    disasters.restore_hub: 1,
}
#: a bad year: disks, clocks and offices fail all the time
STORM: Mapping[Happening, int] = EVERYTHING | {
    exchange: 60,
    rescope: 4,
    disasters.back_up_hub: 4,
    disasters.restore_hub: 4,
    disasters.lose_laptop: 4,
}
