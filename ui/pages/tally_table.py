"""The counts of the signed tally forms: a table for the keyboard, one row for each organization and voter group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from cso_desk.errors import Problem

from .. import look

if TYPE_CHECKING:
    from cso_desk.usecases.evaluate import TallyLine

MEETING = ("应到", "实到", "发出", "收回")
"""Counts that a whole meeting shares: typed in a group's first row they go into its other blank rows."""
COUNTS = (*MEETING, "有效", "无效", "弃权", "优秀", "合格", "基本合格", "不合格")
_NAME_WIDTH, _GROUP_WIDTH, _COUNT_WIDTH = 220, 64, 72


class TallyTable(QTableWidget):
    """Enter and Tab go to the next count, digits begin to type at once."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__(0, 2 + len(COUNTS))
        self.setHorizontalHeaderLabels(["组织", "投票方", *COUNTS])
        self.setAccessibleName("计票")
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look.row_height())
        for at, width in enumerate((_NAME_WIDTH, _GROUP_WIDTH, *[_COUNT_WIDTH] * len(COUNTS))):
            self.setColumnWidth(at, look.px(width))
        self._keys: list[tuple[str, str]] = []
        self._filling = False
        self.itemChanged.connect(self._changed)

    def fill(self, lines: Sequence[TallyLine], *, open_to_edit: bool) -> None:
        """Show the rows of a round; a closed round can only be read."""
        self._filling = True
        self._keys = [(line.organization, line.group) for line in lines]
        self.setRowCount(len(lines))
        for row, line in enumerate(lines):
            self._put(row, 0, line.name, fixed=True)
            self._put(row, 1, line.group, fixed=True)
            for at, column in enumerate(COUNTS, start=2):
                self._put(row, at, line.counts.get(column, ""), fixed=not open_to_edit)
        self._filling = False
        if lines and open_to_edit:
            self.setCurrentCell(0, 2)

    def _put(self, row: int, column: int, text: str, *, fixed: bool) -> None:
        item = QTableWidgetItem(text)
        if fixed:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        if column >= 2:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setItem(row, column, item)

    def _changed(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        self._tell(item, "")
        if 2 <= item.column() < 2 + len(MEETING):
            self._share(item)
        self.edited.emit()

    def _share(self, item: QTableWidgetItem) -> None:
        group = self._keys[item.row()][1]
        rows = [row for row, key in enumerate(self._keys) if key[1] == group]
        if item.row() != rows[0]:
            return
        self._filling = True
        for row in rows[1:]:
            other = self.item(row, item.column())
            if other is not None and not other.text().strip():
                other.setText(item.text())
        self._filling = False

    def typed(self) -> list[dict[str, str]]:
        """Return all rows by the headings of a tally form; one without votes is blank: it is entered later."""
        found = []
        for row, (organization, group) in enumerate(self._keys):
            counts = {column: self._text(row, at) for at, column in enumerate(COUNTS, start=2)}
            if not any(counts[column] for column in COUNTS[len(MEETING) :]):
                counts = dict.fromkeys(COUNTS, "")
            found.append({"组织": organization, "投票方": group, **counts})
        return found

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item else ""

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Colour the cells that are wrong (`where` holds the row's number) and put the cursor into the first."""
        self._filling = True
        first: tuple[int, int] | None = None
        for problem in problems:
            digits = "".join(c for c in problem.where if c.isdigit())
            row = int(digits) - 1 if digits else -1
            column = 2 + COUNTS.index(problem.field) if problem.field in COUNTS else 2
            item = self.item(row, column)
            if item is not None:
                self._tell(item, problem.message)
                first = first or (row, column)
        self._filling = False
        if first is not None:
            self.setCurrentCell(*first)
            self.setFocus()

    def _tell(self, item: QTableWidgetItem, words: str) -> None:
        filling, self._filling = self._filling, True
        item.setToolTip(words)
        item.setBackground(look.colour("red_ground") if words else look.colour("surface"))
        self._filling = filling

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next count, at the end of a row to the next row."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        row, column = self.currentRow(), self.currentColumn() + 1
        if column >= self.columnCount():
            row, column = row + 1, 2
        if row < self.rowCount():
            self.setCurrentCell(row, max(column, 2))
