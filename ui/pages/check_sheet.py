"""The sheet of one community in 年度核对: differences are typed in place, one key marks an organization dissolved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from cso_desk.errors import Problem

from .. import look

if TYPE_CHECKING:
    from cso_desk.usecases.year_check import Entered, Line

HEADINGS = ("核对", "组织名称", "负责人", "联系电话", "成员数", "活动场所", "业务范围", "备注")
_WIDTHS = (88, 220, 88, 120, 72, 200, 220, 180)
NEW_ROWS = 5
_NEW, _SAME, _CORRECTED, _DISSOLVED = "新增", "无变化", "有更正", "已解散"


class CheckSheet(QTableWidget):
    """Typing begins at once, Enter goes down, F9 marks the row dissolved or takes the mark away."""

    touched = Signal()

    def __init__(self) -> None:
        super().__init__(0, len(HEADINGS))
        self.setHorizontalHeaderLabels(HEADINGS)
        self.setAccessibleName("核对表")
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look.row_height())
        for at, width in enumerate(_WIDTHS):
            self.setColumnWidth(at, look.px(width))
        self._keys: tuple[str, ...] = ()
        self._lines: Sequence[Line] = ()
        self._dissolved: set[str] = set()
        self._filling = False
        self.itemChanged.connect(self._changed)

    def fill(self, lines: Sequence[Line]) -> None:
        """Show the organizations of a community and blank rows for new ones."""
        from cso_desk.usecases.year_check import KEYS

        self._filling = True
        self._keys, self._lines = KEYS, lines
        self._dissolved = {line.id for line in lines if line.result == _DISSOLVED}
        self.setRowCount(len(lines) + NEW_ROWS)
        for row in range(self.rowCount()):
            line = lines[row] if row < len(lines) else None
            self._put(row, 0, (line.result or _SAME) if line else _NEW, fixed=True)
            for at, key in enumerate(KEYS, start=1):
                self._put(row, at, line.texts.get(key, "") if line else "", fixed=False)
        self._filling = False
        self.setCurrentCell(0, 1)

    def _put(self, row: int, column: int, text: str, *, fixed: bool) -> None:
        item = QTableWidgetItem(text)
        if fixed:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.setItem(row, column, item)

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().strip() if item is not None else ""

    def _changed(self, item: QTableWidgetItem) -> None:
        if not self._filling and item.column():
            self._say(item.row())
            self.touched.emit()

    def _say(self, row: int) -> None:
        """Show what the row says now; a colour goes with the word."""
        if row >= len(self._lines):
            return
        line = self._lines[row]
        differs = self._difference(row)
        kept = line.result if line.result in (_CORRECTED, _NEW) else _SAME
        word = _DISSOLVED if line.id in self._dissolved else _CORRECTED if differs else kept
        self._filling = True
        first = self.item(row, 0)
        assert first is not None
        first.setText(word)
        tone = {_CORRECTED: "amber", _DISSOLVED: "red"}.get(word)
        first.setForeground(look.colour(tone or "text"))
        for at, key in enumerate(self._keys, start=1):
            cell = self.item(row, at)
            if cell is not None:
                cell.setForeground(look.colour("amber" if key in differs else "text"))
        self._filling = False

    def _difference(self, row: int) -> dict[str, str]:
        before = self._lines[row].texts
        now = {key: self._text(row, at) for at, key in enumerate(self._keys, start=1)}
        return {key: text for key, text in now.items() if text != before.get(key, "")}

    def put(self, row: int, key: str, text: str) -> None:
        """Put a text into a cell, as typing does."""
        item = self.item(row, 1 + self._keys.index(key))
        assert item is not None
        item.setText(text)

    def mark_dissolved(self) -> None:
        """Mark the organization of the current row dissolved, or take the mark away."""
        row = self.currentRow()
        if not 0 <= row < len(self._lines):
            return
        self._dissolved ^= {self._lines[row].id}
        self._say(row)
        self.touched.emit()

    def entered(self) -> Entered:
        """Return what was typed."""
        from cso_desk.usecases.year_check import Entered

        corrected = {
            line.id: found
            for row, line in enumerate(self._lines)
            if (found := self._difference(row))
        }
        added = [
            {key: self._text(row, at) for at, key in enumerate(self._keys, start=1)}
            for row in range(len(self._lines), self.rowCount())
        ]
        fresh = {line.id for line in self._lines if line.result == _DISSOLVED}
        return Entered(
            corrected,
            {one: "" for one in self._dissolved - fresh},
            [row for row in added if any(row.values())],
        )

    def show_problem(self, problem: Problem) -> None:
        """Put the cursor into the cell that a problem names."""
        rows = {line.id: row for row, line in enumerate(self._lines)}
        if problem.where.startswith(_NEW):
            rows[problem.where] = len(self._lines) + int(problem.where.removeprefix(_NEW) or 1) - 1
        row = rows.get(problem.where)
        if row is not None and problem.field in self._keys:
            self.setCurrentCell(row, 1 + self._keys.index(problem.field))
            self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F9 marks dissolved; Enter goes one row down."""
        if event.key() == Qt.Key.Key_F9:
            self.mark_dissolved()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.setCurrentCell(
                min(self.currentRow() + 1, self.rowCount() - 1), self.currentColumn()
            )
            return
        super().keyPressEvent(event)
