"""A desk that never rests, as a process to be killed: it saves, says what it saved, and exchanges, over and over."""

from __future__ import annotations

import contextlib
import os
import random
from pathlib import Path

from app.errors import Refused, Trouble
from app.services import exchanging, records
from app.store.workspace import open_workspace


def work(folder: str, ledger: str, seed: int) -> int:
    """Save and exchange until killed; every token that was saved is written down after it was."""
    chance = random.Random(seed)
    with open_workspace(Path(folder), check=False) as store, open(ledger, "ab", buffering=0) as saved:
        known = [row[0] for row in store.reading().execute("SELECT id FROM organisation")]
        for number in range(100_000):
            token = f"token-{seed}-{number}"
            if not known or chance.random() < 0.4:
                known.append(records.add(store, "organisation", {"name": token}).created[0][1])
            else:
                records.save(store, "organisation", chance.choice(known), {"website": token})
            os.write(saved.fileno(), f"{token}\n".encode())
            if chance.random() < 0.25:
                with contextlib.suppress(Trouble, Refused):
                    exchanging.exchange(store)
    return 0
