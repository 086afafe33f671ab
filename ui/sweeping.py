"""Collects Python's cyclic garbage in the window's thread only.

Left alone, the collector runs in whichever thread allocates, and so a reading thread may take widgets apart that
belong to the window: Qt dies of it. While work can run in other threads, collecting is this clock's job.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

EVERY = 1000
"""Milliseconds between two looks at the garbage."""
PATIENCE = 120
"""So many looks a sweep waits for work to end, and for what it left to be let go."""
MANY = 30_000
"""More young objects than this are never looked through at once: 300,000 take the window half a second."""


class Sweeper(QObject):
    """Sweeps from `begin` to `end`, and not while `busy` says that work runs, as far as patience goes.

    Several may be at work; the last one gives the collector back to Python.
    """

    _at_work = 0
    _settled = False

    def __init__(self, parent: QObject, busy: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._busy = busy
        self._waited = 0
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
        """Collect the young garbage; what outlives that lives on, and is looked through again only by `tidy`."""
        many = gc.get_count()[0] > MANY
        if (many or self._busy()) and self._waited < PATIENCE:
            self._waited += 1
            return
        self._waited = 0
        if Sweeper._settled and not many:
            gc.collect(0)
        gc.freeze()
        Sweeper._settled = True

    def tidy(self) -> None:
        """Look through all that lives, for a moment at which nobody waits for the window."""
        if self._clock.isActive() and not self._busy():
            gc.unfreeze()
            gc.collect()
            gc.freeze()
