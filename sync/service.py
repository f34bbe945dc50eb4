"""A hub as a service: who speaks, what he says, and the signed answer. HTTP and files on a stick both end here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from sync import columns, registry, wire
from sync.by_hand import is_signed
from sync.epochs import begin_ancestry
from sync.hub import Hub
from sync.hub_schema import create_hub
from sync.hub_storage import Policy
from sync.hub_tables import SqlHub, reading, transact
from sync.keys import Certificate, DeviceKeys, box_key_of, issue, seal_to, verify
from sync.messages import NAME_STREAMS, OK, PROTOCOL, REVOKED, WIPE, Reply, Request
from sync.pieces import cut
from sync.proofs import proven, sign_page
from sync.shape import Shape, Stream
from sync.signing import coming_back_text, joining_text, reply_text, request_text
from sync.stamp import new_id
from sync.tables import is_full

#: the largest body a request may have, in bytes; how long a certificate holds (ms)
MOST_BODY, CERTIFICATE_MS = 16 * 1024 * 1024, 365 * 86_400_000
#: how long a laptop may take from hearing the hub's clock to its request to come back (ms)
COMING_BACK_MS = 10 * 60_000
#: seconds to wait, by status: asked too often, the database is away, its disk is full
RETRY_SECONDS = {429: 30, 503: 5, 507: 300}


#: what is told of a laptop: it joined, it came back from its recovery sheet, it was told to wipe itself
JOINED, CAME_BACK, WIPED = "joined", "came_back", "told_to_wipe"
Told = Callable[[SqlHub, str, registry.Device], None]


class Refusal(Exception):
    """A request that is not served: the status of HTTP, a stable code, a sentence."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    @property
    def retry_after(self) -> int | None:
        """Seconds after which the same request may be served; None when it has to be another one."""
        return RETRY_SECONDS.get(self.status)


#: the trouble of a database that passes when somebody has seen to it, or by itself
AWAY = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)


def refusal_of(error: sa.exc.SQLAlchemyError) -> Refusal:
    """The answer while the database is out of reach (one of `AWAY`), or its disk is full."""
    if is_full(error):
        return Refusal(507, "server_full", "The disk of the server is full: its administrator has to free some space.")
    return Refusal(503, "database_away", "The server cannot reach its database: try again in a moment.")


