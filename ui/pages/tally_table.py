"""The counts of the signed tally forms: a table for the keyboard, one row for each organization and voter group.

应到 to 收回 are typed once for a group and carried to its rows. A number that cannot go on (a further digit would
pass what is left) moves the cursor by itself; 有效 is computed, and so is 弃权 once the four grades stand. Rows whose
votes add up are complete: the cursor goes to the next one.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from cso_desk.errors import Problem

from .. import look

if TYPE_CHECKING:
    from cso_desk.usecases.evaluate import TallyLine

MEETING = ("应到", "实到", "发出", "收回")
"""Counts that a whole meeting shares: typed in a group's first row they go into its other rows."""
GRADES = ("优秀", "合格", "基本合格", "不合格")
POINTS = "分数合计"
COUNTS = (*MEETING, "有效", "无效", "弃权", *GRADES, POINTS)
_AT = {column: at for at, column in enumerate(COUNTS, start=2)}
_NAME_WIDTH, _GROUP_WIDTH = 190, 56
_COUNT_WIDTHS = {2: 48, 3: 60, 4: 76}
"""The widths of the counts by the length of their words."""


def _head_width(words: str) -> int:
    return _COUNT_WIDTHS.get(len(words), 14 * len(words) + 12)


class TallyTable(QTableWidget):
    """Digits type at once; Enter and Tab go to the next count."""

    edited = Signal()
    finished = Signal()
    """The last row is complete."""

    def __init__(self) -> None:
        super().__init__(0, 2 + len(COUNTS))
        self.setHorizontalHeaderLabels(["组织", "投票方", *COUNTS])
        self.setAccessibleName("计票")
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self._set_widths()
        self._keys: list[tuple[str, str]] = []
        self._typed: set[tuple[int, int]] = set()
        self._households: Collection[str] = ()
        self._pointed: Collection[str] = ()
        self._filling = False
        self._fresh = True
        self.itemChanged.connect(self._changed)
        self.currentCellChanged.connect(lambda *_: self._begin())

    def _set_widths(self) -> None:
        """Let the names stand still at the left while the counts move."""
        names = self.verticalHeader()
        names.setDefaultSectionSize(look.row_height())
        names.setFixedWidth(look.px(_NAME_WIDTH))
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        names.setSectionsClickable(False)
        self.setColumnHidden(0, True)
        self.setColumnWidth(1, look.px(_GROUP_WIDTH))
        for column, at in _AT.items():
            self.setColumnWidth(at, look.px(_COUNT_WIDTHS[len(column)]))

    def fill(
        self,
        lines: Sequence[TallyLine],
        *,
        open_to_edit: bool,
        households: Collection[str] = (),
        points: Collection[str] = (),
        words: Sequence[str] = (),
    ) -> None:
        """Show the rows of a round; a closed round can only be read.

        `households` are groups that nobody attends, `points` those that give points in the place of grades. `words` are the other words
        that some group's paper has for the four columns.
        """
        self._filling = True
        self._households, self._pointed = households, points
        self._keys = [(line.organization, line.group) for line in lines]
        self._typed = set()
        self.setRowCount(len(lines))
        self.setColumnHidden(_AT[POINTS], not points)
        for grade, other in itertools.zip_longest(GRADES, words, fillvalue=""):
            head = f"{grade}/{other}" if other else grade
            self.setHorizontalHeaderItem(_AT[grade], QTableWidgetItem(head))
            self.setColumnWidth(_AT[grade], look.px(_head_width(head)))
        for row, line in enumerate(lines):
            self._put(row, 0, line.name, fixed=True)
            self._put(row, 1, line.group, fixed=True)
            for column, at in _AT.items():
                text = line.counts.get(column, "")
                off = not open_to_edit or self._off(row, column)
                self._put(row, at, text, fixed=off)
                if text:
                    self._typed.add((row, at))
        self.setVerticalHeaderLabels([line.name for line in lines])
        self._filling = False
        if lines and open_to_edit:
            self.setCurrentCell(0, _AT[MEETING[0]])

    def _off(self, row: int, column: str) -> bool:
        group = self._keys[row][1]
        if column == "实到":
            return group in self._households
        if column in GRADES:
            return group in self._pointed
        return column == POINTS and group not in self._pointed

    def _put(self, row: int, column: int, text: str, *, fixed: bool) -> None:
        item = QTableWidgetItem(text)
        if fixed:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        if column >= 2:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if fixed:
                item.setBackground(look.colour("calculated"))
        self.setItem(row, column, item)

    def _changed(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        row, at = item.row(), item.column()
        place = (row, at)
        (self._typed.add if item.text().strip() else self._typed.discard)(place)
        self._tell(item, "")
        if at < 2 + len(MEETING):
            self._share(item)
        self._compute(row)
        self.edited.emit()

    def _rows_of(self, group: str) -> list[int]:
        return [row for row, key in enumerate(self._keys) if key[1] == group]

    def _share(self, item: QTableWidgetItem) -> None:
        rows = self._rows_of(self._keys[item.row()][1])
        if item.row() != rows[0]:
            return
        for row in rows[1:]:
            if (row, item.column()) not in self._typed:
                self._show(row, item.column(), item.text())

    def _show(self, row: int, at: int, text: str) -> None:
        """Put a number that nobody typed there."""
        filling, self._filling = self._filling, True
        item = self.item(row, at)
        if item is not None:
            item.setText(text)
            item.setBackground(look.colour("calculated"))
        self._filling = filling

    def _number(self, row: int, column: str) -> int | None:
        text = self._text(row, _AT[column])
        return int(text) if text.isdecimal() else None

    def _is_typed(self, row: int, column: str) -> bool:
        return (row, _AT[column]) in self._typed

    def _votes(self, row: int) -> tuple[str, ...]:
        return (POINTS,) if self._keys[row][1] in self._pointed else GRADES

    def _compute(self, row: int) -> None:
        """Fill in 无效, 有效 and 弃权 of a row that has votes, and zeros where the votes already add up."""
        if not any(self._is_typed(row, one) for one in self._votes(row)):
            return
        returned = self._number(row, "收回")
        if not self._is_typed(row, "无效"):
            self._show(row, _AT["无效"], "0")
        if not self._is_typed(row, "有效") and returned is not None:
            valid = returned - (self._number(row, "无效") or 0)
            self._show(row, _AT["有效"], str(max(valid, 0)))
        if self._votes(row) == GRADES:
            self._compute_grades(row)
        elif not self._is_typed(row, "弃权"):
            self._show(row, _AT["弃权"], "0")

    def _compute_grades(self, row: int) -> None:
        valid = self._number(row, "有效")
        given = [self._number(row, one) for one in GRADES if self._is_typed(row, one)]
        if valid is None or None in given:
            return
        said = self._number(row, "弃权") if self._is_typed(row, "弃权") else None
        left = valid - sum(number or 0 for number in given) - (said or 0)
        waiting = [one for one in GRADES if not self._is_typed(row, one)]
        for one in waiting:
            self._show(row, _AT[one], "0" if left == 0 else "")
        if said is None and (left == 0 or not waiting) and left >= 0:
            self._show(row, _AT["弃权"], str(left))

    def _limit(self, row: int, column: str) -> int | None:
        """Return the most that a count can be, None where nothing bounds it yet."""
        if column in MEETING[1:]:
            before = [self._number(row, one) for one in MEETING[: MEETING.index(column)]]
            known = [number for number in before if number is not None]
            return known[-1] if known else None
        if column in ("有效", "无效"):
            return self._number(row, "收回")
        if column not in (*GRADES, "弃权"):
            return None
        valid = self._number(row, "有效") if self._is_typed(row, "有效") else None
        if valid is None:
            returned = self._number(row, "收回")
            valid = None if returned is None else returned - (self._number(row, "无效") or 0)
        others = [one for one in (*GRADES, "弃权") if one != column and self._is_typed(row, one)]
        return None if valid is None else valid - sum(self._number(row, one) or 0 for one in others)

    def typed(self) -> list[dict[str, str]]:
        """Return all rows by the headings of a tally form; one without votes is blank: it is entered later."""
        found = []
        for row, (organization, group) in enumerate(self._keys):
            counts = {column: self._text(row, at) for column, at in _AT.items()}
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
            column = _AT.get(problem.field, 2)
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

    def _begin(self) -> None:
        self._fresh = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits type, Enter and Tab go on, everything else is the table's own."""
        key, text = event.key(), event.text()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Backspace:
            self._type(self._text(self.currentRow(), self.currentColumn())[:-1])
        elif key == Qt.Key.Key_Delete:
            self._type("")
        elif text.isdecimal() or (text == "." and self._column() == POINTS):
            before = "" if self._fresh else self._text(self.currentRow(), self.currentColumn())
            self._type(before + text)
            self._go_on_if_full()
        else:
            super().keyPressEvent(event)

    def _column(self) -> str:
        at = self.currentColumn() - 2
        return COUNTS[at] if 0 <= at < len(COUNTS) else ""

    def _type(self, text: str) -> None:
        item = self.currentItem()
        if item is not None and self._column() and item.flags() & Qt.ItemFlag.ItemIsEditable:
            item.setText(text)
            self._fresh = False

    def _go_on_if_full(self) -> None:
        text, limit = self._text(self.currentRow(), self.currentColumn()), None
        if self._column() and text.isdecimal():
            limit = self._limit(self.currentRow(), self._column())
            if text == "0" or (limit is not None and int(text) * 10 > limit):
                self._next()

    def _enter(self) -> None:
        row, column = self.currentRow(), self._column()
        if column in GRADES and not self._text(row, self.currentColumn()):
            self._type("0")
        self._next()

    def _next(self) -> None:
        """Go to the next count that is to be typed: votes of this row, then the next row."""
        row, at = self.currentRow(), self.currentColumn()
        while row < self.rowCount():
            later = [_AT[one] for one in self._flow(row) if _AT[one] > at]
            if self._complete(row):
                later = [one for one in later if one < _AT["有效"]]
            if later:
                self.setCurrentCell(row, later[0])
                return
            row, at = row + 1, 1
        self.finished.emit()

    def _flow(self, row: int) -> tuple[str, ...]:
        """Return the counts that are typed in a row: those of the meeting only in a group's first."""
        first = row == self._rows_of(self._keys[row][1])[0]
        people = [one for one in MEETING if first and not self._off(row, one)]
        return (*people, *self._votes(row))

    def _complete(self, row: int) -> bool:
        return all(self._text(row, _AT[one]) for one in self._votes(row))
