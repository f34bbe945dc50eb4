"""What is being typed, in small sealed files of its own beside the workspace file: keeping it waits for no import and no
exchange, which hold the workspace file for many seconds.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

FOLDER, SUFFIX = "drafts", ".typed"


def keep(workspace: Path, key: bytes, form: str, record: str, content: bytes) -> None:
    """Keep what was typed in a form about a record, in the place of what was kept before: whole, or not at all."""
    path = _path(workspace, form, record)
    path.parent.mkdir(exist_ok=True)
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        file.write(_box(key).encrypt(content))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def kept(workspace: Path, key: bytes) -> Iterator[bytes]:
    """Everything that was kept; a file that cannot be opened is passed over."""
    for path in sorted((workspace / FOLDER).glob(f"*{SUFFIX}")):
        with suppress(CryptoError, FileNotFoundError):
            yield _box(key).decrypt(path.read_bytes())


def drop(workspace: Path, form: str, record: str) -> None:
    """Forget what was kept of one form."""
    _path(workspace, form, record).unlink(missing_ok=True)


def drop_of(workspace: Path, records: Iterable[str]) -> None:
    """Forget everything that was kept about some records."""
    there = list((workspace / FOLDER).glob(f"*{SUFFIX}"))
    gone = {_name(record) for record in records} if there else set()
    for path in there:
        if path.name.partition("-")[0] in gone:
            path.unlink(missing_ok=True)


def _path(workspace: Path, form: str, record: str) -> Path:
    return workspace / FOLDER / f"{_name(record)}-{form}{SUFFIX}"


def _name(record: str) -> str:
    return hashlib.blake2b(record.encode(), digest_size=16).hexdigest()


def _box(key: bytes) -> SecretBox:
    return SecretBox(hashlib.blake2b(key, digest_size=SecretBox.KEY_SIZE, person=b"ujima-drafts").digest())
