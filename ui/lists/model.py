"""The model of a list: all ids in order, and a window of rows that other threads fetch.

`data` never waits: a row that is not here yet is asked for and shows nothing until it comes.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer

from .source import Column, Row

BLOCK = 200
"""Rows that are fetched together."""
BLOCKS = 60
"""Blocks that are kept."""
WAITING = 6
"""Blocks that may be wanted at once: whoever scrolls fast wants only the last ones."""
AnyIndex = QModelIndex | QPersistentModelIndex
Rows = Sequence[Row | None]
Ask = Callable[[int, Sequence[int]], None]


class WindowedModel(QAbstractTableModel):
    """Rows by position; `ask(block, numbers)` has to bring them to `take`."""

    def __init__(self, columns: Sequence[Column], ask: Ask) -> None:
        super().__init__()
        self.columns = list(columns)
        self.ids: array[int] = array("q")
        self._ask = ask
        self._blocks: OrderedDict[int, Rows] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._asked: set[int] = set()
        self.age = 0
        """Counts the replacements of the ids, so that rows that were asked for before one are known as late."""
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask_wanted)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the text of a cell, or how it is aligned."""
        if role == 0 or role == 3:
            return self.text(index.row(), index.column())
        if role == 7 and self.columns[index.column()].align == "right":
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's label or a row's position."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.columns[section].label if 0 <= section < len(self.columns) else None
        return section + 1

    def text(self, position: int, column: int) -> str:
        """Return the text of a cell, empty while it is on its way."""
        row = self.row(position)
        return row.cells[column] if row is not None else ""

    def row(self, position: int) -> Row | None:
        """Return a row if it is here, and ask for it if not."""
        if not 0 <= position < len(self.ids):
            return None
        block, within = divmod(position, BLOCK)
        rows = self._blocks.get(block)
        if rows is None or block in self._stale:
            self._want(block)
        if rows is None:
            return None
        self._blocks.move_to_end(block)
        return rows[within] if within < len(rows) else None

    def replace(self, ids: array[int]) -> None:
        """Show other rows, or read the same ones again: old texts stay until the new ones are here."""
        self.age += 1
        self._asked.clear()
        self._wanted.clear()
        if ids == self.ids:
            self._stale = set(self._blocks)
            for block in list(self._blocks)[-WAITING:]:
                self._want(block)
            self._tell(0, len(self.ids) - 1)
            return
        self.beginResetModel()
        self.ids = ids
        self._blocks.clear()
        self._stale.clear()
        self.endResetModel()

    def take(self, age: int, block: int, rows: Rows) -> None:
        """Take the rows of a block that were asked for at `age`."""
        if age != self.age:
            return
        self._asked.discard(block)
        self._wanted.pop(block, None)
        self._stale.discard(block)
        self._blocks[block] = rows
        self._blocks.move_to_end(block)
        while len(self._blocks) > BLOCKS:
            self._blocks.popitem(last=False)
        self._tell(block * BLOCK, min((block + 1) * BLOCK, len(self.ids)) - 1)

    def give_up(self, block: int) -> None:
        """Note that a block could not be read; it is asked for again when it is looked at."""
        self._asked.discard(block)

    def _tell(self, first: int, last: int) -> None:
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _want(self, block: int) -> None:
        if block in self._asked:
            return
        self._wanted[block] = None
        self._wanted.move_to_end(block)
        if not self._soon.isActive():
            self._soon.start()

    def _ask_wanted(self) -> None:
        newest = list(self._wanted)[-WAITING:]
        self._wanted.clear()
        for block in reversed(newest):
            self._asked.add(block)
            self._ask(block, self.ids[block * BLOCK : (block + 1) * BLOCK])
