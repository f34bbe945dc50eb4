"""The map on the screen: places as items, shaded by the same painters as the picture that leaves; wheel, keys and buttons zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsSceneHoverEvent,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from app.desktop.heat import look_now
from app.printing.map_picture import MapPlace, MapTable, paint_names, paint_outlines, paint_place

MARGIN = 0.04
STEP, MOST_ZOOM = 1.25, 40.0


class PlaceItem(QGraphicsItem):
    """One place with a shape."""

    def __init__(self, place: MapPlace) -> None:
        super().__init__()
        assert place.shape is not None
        self.place = place
        self.chosen = self._under_mouse = False
        self._path: QPainterPath = place.shape.path
        self.setAcceptHoverEvents(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"{place.name}\n{place.said}")

    def boundingRect(self) -> QRectF:
        """With room for the border."""
        return self._path.boundingRect().adjusted(-3, -3, 3, 3)

    def shape(self) -> QPainterPath:
        """What the mouse meets."""
        return self._path

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """The place."""
        paint_place(painter, self.place, look_now(), self.chosen, self._under_mouse)

    def hoverEnterEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """Show which place the mouse is on."""
        self._under_mouse = True
        self.setZValue(1)
        self.update()
        super().hoverEnterEvent(event)

    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        """And no more."""
        self._under_mouse = False
        self.setZValue(2 if self.chosen else 0)
        self.update()
        super().hoverLeaveEvent(event)


class MapView(QGraphicsView):
    """The map. `chosen` says the id of a place that was clicked, or nothing for the sea."""

    chosen = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setScene(QGraphicsScene(self))
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setStyleSheet("QGraphicsView { background: transparent; }")
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setMinimumSize(200, 160)
        self.items_by_place: dict[str, PlaceItem] = {}
        self.table: MapTable | None = None
        self._fitted = True
        self._pressed = QPointF()

    def show_map(self, table: MapTable) -> None:
        """Show another count; the view stays where it was when the places are the same."""
        same = self.table is not None and self.table.bounds == table.bounds
        chosen = next((id for id, item in self.items_by_place.items() if item.chosen), "")
        self.table = table
        self.scene().clear()
        self.items_by_place = {place.id: PlaceItem(place) for place in table.places if place.shape is not None}
        for item in self.items_by_place.values():
            self.scene().addItem(item)
        edge = max(table.bounds.width(), table.bounds.height()) * MARGIN
        self.scene().setSceneRect(table.bounds.adjusted(-edge, -edge, edge, edge))
        self.choose(chosen)
        if not same or self._fitted:
            self.fit()

    def choose(self, id: str) -> None:
        """Mark one place."""
        for other, item in self.items_by_place.items():
            item.chosen = other == id
            item.setZValue(2 if item.chosen else 0)
        self.viewport().update()

    def fit(self) -> None:
        """Show all of it."""
        self._fitted = True
        self.setDragMode(QGraphicsView.DragMode.NoDrag)
        self.fitInView(self.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)

    def zoom(self, steps: float) -> None:
        """In (above 0) or out."""
        least = min(
            self.viewport().width() / max(self.sceneRect().width(), 1),
            self.viewport().height() / max(self.sceneRect().height(), 1),
        )
        factor = STEP**steps
        wanted = self.transform().m11() * factor
        if wanted <= least:
            self.fit()
        elif wanted < least * MOST_ZOOM:
            self._fitted = False
            self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
            self.scale(factor, factor)

    # events

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel zooms about the pointer."""
        self.zoom(event.angleDelta().y() / 120)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew unless somebody has zoomed."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+, - and 0 zoom; arrows move."""
        steps = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}.get(Qt.Key(event.key()))
        if steps:
            self.zoom(steps)
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where, so that a drag is no click."""
        self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses the place under it."""
        super().mouseReleaseEvent(event)
        if (event.position() - self._pressed).manhattanLength() < 5 and event.button() == Qt.MouseButton.LeftButton:
            item = self.itemAt(event.position().toPoint())
            self.chosen.emit(item.place.id if isinstance(item, PlaceItem) else "")

    def drawForeground(self, painter: QPainter, _rect: QRectF | QRect) -> None:
        """Borders one level up, then names, in pixels."""
        if self.table is None:
            return
        paint_outlines(painter, self.table.outlines, look_now())
        to_screen = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        paint_names(painter, self.table.places, to_screen, look_now())
        painter.restore()
