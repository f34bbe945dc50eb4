"""The dark side of the shell: the brand and the office, the ways to the pages, the person."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.desktop import theme
from app.desktop.desk import Office
from app.desktop.pages import PAGES, Entry
from app.desktop.pieces import ElidedLabel, column, row
from app.words import _, ngettext

WIDTH, COMPACT_WIDTH = 184, 56


class Way(QToolButton):
    """One way to a page, with an amber count when something waits there."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.setObjectName("way")
        self._title = _(entry.title)
        self.setText("  " + _(entry.short or entry.title))
        self.setAccessibleName(self._title)
        self.setToolTip(self._title)
        self.setIcon(theme.icon(entry.icon, "navigation_text"))
        self.setIconSize(QSize(18, 18))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(38)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.waiting = 0

    def set_waiting(self, count: int) -> None:
        """Show how many things wait there; 0 shows nothing."""
        self.waiting = count
        many = ngettext("{title}: {count} waits", "{title}: {count} wait", count)
        self.setAccessibleName(many.format(title=self._title, count=count) if count else self._title)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the count over the button, at the end of the line."""
        super().paintEvent(event)
        if not self.waiting:
            return
        text = str(self.waiting)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        compact = self.width() <= COMPACT_WIDTH  # then it sits on the corner of the icon
        height, gap, room = (15, 6, 7) if compact else (18, 10, 12)
        font.setPixelSize(10 if compact else 11)
        font.setBold(True)
        painter.setFont(font)
        width = max(height + 4 - 3 * compact, painter.fontMetrics().horizontalAdvance(text) + room)
        at_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        top = 2 if compact else (self.height() - height) // 2
        place = QRect(gap if at_left else self.width() - width - gap, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#F0B649"))
        painter.drawRoundedRect(place, height / 2, height / 2)
        painter.setPen(QColor("#3A2500"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


class Navigation(QWidget):
    """Ways to all pages, the office above, the person below. Says `chosen(name)`; shows what `choose` is told."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.ways: dict[str, Way] = {}
        group = QButtonGroup(self)
        top, bottom = QVBoxLayout(), QVBoxLayout()
        for entry in PAGES:
            way = self.ways[entry.name] = Way(entry)
            way.clicked.connect(lambda _checked=False, name=entry.name: self.chosen.emit(name))
            group.addButton(way)
            (bottom if entry.at_bottom else top).addWidget(way)
        for part in (top, bottom):
            part.setSpacing(1)
        self.setLayout(column(self._brand(), 14, top, None, bottom, 8, self._person(), spacing=0))

    def _brand(self) -> QWidget:
        logo = QLabel()
        logo.setPixmap(theme.picture("ujima", 30))
        self._brand_name = QLabel("Ujima")
        self._brand_name.setObjectName("brand")
        self._office = ElidedLabel()
        self._office.setObjectName("office")
        made = QWidget()
        made.setLayout(
            column(row(logo, self._brand_name, None, spacing=10), self._office, spacing=6, margins=(13, 16, 8, 0))
        )
        return made

    def _person(self) -> QWidget:
        self._initials, self._name, self._role = QLabel(), ElidedLabel(), ElidedLabel()
        self._initials.setObjectName("initials")
        self._initials.setFixedSize(30, 30)
        self._initials.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._role.setObjectName("role")
        made = QWidget()
        made.setLayout(
            row(self._initials, column(self._name, self._role, spacing=0), spacing=10, margins=(13, 6, 8, 14))
        )
        return made

    def set_compact(self, compact: bool) -> None:
        """Icons only, where the window is narrow; the words are tool tips then."""
        self.setFixedWidth(COMPACT_WIDTH if compact else WIDTH)
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if compact else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for way in self.ways.values():
            way.setToolButtonStyle(style)
        for words in (self._brand_name, self._office, self._name, self._role):
            words.setVisible(not compact)

    def choose(self, name: str) -> None:
        """Mark one way as the one that is shown."""
        self.ways[name].setChecked(True)

    def set_office(self, office: Office) -> None:
        """Show whose desk it is."""
        self._office.setText(office.area)
        self._name.setText(office.person)
        self._role.setText(office.name)
        words = office.person.split()
        self._initials.setText(
            "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
        )
        self._initials.setVisible(bool(office.person))
