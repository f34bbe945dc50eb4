"""A disk of a few megabytes that a test can fill, and make room on again."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

BALLAST = "ballast"


@dataclass
class SmallDisk:
    """A file system of its own, mounted at `folder`."""

    folder: Path

    @property
    def free(self) -> int:
        """Bytes that are left."""
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def fill(self, leaving: int = 0) -> None:
        """Fill it until at most so many bytes are left."""
        with open(self.folder / BALLAST, "ab", buffering=0) as ballast, contextlib.suppress(OSError):
            while self.free > leaving:
                ballast.write(bytes(min(4096, self.free - leaving)))

    def make_room(self) -> None:
        """Take away what filled it."""
        (self.folder / BALLAST).unlink()


@contextlib.contextmanager
def a_small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount one; the test is skipped where nobody may mount anything."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs the right to mount one: run this test as root")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
