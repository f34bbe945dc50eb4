"""A small received file with one of each: a good line, a figure to be asked about, two lines that agree in all cells."""

from __future__ import annotations

from pathlib import Path

from app.desktop.pages.importing import ImportPage
from app.desktop.window import Window
from app.store import find
from tests.helpers.desktop import show_page, wait

ROWS_SENT = (
    "Organisation,Sector,District,Activity,People reached",
    "INAS,Social protection,Beira,Cash transfer,100",
    "CVM,Health,Beira,Clinics,c. 300",
    "CVM,Health,Beira,Clinics,40",
    "CVM,Health,Beira,Clinics,40",
)


def sent(folder: Path, name: str = "sent.csv", lines: tuple[str, ...] = ROWS_SENT) -> Path:
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def opened(window: Window, path: Path) -> ImportPage:
    page = show_page(window, "importing", path=str(path))
    assert isinstance(page, ImportPage)
    wait(window.desk)
    return page


def records(window: Window, type: str) -> list[str]:
    return find.find_ids(window.desk.runner.store.reading(), find.Query(type))
