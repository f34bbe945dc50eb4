"""A desk in Sofala with the places and boundaries of Mozambique and a handful of rows whose counts can be said by heart."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from app.services import packs
from app.services.unit import unit
from app.store.workspace import Store, create_workspace

BEIRA, BUZI, DONDO, SOFALA = "MZ0906", "MZ0901", "MZ0907", "MZ09"
MAY = (dt.date(2019, 5, 1), dt.date(2019, 5, 31))


def new_office(folder: Path) -> tuple[Store, dict[str, str]]:
    """The workspace, and the ids of its organisations by their short names.

    Beira: INAS (SP, cash) and WFP (HA, cash) in social protection, 100 and 80 people in May: an overlap. CVM in health, planned. Búzi: CVM
    present in health. All of Sofala: WFP in food security, 1,000 people. Need of water recorded in Dondo, where nobody is: a gap.
    """
    store = create_workspace(folder)
    packs.begin_country(store, "MOZ", place=SOFALA, office="Provincial office", person="Amélia Sitoe")
    ids: dict[str, str] = {}
    with unit(store, "Work in Sofala") as changing:
        for short, name, domain in (
            ("INAS", "Instituto Nacional de Acção Social", "SP"),
            ("WFP", "World Food Programme", "HA"),
            ("CVM", "Cruz Vermelha", "HA"),
        ):
            ids[short] = changing.create("organisation", {"name": name, "acronym": short, "domain": domain})

        def work(lead: str, sector: str, place: str, people: int | None, status: str, domain: str) -> None:
            activity = changing.create(
                "activity",
                {
                    "lead": ids[lead],
                    "sector": sector,
                    "place": place,
                    "status": status,
                    "domain": domain,
                    "modality": "cash",
                    "start": MAY[0],
                    "end": MAY[1],
                },
            )
            if people is not None:
                changing.create(
                    "figures", {"activity": activity, "people": people, "period_start": MAY[0], "period_end": MAY[1]}
                )

        work("INAS", "SPR", BEIRA, 100, "ongoing", "SP")
        work("WFP", "SPR", BEIRA, 80, "ongoing", "HA")
        work("CVM", "HEA", BEIRA, None, "planned", "HA")
        work("WFP", "FSC", SOFALA, 1000, "ongoing", "HA")
        changing.create("presence", {"organisation": ids["CVM"], "sector": "HEA", "place": BUZI, "as_of": MAY[0]})
        changing.create(
            "place_figure",
            {"place": DONDO, "sector": "WSH", "kind": "people_in_need", "value": 3400, "source": "IPC", "date": MAY[0]},
        )
    return store, ids
