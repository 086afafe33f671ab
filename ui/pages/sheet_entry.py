"""Entry sheet by sheet: one digit for each row, the next sheet after the last row, twice by two persons where wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..forms.inputs import Choice, Line
from ..pieces import Flow, button, label
from ..work import DeskPage, Reading, Writing

if TYPE_CHECKING:
    from cso_desk.usecases import round_sheets

READINGS = ("第一遍", "第二遍")
HELP = "1、2、3、4 是等次从高到低，0 弃权，9 无效；按一个数字就到下一行，最后一行按完自动存下这一张。问卷照编号录；录错的，票号改回那一张再录一遍。"
_WORDS = {"1": "优秀", "2": "合格", "3": "基本合格", "4": "不合格", "0": "弃权", "9": "无效"}


class DigitRows(QTableWidget):
    """The rows of one sheet; a digit marks a row and goes to the next."""

    whole = Signal()
    """The last row has its digit."""

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setHorizontalHeaderLabels(["序号", "组织", "这一张"])
        self.setAccessibleName("逐张录入")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(look.row_height())
        for at, width in enumerate((56, 320, 120)):
            self.setColumnWidth(at, look.px(width))
        self.words: Sequence[str] = ()

    def fill(self, names: Sequence[str]) -> None:
        """Show the organizations, all rows blank."""
        self.setRowCount(len(names))
        for row, name in enumerate(names):
            for at, text in enumerate((str(row + 1), name, "")):
                self.setItem(row, at, QTableWidgetItem(text))
        self.blank()

    def blank(self) -> None:
        """Begin another sheet."""
        self._digits: list[str] = [""] * self.rowCount()
        for row in range(self.rowCount()):
            self._put(row, "")
        if self.rowCount():
            self.setCurrentCell(0, 2)

    def _put(self, row: int, digit: str) -> None:
        self._digits[row] = digit
        item = self.item(row, 2)
        if item is not None:
            word = _WORDS.get(digit, "")
            if digit in "1234" and digit and self.words:
                word = self.words[int(digit) - 1]
            item.setText(f"{digit}  {word}" if digit else "")

    def digits(self) -> list[int]:
        """Return the digits; rows without one are left out."""
        return [int(digit) for digit in self._digits if digit]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a digit and go on; Backspace goes back."""
        row, text = self.currentRow(), event.text()
        if text in _WORDS and row >= 0:
            self._put(row, text)
            if row + 1 < self.rowCount():
                self.setCurrentCell(row + 1, 2)
            if all(self._digits):
                self.whole.emit()
        elif event.key() == Qt.Key.Key_Backspace and row >= 0:
            back = row if self._digits[row] else max(row - 1, 0)
            self._put(back, "")
            self.setCurrentCell(back, 2)
        else:
            super().keyPressEvent(event)


class SheetEntry(QWidget):
    """Which group and reading, who reads, the sheet's number, its rows."""

    saved = Signal()
    refused = Signal(str)

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        self._page = page
        self._round = ""
        self.group, self.which, self.reader = Choice(()), Choice(READINGS), Line("张会计")
        self.number = Line()
        self._numbers: set[int] = set()
        self._words: Mapping[str, Sequence[str]] = {}
        self.count = label("", "second")
        self.rows = DigitRows()
        self.rows.whole.connect(self._save)
        self.take_out = button("移除上一张", "trash-2", "", self._take_out)
        self.count_words = label(HELP, "second", wrap=True)
        flow = Flow(gap=look.GAP_2)
        for words, made in (
            ("投票方", self.group),
            ("遍次", self.which),
            ("录入人", self.reader),
            ("票号", self.number),
        ):
            made.setAccessibleName(words)
            made.setFixedWidth(look.px(64 if made is self.number else 104))
            flow.addWidget(_named(words, made))
        for part in (self.count, self.take_out):
            part.setFixedHeight(look.px(look.FIELD))
            flow.addWidget(part)
        line = QWidget()
        line.setLayout(flow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(line)
        column.addWidget(self.count_words)
        column.addWidget(self.rows, 1)
        self.number.returnPressed.connect(self.rows.setFocus)
        self.which.edited.connect(self.read)
        self.group.edited.connect(self.read)
        self._last = 0

    def show_round(
        self, round_id: str, groups: Mapping[str, Sequence[str]], *, twice: bool
    ) -> None:
        """Begin with a round; what is being typed of the same round stays. `groups` gives each one's words."""
        self._words = groups
        fresh = round_id != self._round
        self._round = round_id
        if fresh:
            self.group.clear()
            self.group.addItems(list(groups))
            self.group.setCurrentIndex(len(groups) - 1)
            self.which.put(READINGS[0])
            self.reader.put(self._page.desk.user)
        self.which.setEnabled(twice)
        if fresh or not self.rows.digits():
            self.read()

    def read(self) -> None:
        """Read how many sheets there are; nothing of another reading is shown."""
        round_id, group, which = self._round, self.group.value(), self.which.value()
        if not (round_id and group):
            return
        self.rows.words = self._words.get(group, ())

        def read(_: Any) -> round_sheets.Reading:
            from cso_desk.usecases import round_sheets

            return round_sheets.reading(self._page.desk, round_id, group)

        def show(found: round_sheets.Reading) -> None:
            own = found.first if which != READINGS[1] else found.second
            if self.rows.rowCount() != len(found.organizations) or not self.rows.digits():
                self.rows.fill([name for _, name in found.organizations])
            self._numbers = {one.number for one in own}
            self._begin(max(self._numbers, default=0))

        Reading(self._page, "", read).done(show).start()

    def _begin(self, last: int) -> None:
        """Go to the number after the highest: a sheet that was read again is not followed by an old one."""
        self._last = last
        self.number.put(str(max(self._numbers, default=0) + 1))
        self.count.setText(f"已录 {len(self._numbers)} 张")
        self.take_out.setEnabled(self._last in self._numbers)

    def _save(self) -> None:
        text = self.number.value().strip()
        number = int(text) if text.isdecimal() and int(text) else max(self._numbers, default=0) + 1
        digits = self.rows.digits()
        self.rows.blank()
        self._numbers.add(number)
        self._begin(number)
        round_id, group = self._round, self.group.value()
        which, reader = self.which.value() or READINGS[0], self.reader.value()

        def write(_: Any) -> Any:
            from cso_desk.usecases import round_sheets

            read = round_sheets.Read(digits, which, number, reader)
            return round_sheets.enter_sheet(self._page.desk, round_id, group, read)

        work = Writing(self._page, "", write)
        work.done(lambda _: self.saved.emit()).failed(self._not_saved).start()

    def _not_saved(self, error: Exception) -> bool:
        problems = getattr(error, "problems", ())
        words = "\n".join(one.message for one in problems) or getattr(error, "message", "")
        if words:
            self.refused.emit(words)
            self.read()
        return bool(words)

    def _take_out(self) -> None:
        round_id, group, number = self._round, self.group.value(), self._last
        which = self.which.value() or READINGS[0]

        def write(_: Any) -> Any:
            from cso_desk.usecases import round_sheets

            return round_sheets.remove_sheet(self._page.desk, round_id, group, number, which)

        def done(_: Any) -> None:
            self.rows.blank()
            self.read()
            self.saved.emit()

        Writing(self._page, "正在移除", write).done(done).start()


def _named(words: str, made: QWidget) -> QWidget:
    """Return a field behind its label."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.px(look.GAP_1))
    row.addWidget(QLabel(words))
    row.addWidget(made)
    return holder
