"""The line over the lower edge of a page that says what was done, and fades."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from . import look

STAYS = 9000
"""How long a note stays readable before it fades, in milliseconds."""


class NoteLine(QFrame):
    """A line over the lower edge of the page that says what was done, offers one step, and fades."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("note")
        self.words = QLabel(self)
        self.step = QPushButton(self)
        self._then: Callable[[], None] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(look.GAP_4), look.px(6), look.px(look.GAP_2), look.px(6))
        row.addWidget(self.words)
        row.addWidget(self.step)
        self.step.clicked.connect(self._take_step)
        self._clock = QTimer(self, singleShot=True, interval=STAYS)
        self._clock.timeout.connect(self._fade)
        self._effect = QGraphicsOpacityEffect(self, opacity=1.0)
        self.setGraphicsEffect(self._effect)
        self._fading = QPropertyAnimation(self._effect, b"opacity", self)
        self._fading.setDuration(700)
        self._fading.setEndValue(0.0)
        self._fading.finished.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def show_note(self, words: str, step: str = "", then: Callable[[], None] | None = None) -> None:
        """Show `words`, and beside them a button `step` that calls `then`."""
        self._fading.stop()
        self._effect.setOpacity(1.0)
        self.words.setText(words)
        self.setAccessibleName(words)
        self.step.setText(step)
        self.step.setVisible(bool(step))
        self._then = then
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._clock.start()

    def put_away(self) -> None:
        """Hide at once: what it offers is no longer true."""
        self._clock.stop()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge of the parent when it grows."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        parent = self.parentWidget()
        left = (parent.width() - self.width()) // 2
        self.move(max(left, 0), parent.height() - self.height() - look.px(look.GAP_4))

    def _fade(self) -> None:
        if self.underMouse() or self.step.hasFocus():
            self._clock.start()
            return
        self._fading.setStartValue(1.0)
        self._fading.start()

    def _take_step(self) -> None:
        then, self._then = self._then, None
        self.put_away()
        if then is not None:
            then()
