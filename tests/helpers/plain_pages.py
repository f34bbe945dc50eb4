"""All that a folder of a workspace tells whoever has its key: every page unlocked, also those that nothing uses any more.

A plain copy of the database would leave out what a search for a lost word is about: pages that were set free, what stands
between the rows of a page, and old pages in the log of the writer. So the pages are unlocked here one by one, as SQLCipher
wrote them (AES-256-CBC, at the end of each page its own first block and its seal).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.store import drafts

PAGE, FIRST_BLOCK, SEAL, SALT = 4096, 16, 64, 16
LOG_HEAD, FRAME_HEAD = 32, 24
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]")


def told_by(folder: Path, key: bytes) -> dict[str, bytes]:
    """What every file below a folder holds, by its name there: databases and their logs page by page, with what is packed in
    them unpacked, drafts opened, and everything else as it is."""
    found = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, data = str(file.relative_to(folder)), file.read_bytes()
        if file.suffix in (".db", ".part"):
            found[name] = _unpacked(pages_of(data, key))
        elif file.name.endswith(".db-wal"):
            found[name] = _unpacked(frames_of(data, key))
        elif file.suffix == drafts.SUFFIX:
            found[name] = b"".join(drafts.kept(folder, key))
        else:
            found[name] = data
    return found


def pages_of(data: bytes, key: bytes) -> Iterator[bytes]:
    """The pages of a database, in the order of the file."""
    for begin in range(0, len(data), PAGE):
        yield _unlocked(data[begin : begin + PAGE], key, first=not begin)


def frames_of(data: bytes, key: bytes) -> Iterator[bytes]:
    """The pages of a writer's log, also those that have been copied into the database since."""
    for begin in range(LOG_HEAD, len(data), FRAME_HEAD + PAGE):
        number = int.from_bytes(data[begin : begin + 4], "big")
        yield _unlocked(data[begin + FRAME_HEAD : begin + FRAME_HEAD + PAGE], key, first=number == 1)


def _unlocked(page: bytes, key: bytes, *, first: bool) -> bytes:
    if len(page) < PAGE:
        return page
    end = PAGE - FIRST_BLOCK - SEAL
    lock = Cipher(algorithms.AES(key), modes.CBC(page[end : end + FIRST_BLOCK])).decryptor()
    return lock.update(page[SALT if first else 0 : end]) + lock.finalize()


def _unpacked(pages: Iterable[bytes]) -> bytes:
    """Pages, and behind each of them whatever in it can be unpacked, as far as it can be."""
    return b"\n".join(part for page in pages for part in (page, *_packed_in(page)))


def _packed_in(page: bytes) -> Iterator[bytes]:
    for place in PACKED.finditer(page):
        unpacker, plain = zlib.decompressobj(), bytearray()
        try:
            for begin in range(place.start(), len(page), 64):
                plain += unpacker.decompress(page[begin : begin + 64])
        except zlib.error:
            pass
        if len(plain) > 8:
            yield bytes(plain)
