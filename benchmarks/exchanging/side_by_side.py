"""The same documents through our engine, Anki and PouchDB: all at once, one field, nothing, on a slow line, on a dying one."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import Figure
from benchmarks.exchanging import peers
from benchmarks.exchanging.documents import documents, write_documents
from benchmarks.exchanging.proxy import Link, Proxy
from benchmarks.exchanging.toys import Laptop, toy_country
from sync.client import Unreachable
from sync.replica import Draft
from tests.helpers.zygote import Zygote

#: records on a slow line, and the line; records on a dying line, and after how many bytes it dies; the same for the others
SLOW, SLOW_LINK = 1000, Link(delay_ms=300, kbits=128)
DYING, DIES_EVERY, DIES_EVERY_FOR_PEERS = 3000, 20_000, 50_000
#: how often, and for how many seconds, a peer tries on a dying line until we say that it never finishes; and we
PEER_TRIES, PEER_SECONDS, OUR_TRIES = 12, 60.0, 60

Costs = dict[str, peers.Cost]


@dataclass
class Country:
    """Two laptops of the toy country that have joined and exchanged once, and the proxy before its server."""

    one: Laptop
    two: Laptop
    fresh: Laptop
    proxy: Proxy

    def cost(self, laptop: Laptop) -> peers.Cost:
        """One exchange."""
        before, start = self.proxy.passed, time.perf_counter()
        laptop.exchange(self.proxy.port)
        return peers.cost_of(self.proxy.passed - before, time.perf_counter() - start)

    def agree(self) -> None:
        """All three hold the same, and say so."""
        found = {laptop.content() for laptop in (self.one, self.two, self.fresh)}
        if len(found) != 1 or not found.pop()[2]:
            raise AssertionError("the laptops do not agree")


@contextlib.contextmanager
def country(zygote: Zygote, folder: Path) -> Iterator[Country]:
    """A country of toy records; the fresh laptop has exchanged nothing yet."""
    folder.mkdir()
    with toy_country(zygote, folder) as (service, port), Proxy(port) as proxy, contextlib.ExitStack() as closing:
        three = [Laptop(service, folder / f"{name}.db") for name in ("one", "two", "fresh")]
        for laptop in three:
            closing.callback(laptop.close)
        for laptop in three[:2]:
            laptop.exchange(port)
        yield Country(*three, proxy)


def measure(zygote: Zygote, folder: Path, records: int) -> list[Figure]:
    """Ours, each against an absolute target and against whichever peers can be had."""
    theirs, absent = of_peers(folder, records)
    slow, dying = of_anki_on_a_slow_line(folder), peers_on_a_dying_line(folder, records)
    ours = ours_on_a_good_line(zygote, folder / "good", records)
    told = []
    for step, name, kb, requests in (
        ("push", f"{records:,} records of ten fields pushed", 560, 8),
        ("fresh", "  pulled by a fresh laptop", 560, 6),
        ("pull", "  pulled by a laptop that had exchanged before", 560, 6),
        ("one", "  one changed field, pushed", 1.0, 1),
        ("nothing", "  nothing to do", 1.0, 1),
    ):
        cost = ours[step]
        note = f"{cost.seconds:.1f} s" if cost.seconds > 1 else ""
        told.append(Figure(name, cost.bytes / 1000, None, kb, "KB", note="; ".join(filter(None, (note, *absent)))))
        told.append(Figure("    requests", cost.requests, None, requests, ""))
        for peer, costs in theirs.items():
            other = costs["pull" if step == "fresh" else step]
            note = f"{peer} {other.requests} requests, {other.seconds:.1f} s"
            told.append(
                Figure(f"    bytes against {peer}", cost.bytes / 1000, other.bytes / 1000, 1.0, "KB", note=note)
            )
    told.append(on_a_slow_line(zygote, folder / "slow", slow))
    told.append(on_a_dying_line(zygote, folder / "dying", dying))
    return told


def ours_on_a_good_line(zygote: Zygote, folder: Path, records: int) -> Costs:
    """The records with the very ids they have elsewhere, which is the hardest for us: they are random."""
    with country(zygote, folder) as here:
        ids = here.one.add(documents(records), given_ids=True)
        costs = {"push": here.cost(here.one), "pull": here.cost(here.two), "fresh": here.cost(here.fresh)}
        here.agree()
        costs["nothing"] = here.cost(here.one)
        here.one.save([Draft("u", "doc", ids[records // 2], {"status": "suspended"})])
        costs["one"] = here.cost(here.one)
    return costs


def of_peers(folder: Path, records: int) -> tuple[dict[str, Costs], list[str]]:
    """What the others take, and who could not be had, and why."""
    write_documents(folder / "documents", records)
    found: dict[str, Costs] = {}
    absent = []
    for kind in (peers.Anki, peers.Pouch):
        try:
            peer = kind(folder / kind.name, folder / "documents")
            with peer.running():
                peer.step("add", "a")
                costs = {"push": peer.measured(peer.push, "a"), "pull": peer.measured(peer.pull, "b")}
                costs["nothing"] = peer.measured(peer.push, "a")
                peer.step("edit", "a")
                found[kind.name] = {**costs, "one": peer.measured(peer.push, "a")}
        except (peers.Absent, peers.Failed) as error:
            absent.append(f"{kind.name} is missing: {error}")
    return found, absent


def of_anki_on_a_slow_line(folder: Path) -> float | str:
    """Seconds that Anki takes to push and pull on the slow line, or why there are none."""
    write_documents(folder / "few", SLOW)
    try:
        peer = peers.Anki(folder / "slow Anki", folder / "few")
        with peer.running() as proxy:
            peer.step("add", "a")
            proxy.link = SLOW_LINK
            return peer.measured(peer.push, "a").seconds + peer.measured(peer.pull, "b").seconds
    except (peers.Absent, peers.Failed) as error:
        return str(error)


def on_a_slow_line(zygote: Zygote, folder: Path, anki: float | str) -> Figure:
    """Ours, the same way."""
    with country(zygote, folder) as here:
        here.one.add(documents(SLOW), given_ids=True)
        here.proxy.link = SLOW_LINK
        push, pull = here.cost(here.one), here.cost(here.two)
    name = f"{SLOW:,} records pushed and pulled, 600 ms and {SLOW_LINK.kbits:.0f} kbit/s"
    note = f"push {push.seconds:.1f} s in {push.requests}, pull {pull.seconds:.1f} s in {pull.requests} requests"
    if isinstance(anki, str):
        return Figure(name, push.seconds + pull.seconds, None, None, note=f"{note}; Anki is missing: {anki}")
    return Figure(f"{name}, against Anki", push.seconds + pull.seconds, anki, 0.5, note=note)


def peers_on_a_dying_line(folder: Path, records: int) -> list[str]:
    """How far the others come on a line that dies, in words."""
    said = []
    for kind in (peers.Anki, peers.Pouch):
        try:
            peer = kind(folder / f"dying {kind.name}", folder / "documents")
            with peer.running() as proxy:
                peer.step("add", "a")
                proxy.link = Link(cut_every=DIES_EVERY_FOR_PEERS)
                done, tries, cost = peer.until_done(peer.push, "a", PEER_TRIES, PEER_SECONDS)
            how = "done" if done else "never done"
            said.append(
                f"{kind.name}, {records:,} every {DIES_EVERY_FOR_PEERS // 1000} KB: {how} in {tries} tries, "
                f"{cost.bytes / 1e6:.2f} MB"
            )
        except (peers.Absent, peers.Failed) as error:
            said.append(f"{kind.name} is missing: {error}")
    return said


def on_a_dying_line(zygote: Zygote, folder: Path, peers_said: list[str]) -> Figure:
    """Bytes to push records and to pull them on a fresh laptop while the line dies, against those on a good line."""
    folder.mkdir()
    lines, taken = documents(DYING), []
    for cut in (0, DIES_EVERY):
        with country(zygote, folder / f"every {cut}") as here:
            here.one.add(lines, given_ids=True)
            here.proxy.link = Link(cut_every=cut)
            before, tries = here.proxy.passed, 0
            for laptop in (here.one, here.fresh):
                tries += until_done(laptop, here.proxy.port)
            passed = here.proxy.passed - before
            here.proxy.link = Link()
            here.two.exchange(here.proxy.port)
            here.agree()
            taken.append((passed, tries))
    (good, _), (bad, tries) = taken
    note = f"done in {tries} conversations, {bad.cuts} deaths, {bad.requests} requests; " + "; ".join(peers_said)
    name = f"{DYING:,} records pushed and pulled, the line dies every {DIES_EVERY // 1000} KB, against a good line"
    return Figure(name, bad.bytes / 1000, good.bytes / 1000, 3.0, "KB", note=note)


def until_done(laptop: Laptop, port: int) -> int:
    """Exchange until it was done; in how many conversations."""
    for tried in range(1, OUR_TRIES + 1):
        with contextlib.suppress(Unreachable):
            laptop.exchange(port, patient=False)
            return tried
    raise AssertionError("we never finished")
