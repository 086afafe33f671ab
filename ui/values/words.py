"""A list of words in order: typed one a line, or ticked among those on offer; moved with Alt+↑ and Alt+↓."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..pieces import button
from .plain import Offers

_MOST_ROWS, _LEAST_ROWS = 8, 3
_ROLE = Qt.ItemDataRole.UserRole


class Words(QWidget):
    """The list with its buttons; blank lines do not count."""

    edited = Signal()

    def __init__(self, name: str, value: list[Any], offers: Offers) -> None:
        super().__init__()
        self._words = dict(offers)
        self._filling = False
        self.list = _Keys(self)
        self.list.setAccessibleName(name)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.list.itemChanged.connect(self._changed)
        self.up = button("上移", "chevron-up", "", lambda: self.shift(-1))
        self.down = button("下移", "chevron-down", "", lambda: self.shift(1))
        self.add = button("加一行", "plus", "", self.add_line)
        self.drop = button("去掉", "x", "", self.drop_line)
        self._lay_out(name)
        self.put(value)

    def _lay_out(self, name: str) -> None:
        verbs = QVBoxLayout()
        verbs.setSpacing(look.px(look.GAP_1))
        shown = [self.up, self.down] if self._words else [self.up, self.down, self.add, self.drop]
        for verb in shown:
            verb.setAccessibleDescription(name)
            verb.setToolTip(_KEYS_OF.get(verb.text(), ""))
            verbs.addWidget(verb)
        verbs.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(look.GAP_2))
        row.addWidget(self.list, 1)
        row.addLayout(verbs)
        self.setMaximumWidth(look.px(look.WIDTHS["wide"]))

    def buttons(self) -> list[QPushButton]:
        """Return the buttons beside the list."""
        return [self.up, self.down, self.add, self.drop]

    def value(self) -> list[Any]:
        """Return the words in their order, of ticked ones only those."""
        items = [self.list.item(row) for row in range(self.list.count())]
        if self._words:
            ticked = [one for one in items if one.checkState() == Qt.CheckState.Checked]
            return [one.data(_ROLE) for one in ticked]
        return [text for one in items if (text := one.text().strip())]

    def put(self, value: Any) -> None:
        """Show a list of words."""
        self._filling = True
        self.list.clear()
        if self._words:
            for one in value:
                self._offer(one, ticked=True)
            for one in self._words:
                if one not in value:
                    self._offer(one, ticked=False)
        else:
            for one in value:
                self._type(str(one))
        rows = min(max(self.list.count(), _LEAST_ROWS), _MOST_ROWS)
        self.list.setFixedHeight(rows * look.px(look.ROW_COMPACT) + look.px(4))
        self.list.setCurrentRow(0)
        self._filling = False

    def _offer(self, value: Any, *, ticked: bool) -> None:
        item = QListWidgetItem(self._words.get(value, str(value)))
        item.setData(_ROLE, value)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        item.setSizeHint(QSize(0, look.px(look.ROW_COMPACT)))
        self.list.addItem(item)

    def _type(self, text: str) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setSizeHint(QSize(0, look.px(look.ROW_COMPACT)))
        self.list.addItem(item)
        return item

    def _changed(self, _: QListWidgetItem) -> None:
        if not self._filling:
            self.edited.emit()

    def shift(self, by: int) -> None:
        """Move the current line up or down."""
        at = self.list.currentRow()
        if at < 0 or not 0 <= at + by < self.list.count():
            return
        self._filling = True
        self.list.insertItem(at + by, self.list.takeItem(at))
        self.list.setCurrentRow(at + by)
        self._filling = False
        self.edited.emit()

    def add_line(self) -> None:
        """Add a line beneath the current one and type into it."""
        if self._words:
            return
        at = self.list.currentRow() + 1
        self._filling = True
        item = self._type("")
        self.list.takeItem(self.list.row(item))
        self.list.insertItem(at, item)
        self._filling = False
        self.list.setCurrentItem(item)
        self.list.setFocus()
        self.list.editItem(item)

    def drop_line(self) -> None:
        """Take the current line out."""
        if self._words or self.list.currentRow() < 0:
            return
        self.list.takeItem(self.list.currentRow())
        self.edited.emit()


_KEYS_OF = {"上移": "Alt+↑", "下移": "Alt+↓", "加一行": "Insert", "去掉": "Delete"}


class _Keys(QListWidget):
    """Moves, adds and drops lines by keys; Enter edits."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._of = words

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the buttons do."""
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._of.shift(-1 if key == Qt.Key.Key_Up else 1)
        elif key == Qt.Key.Key_Insert:
            self._of.add_line()
        elif key == Qt.Key.Key_Delete:
            self._of.drop_line()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._editable():
            self.editItem(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _editable(self) -> bool:
        item = self.currentItem()
        return (
            item is not None
            and bool(item.flags() & Qt.ItemFlag.ItemIsEditable)
            and self.state() != QAbstractItemView.State.EditingState
        )
