"""A number with buttons to make it smaller and larger, also with the arrow keys; the check of the change judges it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from .. import look
from ..pieces import button
from ..values.plain import Number

_BUTTON = 32


class _Keyed(Number):
    """The number itself; ↑ and ↓ change it."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Make the number larger or smaller."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Up else -1)
            return
        super().keyPressEvent(event)


class Steps(QWidget):
    """One number in steps of `step`; `unit` stands after it."""

    edited = Signal()

    def __init__(self, name: str, unit: str, step: float, value: float) -> None:
        super().__init__()
        self._step = step
        self.line = _Keyed(whole=step == int(step))
        self.line.setAccessibleName(name)
        self.line.setToolTip("↑ ↓ 增减")
        self.line.setFixedWidth(look.px(64))
        self.less = button("－", "", "", lambda: self._go(-1))
        self.more = button("＋", "", "", lambda: self._go(1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(look.GAP_1))
        for verb, words in ((self.less, "减小"), (self.more, "增大")):
            verb.setAccessibleName(f"{words}{name}")
            verb.setFixedWidth(look.px(_BUTTON))
            look.dress(verb, "quiet")
        row.addWidget(self.less)
        row.addWidget(self.line)
        row.addWidget(self.more)
        if unit:
            row.addWidget(QLabel(unit))
        row.addStretch(1)
        self.setFocusProxy(self.line)
        self.line.edited.connect(self.edited)
        self.line.stepped.connect(self._go)
        self.put(value)

    def value(self) -> Any:
        """Return the number, or what was typed where it is none."""
        return self.line.value()

    def put(self, value: float) -> None:
        """Show a number without calling it an edit."""
        self.line.put(int(value) if value == int(value) else value)

    def _go(self, steps: int) -> None:
        value = self.value()
        if not isinstance(value, str):
            self.put(max(round(value + steps * self._step, 1), 0))
            self.edited.emit()
