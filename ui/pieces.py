"""Small parts that every page is made of: buttons, labels, links, rules, states, empty pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtWidgets
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from . import look

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent


class Link(QPushButton):
    """A button that looks like a link; the pointer becomes a hand when it first comes over it."""

    def enterEvent(self, event: QEnterEvent) -> None:
        """Take the hand."""
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        super().enterEvent(event)


def button(
    words: str, icon: str = "", part: str = "", act: Callable[[], object] | None = None
) -> QPushButton:
    """Return a button; `part` is its part in the look: primary, link, quiet, or empty for a plain one."""
    made = Link(words) if part == "link" else QPushButton(words)
    made.setAutoDefault(False)
    if icon:
        made.setIcon(look.icon(icon, "on_accent" if part == "primary" else "second"))
        made.setIconSize(QSize(look.px(look.ICON), look.px(look.ICON)))
    if part:
        look.dress(made, part)
    if act is not None:
        made.clicked.connect(lambda: act())
    return made


def label(words: str = "", part: str = "", *, wrap: bool = False, pick: bool = False) -> QLabel:
    """Return a label; `wrap` lets it take several lines, `pick` lets the clerk mark and copy its text."""
    made = QLabel(words)
    made.setWordWrap(wrap)
    if pick:
        flag = QtCore.Qt.TextInteractionFlag
        made.setTextInteractionFlags(flag.TextSelectableByMouse | flag.TextSelectableByKeyboard)
    if part:
        look.dress(made, part)
    return made


def rule() -> QFrame:
    """Return a thin line across."""
    made = QFrame()
    look.dress(made, "rule")
    return made


def badge(word: str = "") -> QLabel:
    """Return a state: its word in its colour."""
    made = QLabel()
    most = QtWidgets.QSizePolicy.Policy.Maximum
    made.setSizePolicy(most, most)
    set_badge(made, word)
    return made


def set_badge(made: QLabel, word: str, tone: str = "") -> None:
    """Show another state in a badge; `tone` overrides the word's own colour."""
    made.setText(word)
    made.setVisible(bool(word))
    fresh = made.property("tone") is None
    made.setProperty("tone", tone or look.tone_of(word))
    if not fresh:
        look.polish(made)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif item.layout() is not None:
            clear(item.layout())


class Flow(QLayout):
    """Puts its parts in a row and goes on in the next line where the room ends."""

    def __init__(self, parent: QWidget | None = None, gap: int = look.GAP_1) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = look.px(gap)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take a part."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        """Return a part."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        """Give a part away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow room needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that `width` needs."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, room: QRect) -> None:
        """Put the parts into the room."""
        super().setGeometry(room)
        self._arrange(room, move=True)

    def sizeHint(self) -> QSize:
        """Return the least size."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the size of the largest part."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, room: QRect, *, move: bool) -> int:
        x, y, line = room.x(), room.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if x > room.x() and x + size.width() > room.right() + 1:
                x, y, line = room.x(), y + line + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self._gap
            line = max(line, size.height())
        return y + line - room.y()


class Links(QWidget):
    """A few words and after them links; each link gives its key to `act`."""

    def __init__(self, words: str, act: Callable[[str], None], most: int = 12) -> None:
        super().__init__()
        self._words = words
        self._act = act
        self._most = most
        self._flow = Flow(self)
        self.links: list[QPushButton] = []

    def fill(self, links: Sequence[tuple[str, str]]) -> None:
        """Show links given as (key, words); hide when there are none."""
        clear(self._flow)
        self.links = []
        head = label(
            f"{self._words} {len(links)} 项：" if self._words == "还缺" else f"{self._words}：",
            "second",
        )
        head.setFixedHeight(look.px(26))
        self._flow.addWidget(head)
        for key, words in links[: self._most]:
            link = button(words, "", "link", lambda key=key: self._act(key))
            self.links.append(link)
            self._flow.addWidget(link)
        if len(links) > self._most:
            self._flow.addWidget(label(f"等 {len(links)} 项", "second"))
        self.setVisible(bool(links))
        self.updateGeometry()


class Empty(QWidget):
    """What a page says while it has nothing to show: what it is for, and the next step."""

    def __init__(self, words: str, steps: Sequence[QPushButton] = ()) -> None:
        super().__init__()
        self.words = label(words, "second", wrap=True)
        self.words.setAlignment(QtCore.Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(look.px(look.GAP_4))
        column.addStretch(2)
        column.addWidget(self.words)
        row = QHBoxLayout()
        row.addStretch(1)
        for step in steps:
            row.addWidget(step)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)
