"""Small makers of widgets with the right look: cards, labels by tone, buttons, lines. Words come in translated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.desktop import theme

FIRST_STRONG, POP, RIGHT_TO_LEFT = "\u2068", "\u2069", "\u200f"
Box = TypeVar("Box", bound=QBoxLayout)
Ticking = TypeVar("Ticking", bound=QAbstractButton)


def leading() -> Qt.AlignmentFlag:
    """Where lines of text begin, whatever script a text is in: Qt would align an English text of a mirrored window by its script."""
    return (
        Qt.AlignmentFlag.AlignAbsolute
        | Qt.AlignmentFlag.AlignVCenter
        | (Qt.AlignmentFlag.AlignRight if is_mirrored() else Qt.AlignmentFlag.AlignLeft)
    )


def trailing() -> Qt.AlignmentFlag:
    """Where lines of text end."""
    return (
        Qt.AlignmentFlag.AlignAbsolute
        | Qt.AlignmentFlag.AlignVCenter
        | (Qt.AlignmentFlag.AlignLeft if is_mirrored() else Qt.AlignmentFlag.AlignRight)
    )


def is_mirrored() -> bool:
    """Whether the window runs from right to left."""
    return QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft


def isolated(text: str) -> str:
    """A text that keeps its own direction within a sentence of another script (Unicode isolates)."""
    return f"{FIRST_STRONG}{text}{POP}" if text else ""


def joined(parts: Iterable[str], mark: str = " · ") -> str:
    """Texts side by side, each in its own direction, in the order of the window's reading; what is empty is left out."""
    text = mark.join(isolated(part) for part in parts if part)
    return f"{RIGHT_TO_LEFT}{text}" if is_mirrored() and text else text


def label(text: str = "", tone: str = "", wrap: bool = False) -> QLabel:
    """A label; tones are muted, error, warning, good, label, heading, big, chip, chip-warning. Text is never read as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setAlignment(leading())
    if tone:
        made.setProperty("tone", tone)
    return made


def button(text: str, on_click: Callable[[], object] | None = None, tone: str = "", icon: str = "") -> QPushButton:
    """A push button; tones are primary, link, segment, pill, or none for the plain one."""
    made = QPushButton(f" {text}" if icon else text)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    if tone:
        made.setProperty("tone", tone)
    if icon:
        made.setIcon(theme.icon(icon, {"primary": "on_accent", "link": "accent"}.get(tone, "text")))
    if tone in ("segment", "pill"):
        made.setCheckable(True)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def outlined(made: Ticking) -> Ticking:
    """A box to tick or a choice whose outline is seen in dark too: Fusion draws it darker than the colour of the window."""
    palette = made.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(theme.colours().border).lighter(150))
    made.setPalette(palette)
    return made


def icon_button(name: str, words: str, on_click: Callable[[], object] | None = None) -> QToolButton:
    """A button that is only an icon; `words` are its tool tip and its accessible name."""
    made = QToolButton()
    made.setProperty("tone", "plain")
    made.setIcon(theme.icon(name, "muted"))
    made.setToolTip(words)
    made.setAccessibleName(words)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def picture(name: str, size: int = 18, colour: str = "text") -> QLabel:
    """An icon that only decorates the words beside it."""
    made = QLabel()
    made.setPixmap(theme.picture(name, size, colour))
    made.setFixedSize(size, size)
    return made


def row(
    *widgets: QWidget | QLayout | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Widgets side by side; a number is a gap in pixels, None takes the free space."""
    return _filled(QHBoxLayout(), widgets, spacing, margins)


