"""Notices that nobody has touched keyboard or mouse for some minutes.

Every touch comes through a window of the system, so only those are watched: a filter on the application would see each
of the thousands of events between the parts of a page, a third of all the time that showing a record takes.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

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
        self._watches = False
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        # A dialog is a window that was not there at the beginning.
        app.focusWindowChanged.connect(self._watch)
        self.begin()

    def begin(self) -> None:
        """Watch from now."""
        self._watches = True
        for window in QGuiApplication.topLevelWindows():
            self._watch(window)
        self._clock.start()

    def end(self) -> None:
        """Watch no more."""
        self._watches = False
        self._clock.stop()
        for window in QGuiApplication.topLevelWindows():
            window.removeEventFilter(self)

    def _watch(self, window: QWindow | None) -> None:
        if self._watches and window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start the minutes over at every touch."""
        if event.type() in _TOUCHES and self._clock.isActive():
            self._clock.start()
        return False
