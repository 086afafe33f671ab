"""Notices that nobody has touched keyboard or mouse for some minutes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

MINUTES = 10
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Sends `idle` once after the minutes; `begin` starts over."""

    idle = Signal()

    def __init__(self, parent: QObject, minutes: float = MINUTES) -> None:
        super().__init__(parent)
        self._clock = QTimer(self, singleShot=True, interval=round(minutes * 60_000))
        self._clock.timeout.connect(self.idle)
        self._app = QApplication.instance()
        self.begin()

    def begin(self) -> None:
        """Watch from now."""
        if self._app is not None:
            self._app.installEventFilter(self)
        self._clock.start()

    def end(self) -> None:
        """Watch no more."""
        self._clock.stop()
        if self._app is not None:
            self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start the minutes over at every touch."""
        if event.type() in _TOUCHES and self._clock.isActive():
            self._clock.start()
        return False
