"""Two lists side by side: what can be chosen, and what was chosen in its order; everything by keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..pieces import button

_KEY = Qt.ItemDataRole.UserRole


class FieldPicker(QWidget):
    """`changed` after fields were added, taken out or moved. Enter adds, Delete takes out, Ctrl+↑/↓ moves."""

    changed = Signal()

    def __init__(self, blank: str) -> None:
        super().__init__()
        self._blank = blank
        self._labels: dict[str, str] = {}
        self.offered = _list("可选字段")
        self.chosen = _list("已选字段")
        self.find = QLineEdit()
        self.find.setPlaceholderText("找字段")
        self.find.setAccessibleName("找字段")
        self.find.setClearButtonEnabled(True)
        self.add = button("加入", "chevron-right", "", self._add)
        self.drop = button("去掉", "chevron-left", "", self._drop)
        self.up = button("上移", "chevron-up", "", lambda: self._move(-1))
        self.down = button("下移", "chevron-down", "", lambda: self._move(1))
        self.title = QLineEdit()
        self.title.setPlaceholderText("如：签字")
        self.title.setAccessibleName("空列的标题")
        self.add_blank = button("加一列空的", "plus", "", self._add_blank)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, look.px(look.GAP_2), 0, 0)
        grid.setHorizontalSpacing(look.px(look.GAP_2))
        grid.setVerticalSpacing(look.px(look.GAP_1))
        heads = (
            ("可选字段（回车加入）", self.offered),
            ("已选字段（Delete 去掉，Ctrl+↑↓ 移动）", self.chosen),
        )
        for column, (words, part) in zip((0, 2), heads, strict=True):
            head = QLabel(words)
            head.setBuddy(part)
            look.dress(head, "second")
            grid.addWidget(head, 0, column)
        verbs = QVBoxLayout()
        verbs.addStretch(1)
        for part in (self.add, self.drop, self.up, self.down):
            verbs.addWidget(part)
        verbs.addStretch(1)
        grid.addWidget(self.offered, 1, 0)
        grid.addLayout(verbs, 0, 1, 3, 1)
        grid.addWidget(self.chosen, 1, 2)
        grid.addWidget(self.find, 2, 0)
        more = QHBoxLayout()
        more.addWidget(self.title, 1)
        more.addWidget(self.add_blank)
        grid.addLayout(more, 2, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)

    def _connect(self) -> None:
        self.find.textChanged.connect(self._narrow)
        self.find.returnPressed.connect(self._add)
        self.title.returnPressed.connect(self._add_blank)
        self.offered.itemActivated.connect(lambda _: self._add())
        for one in (self.offered, self.chosen):
            one.installEventFilter(self)

    def offer(self, fields: Sequence[tuple[str, str]]) -> None:
        """Offer fields given as (key, label)."""
        self._labels = dict(fields)
        self.offered.clear()
        for key, words in fields:
            self.offered.addItem(_item(key, words))
        self.offered.setCurrentRow(0)

    def keys(self) -> tuple[str, ...]:
        """Return the chosen keys in order."""
        return tuple(str(self.chosen.item(at).data(_KEY)) for at in range(self.chosen.count()))

    def put(self, keys: Sequence[str], words: Mapping[str, str]) -> None:
        """Show chosen keys without telling; `words` are other names for some."""
        self.chosen.clear()
        for key in keys:
            self.chosen.addItem(_item(key, words.get(key) or self._word(key)))
        self.chosen.setCurrentRow(0)

    def _word(self, key: str) -> str:
        if key.startswith(self._blank):
            return f"{key.removeprefix(self._blank)}（空列）"
        return self._labels.get(key, key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter adds from the left list; Delete and Ctrl with an arrow work on the right one."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if watched is self.offered and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._add()
        elif watched is self.chosen and key == Qt.Key.Key_Delete:
            self._drop()
        elif watched is self.chosen and control and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if key == Qt.Key.Key_Up else 1)
        else:
            return False
        return True

    def _narrow(self, text: str) -> None:
        first = -1
        for at in range(self.offered.count()):
            fits = text.strip() in self.offered.item(at).text()
            self.offered.item(at).setHidden(not fits)
            first = at if fits and first < 0 else first
        self.offered.setCurrentRow(first)

    def _add(self) -> None:
        item = self.offered.currentItem()
        if item is not None and not item.isHidden():
            self._choose(str(item.data(_KEY)))
            self.offered.setCurrentRow(min(self.offered.currentRow() + 1, self.offered.count() - 1))

    def _add_blank(self) -> None:
        words = self.title.text().strip()
        if words:
            self._choose(f"{self._blank}{words}")
            self.title.clear()

    def _choose(self, key: str) -> None:
        keys = self.keys()
        if key in keys:
            self.chosen.setCurrentRow(keys.index(key))
            return
        self.chosen.addItem(_item(key, self._word(key)))
        self.chosen.setCurrentRow(self.chosen.count() - 1)
        self.changed.emit()

    def _drop(self) -> None:
        at = self.chosen.currentRow()
        if at >= 0:
            self.chosen.takeItem(at)
            self.changed.emit()

    def _move(self, by: int) -> None:
        at = self.chosen.currentRow()
        if at >= 0 and 0 <= at + by < self.chosen.count():
            item = self.chosen.takeItem(at)
            self.chosen.insertItem(at + by, item)
            self.chosen.setCurrentRow(at + by)
            self.changed.emit()


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    return made


def _item(key: str, words: str) -> QListWidgetItem:
    made = QListWidgetItem(words)
    made.setData(_KEY, key)
    made.setSizeHint(QSize(0, look.px(look.ROW_COMPACT)))
    return made
