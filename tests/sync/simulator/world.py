"""The world of a history: laptops, a hub, the network between them, and how they come to rest."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sync import session, walking
from sync.hub import Hub
from sync.messages import FORKED, OK, RESTORED, REVOKED, Reply, Request
from sync.pieces import pieces_of
from sync.plain import fingerprint_of_held
from sync.shape import OPEN, RESTRICTED, Shape
from tests.sync.simulator import laws
from tests.sync.simulator.disk import Crash
from tests.sync.simulator.happenings import EVERYTHING, YEAR_MS, Form, Happening
from tests.sync.simulator.memory import MemoryHub, MemoryReplica
from tests.sync.simulator.model import Model
from tests.sync.simulator.toys import EVERYBODYS, OLD_SHAPES, SHAPES, Rights, area_of_place

START_MS = 1_700_000_000_000
Done = TypeVar("Done")


@dataclasses.dataclass
class Laptop:
    """One laptop: its storage, its clock's error (ms), the program it runs, the forms that stand open on it."""

    device: str
    tables: Any
    skew_ms: int = 0
    shapes: Mapping[str, Shape] = dataclasses.field(default_factory=lambda: SHAPES)
    dead: bool = False
    forms: list[Form] = dataclasses.field(default_factory=list)


class World:
    """Everything of one history. `happenings` says what may happen in it, each with its weight; `make_replica` and
    `make_hub` give the storage.
    """

    def __init__(
        self,
        seed: int,
        happenings: Mapping[Happening, int] = EVERYTHING,
        make_replica: Callable[[str], Any] = MemoryReplica,
        make_hub: Callable[[str], Any] = MemoryHub,
    ) -> None:
        self.chance = random.Random(seed)
        self.happenings = happenings
        self.make_replica = make_replica
        self.now_ms = START_MS
        self.crashes = 0.04
        self.piece = self.chance.choice([2, 250])
        self.rights = Rights()
        self.hub = make_hub("epoch-1")
        self.epochs = 1
        self.backup: Any = None
        self.backup_tokens: set[str] = set()
        self.model = Model()
        self.laptops: list[Laptop] = []
        self.backups: dict[str, Any] = {}
        self.late: list[tuple[Laptop, Request, Reply]] = []
        self.counter = 0
        self.healed = 0
        self.carried = self.cut = 0  # messages that went as their bytes: those that arrived, and those that were cut
        for number in range(self.chance.choice([3, 3, 3, 4, 5, 8, 12])):
            self._add_laptop(f"L{number}")

    def _add_laptop(self, device: str) -> None:
        scope = set(EVERYBODYS)
        for area in self.chance.sample("XYZ", self.chance.choice([1, 2, 3])):
            scope.add((f"place:{area}", OPEN))
            if self.chance.random() < 0.5:
                scope.add((f"place:{area}", RESTRICTED))
        self.rights.scopes[device] = frozenset(scope)
        laptop = Laptop(device, self.make_replica(f"{device}r"))
        if self.chance.random() < 0.2:
            laptop.skew_ms = self.chance.choice([-30, 75]) * YEAR_MS
        if self.chance.random() < 0.2:
            laptop.shapes = OLD_SHAPES
        laptop.tables.shapes = laptop.shapes
        self.laptops.append(laptop)

    def alive(self) -> list[Laptop]:
        """The laptops that are still there."""
        return [one for one in self.laptops if not one.dead]

    def token(self) -> str:
        """A word that was never written before."""
        self.counter += 1
        return f"t{self.counter}"

    # --- computers and the network --------------------------------------------------------------------------------

    def attempt(self, tables: Any, work: Callable[[], Done], *, safely: bool = False) -> Done | None:
        """Some work in one transaction; None when the computer went off in the middle of it."""
        crashes = not safely and self.chance.random() < self.crashes
        tables.begin(self.chance.randint(1, 20) if crashes else 0)
        try:
            done = work()
        except Crash:
            tables.rollback()
            return None
        tables.commit()
        return done

    def request(self, laptop: Laptop, room: int) -> Request | None:
        """What a laptop asks next; None when it went off."""
        return self.attempt(laptop.tables, lambda: session.prepare(laptop.tables, room))

    def ask(self, laptop: Laptop, request: Request) -> Reply | None:
        """The hub's answer; None when it went off."""
        watch = laws.Watch(self, laptop, request)
        hub = Hub(self.hub, SHAPES, self.rights, self.now_ms)
        reply = self.attempt(self.hub, lambda: hub.exchange(laptop.device, request))
        if reply is not None:
            watch.check(reply)
            if reply.state in (OK, REVOKED):
                for pushed in (*request.push, *request.forward):
                    self.model.arrived(pushed.part.version, self.now_ms)
        return reply

    def tell(self, laptop: Laptop, request: Request, reply: Reply, *, late: bool = False) -> session.Outcome | None:
        """A laptop hears an answer; None when it went off."""
        self.counter += 1
        name = f"n{self.counter}{laptop.device}"
        whole = session.Outcome()
        for asked, piece in pieces_of(request, reply, self.piece):
            outcome = self.attempt(
                laptop.tables,
                lambda given=(asked, piece): session.receive(  # type: ignore[misc]
                    laptop.tables, laptop.shapes, *given, name, area_of_place
                ),
            )
            if outcome is None:
                return None
            whole.add(outcome)
            if not late and self.crashes:
                laws.check_green(self, laptop)
        return whole

    def times_known(self, versions: Mapping[str, Any]) -> bool:
        """Whether the hub knows when each of these counts. Of what came back on a page that held a whole record it
        knows what stands, and not since when: the desks may then show either of two values that ask for a decision.
        """
        return len(versions) < 2 or len(self.hub.accepted(versions)) == len(versions)

    # --- one history ----------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Something happens."""
        self.now_ms += self.chance.choice([0, 1, 1000, 60_000, 3_600_000])
        (happening,) = self.chance.choices([*self.happenings], [*self.happenings.values()])
        happening(self, self.chance.choice(self.alive()))

    def settle(self) -> None:
        """Bring everybody together through the real protocol, and nothing else."""
        self.crashes = 0.0
        for _ in range(60):
            self.now_ms += 1000
            moved = [self._talk(laptop) for laptop in self.alive()]
            if not any(moved):
                return
        raise AssertionError("the desks never come to rest")

    def _talk(self, laptop: Laptop) -> bool:
        """One laptop talks to the hub until it has nothing more to say; whether anything moved."""
        moved = False
        for _ in range(200):
            before = self.hub.last_seq()
            request = self.request(laptop, self.chance.choice([3, 250, 250]))
            assert request is not None
            reply = self.ask(laptop, request)
            assert reply is not None
            outcome = self.tell(laptop, request, reply)
            assert outcome is not None
            moved |= self.hub.last_seq() != before or bool(outcome.changed or outcome.left or outcome.acknowledged)
            moved |= FORKED in outcome.happened or RESTORED in outcome.happened or reply.state not in (OK, REVOKED)
            waits = {one.version: one.reasons for one in laptop.tables.waits()}
            moved |= request.held != fingerprint_of_held(waits)
            if not (outcome.again or request.push or _forwards(laptop, request)):
                if session.DIFFERS in outcome.happened:
                    self.healed += 1
                    self.attempt(laptop.tables, lambda: walking.walk_again(laptop.tables))
                    moved = True
                return moved
        raise AssertionError(f"{laptop.device} never falls silent")


def _forwards(laptop: Laptop, request: Request) -> bool:
    """Whether the hub has just said that it wants what was carried here by hand."""
    return laptop.tables.facts().get("unknown", "[]") != "[]" and not request.forward
