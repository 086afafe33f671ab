"""The papers on their way to printers: one job after the other, each in the bottom line with its progress and 停止."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from ..work import Reading
from .page import Page

Task = Callable[[Any], Any]


class PrintQueue:
    """Starts the next job when the one under way has come to an end, whichever."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._waiting: deque[tuple[str, Task, Callable[[Any], None]]] = deque()
        self._busy = False

    def add(self, title: str, task: Task, done: Callable[[Any], None]) -> int:
        """Take a job and return how many are before it."""
        before = len(self._waiting) + self._busy
        self._waiting.append((title, task, done))
        if not self._busy:
            self._next()
        return before

    def _next(self) -> None:
        self._busy = bool(self._waiting)
        if not self._busy:
            return
        title, task, done = self._waiting.popleft()

        def finished(found: Any) -> None:
            done(found)
            self._next()

        def failed(_: Exception) -> bool:
            self._next()
            return False

        Reading(self._page, title, task).done(finished).failed(failed).start()
