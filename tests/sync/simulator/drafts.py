"""What people write: every value is a word that was never written before, so that each can be followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.changeset import CREATE, DELETE, ERASE, UPDATE, Key
from sync.replica_storage import Draft
from sync.shape import DELETED, OPEN, RESTRICTED
from tests.sync.simulator.toys import PLACES, SHAPES, stream_of_place

if TYPE_CHECKING:
    from tests.sync.simulator.world import Laptop, World


def create(world: World, laptop: Laptop) -> Draft | None:
    """A new record, if there is what it needs."""
    chance = world.chance
    kind = chance.choice([type for type in ("farm", "farm", "cow", "paper", "group") if type in laptop.shapes])
    id = f"{kind}{world.token()}"
    if kind == "group":
        return Draft(CREATE, kind, id, {"name": world.token()})
    if kind == "cow":
        farms = [key[1] for key in laptop.tables.values if key[0] == "farm"]
        return Draft(CREATE, kind, id, {"name": world.token(), "farm": chance.choice(farms)}) if farms else None
    if kind == "paper":
        owners = [key for key in laptop.tables.values if key[0] in SHAPES["paper"].owner_types]
        of_type, of_id = chance.choice(owners) if owners else ("", "")
        return Draft(CREATE, kind, id, {"name": world.token(), "of_type": of_type, "of_id": of_id}) if owners else None
    if chance.random() < 0.1:
        id = f"farm{chance.choice(PLACES)}"  # the same record made on two desks
        if ("farm", id) in laptop.tables.values:
            return None
    scope = world.rights.scopes[laptop.device] or frozenset()
    places = [place for place in PLACES if stream_of_place(place, OPEN) in scope] or list(PLACES)
    if chance.random() < 0.1:
        places = list(PLACES)  # a file of the whole country
    values: dict[str, Any] = {"crop": world.token(), "place": chance.choice(places)}
    if chance.random() < 0.5:
        values |= {"tags": chance.sample("abc", 2), "notes": f"{world.token()}. {world.token()}. "}
    if chance.random() < 0.1 and stream_of_place(values["place"], RESTRICTED) in scope:
        values["sensitivity"] = "severe"
    return Draft(CREATE, kind, id, values)


def change(world: World, laptop: Laptop, key: Key) -> Draft:
    """A change of a record as it stands."""
    chance, values = world.chance, laptop.tables.values[key]
    what = chance.random()
    if what < 0.06:
        return Draft(DELETE, *key, {DELETED: True})
    if what < 0.08:
        return Draft(ERASE, *key, {})
    if values.get(DELETED) and what < 0.3:
        return Draft(UPDATE, *key, {DELETED: False})
    if key[0] in ("cow", "paper"):
        return Draft(UPDATE, *key, {"name": world.token()})
    if key[0] == "group":
        groups = [id for type, id in laptop.tables.values if type == "group" and id != key[1]]
        into = chance.choice([*groups, None]) if what < 0.3 else None
        return Draft(UPDATE, *key, {"merged_into": into} if into else {"name": world.token()})
    if what < 0.2:
        return Draft(UPDATE, *key, {"place": chance.choice(PLACES)})
    if what < 0.25:
        return Draft(UPDATE, *key, {"sensitivity": chance.choice(["severe", None, "low"])})
    if what < 0.4:
        return Draft(UPDATE, *key, {"tags": toggled(world, values.get("tags"))})
    if what < 0.55:
        return Draft(UPDATE, *key, {"notes": reworded(world, values.get("notes"))})
    crop = f"forbidden{world.token()}" if what > 0.97 else world.token()
    return Draft(UPDATE, *key, {"owner" if what > 0.9 and "owner" in laptop.shapes["farm"].fields else "crop": crop})


def toggled(world: World, tags: list[str] | None) -> list[str]:
    """Some tags with one more, or one less."""
    return sorted(set(tags or ()) ^ {world.chance.choice("abc")})


def reworded(world: World, notes: str | None) -> str:
    """A text with one sentence more, or one in another's place."""
    parts = [part for part in (notes or "").split(" ") if part]
    at = world.chance.randrange(len(parts) + 1)
    parts[at : at + world.chance.choice([0, 1])] = [f"{world.token()}."]
    return " ".join(parts) + " "
