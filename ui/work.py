"""Runs use cases off the window's thread: one lane that writes, two that read, results home by one queued signal.

    Writing(page, "正在保存", lambda progress: register.save_organization(desk, None, values)).done(saved).start()
    Reading(page, "", lambda progress: register.show(desk, id)).done(self._fill).start()

A task gets a `Progress` and runs in another thread: it touches no widget. What it gives back comes to `done` in the
window's thread, one result in a turn of its event loop, so that keys and painting come between; of a use case's `Done`
that is the value, and its changes go to every page except the one that began.
Errors come to `failed`, where it was given and takes them; else they are said in a box.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6 import QtCore
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from .sweeping import Sweeper

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from cso_desk.progress import Progress
    from cso_desk.usecases.opening import Desk

    from .faults import FaultReports
    from .say import Say

T = TypeVar("T")
Home = tuple["Work[Any]", Any, "Exception | None"]
"""A piece of work that came home, its result, its error."""


def _slim(result: Any) -> Any:
    """Put tables without ids in the place of very many changes: going through 300,000 would hold up the window."""
    from cso_desk.usecases.done import MANY, Done

    if not isinstance(result, Done) or len(result.changes) <= MANY:
        return result
    return Done(result.value, frozenset((table, "") for table, _ in result.changes))


class Page(Protocol):
    """Who may begin work: a widget that knows the lanes."""

    @property
    def works(self) -> Works:
        """The lanes of its window."""


class DeskPage(Page, Protocol):
    """A page that works on a desk."""

    @property
    def desk(self) -> Desk:
        """The open desk."""


class Watched:
    """The progress of one piece of work: written by its thread, read by the window."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self.text = ""
        self.stop = False
        self.steps = False

    def step(self, done: int, total: int, text: str = "") -> None:
        """Tell that `done` of `total` are finished; raises `Stopped` once the clerk pressed 停止."""
        self.done, self.total, self.text, self.steps = done, total, text, True
        if self.stop:
            from cso_desk.errors import Stopped

            raise Stopped


class Work(Generic[T]):
    """One piece of work of a page; `title` is shown in the bottom line, an empty one never."""

    lane = "read"

    def __init__(self, page: Page, title: str, task: Callable[[Progress], T]) -> None:
        self.page = page
        self.title = title
        self.task: Callable[[Progress], Any] = task
        self.progress = Watched()
        self.began = 0.0
        self._done: Callable[[Any], None] | None = None
        self._failed: Callable[[Exception], bool] | None = None

    def done(self, then: Callable[[Any], None]) -> Work[T]:
        """Call `then` with the result."""
        self._done = then
        return self

    def failed(self, then: Callable[[Exception], bool]) -> Work[T]:
        """Call `then` with an error; where it returns False the error is said as usual."""
        self._failed = then
        return self

    def start(self) -> Work[T]:
        """Queue the work in its lane."""
        self.page.works.start(self)
        return self

    def stop(self) -> None:
        """Ask the work to stop at its next step."""
        self.progress.stop = True

    def finish(self, result: Any) -> None:
        """Hand the result to the page."""
        if self._done is not None and isValid(self.page):
            self._done(result)

    def fail(self, error: Exception) -> bool:
        """Offer an error to the page; tell whether it took it."""
        return isValid(self.page) and self._failed is not None and self._failed(error)


class Reading(Work[T]):
    """Work that only reads, or whose writes are one short note at its end: two may run at once."""


class Writing(Work[T]):
    """Work that writes: one after the other."""

    lane = "write"


class Works(QObject):
    """The lanes of one window."""

    _home = Signal(object, object, object)
    changed = Signal()
    """What runs has changed."""
    desk_changed = Signal(object, object)
    """Records were touched: the set of (table, id), and the page that began."""
    rested = Signal()
    """Nothing runs any more."""

    def __init__(self, say: Say, faults: FaultReports) -> None:
        super().__init__()
        self._say = say
        self._faults = faults
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self.running: list[Work[Any]] = []
        self._arrived: deque[Home] = deque()
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._take_one)
        self._closed = False
        self._sweeper = Sweeper(self, lambda: bool(self.running))
        self._sweeper.begin()

    def tidy(self) -> None:
        """Use a time in which nobody waits for the window to put its memory in order."""
        self._sweeper.tidy()

    def start(self, work: Work[Any]) -> None:
        """Queue a piece of work; after `close` nobody is left to do it."""
        if self._closed:
            return
        if not self._lanes:
            self._open_lanes()
        work.began = monotonic()
        self.running.append(work)
        self._lanes[work.lane].submit(self._run, work)
        if work.title:
            self.changed.emit()

    def _open_lanes(self) -> None:
        from concurrent.futures import ThreadPoolExecutor

        self._lanes["write"] = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._lanes["read"] = ThreadPoolExecutor(2, thread_name_prefix="read")
        self._home.connect(self._come_home, QtCore.Qt.ConnectionType.QueuedConnection)

    def writing(self) -> list[Work[Any]]:
        """Return the work in the writing lane."""
        return [work for work in self.running if work.lane == "write"]

    def titled(self) -> list[Work[Any]]:
        """Return the work under way that the clerk should see, the oldest first."""
        return [work for work in self.running if work.title]

    def close(self) -> None:
        """Ask all reading to stop, let short writes (drafts, columns) finish, and wait for both."""
        self._closed = True
        for work in self.running:
            work.stop()
        for name, lane in self._lanes.items():
            lane.shutdown(wait=True, cancel_futures=name == "read")
        self._sweeper.end()
        self.running.clear()

    def _run(self, work: Work[Any]) -> None:
        try:
            result, error = _slim(work.task(work.progress)), None
        except Exception as caught:
            result, error = None, caught
        self._home.emit(work, result, error)

    def _come_home(self, work: Work[Any], result: Any, error: Exception | None) -> None:
        self._arrived.append((work, result, error))
        self._turn.start()

    def _take_one(self) -> None:
        work, result, error = self._arrived.popleft()
        if self._arrived:
            self._turn.start()
        # What comes home after the window closed finds nobody.
        if work in self.running:
            self._hand_over(work, result, error)

    def _hand_over(self, work: Work[Any], result: Any, error: Exception | None) -> None:
        self.running.remove(work)
        if work.title:
            self.changed.emit()
        if error is not None:
            self._error_home(work, error)
        else:
            self._result_home(work, result)
        if not self.running and not self._closed:
            self.rested.emit()

    def _result_home(self, work: Work[Any], result: Any) -> None:
        from cso_desk.usecases.done import Done

        if not isinstance(result, Done):
            work.finish(result)
            return
        work.finish(result.value)
        if result.changes:
            self.desk_changed.emit(result.changes, work.page)

    def _error_home(self, work: Work[Any], error: Exception) -> None:
        from cso_desk.errors import Stopped

        if work.fail(error) or isinstance(error, Stopped):
            return
        words = self.words_of(error)
        if isinstance(work.page, QWidget) and isValid(work.page):
            self._say.trouble(work.page, words)

    def words_of(self, error: Exception) -> str:
        """Return what to tell the clerk; an error of no family is a bug and goes into a local report first."""
        from cso_desk.errors import Problems, Trouble

        if isinstance(error, Trouble):
            return error.message
        if isinstance(error, Problems):
            return "\n".join(problem.message for problem in error.problems)
        return self._faults.report(error)
