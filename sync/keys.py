"""Who somebody is: a device's keys, the certificate that the hub gives it, and the code that invites it.

A signature says what it is for by the text it begins with (`CERTIFICATE` here), so that one signed for one purpose
never serves another. Whoever signs something new chooses a beginning of its own.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any

from nacl.exceptions import BadSignatureError, CryptoError, ValueError as WrongLength
from nacl.public import PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

CERTIFICATE = b"certificate\n"
LONGEST_CERTIFICATE = 32 * 1024  # characters of its text
END_OF_TIME = 253_402_300_800_000  # the year 10000, in ms since 1970: the last that a calendar can say
FACTS: dict[str, tuple[type, ...]] = {  # of a certificate, as JSON
    **dict.fromkeys(("device", "name", "role", "verify_key"), (str,)),
    **dict.fromkeys(("format", "not_before", "not_after", "serial"), (int,)),
    "organisation": (str, type(None)),
    "areas": (list,),
}

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
MISREAD = str.maketrans("OIL", "011")
CODE_LENGTH = 20  # 19 random characters (95 bits), and one that checks them


class Refused(ValueError):
    """Something from outside that is not taken: a `code` for programs, a `message` for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message

    def __str__(self) -> str:
        return self.message


class Distrusted(Refused):
    """A certificate that is not to be believed; `code` is not_signed, expired, not_yet or unreadable."""


