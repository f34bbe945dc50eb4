"""How everything looks: Fusion, one palette, one short style sheet, Noto fonts and icons recoloured through currentColor.

Colours are named by what they are for. Pages take them from `colours()`, never as literals, so that dark stays legible.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from string import Template

from PySide6.QtCore import QByteArray, QDir, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.paths import RESOURCES

LIGHT, DARK, SYSTEM = "light", "dark", "system"

#: icons that point along the line of reading and are mirrored where it runs from right to left
DIRECTIONAL = frozenset(
    {
        "chevron-left",
        "chevron-right",
        "undo-2",
        "redo-2",
        "external-link",
        "send",
        "file-input",
        "list-checks",
        "corner-down-right",
    }
)


@dataclass(frozen=True)
class Colours:
    """One scheme. Contrast of text on its ground is at least 4.5, of input borders on the ground at least 3."""

    ground: str = "#F3F6F9"
    card: str = "#FFFFFF"
    stripe: str = "#F8FAFC"
    text: str = "#16222E"
    muted: str = "#516274"
    line: str = "#D5DCE4"
    border: str = "#8593A1"
    accent: str = "#0B5CAD"
    accent_hover: str = "#094D92"
    on_accent: str = "#FFFFFF"
    accent_soft: str = "#E1EDF9"
    accent_mid: str = "#6CA0DC"
    error: str = "#B3261E"
    error_soft: str = "#FCE8E6"
    warning: str = "#8A5300"
    warning_soft: str = "#FEF3DC"
    warning_mid: str = "#C77F0E"
    good: str = "#1B6B3A"
    good_soft: str = "#E2F3E8"
    navigation: str = "#14304D"
    navigation_text: str = "#DCE6F0"
    navigation_muted: str = "#A9BBCD"
    navigation_hover: str = "#1C3E60"
    navigation_chosen: str = "#24507B"
    chip: str = "#EAF0F6"
    track: str = "#E6EBF0"
    shadow: str = "#C9D2DB"


LIGHT_COLOURS = Colours()
DARK_COLOURS = Colours(
    ground="#12181F",
    card="#1B232C",
    stripe="#1F2832",
    text="#E4EAF0",
    muted="#A3B1C0",
    line="#313C48",
    border="#74849A",
    accent="#63ABF0",
    accent_hover="#82BCF4",
    on_accent="#0C1620",
    accent_soft="#1D3A57",
    accent_mid="#3F78B0",
    error="#F59489",
    error_soft="#43221F",
    warning="#F0BE6A",
    warning_soft="#3D3018",
    warning_mid="#D0933A",
    good="#7CCB98",
    good_soft="#1C3A29",
    navigation="#0C1218",
    navigation_text="#D5DEE7",
    navigation_muted="#91A1B2",
    navigation_hover="#18232E",
    navigation_chosen="#1D3D5E",
    chip="#26313D",
    track="#2B3642",
    shadow="#3D4A59",
)

_scheme = LIGHT


def colours() -> Colours:
    """The colours of the scheme that is shown now."""
    return DARK_COLOURS if _scheme == DARK else LIGHT_COLOURS


def is_dark() -> bool:
    """Whether the dark scheme is shown now."""
    return _scheme == DARK


def apply_theme(application: QApplication, choice: str = SYSTEM) -> None:
    """Dress the whole program in light, dark, or what the system says. May be called again while windows are open."""
    global _scheme
    if choice == SYSTEM:
        choice = DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
    if application.styleSheet() == _style_sheet(choice):
        return  # every widget would be styled again, to look as it does
    _scheme = choice
    _drawn.cache_clear()
    _load_fonts()
    font = QFont()
    font.setFamilies(["Noto Sans", "Noto Sans Arabic UI"])
    font.setPixelSize(13)
    application.setFont(font)
    application.setPalette(_palette(colours()))
    QDir.setSearchPaths("theme", [str(RESOURCES / "theme" / choice)])
    application.setStyleSheet(_style_sheet(choice))


@cache
def _load_fonts() -> None:
    for path in sorted((RESOURCES / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


@cache
def _style_sheet(choice: str) -> str:
    text = (RESOURCES / "theme" / "ujima.qss").read_text(encoding="utf-8")
    return Template(text).substitute(asdict(DARK_COLOURS if choice == DARK else LIGHT_COLOURS))


def _palette(c: Colours) -> QPalette:
    role, palette = QPalette.ColorRole, QPalette()
    for name, colour in (
        (role.Window, c.ground),
        (role.WindowText, c.text),
        (role.Base, c.card),
        (role.AlternateBase, c.stripe),
        (role.Text, c.text),
        (role.Button, c.card),
        (role.ButtonText, c.text),
        (role.BrightText, c.error),
        (role.Highlight, c.accent_soft),
        (role.HighlightedText, c.text),
        (role.Link, c.accent),
        (role.Accent, c.accent),
        (role.PlaceholderText, c.muted),
        (role.ToolTipBase, c.card),
        (role.ToolTipText, c.text),
        (role.Mid, c.line),
        (role.Light, c.card),
        (role.Midlight, c.line),
        (role.Dark, c.border),
        (role.Shadow, c.shadow),
    ):
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(c.border))
    return palette


class DrawnIcon(QIconEngine):
    """Draws an icon when it is shown and not before: most icons of a menu are never seen."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        """The icon in its colour, greyed where disabled."""
        colour = colours().border if mode == QIcon.Mode.Disabled else self._colour
        return _drawn(self._name, colour, min(size.width(), size.height()), _is_mirrored(self._name))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """The icon for a screen of another scale; `size` is in logical pixels."""
        return self.pixmap(size * scale, mode, state)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """The same into a picture, as sharp as it can show."""
        painter.drawPixmap(rect, self.pixmap(rect.size() * painter.device().devicePixelRatio(), mode, state))

    def clone(self) -> QIconEngine:
        """Another that draws the same."""
        return DrawnIcon(self._name, self._colour)


def icon(name: str, colour: str = "text") -> QIcon:
    """An icon of `resources/icons` in one of the scheme's colours, mirrored where its direction says so."""
    return QIcon(DrawnIcon(name, getattr(colours(), colour)))


def picture(name: str, size: int, colour: str = "text") -> QPixmap:
    """An icon as a picture of `size` logical pixels, sharp on any screen."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio() if QGuiApplication.primaryScreen() else 1.0
    drawn = QPixmap(_drawn(name, getattr(colours(), colour), round(size * ratio), _is_mirrored(name)))
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _is_mirrored(name: str) -> bool:
    return name in DIRECTIONAL and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, mirrored: bool) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    if mirrored:
        painter.translate(size, 0)
        painter.scale(-1, 1)
    QSvgRenderer(QByteArray(_svg(name).replace("currentColor", colour).encode())).render(
        painter, QRectF(0, 0, size, size)
    )
    painter.end()
    return pixmap


@cache
def _svg(name: str) -> str:
    return (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
