"""Tabs whose heads go on in a second row where the room is narrow: a record has more parts than a tab bar shows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from .. import look
from ..pieces import Flow, button, rule


class DetailTabs(QWidget):
    """Speaks like a QTabWidget; the arrow keys go from head to head."""

    currentChanged = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._heads: list[QPushButton] = []
        self._group = QButtonGroup(self)
        self._flow = Flow(gap=2)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._flow)
        column.addWidget(rule())
        column.addWidget(self._stack, 1)

    def addTab(self, part: QWidget, words: str) -> int:
        """Put a part at the end and return its place."""
        return self.insertTab(self.count(), part, words)

    def insertTab(self, at: int, part: QWidget, words: str) -> int:
        """Put a part at a place and return it."""
        head = button(words, "", "tab", lambda: self.setCurrentWidget(part))
        head.setCheckable(True)
        head.installEventFilter(self)
        self._group.addButton(head)
        self._heads.insert(at, head)
        self._stack.insertWidget(at, part)
        for one in self._heads:
            self._flow.removeWidget(one)
        for one in self._heads:
            self._flow.addWidget(one)
        self._mark()
        return at

    def count(self) -> int:
        """Return how many parts there are."""
        return len(self._heads)

    def widget(self, at: int) -> QWidget:
        """Return the part at a place."""
        return self._stack.widget(at)

    def indexOf(self, part: QWidget) -> int:
        """Return the place of a part, -1 for a stranger."""
        return self._stack.indexOf(part)

    def tabText(self, at: int) -> str:
        """Return the words of a head."""
        return self._heads[at].text()

    def setTabText(self, at: int, words: str) -> None:
        """Change the words of a head."""
        self._heads[at].setText(words)
        self._flow.invalidate()

    def currentIndex(self) -> int:
        """Return the place of the part that is shown."""
        return self._stack.currentIndex()

    def currentWidget(self) -> QWidget:
        """Return the part that is shown."""
        return self._stack.currentWidget()

    def setCurrentIndex(self, at: int) -> None:
        """Show the part at a place."""
        before = self._stack.currentIndex()
        self._stack.setCurrentIndex(at)
        self._mark()
        if at != before:
            self.currentChanged.emit(at)

    def setCurrentWidget(self, part: QWidget) -> None:
        """Show a part."""
        self.setCurrentIndex(self._stack.indexOf(part))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go to the next part or the one before with the arrow keys."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = steps.get(event.key(), 0)
            if step:
                self.setCurrentIndex((self.currentIndex() + step) % self.count())
                self._heads[self.currentIndex()].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def _mark(self) -> None:
        at = self._stack.currentIndex()
        if 0 <= at < len(self._heads):
            self._heads[at].setChecked(True)


def margins_of_a_part() -> tuple[int, int, int, int]:
    """Return the margins inside a part, so that all begin in one line."""
    return (0, look.px(look.GAP_2), 0, 0)