@dataclass(frozen=True)
class HubService:
    """A hub that answers. `policy_of` gives the rights within a transaction, `now_ms` the time (ms since 1970); `told`
    hears within the same transaction what has become of a laptop.
    """

    engine: sa.Engine
    keys: DeviceKeys
    shapes: Mapping[str, Shape]
    policy_of: Callable[[SqlHub], Policy]
    now_ms: Callable[[], int]
    told: Told = lambda _tables, _what, _device: None

    def hello(self) -> dict[str, Any]:
        """Who this is, for a laptop that asks before it joins or whether the network is there."""
        with reading(self.engine) as tables:
            epoch = tables.facts()["epoch"]
        return {"ujima": PROTOCOL, "epoch": epoch, "hub": self.keys.verify_key_text, "now": self.now_ms()}

    def exchange(self, device: str, body: bytes, signature: bytes) -> tuple[bytes, bytes]:
        """Answer a request; the answer's bytes and the hub's signature over them. Raises Refusal."""
        key = self.key_of(device)
        if len(body) > MOST_BODY:
            raise Refusal(413, "too_large", "This request is larger than a request may be: send less at once.")
        if not verify(key, request_text(device, body), signature):
            raise Refusal(401, "not_signed", "This request was not signed by the laptop it names.")
        try:
            scope, reply = self._answer(device, wire.decode_request(body))
            answer = wire.encode_reply(reply, scope)
        except wire.OtherProtocol as error:
            raise Refusal(409, "protocol", f"This server speaks protocol {PROTOCOL}, the laptop {error}.") from error
        except columns.Malformed as error:
            raise Refusal(400, "malformed", f"This request cannot be read: {error}.") from error
        except wire.UnknownScope:
            answer = wire.encode_reply(Reply("", NAME_STREAMS))
        return answer, self.keys.sign(reply_text(body, answer))

    def answer(self, device: str, request: Request) -> Reply:
        """The reply to a request of a known laptop that names its streams, in one transaction. Raises Refusal."""
        try:
            return self._answer(device, request)[1]
        except wire.UnknownScope as error:
            raise Refusal(400, "malformed", "This request does not name what it has read.") from error

    def _answer(self, device: str, request: Request) -> tuple[frozenset[Stream], Reply]:
        """The streams that the question named, and the reply. What can be read and proven without the database is, before
        its locks are taken.
        """
        request = replace(request, pages=tuple(proven(self.keys.verify_key, request.pages)))
        self._check_authors(request)

        def work(tables: SqlHub) -> tuple[frozenset[Stream], Reply]:
            policy = self.policy_of(tables)
            asked = wire.with_scope(request, policy.scope(device))
            hub = Hub(tables, self.shapes, policy, self.now_ms())
            reply = hub.exchange(device, asked)
            known = registry.device(tables.connection, device)
            if known and known.wipe and reply.state in (OK, REVOKED):
                reply = Reply(reply.epoch, WIPE, receipts=reply.receipts, unknown=reply.unknown, now=reply.now)
                self.told(tables, WIPED, known)
            facts = {"app": request.app, "waiting": request.waiting, "conflicts": request.conflicts}
            registry.change_device(tables.connection, device, seen_at=self.now_ms(), **facts)
            return asked.scope, reply

        try:
            scope, reply = transact(self.engine, work)
        except ValueError as error:
            raise Refusal(400, "malformed", f"This request contradicts itself: {error}.") from error
        pieces = cut(reply.entries, walk=request.snapshot is not None)
        return scope, replace(reply, proof=" ".join(sign_page(self.keys, piece) for piece in pieces))

    def _check_authors(self, request: Request) -> None:
        """What others wrote bears their signatures. An author who is not known here (any more) has no rights to judge by:
        it waits. Raises Refusal.
        """
        authors = {one.signed.author for one in request.forward if one.signed}
        if not authors:
            return
        with reading(self.engine) as tables:
            known = {author: registry.device(tables.connection, author) for author in sorted(authors)}
        keys = {author: bytes.fromhex(device.verify_key) for author, device in known.items() if device}
        for one in request.forward:
            if one.signed and one.signed.author in keys and not is_signed(one, keys):
                raise Refusal(401, "not_signed", "A change in this request was not written by the laptop it names.")

    def join(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A laptop joins with a code: `{code, name, key, proof}`, the proof a signature over the code. Raises Refusal."""
        try:
            code, name, key = str(asked["code"]), str(asked["name"])[:120], str(asked["key"])
            honest = verify(bytes.fromhex(key), joining_text(code), bytes.fromhex(str(asked["proof"])))
        except (KeyError, TypeError, ValueError) as error:
            raise Refusal(400, "malformed", "This request to join cannot be read.") from error
        if not honest:
            raise Refusal(401, "not_signed", "The laptop did not prove that the key is its own.")
        now = self.now_ms()

        def work(tables: SqlHub) -> registry.Device:
            joined = registry.join(tables.connection, code, new_id(now), name, key, now)
            self.told(tables, JOINED, joined)
            return joined

        try:
            joined = transact(self.engine, work)
        except registry.NotInvited as error:
            raise Refusal(403, error.code, error.message) from error
        return self._welcome(joined)

    def come_back(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A laptop that lost everything but its key is itself again: `{key, now, proof}`, the proof a signature over this
        hub's key and its clock, as `hello` told them. Raises Refusal.
        """
        try:
            key, now = str(asked["key"]), int(asked["now"])
            text = coming_back_text(self.keys.verify_key_text, now)
            honest = verify(bytes.fromhex(key), text, bytes.fromhex(str(asked["proof"])))
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise Refusal(400, "malformed", "This request to come back cannot be read.") from error
        if not honest or abs(self.now_ms() - now) > COMING_BACK_MS:
            raise Refusal(401, "not_signed", "The laptop did not prove that the key is its own: try again.")
        with reading(self.engine) as tables:
            known = registry.device_of_key(tables.connection, key)
        if known is None:
            raise Refusal(403, "unknown_sheet", "No laptop with this recovery sheet has joined this server.")
        if known.revoked_at is not None or known.wipe:
            raise Refusal(403, "revoked", "This laptop has been excluded: speak to the administrator.")
        transact(self.engine, lambda tables: self.told(tables, CAME_BACK, known))
        return self._welcome(known) | {"name": known.name}

    def _welcome(self, joined: registry.Device) -> dict[str, Any]:
        """Who a laptop is here, for itself."""
        return {
            "device": joined.id,
            "role": joined.role,
            "organisation": joined.organisation,
            "areas": list(joined.areas),
            "certificate": self.certificate(joined).to_text(),
            "hub": self.keys.verify_key_text,
            "area_keys": self._area_keys(joined),
        }

    def renew(self, device: str, body: bytes, signature: bytes) -> dict[str, Any]:
        """A new certificate for a laptop that signs its request. Raises Refusal."""
        if not verify(self.key_of(device), request_text(device, body), signature):
            raise Refusal(401, "not_signed", "This request was not signed by the laptop it names.")
        with reading(self.engine) as tables:
            known = registry.device(tables.connection, device)
        if known is None or known.revoked_at is not None:
            raise Refusal(403, "revoked", "This laptop has been excluded: speak to the administrator.")
        return self.renewed(known)

    def renewed(self, device: registry.Device) -> dict[str, Any]:
        """A new certificate of a laptop, and the keys of its places as they are now, sealed to it."""
        return {"certificate": self.certificate(device).to_text(), "area_keys": self._area_keys(device)}

    def _area_keys(self, device: registry.Device) -> dict[str, str]:
        """The keys of the places a laptop works in, for files between laptops, each sealed to it (hex)."""

        def work(tables: SqlHub) -> dict[str, str]:
            facts = tables.facts()
            for area in device.areas:
                if f"area {area}" not in facts:
                    tables.put(f"area {area}", f"{area}.{self.now_ms()} {DeviceKeys.new().seed.hex()}")
            facts = tables.facts()
            return dict(facts[f"area {area}"].split(" ", 1) for area in device.areas)

        box = box_key_of(bytes.fromhex(device.verify_key))
        return {name: seal_to(box, bytes.fromhex(key)).hex() for name, key in transact(self.engine, work).items()}

    def exclude(self, device: str, now_ms: int | None) -> None:
        """Exclude a laptop (or with None take it in again). The keys of its places are made anew."""

        def work(tables: SqlHub) -> None:
            known = registry.device(tables.connection, device)
            registry.change_device(tables.connection, device, revoked_at=now_ms)
            self._change_locks(tables, known.areas if known and now_ms is not None else ())

        transact(self.engine, work)

    def give(self, device: str, role: str, organisation: str | None, areas: Sequence[str]) -> None:
        """Another role, organisation and other places for a laptop; the keys of places it leaves are made anew."""

        def work(tables: SqlHub) -> None:
            known = registry.device(tables.connection, device)
            told = {"role": role, "organisation": organisation, "areas": areas}
            registry.change_device(tables.connection, device, **told)
            self._change_locks(tables, [area for area in (known.areas if known else ()) if area not in areas])

        transact(self.engine, work)

    def _change_locks(self, tables: SqlHub, areas: Sequence[str]) -> None:
        for area in areas:
            tables.put(f"area {area}", f"{area}.{self.now_ms()} {DeviceKeys.new().seed.hex()}")

    def certificate(self, device: registry.Device) -> Certificate:
        """The signed statement of who a laptop is, for others who meet it without a network."""
        now = self.now_ms()
        unsigned = Certificate(
            device.id, device.name, bytes.fromhex(device.verify_key), device.organisation, device.role, device.areas,
            now - 86_400_000, now + CERTIFICATE_MS, now,
        )  # fmt: skip
        return issue(self.keys, unsigned)

    def key_of(self, device: str) -> bytes:
        """The key of a laptop that joined. Raises Refusal."""
        with reading(self.engine) as tables:
            known = registry.device(tables.connection, device)
        if known is None:
            raise Refusal(
                401, "unknown_laptop", "This server does not know this laptop: join it again with a new code."
            )
        return bytes.fromhex(known.verify_key)


def open_hub(engine: sa.Engine, epoch: str) -> DeviceKeys:
    """Make what is missing of a hub in a database, and give its keys, made once and kept in it."""
    create_hub(engine, epoch)

    def work(tables: SqlHub) -> str:
        facts = tables.facts()
        if "seed" not in facts:
            tables.put("seed", DeviceKeys.new().seed.hex())
        begin_ancestry(tables)
        return tables.facts()["seed"]

    return DeviceKeys(bytes.fromhex(transact(engine, work)))
