"""A bundle: a file sealed to those who may read it and signed by the device that wrote it. What it carries is opaque.

    magic, format (1 byte)
    header, certificate of the sender     in the clear; each a length (4 bytes) and so many bytes
    hash of the content key               so that all who open the file read the same
    count (2 bytes), and for each recipient or area: the id of the area's key, or nothing; the content key sealed to it
    header of the stream, pieces          each a length and 64 KiB, encrypted, the last may be shorter; 0 ends them
    hash of everything above, signature over that hash

Numbers are big-endian. Each piece is bound to all that stands before the pieces, so that nobody can sign the content
of another as their own. The hash tells damage from forgery.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from nacl import bindings as sodium
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from sync.keys import LONGEST_CERTIFICATE, Certificate, DeviceKeys, Distrusted, Refused, canonical, seal_to, verify

MAGIC = b"\x89SEALED\r\n\x1a\n"
FORMAT = 1
PIECE = 64 * 1024
LONGEST_HEADER = 16 * 1024  # bytes of its JSON
LONGEST_ID = 256  # bytes of an area key's id
MOST_LOCKS, LONGEST_LOCK = 1024, 80  # recipients and areas; bytes of a content key sealed to one of them
EXTRA = sodium.crypto_secretstream_xchacha20poly1305_ABYTES  # what encryption adds to a piece
MIDDLE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
SIGNED = b"bundle\n"
AGAIN = "Have it copied or sent again."
DAMAGED = f"This bundle is damaged: it is not as it was written. {AGAIN}"


class Unreadable(Refused):
    """A refused file; `code` is not_ours, newer_format, truncated, damaged, not_for_you, not_signed or too_large."""


@dataclass(frozen=True)
class Opened:
    """A bundle that was read whole. Its signature was checked, and `certificate` (of `sender`) as `trust` does."""

    header: dict[str, str | int]
    certificate: str
    payload: bytes
    sender: Certificate


def write_sealed(
    out: BinaryIO,
    payload: bytes | Iterable[bytes],
    *,
    sender: DeviceKeys,
    certificate: str,
    recipients: Sequence[bytes],
    area_keys: Mapping[str, bytes],
    header: Mapping[str, str | int],
) -> None:
    """Write a bundle for `recipients` (box keys) and for all who have one of `area_keys` (id to 32 bytes).

    A `sender` in the header is the device of the certificate. Raises ValueError, before anything is written, for a
    bundle that nobody could open or would believe. When `payload` raises, half a file stands in `out`.
    """
    clear = canonical(dict(header))
    claimed = Certificate.from_text(certificate)
    _check_sender(_parsed(clear), claimed)
    if claimed.verify_key != sender.verify_key:
        raise ValueError("The certificate is not that of the sender's keys.")
    if not 0 < len(recipients) + len(area_keys) <= MOST_LOCKS:
        raise ValueError(f"A bundle is for at least one and at most {MOST_LOCKS} recipients and areas.")
    if not all(0 < len(name.encode()) <= LONGEST_ID for name in area_keys):
        raise ValueError(f"The id of an area's key has 1 to {LONGEST_ID} bytes.")
    key = sodium.crypto_secretstream_xchacha20poly1305_keygen()
    stream = sodium.crypto_secretstream_xchacha20poly1305_state()
    locks = [_block(b"") + _block(seal_to(box_key, key)) for box_key in recipients]
    locks += [_block(name.encode()) + _block(SecretBox(own).encrypt(key)) for name, own in area_keys.items()]
    start = MAGIC + bytes([FORMAT]) + _block(clear) + _block(certificate.encode()) + _commitment(key)
    start += len(locks).to_bytes(2) + b"".join(locks)
    start += sodium.crypto_secretstream_xchacha20poly1305_init_push(stream, key)
    out.write(start)
    hashed = hashlib.sha256(start)
    binding = hashed.digest()
    for piece, tag in _cut(payload):
        sealed = _block(sodium.crypto_secretstream_xchacha20poly1305_push(stream, piece, binding, tag))
        out.write(sealed)
        hashed.update(sealed)
    hashed.update(_block(b""))
    out.write(_block(b"") + hashed.digest() + sender.sign(SIGNED + hashed.digest()))


def read_header(file: BinaryIO) -> dict[str, str | int]:
    """What the file says of itself; needs no key, and nobody has checked it. Leaves `file` where it was.

    Raises Unreadable (not_ours, newer_format, truncated, damaged).
    """
    at = file.tell()
    try:
        return _read_header(_Source(file))
    finally:
        file.seek(at)


def read_sealed(
    file: BinaryIO,
    *,
    keys: DeviceKeys | None,
    area_keys: Mapping[str, bytes],
    limit: int,
    trust: Callable[[str], Certificate],
) -> Opened:
    """Read a whole bundle of at most `limit` bytes of payload. Raises Unreadable.

    `trust` reads the sender's certificate or raises Distrusted, as `sync.keys.check` does. Nothing is decrypted
    before the signature was checked. Memory: about twice the payload, at most twice `limit`.
    """
    source = _Source(file)
    header = _read_header(source)
    certificate = str(source.block(LONGEST_CERTIFICATE), "ascii", "replace")
    commitment = source.take(32)
    locks = [(source.block(LONGEST_ID), source.block(LONGEST_LOCK)) for _ in range(source.number(2, MOST_LOCKS))]
    stream_header = source.take(sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES)
    binding = source.hashed.digest()
    pieces = _read_pieces(source, limit)
    sender = _read_end(source, certificate, trust)
    _check_sender(header, sender)
    for key in _unlocked(locks, keys, area_keys):
        if _commitment(key) == commitment:
            return Opened(header, certificate, _decrypted(pieces, key, stream_header, binding), sender)
    message = "This bundle is for somebody else: no key of this computer opens it. Ask the sender to make one for you."
    raise Unreadable("not_for_you", message)


class _Source:
    """Reads a file piece by piece, never more than it is allowed, and hashes what it has read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.hashed = hashlib.sha256()

    def take(self, length: int) -> bytes:
        """The next `length` bytes, never fewer."""
        data = bytearray()
        while len(data) < length:
            if not (part := self.file.read(length - len(data))):
                raise Unreadable("truncated", f"This bundle is not complete: its end is missing. {AGAIN}")
            data += part
        self.hashed.update(data)
        return bytes(data)

    def number(self, width: int, most: int) -> int:
        """The next number, of `width` bytes; damaged when it is above `most`."""
        number = int.from_bytes(self.take(width))
        if number > most:
            raise Unreadable("damaged", DAMAGED)
        return number

    def block(self, most: int) -> bytes:
        """The next bytes, after their length."""
        return self.take(self.number(4, most))


