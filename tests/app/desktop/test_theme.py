"""Light and dark: text can be read, borders can be seen, icons take the colour and the direction they should."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.desktop import theme
from app.desktop.theme import DARK_COLOURS, LIGHT_COLOURS, Colours
from app.paths import RESOURCES

SCHEMES = pytest.mark.parametrize("colours", [LIGHT_COLOURS, DARK_COLOURS], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(colour).getRgbF()[:3]
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@SCHEMES
def test_text_is_legible_on_every_ground_it_stands_on(colours: Colours) -> None:
    pairs = [("text", "card"), ("text", "ground"), ("muted", "card"), ("muted", "ground"), ("on_accent", "accent"), ("accent", "card"),
             ("error", "card"), ("error", "error_soft"), ("warning", "card"), ("warning", "warning_soft"), ("good", "card"),
             ("text", "accent_soft"), ("muted", "chip"), ("navigation_text", "navigation"), ("navigation_muted", "navigation"),
             ("navigation_text", "navigation_chosen")]  # fmt: skip
    found = asdict(colours)
    too_faint = {pair: round(ratio, 2) for pair in pairs if (ratio := contrast(found[pair[0]], found[pair[1]])) < 4.5}
    assert too_faint == {}


@SCHEMES
def test_the_border_of_an_input_can_be_seen(colours: Colours) -> None:
    assert contrast(colours.border, colours.card) >= 3


def test_an_icon_takes_its_colour_from_the_theme(qapp: QApplication) -> None:
    theme.apply_theme(qapp, "light")
    drawn = theme.picture("search", 32, "error").toImage()
    found = {
        drawn.pixelColor(x, y).name().upper()
        for x in range(32)
        for y in range(32)
        if drawn.pixelColor(x, y).alpha() == 255
    }
    assert LIGHT_COLOURS.error in found
    assert len(found) == 1


def test_icons_of_direction_flip_and_others_do_not(qapp: QApplication) -> None:
    def drawn(name: str, direction: Qt.LayoutDirection) -> object:
        qapp.setLayoutDirection(direction)
        return theme.picture(name, 24).toImage()

    try:
        for name in ("chevron-right", "search"):
            plain, mirrored = (
                drawn(name, way) for way in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft)
            )
            assert (plain == mirrored) == (name == "search")
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_the_style_sheet_stays_short(qapp: QApplication) -> None:
    assert len((RESOURCES / "theme" / "ujima.qss").read_text(encoding="utf-8").splitlines()) <= 110


def test_the_theme_can_change_while_the_program_runs(qapp: QApplication) -> None:
    for choice, ground in ((theme.DARK, DARK_COLOURS.ground), (theme.LIGHT, LIGHT_COLOURS.ground)):
        theme.apply_theme(qapp, choice)
        assert qapp.palette().window().color().name().upper() == ground