@dataclass(frozen=True)
class DeviceKeys:
    """The secret of a device, or of the hub: 32 bytes, from which its Ed25519 and X25519 keys follow."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != 32:
            raise ValueError(f"The secret of a device has 32 bytes, not {len(self.seed)}.")

    @classmethod
    def new(cls) -> DeviceKeys:
        """Keys that nobody has had before."""
        return cls(secrets.token_bytes(32))

    @property
    def verify_key(self) -> bytes:
        """The Ed25519 public key, 32 bytes: who has it can check what `sign` signed."""
        return bytes(SigningKey(self.seed).verify_key)

    @property
    def verify_key_text(self) -> str:
        """`verify_key` in hex, 64 characters."""
        return self.verify_key.hex()

    @property
    def box_key(self) -> bytes:
        """The X25519 public key, 32 bytes: who has it can seal something for this device."""
        return box_key_of(self.verify_key)

    def sign(self, data: bytes) -> bytes:
        """The signature over `data`, 64 bytes."""
        return SigningKey(self.seed).sign(data).signature

    def open_sealed(self, sealed: bytes) -> bytes:
        """What `seal_to` sealed to this device. Raises ValueError when it is for somebody else, or damaged."""
        try:
            return SealedBox(SigningKey(self.seed).to_curve25519_private_key()).decrypt(sealed)
        except CryptoError as error:
            raise ValueError("This was sealed for another device, or it is damaged.") from error


def box_key_of(verify_key: bytes) -> bytes:
    """The X25519 public key that belongs to an Ed25519 public key. Raises ValueError when it is no such key."""
    try:
        return bytes(VerifyKey(verify_key).to_curve25519_public_key())
    except CryptoError as error:
        raise ValueError("This is no public key of a device.") from error


def verify(verify_key: bytes, data: bytes, signature: bytes) -> bool:
    """Whether the owner of `verify_key` signed `data`; False, too, for a key or signature of a wrong length."""
    try:
        VerifyKey(verify_key).verify(data, signature)
    except (BadSignatureError, WrongLength):
        return False
    return True


def seal_to(box_key: bytes, data: bytes) -> bytes:
    """`data` so that only the owner of `box_key` can read it, 48 bytes longer. Raises ValueError for a key that is none.

    Where only the verify key is known, `box_key_of` finds the box key: the two look alike, but are not.
    """
    try:
        return SealedBox(PublicKey(box_key)).encrypt(data)
    except CryptoError as error:
        raise ValueError("This is no key that something can be sealed to.") from error


def fingerprint(verify_key: bytes) -> str:
    """A key as six groups of five digits, for two people to compare over the telephone."""
    number = int.from_bytes(hashlib.sha512(b"fingerprint\n" + verify_key).digest()) % 10**30
    return " ".join(f"{number:030d}"[at : at + 5] for at in range(0, 30, 5))


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8: equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()


@dataclass(frozen=True)
class Certificate:
    """What the hub says of a device: whose it is and what it may. Signed by `issue`, believed only after `check`.

    Times are in ms since 1970, valid is not_before <= now < not_after. `signed` is the JSON as the hub wrote it (a
    newer hub may have said more) and the hub's signature.
    """

    device: str
    name: str
    verify_key: bytes
    organisation: str | None
    role: str
    areas: tuple[str, ...]
    not_before: int
    not_after: int
    serial: int
    signed: bytes = field(default=b"", repr=False)

    @property
    def box_key(self) -> bytes:
        """The X25519 public key of the device, 32 bytes; it follows from its verify key."""
        return box_key_of(self.verify_key)

    def to_text(self) -> str:
        """The certificate as base64url."""
        return base64.urlsafe_b64encode(self.signed).rstrip(b"=").decode()

    @classmethod
    def from_text(cls, text: str) -> Certificate:
        """What the text claims; nobody has checked it. Raises Distrusted (unreadable)."""
        try:
            if len(text) > LONGEST_CERTIFICATE:
                raise ValueError(f"a certificate of {len(text)} characters")
            signed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            certificate = cls(**_facts(json.loads(signed[:-64].decode())), signed=signed)
            if certificate.to_text() != text:
                raise ValueError("something stands beside the base64url")
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            message = "This certificate cannot be read: it is damaged, or a newer version of the program made it. "
            raise Distrusted("unreadable", message + "Have it sent again, or update this program.") from error
        return certificate


def _facts(body: dict[str, Any]) -> dict[str, Any]:
    """The fields of a certificate from its JSON, each of its type. Raises ValueError, KeyError or TypeError."""
    facts = {name: body[name] for name in FACTS}
    if wrong := [name for name, value in facts.items() if type(value) not in FACTS[name]]:
        raise ValueError(f"not of its type: {', '.join(wrong)}")
    if facts.pop("format") != 1:
        raise ValueError("a certificate of a newer format")
    if not all(isinstance(area, str) for area in facts["areas"]) or not 0 <= facts["serial"] < 2**63:
        raise ValueError("an area is a text, and a serial a number that a database can keep")
    if not 0 <= facts["not_before"] < facts["not_after"] < END_OF_TIME:
        raise ValueError("a certificate ends after it begins, and before the year 10000")
    key = bytes.fromhex(facts["verify_key"])
    box_key_of(key)  # which refuses a key that is none
    return facts | {"verify_key": key, "areas": tuple(facts["areas"])}


def issue(hub_keys: DeviceKeys, certificate: Certificate) -> Certificate:
    """The certificate, signed by the hub. Raises ValueError for what could not be read again.

    The caller has seen that the device owns its verify key, by a signature. The hub issues one to itself for the
    bundles it sends.
    """
    facts = {name: getattr(certificate, name) for name in FACTS if name not in ("format", "verify_key")}
    body = canonical(facts | {"format": 1, "verify_key": certificate.verify_key.hex()})
    signed = replace(certificate, signed=body + hub_keys.sign(CERTIFICATE + body))
    return Certificate.from_text(signed.to_text())


def check(hub_verify_key: bytes, text: str, now_ms: int | None = None) -> Certificate:
    """The certificate, if the hub signed it and, unless `now_ms` is None, it is valid then. Raises Distrusted.

    A clock may be wrong by years: who only wants to know who somebody is passes no time.
    """
    found = Certificate.from_text(text)
    if not verify(hub_verify_key, CERTIFICATE + found.signed[:-64], found.signed[-64:]):
        raise Distrusted(
            "not_signed",
            "This certificate was not made by the server that this computer belongs to. "
            "Do not use what came with it; ask the sender which server it is from.",
        )
    if now_ms is not None and not found.not_before <= now_ms < found.not_after:
        code, verb, at = "expired", "ended", found.not_after
        if now_ms < found.not_before:
            code, verb, at = "not_yet", "begins only", found.not_before
        day = dt.datetime.fromtimestamp(at / 1000, dt.UTC).date()
        mend = "Look whether this computer's clock is right; if it is, connect that laptop to the server for a new one."
        raise Distrusted(code, f"The certificate of {found.name} {verb} on {day}. {mend}")
    return found


def renewal_due(certificate: Certificate, now_ms: int) -> bool:
    """Whether a third of its life, or less, is left."""
    return (certificate.not_after - now_ms) * 3 <= certificate.not_after - certificate.not_before


def new_code() -> str:
    """A one-time invitation code of 95 random bits, to be read aloud: 7KQ2-M4XD-9TRA-…"""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
    return _grouped(drawn + ALPHABET[_doubled(_sum(drawn))])


def read_code(text: str) -> str:
    """The code as `new_code` wrote it, from what somebody typed. Raises ValueError with a sentence.

    Lower case, spaces and dashes, digits of other scripts, and O for 0, I or L for 1 are forgiven.
    """
    folded = unicodedata.normalize("NFKC", text[:200]).upper()
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in folded).translate(MISREAD)
    code = "".join(sign for sign in plain if sign.isalnum())
    if strange := sorted(set(code) - set(ALPHABET)):
        raise ValueError(f"A code has no {strange[0]}. Look at it again: it has only digits and letters, but no U.")
    if len(code) != CODE_LENGTH:
        raise ValueError(
            f"A code has {CODE_LENGTH} characters, and this has {len(code)}. Look what is missing or twice."
        )
    if _sum(code):
        raise ValueError("This code has a wrong character, or two that were swapped. Compare it with the invitation.")
    return _grouped(code)


def code_hash(code: str) -> str:
    """What the server keeps of a code, in hex. Raises ValueError as `read_code` does."""
    return hashlib.sha256(b"invitation code\n" + read_code(code).encode()).hexdigest()


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _sum(code: str) -> int:
    """Zero for a right code: the characters, each with a weight of its own, added in the field of 32 elements. So any
    one wrong character, and any two that were swapped, give something else.
    """
    total = 0
    for sign in code:
        total = _doubled(total) ^ ALPHABET.index(sign)
    return total


def _doubled(element: int) -> int:
    return element << 1 if element < 16 else (element << 1) ^ 0b100101
