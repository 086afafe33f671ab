"""A real window on a desk as the program makes it, and how long its thread stands still while something is done."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from cso_desk.usecases import opening
from ui import look
from ui.app import TURN, speak_chinese
from ui.faults import FaultReports
from ui.machine import Machine
from ui.say import Say
from ui.window import MainWindow
from ui.work import Works

from .conftest import SECRET, USER


class Heartbeat(QObject):
    """Notes the longest time between two turns of the event loop.

    `busy` is the longest in which the program itself worked: on a loaded machine the rest is other programs' time.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest = self.busy = 0.0
        self._last, self._worked = time.perf_counter(), time.process_time()
        self._timer = QTimer(self, interval=2)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.process_time()
        self.longest = max(self.longest, now - self._last)
        self.busy = max(self.busy, min(now - self._last, worked - self._worked))
        self._last, self._worked = now, worked

    def during(
        self, qtbot: Any, words: str, act: Callable[[], object], rest: Callable[[], object]
    ) -> float:
        """Return the longest stretch of the UI thread while something is done and comes to rest."""
        qtbot.wait(20)
        began = self._last = time.perf_counter()
        self.longest = self.busy = 0.0
        act()
        rest()
        qtbot.wait(20)
        took = time.perf_counter() - began
        print(
            f"{words}: {self.longest * 1000:.0f} ms (busy {self.busy * 1000:.0f}), in {took:.1f} s, {peak():.0f} MB",
            flush=True,
        )
        return self.longest


@contextmanager
def open_window(folder: Path, qtbot: Any, qapp: Any) -> Iterator[MainWindow]:
    """Open the desk in a window, with the threads taking turns as in the program."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    speak_chinese(qapp)
    look.apply(qapp, 100, own_font=True)
    desk = opening.open_desk(folder, USER, SECRET)
    works = Works(Say(), FaultReports(folder))
    window = MainWindow(desk, works, Say(), Machine(folder))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    yield window
    works.close()
    desk.close()
    sys.setswitchinterval(before)


def at_rest(qtbot: Any, works: Works, timeout: int = 3_600_000) -> None:
    """Wait until nothing runs and what came home has been shown."""
    for _ in range(3):
        qtbot.waitUntil(lambda: not works.running, timeout=timeout)
        qtbot.wait(5)


def peak() -> float:
    """Return the most memory that the program has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
