"""Which server this laptop belongs to, and who it is there. The identity follows from the workspace's key, so that the
recovery sheet restores both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app import clock
from app.errors import Refused, Trouble
from app.services import certificates, refusals, settings
from app.store.workspace import Store
from app.words import _
from sync.client import HubRefused, Line, Unreachable
from sync.keys import Certificate, DeviceKeys, check, read_code, renewal_due
from sync.signing import joining_text

#: how often the keys of a laptop's places are asked for
KEYS_ASKED_MS = 3_600_000

NAMELESS = "laptop"
"""What a laptop is called at the server whose person and office have no name."""

NO_ADDRESS = "https://server.invalid"
"""Stands for the address of the server on a laptop that joined by file and was told none."""


@dataclass(frozen=True)
class Membership:
    """Where this laptop belongs: the server's address and key, the laptop's id there, its certificate, its role."""

    url: str
    hub_key: bytes
    device: str
    certificate: str
    role: str
    ca: str | None

    @property
    def is_by_file(self) -> bool:
        """Whether no address of the server is known: everything goes by stick."""
        return self.url == NO_ADDRESS


def device_keys(store: Store) -> DeviceKeys:
    """The keys of this laptop, made from the workspace's key: the words of the recovery sheet bring them back."""
    return _keys_of(store.key)


def _keys_of(key: bytes) -> DeviceKeys:
    return DeviceKeys(hashlib.blake2b(key, digest_size=32, person=b"ujima-device").digest())


def membership(store: Store) -> Membership | None:
    """Where this laptop belongs, or None while it works by itself."""
    url, device = settings.get(store, "server"), settings.get(store, "device")
    if not url or not device:
        return None
    return Membership(
        url,
        bytes.fromhex(settings.get(store, "server_key") or ""),
        device,
        settings.get(store, "certificate") or "",
        settings.get(store, "server_role") or "",
        settings.get(store, "server_ca"),
    )


def line_to(url: str, ca: str | None = None) -> Line:
    """The way to a server; plain HTTP is for a server on this very computer."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("address_odd", _("“{url}” is no address of a server: it begins with https://.").format(url=url))
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise Refused("not_safe", _("A server elsewhere is reached by https:// only."))
    return Line(url, ca)


def join(store: Store, invitation: str, url: str | None = None, ca: str | None = None) -> Membership:
    """Join a server with a code, or with the text of a QR code, which holds the address too. `ca` are certificates (PEM)
    to trust instead of the usual ones.

    Raises Refused (code_unreadable, no_such_code, code_used, code_expired, address_odd), Trouble (offline …).
    """
    code, found, hub = _read_invitation(invitation)
    url = url or found
    if url is None:
        raise Refused("address_missing", _("Say which server: give its address (--server https://…)."))
    known = membership(store)
    if known is not None and known.is_by_file:
        hub = known.hub_key.hex()
    elif known is not None and known.url != url:
        raise Refused("joined_already", _("This laptop belongs to {url} already.").format(url=known.url))
    line = line_to(url, ca)
    try:
        answer = line.join(code, _name(store), device_keys(store))
    except HubRefused as refused:
        raise refusals.refused(refused) from refused
    except Unreachable as away:
        raise _away(away, url) from away
    finally:
        line.close()
    if hub and not answer["hub"].startswith(hub):
        said = (
            _("The server that answered is not the one that this laptop joined by file.")
            if known is not None and known.is_by_file
            else _("The server that answered is not the one of this invitation.")
        )
        raise Refused("not_the_server", said)
    return _keep(store, url, answer, ca)


def ask_to_come_back(key: bytes, url: str, ca: str | None = None) -> dict[str, Any]:
    """Ask a server to be again the laptop whose recovery sheet spells this key; its answer is for `be_again`.

    Raises Refused (unknown_sheet, revoked, address_odd …), Trouble (offline …).
    """
    line = line_to(url, ca)
    try:
        return line.come_back(_keys_of(key))
    except HubRefused as refused:
        raise refusals.refused(refused) from refused
    except Unreachable as away:
        raise _away(away, url) from away
    finally:
        line.close()


def be_again(store: Store, url: str, answer: dict[str, Any], ca: str | None = None) -> Membership:
    """Keep in a new workspace what a server answered to `ask_to_come_back`."""
    return _keep(store, url, answer, ca)


def _away(away: Unreachable, url: str) -> Trouble:
    """Why a server was not reached that is met for the first time: its certificate may be one of an office's own."""
    if away.code == "unknown_certificate":
        return certificates.unknown(url)
    if away.code == "offline":
        return Trouble(
            "offline", _("The server cannot be reached: look at its address, and whether there is a network.")
        )
    return refusals.away(away)


def ask_by_file(store: Store, invitation: str, out: Path) -> None:
    """Write a request to join into a file, for a server that no network reaches from here."""
    code, _url, hub = _read_invitation(invitation)
    keys = device_keys(store)
    asked = {
        "code": code,
        "name": _name(store),
        "key": keys.verify_key_text,
        "proof": keys.sign(joining_text(code)).hex(),
    }
    try:
        out.write_text(json.dumps({"ujima-join": asked}), encoding="utf-8")
    except OSError as error:
        raise Trouble(
            "not_written", _("{file} could not be written: {why}").format(file=out.name, why=error.strerror)
        ) from error
    settings.put(store, {"asked_server": hub})