def column(
    *widgets: QWidget | QLayout | int | None, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Widgets one below the other; a number is a gap in pixels, None takes the free space."""
    return _filled(QVBoxLayout(), widgets, spacing, margins)


def _filled(box: Box, parts: tuple, spacing: int, margins: tuple[int, int, int, int]) -> Box:
    box.setSpacing(spacing)
    box.setContentsMargins(*margins)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)
    return box


def card(inner: QLayout, tone: str = "card", margin: int = 14) -> QFrame:
    """A framed area; tones are card, card-notice, card-warning, card-error."""
    made = QFrame()
    made.setProperty("tone", tone)
    made.setLayout(inner)
    inner.setContentsMargins(margin, margin - 2, margin, margin - 2)
    return made


def line() -> QFrame:
    """A hair line across."""
    made = QFrame()
    made.setProperty("tone", "line")
    return made


def fact_table(facts: Sequence[tuple[str, str]]) -> QGridLayout:
    """What is known of something: words at the side, what they stand for beside them."""
    made = QGridLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setHorizontalSpacing(18)
    made.setVerticalSpacing(7)
    made.setColumnStretch(1, 1)
    for at, (words, value) in enumerate(facts):
        made.addWidget(label(words, "muted"), at, 0)
        made.addWidget(label(value, "strong", wrap=True), at, 1)
    return made


def scrolled(inner: QWidget) -> QScrollArea:
    """An area that scrolls down when its content is taller; never sideways."""
    made = QScrollArea()
    scroll_down(made, inner)
    return made


def scroll_down(area: QScrollArea, inner: QWidget) -> None:
    """Put what is scrolled into an area that scrolls so."""
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)


def empty_state(icon: str, text: str, advice: str, *buttons: QPushButton) -> QWidget:
    """What a page shows when there is nothing yet: what it is for and what to do."""
    made = QWidget()
    head, more = label(text, "heading", wrap=True), label(advice, "muted", wrap=True)
    for part in (head, more):
        part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        part.setMaximumWidth(460)
        part.setMinimumWidth(300)
    drawn = picture(icon, 40, "accent_mid")
    inner = column(
        None,
        row(None, drawn, None),
        4,
        row(None, head, None),
        row(None, more, None),
        6,
        row(None, *buttons, None),
        None,
    )
    made.setLayout(inner)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return made


class ElidedLabel(QLabel):
    """A label that shortens its text with … instead of pushing its neighbours; the whole text is its tool tip. `of_file`
    keeps the end too: a name of a file says there what it is.
    """

    def __init__(self, text: str = "", tone: str = "", parent: QWidget | None = None, *, of_file: bool = False) -> None:
        super().__init__(parent)
        self._whole = text
        self._elide = Qt.TextElideMode.ElideMiddle if of_file else Qt.TextElideMode.ElideRight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(leading())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if tone:
            self.setProperty("tone", tone)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Take a new text."""
        self._whole = text
        self.setToolTip(text)
        self._fit()

    def resizeEvent(self, event: QEvent) -> None:  # type: ignore[override]
        """Shorten anew."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def whole(self) -> str:
        """The text before it was shortened."""
        return self._whole

    def _fit(self) -> None:
        super().setText(self.fontMetrics().elidedText(self._whole, self._elide, max(self.width() - 2, 20)))


class Line(QLineEdit):
    """A line that leaves the keys of the program's own actions alone: X11 would delete the rest of the line at Ctrl+K."""

    LEFT_ALONE = (Qt.Key.Key_K, Qt.Key.Key_E)

    def event(self, event: QEvent) -> bool:
        """Qt asks first whether the line wants a key that is also a shortcut."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            with_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if with_control and event.key() in self.LEFT_ALONE:
                event.ignore()
                return False
        return super().event(event)


def set_tone(widget: QWidget, tone: str, name: str = "tone") -> None:
    """Change the tone (or another style property) of a widget that is already shown."""
    if widget.property(name) != tone:
        widget.setProperty(name, tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def clear(box: QLayout) -> None:
    """Take every widget out of a layout and delete it."""
    while (item := box.takeAt(0)) is not None:
        if item.widget() is not None:
            item.widget().hide()
            item.widget().deleteLater()
        elif item.layout() is not None:
            clear(item.layout())  # type: ignore[arg-type]


class Watcher(QObject):
    """Calls a function for one kind of event of a widget, such as a click on a card."""

    def __init__(self, widget: QWidget, kind: QEvent.Type, run: Callable[[], object]) -> None:
        super().__init__(widget)
        self._kind, self._run = kind, run
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject, event: QEvent) -> bool:
        """Run at the event; let it pass on."""
        if event.type() == self._kind:
            self._run()
        return False
