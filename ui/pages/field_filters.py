"""Filters on single fields over a list: a panel of rows (field, test, value)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from cso_desk.errors import Problem

from .. import look
from ..pieces import button, clear, label

if TYPE_CHECKING:
    from cso_desk.usecases.field_filters import FilterField, Where

_NO_VALUE = frozenset({"empty", "filled"})


class FilterRow(QWidget):
    """One condition."""

    done = Signal()
    """Enter in the last field of the row."""

    def __init__(self, fields: Sequence[FilterField], number: int) -> None:
        super().__init__()
        self._fields = {one.key: one for one in fields}
        self.field = _box(f"第 {number} 条：栏目", 170)
        self.test = _box(f"第 {number} 条：条件", 110)
        self.value = _typed(f"第 {number} 条：值", 220)
        self.until = _typed(f"第 {number} 条：到", 120)
        self.drop = button("删去", "x", "link")
        self.drop.setAccessibleName(f"删去第 {number} 条")
        for one in fields:
            self.field.addItem(one.label, one.key)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(look.GAP_2))
        for part in (self.field, self.test, self.value, self.until, self.drop):
            row.addWidget(part)
        row.addStretch(1)
        self.field.currentIndexChanged.connect(lambda _: self._offer())
        self.test.currentIndexChanged.connect(lambda _: self._arrange())
        for one in (self.value, self.until):
            line = one.lineEdit()
            assert line is not None
            line.returnPressed.connect(self.done)
        self._offer()

    def _offer(self) -> None:
        chosen = self._fields.get(self.field.currentData() or "")
        if chosen is None:
            return
        self.test.clear()
        for key, words in chosen.tests:
            self.test.addItem(words, key)
        self.value.clear()
        self.value.addItems(list(chosen.words))
        self.value.setCurrentText("")
        line = self.value.lineEdit()
        assert line is not None
        line.setPlaceholderText("几个之间用顿号隔开" if chosen.words else chosen.example)
        self._arrange()

    def _arrange(self) -> None:
        test = self.test.currentData()
        self.value.setVisible(test not in _NO_VALUE)
        self.until.setVisible(test == "between")

    def put(self, wanted: Where) -> None:
        """Show a condition."""
        self.field.setCurrentIndex(self.field.findData(wanted.key))
        self.test.setCurrentIndex(self.test.findData(wanted.test))
        self.value.setCurrentText(wanted.value)
        self.until.setCurrentText(wanted.until)

    def where(self) -> Where:
        """Return the condition."""
        from cso_desk.usecases.field_filters import Where

        test = str(self.test.currentData())
        value = "" if test in _NO_VALUE else self.value.currentText().strip()
        until = self.until.currentText().strip() if test == "between" else ""
        return Where(str(self.field.currentData()), test, value, until)


class FilterPanel(QFrame):
    """The rows, hidden until `open`; Enter filters, Esc puts the panel away."""

    wanted = Signal(object, bool)
    """The conditions, and whether one of them is enough."""

    def __init__(self) -> None:
        super().__init__()
        look.dress(self, "band")
        self.setAccessibleName("按栏目筛选")
        self.fields: Sequence[FilterField] = ()
        self.rows: list[FilterRow] = []
        self.any_of_them = _box("几条之间", 150)
        self.any_of_them.addItem("满足全部条件", False)
        self.any_of_them.addItem("满足任何一条", True)
        self.more = button("加一条", "plus", "", self.add)
        self.go = button("筛选", "", "primary", self._do)
        self.leave = button("收起", "", "", self.hide)
        self.problem = label("", "problem", wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(look.GAP_1))
        foot = QHBoxLayout()
        foot.setSpacing(look.px(look.GAP_2))
        for part in (self.more, self.any_of_them, self.go, self.leave):
            foot.addWidget(part)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(self._lines)
        column.addWidget(self.problem)
        column.addLayout(foot)
        self.problem.hide()
        self.hide()

    def open(self, wanted: Sequence[Where], any_of_them: bool) -> None:
        """Show the conditions in force and a new one when there are none."""
        clear(self._lines)
        self.rows = []
        for one in wanted:
            self.add().put(one)
        if not wanted:
            self.add()
        self.any_of_them.setCurrentIndex(int(any_of_them))
        self.problem.hide()
        self.show()
        self.rows[0].field.setFocus()

    def add(self) -> FilterRow:
        """Add a row."""
        made = FilterRow(self.fields, len(self.rows) + 1)
        made.done.connect(self._do)
        made.drop.clicked.connect(lambda: self._drop(made))
        self.rows.append(made)
        self._lines.addWidget(made)
        made.field.setFocus()
        return made

    def _drop(self, row: FilterRow) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        if not self.rows:
            self._do()

    def _do(self) -> None:
        found = tuple(row.where() for row in self.rows)
        self.wanted.emit(found, bool(self.any_of_them.currentData()))

    def tell(self, problems: Sequence[Problem]) -> None:
        """Show what is wrong, and put the cursor into the first row that is named."""
        self.problem.setText("\n".join(problem.message for problem in problems))
        self.problem.show()
        named = {problem.field for problem in problems}
        for row in self.rows:
            if row.where().key in named:
                row.value.setFocus()
                break

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the panel away."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            return
        super().keyPressEvent(event)


def _box(words: str, width: int) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(words)
    made.setMaxVisibleItems(20)
    made.setMinimumWidth(look.px(width))
    return made


def _typed(words: str, width: int) -> QComboBox:
    made = _box(words, width)
    made.setEditable(True)
    made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    return made
