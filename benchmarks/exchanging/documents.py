"""The records that are exchanged: deterministic lines of who does what where, 298 bytes of JSON each, as in every run before."""

from __future__ import annotations

import json
import random
import uuid
from pathlib import Path
from typing import Any

ORGANISATIONS = (
    "Action Relief", "Médecins Nord", "WaterFirst", "Secours Populaire", "Hope Int.", "UN-Agency", "Red Crescent",
    "Local Committee", "Caritas", "District Health Office",
)  # fmt: skip
#: each with the nearest code of the shipped list
SECTORS = {
    "WASH": "WSH", "Health": "HEA", "Nutrition": "NUT", "Shelter": "SHL", "Protection": "PRO", "Education": "EDU",
    "FSL": "FSC", "Logistics": "LOG",
}  # fmt: skip
STATUS = {"planned": "planned", "ongoing": "ongoing", "done": "completed"}
FIELDS = ("org", "sector", "activity", "district", "lat", "lon", "start", "status", "reached", "contact")
WORDS = (
    "distribution", "of", "hygiene", "kits", "water", "trucking", "latrine", "rehabilitation", "cash", "transfer",
    "households", "training", "of", "community", "volunteers", "screening", "malnutrition", "borehole", "repair", "tents",
    "tarpaulins", "vaccination", "campaign", "classroom",
)  # fmt: skip


def documents(count: int) -> list[dict[str, Any]]:
    """The first `count` of them; the order of the draws is part of what they are."""
    chance = random.Random(42)
    found = []
    for _ in range(count):
        line = {
            "_id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            "org": chance.choice(ORGANISATIONS),
            "sector": chance.choice(list(SECTORS)),
            "activity": " ".join(chance.choice(WORDS) for _ in range(8)),
            "district": f"D{chance.randrange(200):03d}",
            "lat": round(chance.uniform(9, 14), 5),
            "lon": round(chance.uniform(-3, 3), 5),
            "start": f"2026-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
            "status": chance.choice(list(STATUS)),
            "reached": chance.randrange(20, 9000),
        }
        first = chance.choice(("Awa", "Issa", "Moussa", "Fatou", "Jean"))
        line["contact"] = f"{first} {chance.choice(('Traoré', 'Diallo', 'Ouédraogo', 'Sawadogo'))}"
        found.append(line)
    return found


def write_documents(path: Path, count: int) -> None:
    """One line of JSON each, for programs in other languages."""
    lines = (json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in documents(count))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