def join_by_file(store: Store, file: Path, url: str | None = None, ca: str | None = None) -> Membership:
    """Take the server's answer to `ask_by_file`; taken once more with `url`, it tells the address that was not known.

    Raises Refused (no_such_file, is_a_folder, not_ours, not_for_you, address_odd).
    """
    if file.is_dir():
        raise Refused("is_a_folder", _("{file} is a folder: name a file.").format(file=file))
    if not file.exists():
        raise Refused("no_such_file", _("There is no file {file}.").format(file=file))
    try:
        answer = json.loads(file.read_text(encoding="utf-8"))["ujima-joined"]
        own = check(bytes.fromhex(answer["hub"]), answer["certificate"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused("not_ours", _("{file} is no answer of a server.").format(file=file.name)) from error
    if own.verify_key != device_keys(store).verify_key:
        raise Refused("not_for_you", _("{file} is for another laptop.").format(file=file.name))
    if not answer["hub"].startswith(settings.get(store, "asked_server") or ""):
        raise Refused("not_the_server", _("The server that answered is not the one of this invitation."))
    known = membership(store)
    if known is not None and known.hub_key.hex() != answer["hub"]:
        said = _("This laptop belongs to another server already: for this one begin with an empty folder.")
        raise Refused("joined_already", said)
    if url is not None:
        line_to(url, ca).close()
    told = known.url if known is not None and known.hub_key.hex() == answer["hub"] else NO_ADDRESS
    return _keep(store, url or told, answer, ca)


def _keep(store: Store, url: str, answer: dict[str, Any], ca: str | None) -> Membership:
    settings.put(
        store,
        {
            "server": url,
            "server_key": answer["hub"],
            "device": answer["device"],
            "certificate": answer["certificate"],
            "server_role": answer["role"],
            "server_ca": ca,
            **_opened(store, answer),
        },
    )
    joined = membership(store)
    assert joined is not None
    return joined


def _name(store: Store) -> str:
    office = settings.office(store)
    return " · ".join(filter(None, (office.person, office.name))) or NAMELESS


def renew_if_due(store: Store, line: Line) -> None:
    """A new certificate once a third of the old one's life is left, and once an hour the keys of one's places, which
    change when somebody leaves them; what fails is tried again next time.
    """
    known = membership(store)
    now = clock.now_ms()
    asked = int(settings.get(store, "renewed_at") or 0)
    if known and (renewal_due(Certificate.from_text(known.certificate), now) or not 0 <= now - asked < KEYS_ASKED_MS):
        answer = line.renew(known.device, device_keys(store))
        settings.put(store, renewal(store, answer) | {"renewed_at": str(now)})


def renewal(store: Store, answer: dict[str, Any]) -> dict[str, str | None]:
    """The settings that follow from a new certificate and the keys of one's places, over a line or by a stick."""
    role = Certificate.from_text(answer["certificate"]).role
    return {"certificate": answer["certificate"], "server_role": role, **_opened(store, answer)}


def _opened(store: Store, answer: dict[str, Any]) -> dict[str, str]:
    """The keys of places that an answer holds sealed to this laptop, beside those it has already."""
    kept = {name: key.hex() for name, key in area_keys(store).items()}
    own = device_keys(store)
    for name, sealed in answer.get("area_keys", {}).items():
        kept[name] = own.open_sealed(bytes.fromhex(sealed)).hex()
    return {"area_keys": json.dumps(kept)}


def area_keys(store: Store) -> dict[str, bytes]:
    """The keys of the districts this laptop works in, for files between laptops; by their name."""
    kept = json.loads(settings.get(store, "area_keys") or "{}")
    return {name: bytes.fromhex(key) for name, key in kept.items()}


def newest(keys: Mapping[str, bytes]) -> dict[str, bytes]:
    """Of each place the key that was made last (`PLACE.MS`): whoever was excluded since has those before it."""
    found: dict[str, tuple[int, str]] = {}
    for name in keys:
        place, _mark, made = name.rpartition(".")
        found[place] = max(found.get(place, (0, "")), (int(made), name))
    return {name: keys[name] for _made, name in found.values()}


def _read_invitation(text: str) -> tuple[str, str | None, str]:
    """A code, the address of the server, and the beginning of its key, from what a person typed or scanned."""
    text = text.strip()
    url, hub = None, ""
    if text.startswith(("http://", "https://")):
        parts = urlsplit(text)
        asked = parse_qs(parts.fragment or parts.query)
        url, hub = f"{parts.scheme}://{parts.netloc}", (asked.get("hub") or [""])[0]
        text = (asked.get("code") or [""])[0]
    try:
        return read_code(text), url, hub
    except ValueError as error:
        raise Refused("code_unreadable", str(error)) from error
