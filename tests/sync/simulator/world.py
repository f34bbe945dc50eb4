"""The world of a history: laptops, a hub, couriers, clocks, and everything that goes wrong between them."""

from __future__ import annotations

import copy
import dataclasses
import random
from collections.abc import Callable, Mapping
from typing import Any

from sync import session
from sync.accepting import Look
from sync.changeset import CREATE, DELETE, ERASE, UPDATE, Key, Write
from sync.hub import Hub
from sync.messages import FORKED, OK, RESTORED, Pushed, Reply, Request
from sync.replica import Act, Draft, commit
from sync.shape import DELETED, OPEN, REGISTER, RESTRICTED, SET, TEXT, Shape, Stream
from tests.sync.simulator.memory import MemoryHub, MemoryReplica
from tests.sync.simulator.model import Edit, Model

SHAPES = {
    "farm": Shape(
        "farm",
        {
            "crop": REGISTER,
            "owner": REGISTER,
            "place": REGISTER,
            "sensitivity": REGISTER,
            "tags": SET,
            "notes": TEXT,
            DELETED: REGISTER,
        },
        ("place", "place"),
    ),
    "cow": Shape("cow", {"farm": REGISTER, "name": REGISTER, DELETED: REGISTER}, ("parent", "farm"), "farm"),
    "group": Shape("group", {"name": REGISTER, "merged_into": REGISTER, DELETED: REGISTER}),
}
#: an older program, which has heard neither of cows nor of owners
OLD_SHAPES = {
    "farm": Shape("farm", {n: k for n, k in SHAPES["farm"].fields.items() if n != "owner"}, ("place", "place")),
    "group": SHAPES["group"],
}
PLACES = ("X1", "X2", "Y1", "Z1")
START_MS = 1_700_000_000_000
REF: Stream = ("ref", OPEN)
DAY = 86_400_000


def area_of_place(place: str, look: Look | None = None) -> str | None:
    """Sub-places lie in the area of their first letter."""
    return place[:1]


class Rights:
    """Who may do what in the toy world: read and write in one's areas, nothing `forbidden`."""

    def __init__(self) -> None:
        self.scopes: dict[str, frozenset[Stream] | None] = {}

    def scope(self, device: str) -> frozenset[Stream] | None:
        return self.scopes.get(device)

    def refusal(
        self, device: str, write: Write, before: Mapping[str, Any], after: Mapping[str, Any], look: Look
    ) -> str | None:
        scope = self.scopes.get(device) or frozenset()
        if str(after.get("crop", "")).startswith("forbidden"):
            return "forbidden"
        for values in (v for v in (before, after) if v and write.type == "farm"):
            place = values.get("place")
            stream = (f"place:{area_of_place(place) if place else ''}", OPEN)
            if stream not in scope:
                return "not_your_area"
            if values.get("sensitivity") == "severe" and (stream[0], RESTRICTED) not in scope:
                return "not_your_class"
        return None

    def area_of_place(self, place: str, look: Look) -> str | None:
        return area_of_place(place)


@dataclasses.dataclass
class Laptop:
    """One laptop: its storage, its clock's error (ms), the program it runs."""

    device: str
    tables: Any
    skew_ms: int = 0
    shapes: Mapping[str, Shape] = dataclasses.field(default_factory=lambda: SHAPES)
    dead: bool = False