def _read_header(source: _Source) -> dict[str, str | int]:
    if any(source.take(1)[0] != byte for byte in MAGIC):
        raise Unreadable(
            "not_ours", "This file is not a bundle of this program. Look whether it is the file you meant."
        )
    if (format := source.take(1)[0]) > FORMAT:
        message = f"A newer version of the program made this bundle (format {format}, this program reads {FORMAT}). "
        raise Unreadable("newer_format", message + "Update this program, then open the bundle again.")
    raw = source.block(LONGEST_HEADER)
    try:
        if format != FORMAT:
            raise ValueError(f"there was no format {format}")
        return _parsed(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable("damaged", DAMAGED) from error


def _parsed(raw: bytes) -> dict[str, str | int]:
    """A header from its JSON, which is flat and canonical. Raises ValueError or RecursionError."""
    header = json.loads(raw.decode())
    if len(raw) > LONGEST_HEADER or not isinstance(header, dict) or canonical(header) != raw:
        raise ValueError(f"A header is canonical JSON of at most {LONGEST_HEADER} bytes.")
    for name, value in header.items():
        if type(value) not in (str, int) or (isinstance(value, int) and abs(value) >= 2**63):
            raise ValueError(f"A header holds texts and numbers, and {name} is neither.")
    return header


def _check_sender(header: Mapping[str, str | int], certificate: Certificate) -> None:
    if header.get("sender", certificate.device) != certificate.device:
        message = "This bundle names another sender than the one who signed it. Do not use it; ask the sender about it."
        raise Unreadable("not_signed", message)


def _read_pieces(source: _Source, limit: int) -> deque[bytes]:
    """The encrypted pieces: all are full but the last."""
    pieces: deque[bytes] = deque()
    size = 0
    while length := source.number(4, PIECE + EXTRA):
        if length < EXTRA or (pieces and len(pieces[-1]) < PIECE + EXTRA):
            raise Unreadable("damaged", DAMAGED)
        size += length - EXTRA
        if size > limit:
            message = f"This bundle holds more than the {limit:,} bytes that are taken at once. "
            raise Unreadable("too_large", message + "Ask the sender to make several smaller ones.")
        pieces.append(source.take(length))
    return pieces


def _read_end(source: _Source, certificate: str, trust: Callable[[str], Certificate]) -> Certificate:
    """The sender, after the file's hash, the certificate and the signature were found right, in this order."""
    digest = source.hashed.digest()
    stated, signature = source.take(32), source.take(64)
    if stated != digest:
        raise Unreadable("damaged", DAMAGED)
    if source.file.read(1):
        raise Unreadable("damaged", f"This bundle is damaged: something was added after its end. {AGAIN}")
    try:
        sender = trust(certificate)
    except Distrusted as error:
        raise Unreadable("not_signed", error.message) from error
    if not verify(sender.verify_key, SIGNED + digest, signature):
        message = f"This bundle names {sender.name} as its sender, who did not sign it as it is. "
        raise Unreadable("not_signed", message + "Do not use it; ask the sender to send it again.")
    return sender


def _unlocked(
    locks: Iterable[tuple[bytes, bytes]], keys: DeviceKeys | None, area_keys: Mapping[str, bytes]
) -> Iterator[bytes]:
    """What may be the content key, by each of our keys that opens a lock."""
    boxes = {name.encode(): SecretBox(key) for name, key in area_keys.items()}
    for name, lock in locks:
        with suppress(CryptoError, ValueError):
            if name in boxes:
                yield boxes[name].decrypt(lock)
            elif keys and not name:
                yield keys.open_sealed(lock)


def _decrypted(pieces: deque[bytes], key: bytes, stream_header: bytes, binding: bytes) -> bytes:
    """The payload. What fails here was signed like this: the sender's program, or the sender, is at fault."""
    stream = sodium.crypto_secretstream_xchacha20poly1305_state()
    plain, tag = bytearray(), MIDDLE
    try:
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(stream, stream_header, key)
        while pieces and tag == MIDDLE:
            piece, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(stream, pieces.popleft(), binding)
            plain += piece
    except CryptoError as error:
        raise Unreadable("damaged", DAMAGED) from error
    if pieces or tag != FINAL:
        raise Unreadable("damaged", DAMAGED)
    return bytes(plain)


def _cut(payload: bytes | Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """The payload in pieces of 64 KiB, each with its tag; the last one may be shorter, or empty."""
    waiting = bytearray()
    for part in [payload] if isinstance(payload, bytes) else payload:
        waiting += part
        while len(waiting) > PIECE:
            yield bytes(waiting[:PIECE]), MIDDLE
            del waiting[:PIECE]
    yield bytes(waiting), FINAL


def _block(data: bytes) -> bytes:
    return len(data).to_bytes(4) + data


def _commitment(key: bytes) -> bytes:
    return hashlib.sha256(b"content key\n" + key).digest()
