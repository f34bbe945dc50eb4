"""The grid of the review: each line of the file as it stands there, with what waits, what is wrong, and what was settled in the cells."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableView

from app import vocabulary
from app.desktop import theme
from app.exchange.reading.bands import BAND
from app.exchange.reading.book import text_of
from app.exchange.reading.cells import FIGURE_FIELDS
from app.exchange.reading.columns import Column
from app.services.importing import Proposal
from app.services.importing.marks import Marks
from app.services.importing.proposal import CREATE, DELETE, HELD, UNCHANGED, UPDATE
from app.words import N_, _, language, ngettext

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ALL, READY, WAITING, KNOWN, FAULTY, REPEATED = "all", "ready", "waiting", "known", "faulty", "repeated"
FILTERS = (
    (ALL, N_("All")),
    (READY, N_("Ready")),
    (WAITING, N_("Waiting")),
    (KNOWN, N_("Known already")),
    (FAULTY, N_("To look at")),
    (REPEATED, N_("Repeated")),
)
GROUNDS = {"waits": "warning_soft", "wrong": "error_soft", "settled": "accent_soft"}
ROW_HEIGHT = 27


def field_name(field: str | None) -> str:
    """What one of our fields is called."""
    if field == BAND:
        return _("Age band, as the file has it")
    heading = vocabulary.headers().get(field or "")
    return heading.name(language()) if heading else _("left out") if field is None else field


class LineModel(QAbstractTableModel):
    """The lines that a filter lets through; cells are read when looked at."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.proposal: Proposal | None = None
        self.columns: list[Column] = []
        self.shown: list[int] = []
        self.marks = Marks({}, {})

    def show_proposal(self, proposal: Proposal, marks: Marks, shown: list[int]) -> None:
        """Show lines (their positions) of a proposal."""
        self.beginResetModel()
        self.proposal, self.marks, self.shown = proposal, marks, shown
        self.columns = [column for column in proposal.columns if column.field]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Lines."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns that are one of our fields."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """What the column is taken for; the row's number in the file."""
        if orientation == Qt.Orientation.Vertical:
            if role == Role.DisplayRole and self.proposal is not None and 0 <= section < len(self.shown):
                line = self.proposal.planned[self.shown[section]].line
                return f"{line.row:,}" + (f"  ×{line.count}" if line.count > 1 else "")
            return None
        if not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Role.DisplayRole:
            return field_name(column.field)
        return f"{column.header}: {field_name(column.field)}" if role == Role.ToolTipRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """The cell as the file has it, on the ground of its mark."""
        if not index.isValid() or self.proposal is None:
            return None
        at, column = self.shown[index.row()], self.columns[index.column()]
        if role == Role.DisplayRole:
            return text_of(self.proposal.planned[at].line.cells[column.index])
        key = (at, column.index)
        if role == Role.BackgroundRole:
            ground = GROUNDS.get(self.marks.kinds.get(key, ""))
            return QColor(getattr(theme.colours(), ground)) if ground else None
        if role in (Role.ToolTipRole, Role.AccessibleDescriptionRole):
            return self.marks.sentences.get(key)
        if role == Role.TextAlignmentRole and column.field in FIGURE_FIELDS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def sentence(self, index: Index) -> tuple[str, str, str]:
        """(where, what, kind) of what is said of a cell; empty where nothing is."""
        if not index.isValid() or self.proposal is None:
            return "", "", ""
        at, column = self.shown[index.row()], self.columns[index.column()]
        said = self.marks.sentences.get((at, column.index), "")
        line = self.proposal.planned[at].line
        where = _("Row {row}, {column}: “{text}”").format(
            row=line.row, column=column.header, text=text_of(line.cells[column.index])[:80]
        )
        return (where, said, self.marks.kinds.get((at, column.index), "")) if said else ("", "", "")


class LineView(QTableView):
    """The grid."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Lines of the file"))
        self.lines = LineModel(self)
        self.setModel(self.lines)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumWidth(58)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setDefaultSectionSize(130)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)

    def show_lines(self, proposal: Proposal, marks: Marks, wanted: str) -> None:
        """Show the lines of a filter; where one was looking stays in view if it still shows."""
        top = self.rowAt(0)
        seen = self.lines.shown[top] if 0 <= top < len(self.lines.shown) else 0
        shown = lines_of(proposal, marks, wanted)
        self.lines.show_proposal(proposal, marks, shown)
        at = next((at for at, line in enumerate(shown) if line >= seen), 0)
        if at:
            self.scrollTo(self.lines.index(at, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def show_row(self, line: int) -> None:
        """Bring a line (its position) into view and choose its first marked cell."""
        if line in self.lines.shown:
            row = self.lines.shown.index(line)
            column = next(
                (at for at, one in enumerate(self.lines.columns) if (line, one.index) in self.lines.marks.kinds), 0
            )
            self.setCurrentIndex(self.lines.index(row, column))
            self.scrollTo(self.lines.index(row, column), QAbstractItemView.ScrollHint.PositionAtCenter)


def lines_of(proposal: Proposal, marks: Marks, wanted: str) -> list[int]:
    """The positions of the lines a filter lets through."""
    if wanted == FAULTY:
        return sorted({line for (line, _column), kind in marks.kinds.items() if kind == "wrong"})
    outcomes = {READY: (CREATE, UPDATE, DELETE), WAITING: (HELD,), KNOWN: (UNCHANGED,)}
    if wanted in outcomes:
        return [at for at, one in enumerate(proposal.planned) if one.outcome in outcomes[wanted]]
    if wanted == REPEATED:
        return [at for at, one in enumerate(proposal.planned) if one.line.count > 1]
    return list(range(len(proposal.planned)))


def count_lines(proposal: Proposal, marks: Marks) -> dict[str, int]:
    """Lines of the file behind each filter, repeated ones counted."""
    return {
        key: sum(proposal.planned[at].line.count for at in lines_of(proposal, marks, key)) for key, _text in FILTERS
    }


def said_rows(count: int) -> str:
    """“1,490 rows”."""
    return ngettext("{count} row", "{count} rows", count).format(count=f"{count:,}")
