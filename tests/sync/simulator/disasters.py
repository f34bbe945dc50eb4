"""What happens to disks: backups, restores, copies, losses."""

from __future__ import annotations

import copy
import dataclasses
from typing import TYPE_CHECKING

from sync.epochs import begin_epoch

if TYPE_CHECKING:
    from tests.sync.simulator.world import Laptop, World


def survivors(world: World) -> set[str]:
    """The tokens of edits that still exist somewhere: in a journal, on a page, or at the hub."""
    found = world.model.tokens_at(world.hub)
    for laptop in world.alive():
        found |= world.model.tokens_on(laptop.tables)
    return found


def back_up_laptop(world: World, laptop: Laptop) -> None:
    """Somebody copies a laptop's file away."""
    world.backups[laptop.device] = copy.deepcopy(laptop.tables)


def restore_laptop(world: World, laptop: Laptop) -> None:
    """An old copy of its file is put back; what was written since is gone unless somebody else has it."""
    if laptop.device in world.backups:
        laptop.tables = copy.deepcopy(world.backups[laptop.device])
        laptop.tables.shapes = laptop.shapes
        laptop.forms.clear()
        world.model.lost -= world.model.tokens_on(laptop.tables)
        world.model.forget(survivors(world))


def clone_laptop(world: World, laptop: Laptop) -> None:
    """Two people go on with copies of one file."""
    if len(world.laptops) < 14:
        world.laptops.append(dataclasses.replace(laptop, tables=copy.deepcopy(laptop.tables), forms=[]))


def lose_laptop(world: World, laptop: Laptop) -> None:
    """A laptop falls into the river."""
    if len(world.alive()) > 2:
        laptop.dead = True
        world.model.forget(survivors(world))


def back_up_hub(world: World, _laptop: Laptop) -> None:
    """The national backup is made, and the hub says so."""
    world.backup = copy.deepcopy(world.hub)
    world.backup_tokens = world.model.tokens_at(world.hub)
    world.attempt(world.hub, lambda: world.hub.put("safe", str(world.hub.last_seq())), safely=True)


def restore_hub(world: World, _laptop: Laptop) -> None:
    """The hub comes back from its backup; or a standby that was behind takes over, and nobody says so."""
    if world.backup is None:
        return
    world.hub = copy.deepcopy(world.backup)
    world.model.lost -= world.model.tokens_at(world.hub)
    world.epochs += 1
    epoch = f"epoch-{world.epochs}"
    if world.chance.random() < 0.5:
        world.hub.line = epoch
    else:
        world.attempt(world.hub, lambda: begin_epoch(world.hub, epoch), safely=True)
    world.late.clear()
    left = survivors(world)
    missing = world.backup_tokens - left - world.model.lost
    assert not missing, f"law 3: {missing} was in the backup"
    world.model.forget(left)
