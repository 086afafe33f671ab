"""Two organizations side by side: what differs is marked in colour and word; side by side each field can be picked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from .. import look
from .masking import masked

if TYPE_CHECKING:
    from cso_desk.usecases.duplicates import Difference
    from cso_desk.usecases.register import FormField

LEFT, RIGHT = "left", "right"
_LABEL, _LEFT, _RIGHT, _SAYS = range(4)
_PICKED = {LEFT: "用左边", RIGHT: "用右边"}


class CompareTable(QTableWidget):
    """Rows of label, left, right and what is to be said; ← and → pick a side while `picking`."""

    picked = Signal()

    def __init__(self) -> None:
        super().__init__(0, 4)
        self._lines: Sequence[Difference] = ()
        self._fields: Mapping[str, FormField] = {}
        self._fixed: frozenset[str] = frozenset()
        self._sides: dict[str, str] = {}
        self.picking = False
        self.whole_numbers = False
        self.setAccessibleName("并排比较")
        look.dress(self, "compare")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look.row_height())
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setFixedHeight(look.row_height())
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in (_LEFT, _RIGHT):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        for column, width in ((_LABEL, 150), (_SAYS, 90)):
            self.setColumnWidth(column, look.px(width))
        self.cellClicked.connect(self._clicked)

    def show_lines(
        self,
        lines: Sequence[Difference],
        heads: tuple[str, str],
        fields: Mapping[str, FormField] | None = None,
        fixed: frozenset[str] = frozenset(),
    ) -> None:
        """Show two organizations; `heads` name them, `fixed` are fields that nobody picks."""
        self._lines, self._fields, self._fixed = lines, fields or {}, fixed
        self._sides = {
            one.key: LEFT if one.left else RIGHT
            for one in lines
            if one.differs and one.key not in fixed
        }
        self.setHorizontalHeaderLabels(["项目", *heads, ""])
        self.setRowCount(len(lines))
        self._fill()
        if lines:
            first = next((at for at, one in enumerate(lines) if one.differs), 0)
            self.setCurrentCell(first, _LEFT)

    def set_picking(self, picking: bool) -> None:
        """Let the clerk pick a side for each field that differs, or only look."""
        self.picking = picking
        self._fill()

    def show_numbers(self, whole: bool) -> None:
        """Show personal numbers whole or masked."""
        self.whole_numbers = whole
        self._fill()

    def has_personal(self) -> bool:
        """Tell whether there are personal numbers that are masked."""
        return any(
            self._masked(one, text) != text for one in self._lines for text in (one.left, one.right)
        )

    def choices(self) -> dict[str, str]:
        """Return the side that was picked for each field that differs."""
        return dict(self._sides)

    def pick(self, key: str, side: str) -> None:
        """Take the value of one side for a field."""
        if self.picking and key in self._sides:
            self._sides[key] = side
            self._fill()
            self.picked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → pick the side of the row; other keys move as in every list."""
        sides = {Qt.Key.Key_Left: LEFT, Qt.Key.Key_Right: RIGHT}
        side = sides.get(Qt.Key(event.key()))
        if self.picking and side and 0 <= self.currentRow() < len(self._lines):
            self.pick(self._lines[self.currentRow()].key, side)
            return
        super().keyPressEvent(event)

    def _clicked(self, row: int, column: int) -> None:
        if column in (_LEFT, _RIGHT):
            self.pick(self._lines[row].key, LEFT if column == _LEFT else RIGHT)

    def _masked(self, one: Difference, text: str) -> str:
        return masked(self._fields.get(one.key), text)

    def _fill(self) -> None:
        for row, one in enumerate(self._lines):
            side = self._sides.get(one.key) if self.picking else None
            texts = [
                text if self.whole_numbers else self._masked(one, text)
                for text in (one.left, one.right)
            ]
            says = _PICKED[side] if side else ("不同" if one.differs else "")
            if self.picking and one.differs and not side:
                says = "自动得出"
            for column, text in enumerate((one.label, *texts, says)):
                self.setItem(row, column, self._item(one, column, text, side))

    def _item(self, one: Difference, column: int, text: str, side: str | None) -> QTableWidgetItem:
        made = QTableWidgetItem(text)
        made.setToolTip(text if len(text) > 20 else "")
        said = text or "空"
        made.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.label}：{said}")
        if one.differs:
            made.setBackground(look.colour("amber_ground"))
        if side and column in (_LEFT, _RIGHT):
            taken = (column == _LEFT) == (side == LEFT)
            made.setBackground(look.colour("green_ground" if taken else "surface"))
            made.setForeground(look.colour("text" if taken else "faint"))
            made.setFont(look.font(strong=taken))
        elif column in (_LABEL, _SAYS):
            made.setForeground(look.colour("amber" if one.differs else "second"))
        return made