class World:
    """Everything of one history. `make_replica` and `make_hub` give the storage."""

    def __init__(
        self,
        seed: int,
        make_replica: Callable[[str], Any] = MemoryReplica,
        make_hub: Callable[[str], Any] = MemoryHub,
    ) -> None:
        self.chance = random.Random(seed)
        self.seed = seed
        self.now_ms = START_MS
        self.rights = Rights()
        self.hub = make_hub("epoch-1")
        self.make_replica = make_replica
        self.epochs = 1
        self.backup: Any = None
        self.backup_model: set[str] = set()
        self.model = Model()
        self.laptops: list[Laptop] = []
        self.backups: dict[str, Any] = {}
        self.late: list[tuple[str, Request, Reply]] = []
        self.counter = 0
        self.log: list[str] = []
        self.healed = 0
        for number in range(self.chance.choice([3, 3, 3, 4, 5, 8, 12])):
            self.add_laptop(f"L{number}")

    def add_laptop(self, device: str) -> Laptop:
        scope = {REF, ("place:", OPEN)}
        for area in self.chance.sample("XYZ", self.chance.choice([1, 2, 3])):
            scope.add((f"place:{area}", OPEN))
            if self.chance.random() < 0.5:
                scope.add((f"place:{area}", RESTRICTED))
        self.rights.scopes[device] = frozenset(scope)
        laptop = Laptop(device, self.make_replica(f"{device}-r".replace("-", "")))
        if self.chance.random() < 0.2:
            laptop.skew_ms = self.chance.choice([-30, 75]) * 365 * DAY
        if self.chance.random() < 0.2:
            laptop.shapes = OLD_SHAPES
        laptop.tables.shapes = laptop.shapes
        self.laptops.append(laptop)
        return laptop

    def token(self) -> str:
        self.counter += 1
        return f"t{self.counter}"

    # --- what people do -------------------------------------------------------------------------------------------

    def edit(self, laptop: Laptop) -> None:
        known = [key for key in laptop.tables.values if key[0] in laptop.shapes]
        drafts: list[Draft] = []
        edits: list[Edit] = []
        for _ in range(self.chance.choice([1, 1, 1, 2, 3])):
            if not known or self.chance.random() < 0.35:
                draft = self._create(laptop, known)
            else:
                draft = self._change(laptop, self.chance.choice(known))
            if draft is None or any(d.key == draft.key for d in drafts):
                continue
            drafts.append(draft)
            edits += self.model.edits_of(draft, laptop.tables.rows([draft.key]).get(draft.key))
        if not drafts:
            return
        act = Act(laptop.device, "edit", self.now_ms + laptop.skew_ms, "toy", "1")
        commit(laptop.tables, laptop.shapes, drafts, act, area_of_place)
        self.model.add(edits)

    def _create(self, laptop: Laptop, known: list[Key]) -> Draft | None:
        scope = self.rights.scopes[laptop.device] or frozenset()
        kind = self.chance.choice([t for t in ("farm", "farm", "cow", "group") if t in laptop.shapes])
        id = f"{kind}{self.token()}"
        if kind == "group":
            return Draft(CREATE, kind, id, {"name": self.token()})
        if kind == "cow":
            farms = [key[1] for key in known if key[0] == "farm"]
            return Draft(CREATE, kind, id, {"name": self.token(), "farm": self.chance.choice(farms)}) if farms else None
        if self.chance.random() < 0.1:
            id = f"farm{self.chance.choice(PLACES)}"  # the same record made on two desks
            if ("farm", id) in laptop.tables.values:
                return None
        places = [p for p in PLACES if (f"place:{p[:1]}", OPEN) in scope] or list(PLACES)
        values: dict[str, Any] = {"crop": self.token(), "place": self.chance.choice(places)}
        if self.chance.random() < 0.5:
            values |= {"tags": self.chance.sample("abcd", 2), "notes": f"{self.token()}. {self.token()}. "}
        if self.chance.random() < 0.1 and (f"place:{values['place'][:1]}", RESTRICTED) in scope:
            values["sensitivity"] = "severe"
        return Draft(CREATE, kind, id, values)

    def _change(self, laptop: Laptop, key: Key) -> Draft:
        values = laptop.tables.values[key]
        held = laptop.tables.rows([key])[key]
        what = self.chance.random()
        if what < 0.06:
            return Draft(DELETE, *key, {DELETED: True})
        if what < 0.08:
            return Draft(ERASE, *key, {})
        if key[0] == "cow":
            return Draft(UPDATE, *key, {"name": self.token()})
        if key[0] == "group":
            groups = [id for type, id in laptop.tables.values if type == "group" and id != key[1]]
            into = self.chance.choice([*groups, None]) if what < 0.3 else None
            return Draft(UPDATE, *key, {"merged_into": into} if into else {"name": self.token()})
        if what < 0.2:
            return Draft(UPDATE, *key, {"place": self.chance.choice(PLACES)})
        if what < 0.25:
            return Draft(UPDATE, *key, {"sensitivity": self.chance.choice(["severe", None, "low"])})
        if what < 0.4:
            tags = set(values.get("tags") or ())
            return Draft(UPDATE, *key, {"tags": sorted(tags ^ {self.chance.choice("abcd")})})
        if what < 0.55:
            parts = [p for p in (values.get("notes") or "").split(" ") if p]
            at = self.chance.randrange(len(parts) + 1)
            parts[at : at + self.chance.choice([0, 1])] = [f"{self.token()}."]
            return Draft(UPDATE, *key, {"notes": " ".join(parts) + " "})
        crop = f"forbidden{self.token()}" if what > 0.97 else self.token()
        changed = {"crop": crop} if what < 0.9 or "owner" not in laptop.shapes["farm"].fields else {"owner": crop}
        seen = {name: held.row.of(name) for name in changed} if self.chance.random() < 0.5 else {}
        return Draft(UPDATE, *key, changed, seen)

    # --- how it travels -------------------------------------------------------------------------------------------

    def ask(self, laptop: Laptop, request: Request) -> Reply:
        return Hub(self.hub, SHAPES, self.rights, self.now_ms).exchange(laptop.device, request)

    def tell(self, laptop: Laptop, request: Request, reply: Reply) -> session.Outcome:
        self.counter += 1
        return session.receive(
            laptop.tables, laptop.shapes, request, reply, f"n{self.counter}{laptop.device}", area_of_place
        )

    def exchange(self, laptop: Laptop) -> None:
        """One exchange over a network that may lose, double or delay either half of it."""
        request = session.prepare(laptop.tables, self.chance.choice([1, 3, 8, 250]))
        fate = self.chance.random()
        if fate < 0.1:
            return  # the request is lost
        reply = self.ask(laptop, request)
        if fate < 0.15:
            reply = self.ask(laptop, request)  # it came twice
        if fate < 0.25:
            return  # the reply is lost after the commit
        if fate < 0.35:
            self.late.append((laptop.device, request, reply))  # it comes late, behind others
            return
        self.tell(laptop, request, reply)

    def deliver_late(self) -> None:
        device, request, reply = self.late.pop(self.chance.randrange(len(self.late)))
        laptop = next((one for one in self.laptops if one.device == device and not one.dead), None)
        if laptop is not None:
            self.tell(laptop, request, reply)

    def carry(self, giver: Laptop, taker: Laptop) -> None:
        """A stick from laptop to laptop: what the hub has not numbered yet, within what the taker may read."""
        scope = self.rights.scopes.get(taker.device) or frozenset()
        parts = []
        for entry in giver.tables.own(giver.tables.facts()["replica"], 0, 10**9):
            if entry.seq is None and entry.whole and entry.part.writes:
                held = giver.tables.rows({w.key for w in entry.part.writes.values()})
                if all(h.stream in scope for h in held.values()):
                    parts.append(Pushed(entry.part, entry.body_hash))
        session.take_parts(taker.tables, taker.shapes, parts, area_of_place)

    # --- what goes wrong ------------------------------------------------------------------------------------------

    def survivors(self) -> set[str]:
        """The tokens of edits that still exist somewhere: in a journal, a page, or at the hub."""
        found = self.model.tokens_at_hub(self.hub)
        for laptop in (one for one in self.laptops if not one.dead):
            found |= self.model.tokens_on(laptop.tables)
        return found

    def back_up_laptop(self, laptop: Laptop) -> None:
        self.backups[laptop.device] = copy.deepcopy(laptop.tables)

    def restore_laptop(self, laptop: Laptop) -> None:
        if laptop.device in self.backups:
            laptop.tables = copy.deepcopy(self.backups[laptop.device])
            laptop.tables.shapes = laptop.shapes
            self.model.lost -= self.model.tokens_on(laptop.tables)
            self.model.forget(self.survivors())

    def clone_laptop(self, laptop: Laptop) -> None:
        if len(self.laptops) < 14:
            self.laptops.append(dataclasses.replace(laptop, tables=copy.deepcopy(laptop.tables)))

    def lose_laptop(self, laptop: Laptop) -> None:
        if sum(not one.dead for one in self.laptops) > 2:
            laptop.dead = True
            self.model.forget(self.survivors())

    def back_up_hub(self) -> None:
        self.backup = copy.deepcopy(self.hub)
        self.backup_model = self.model.tokens_at_hub(self.hub)
        self.hub.put("safe", str(self.hub.last_seq()))

    def restore_hub(self) -> None:
        if self.backup is None:
            return
        self.hub = copy.deepcopy(self.backup)
        self.model.lost -= self.model.tokens_at_hub(self.hub)
        self.epochs += 1
        self.hub.put("epoch", f"epoch-{self.epochs}")
        self.hub.put("began", str(self.hub.last_seq()))
        self.hub.put("safe", str(self.hub.last_seq()))
        self.late.clear()
        survivors = self.survivors()
        missing = self.backup_model - survivors - self.model.lost
        assert not missing, f"law 3: {missing} was in the backup"
        self.model.forget(survivors)

    def rescope(self, laptop: Laptop) -> None:
        scope = set(self.rights.scopes[laptop.device] or ())
        area, rights_class = self.chance.choice("XYZ"), self.chance.choice([OPEN, RESTRICTED])
        streams = {(f"place:{area}", OPEN), (f"place:{area}", RESTRICTED)}
        scope = (
            scope - streams
            if self.chance.random() < 0.5
            else scope | {(f"place:{area}", OPEN), (f"place:{area}", rights_class)}
        )
        self.rights.scopes[laptop.device] = frozenset(scope)

    # --- one history ----------------------------------------------------------------------------------------------

    def step(self) -> None:
        self.now_ms += self.chance.choice([1, 1000, 60_000, 3_600_000])
        alive = [one for one in self.laptops if not one.dead]
        laptop = self.chance.choice(alive)
        what = self.chance.random()
        if what < 0.45:
            self.edit(laptop)
        elif what < 0.78:
            self.exchange(laptop)
        elif what < 0.83 and self.late:
            self.deliver_late()
        elif what < 0.88:
            self.carry(laptop, self.chance.choice(alive))
        elif what < 0.90:
            self.back_up_laptop(laptop)
        elif what < 0.91:
            self.restore_laptop(laptop)
        elif what < 0.92:
            self.clone_laptop(laptop)
        elif what < 0.94:
            self.back_up_hub()
        elif what < 0.945:
            self.restore_hub()
        elif what < 0.96:
            self.rescope(laptop)
        elif what < 0.965:
            self.lose_laptop(laptop)
        elif what < 0.98:
            laptop.shapes = laptop.tables.shapes = SHAPES  # the newer program is installed
            session.learn(laptop.tables)
        else:
            laptop.skew_ms = self.chance.choice([0, 0, -50, 73]) * 365 * DAY

    def settle(self) -> None:
        """Bring everybody together through the real protocol, and nothing else."""
        alive = [one for one in self.laptops if not one.dead]
        quiet = 0
        for _ in range(80):
            self.now_ms += 1000
            moved = False
            for laptop in alive:
                moved |= self.talk(laptop)
            quiet = 0 if moved else quiet + 1
            if quiet == 2:
                return
        raise AssertionError("the desks never come to rest")

    def talk(self, laptop: Laptop) -> bool:
        """One laptop talks to the hub until it has nothing more to say; whether anything moved."""
        moved = False
        for _ in range(200):
            before = self.hub.last_seq()
            request = session.prepare(laptop.tables, self.chance.choice([3, 250]))
            reply = self.ask(laptop, request)
            outcome = self.tell(laptop, request, reply)
            moved |= self.hub.last_seq() != before or bool(outcome.changed or outcome.left) or reply.state != OK
            moved |= bool(outcome.acknowledged) or FORKED in outcome.happened or RESTORED in outcome.happened
            more = (
                outcome.again
                or bool(request.push)
                or bool(laptop.tables.facts().get("unknown", "[]") != "[]" and not request.forward)
            )
            if not more:
                if session.DIFFERS in outcome.happened:
                    self.healed += 1
                    self.heal(laptop)
                    moved = True
                return moved
        raise AssertionError(f"{laptop.device} never falls silent")

    def heal(self, laptop: Laptop) -> None:
        since = int(laptop.tables.facts()["cursor"])
        laptop.tables.put(complete="[]", snapshot_after="null")
        listed: set[Key] = set()
        for _ in range(200):
            request = session.prepare(laptop.tables, 250)
            reply = self.ask(laptop, request)
            outcome = self.tell(laptop, request, reply)
            if request.snapshot:
                listed |= {(e.type, e.id) for e in reply.entries}
            if not outcome.again:
                break
        session.heal(laptop.tables, listed, since)
