"""The colours and the font a painter works with. The screen makes a `Look` from its theme; files are always made in the light one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColor, QFont, QFontDatabase

from app.paths import RESOURCES

FAMILIES = ("Noto Sans", "Noto Sans Arabic UI")


@dataclass(frozen=True)
class Look:
    """Colours as text. `shades` go from a little to much; text stays legible on each of them."""

    ground: str = "#FFFFFF"
    text: str = "#16222E"
    muted: str = "#516274"
    line: str = "#D5DCE4"
    border: str = "#8593A1"
    head: str = "#F8FAFC"
    accent: str = "#0B5CAD"
    warning: str = "#8A5300"
    warning_soft: str = "#FEF3DC"
    warning_mid: str = "#C77F0E"
    track: str = "#E6EBF0"
    shades: tuple[str, ...] = ("#EFF5FB", "#DCEAF7", "#C3DBF2", "#A3C8EA", "#7FB2E0")


PAPER = Look()
"""How a file looks, whatever the theme of the screen."""


def colour(name: str) -> QColor:
    """A colour of a look."""
    return QColor(name)


def font(pixels: float, bold: bool = False) -> QFont:
    """The program's font at a size in pixels; loaded on first use, so that files made from the terminal have it too."""
    _load()
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPixelSize(round(pixels))
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return made


@cache
def _load() -> None:
    if FAMILIES[0] not in QFontDatabase.families():
        for path in sorted((RESOURCES / "fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(path))
