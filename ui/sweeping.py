"""Collects Python's cyclic garbage in the window's thread only.

Left alone, the collector runs in whichever thread allocates, and so a reading thread may take widgets apart that
belong to the window: Qt dies of it. While work can run in other threads, collecting is this clock's job.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1000
"""Milliseconds between two looks at the garbage."""


class Sweeper(QObject):
    """Sweeps from `begin` to `end`; several may be at work, the last one gives the collector back to Python."""

    _at_work = 0
    _settled = False

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = QTimer(self, interval=EVERY)
        self._clock.timeout.connect(self.sweep)

    def begin(self) -> None:
        """Take the collector over."""
        Sweeper._at_work += 1
        gc.disable()
        self._clock.start()

    def end(self) -> None:
        """Give the collector back."""
        if not self._clock.isActive():
            return
        self._clock.stop()
        Sweeper._at_work -= 1
        if not Sweeper._at_work:
            gc.unfreeze()
            Sweeper._settled = False
            gc.enable()

    def sweep(self) -> None:
        """Collect as much as Python itself would by now, the oldest generation last."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation]:
                gc.collect(generation)
                if generation == 2 and not Sweeper._settled:
                    # What lives now (modules, mapped classes, pages) lives on: looking through it at each
                    # full sweep would take the window 80 ms.
                    gc.freeze()
                    Sweeper._settled = True
                return
