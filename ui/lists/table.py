"""The view of a list: marking with 全部 as a state of its own, copying, the header's menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QToolTip

from .. import look
from .clipping import clip
from .model import WindowedModel
from .painting import CellPainter

REMEMBER_AFTER = 800
"""Milliseconds after the last change of the columns until it is remembered."""


class Table(QTableView):
    """Rows of one height; the whole row is marked."""

    marked = Signal()
    """What is marked has changed."""
    opened = Signal(int)
    """Enter or a double click on the row at this position."""
    sorted_by = Signal(str, bool)
    columns_changed = Signal()
    """Columns were shown, hidden, moved or resized, and have come to rest."""

    def __init__(self, model: WindowedModel, name: str, badges: frozenset[str]) -> None:
        super().__init__()
        self._model = model
        self._order = ("", False)
        self.painter_of_cells = CellPainter(self, model, badges)
        self.setModel(model)
        self.setItemDelegate(self.painter_of_cells)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self._dress_headers()
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        model.modelReset.connect(self.unmark_all)

    def _dress_headers(self) -> None:
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(look.px(look.ROW_COMPACT))
        rows.setDefaultSectionSize(look.row_height())
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setSectionsClickable(True)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setFixedHeight(look.row_height())
        head.setMinimumSectionSize(look.px(48))
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(
            lambda at: self.columns_menu().popup(head.mapToGlobal(at))
        )
        head.sectionClicked.connect(self._sort)
        self._rest = QTimer(self, singleShot=True, interval=REMEMBER_AFTER)
        self._rest.timeout.connect(self.columns_changed)
        for at, column in enumerate(self._model.columns):
            self.setColumnWidth(at, look.px(column.width))
            self.setColumnHidden(at, not column.shown)
        head.sectionMoved.connect(lambda *_: self._rest.start())
        head.sectionResized.connect(lambda *_: self._rest.start())
        self._rest.stop()

    @property
    def all_marked(self) -> bool:
        """Tell whether everything is marked, loaded or not."""
        return self.painter_of_cells.all_marked

    def selectAll(self) -> None:
        """Mark everything as one state: 300,000 rows cost nothing."""
        if not self._model.ids:
            return
        self.clearSelection()
        self.painter_of_cells.all_marked = True
        self.viewport().update()
        self.marked.emit()

    def unmark_all(self) -> None:
        """Leave the state 全部."""
        if self.painter_of_cells.all_marked:
            self.painter_of_cells.all_marked = False
            self.viewport().update()
            self.marked.emit()

    def marked_rows(self) -> list[int]:
        """Return the positions of the rows that are marked one by one, in order."""
        rows: list[int] = []
        for part in self.selectionModel().selection():
            rows.extend(range(part.top(), part.bottom() + 1))
        return sorted(set(rows))

    def selectionChanged(self, fresh: QItemSelection, gone: QItemSelection) -> None:
        """Pass on that other rows are marked."""
        super().selectionChanged(fresh, gone)
        if not fresh.isEmpty():
            self.painter_of_cells.all_marked = False
        self.marked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click leaves the state 全部."""
        self.unmark_all()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; an arrow leaves the state 全部."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.unmark_all()
        super().keyPressEvent(event)

    def viewportEvent(self, event: object) -> bool:
        """Show the whole text of a cell that is cut off as a tip."""
        if isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            text = self._model.text(index.row(), index.column()) if index.isValid() else ""
            room = self.columnWidth(index.column()) - look.px(look.GAP_4)
            if text and self.fontMetrics().horizontalAdvance(text) > room:
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().viewportEvent(event)  # type: ignore[arg-type]

    def copy_text(self, rows: Sequence[Sequence[str]]) -> None:
        """Put rows on the clipboard."""
        QGuiApplication.clipboard().setMimeData(clip(rows))

    def shown_columns(self) -> list[int]:
        """Return the columns that are shown, in the order on the screen."""
        head = self.horizontalHeader()
        order = [head.logicalIndex(at) for at in range(head.count())]
        return [at for at in order if not self.isColumnHidden(at)]

    def layout_of_columns(self) -> list[list[object]]:
        """Return order, width at 100 % and presence of the columns, to be remembered."""
        head = self.horizontalHeader()
        found: list[list[object]] = []
        for place in range(head.count()):
            at = head.logicalIndex(place)
            hidden = self.isColumnHidden(at)
            width = (
                self._model.columns[at].width
                if hidden
                else round(self.columnWidth(at) * 100 / look.px(100))
            )
            found.append([self._model.columns[at].key, width, not hidden])
        return found

    def lay_out_columns(self, remembered: Sequence[Sequence[object]]) -> None:
        """Bring the columns into a remembered layout; columns that it does not know stay as they are."""
        head = self.horizontalHeader()
        places = {column.key: at for at, column in enumerate(self._model.columns)}
        known = [
            (places[str(key)], int(str(width)), bool(shown))
            for key, width, shown in remembered
            if key in places
        ]
        for place, (at, width, shown) in enumerate(known):
            head.moveSection(head.visualIndex(at), place)
            self.setColumnWidth(at, look.px(width))
            self.setColumnHidden(at, not shown)
        self._rest.stop()

    def show_order(self, key: str, descending: bool) -> None:
        """Mark the column that the rows are sorted by."""
        self._order = (key, descending)
        at = next((at for at, column in enumerate(self._model.columns) if column.key == key), -1)
        head = self.horizontalHeader()
        head.setSortIndicatorShown(at >= 0)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        head.setSortIndicator(at, order)

    def _sort(self, at: int) -> None:
        key, descending = self._order
        wanted = self._model.columns[at].key
        self.sorted_by.emit(wanted, wanted == key and not descending)

    def columns_menu(self) -> QMenu:
        """Return the menu that shows and hides columns."""
        menu = QMenu("列", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        head = self.horizontalHeader()
        for place in range(head.count()):
            at = head.logicalIndex(place)
            action = QAction(self._model.columns[at].label, menu, checkable=True)
            action.setChecked(not self.isColumnHidden(at))
            action.setEnabled(at != 0)
            action.toggled.connect(lambda shown, at=at: self._show_column(at, shown))
            menu.addAction(action)
        return menu

    def _show_column(self, at: int, shown: bool) -> None:
        self.setColumnHidden(at, not shown)
        self._rest.start()

    def go_to(self, position: int) -> None:
        """Mark one row and bring it into view, whichever keys are held down (Ctrl+S would take the mark away)."""
        index: QModelIndex = self._model.index(position, 0)
        mode = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, mode.ClearAndSelect | mode.Rows)
        self.scrollTo(index)
