"""Long readings of a large desk, in a process of their own: in a thread they would hold up the window (design.md 4)."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, select

from cso_desk.clock import Clock
from cso_desk.errors import Stopped
from cso_desk.records import Organization

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from .desk import Desk

T = TypeVar("T")
LARGE = 50_000
"""From so many organizations on a desk is large; below, every reading is shorter than a process's start."""
LINES = 2
"""Readings that run apart at once, as many as the window has lanes for them."""


class Apart:
    """The reading process of one desk: begun when it is first wanted, ended with the desk.

    It opens the desk anew, to read only. Until it is up, and whenever it cannot answer (an error, a death), the reading
    runs where it was called: so a fault shows there as always, and no reading depends on a second process.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = threading.Lock()
        self._process: BaseProcess | None = None
        self._lines: list[Connection] = []
        self._free: SimpleQueue[Connection | None] = SimpleQueue()
        self._up = self._gone = self._ended = False

    def run(self, reading: Callable[..., T], given: Sequence[Any]) -> T:
        """Return what `reading(desk, *given)` returns, and raise what it raises.

        Raises `Stopped` when the desk was closed meanwhile, TypeError for a reading that another process could not
        find by its name.
        """
        if "<" in reading.__qualname__:
            raise TypeError("a reading that runs apart is a function of a module")
        answer = self._asked(reading, given) if self._is_up() else b""
        if self._ended:
            raise Stopped
        if not answer:
            return reading(self._desk, *given)
        found: T = pickle.loads(answer)
        return found

    def _asked(self, reading: Callable[..., T], given: Sequence[Any]) -> bytes:
        line = self._free.get()
        try:
            if line is None:
                return b""
            line.send_bytes(pickle.dumps((reading, given), pickle.HIGHEST_PROTOCOL))
            return line.recv_bytes()
        except (EOFError, OSError):
            line = None
            return b""
        finally:
            self._free.put(line)

    def _is_up(self) -> bool:
        with self._turn:
            if self._process is None:
                if not self._gone and self._is_large():
                    self._begin()
                return False
            self._up = not self._gone and (self._up or self._has_answered())
            return self._up

    def _is_large(self) -> bool:
        with self._desk.read() as session:
            return (session.scalar(select(func.max(Organization.n))) or 0) >= LARGE

    def _begin(self) -> None:
        """Start the process, without waiting until it is up."""
        import multiprocessing

        spawn = multiprocessing.get_context("spawn")
        pairs = [spawn.Pipe() for _ in range(LINES)]
        theirs = [one for _, one in pairs]
        desk = self._desk
        whose = (desk.folder, desk.key, desk.clock, desk.user, theirs)
        process = spawn.Process(target=_serve, args=whose, daemon=True)
        try:
            process.start()
        except OSError:
            self._gone = True
            return
        finally:
            for line in theirs:
                line.close()
        self._process, self._lines = process, [ours for ours, _ in pairs]

    def _has_answered(self) -> bool:
        """Tell whether the process is up; it says so on each line."""
        try:
            if not all(line.poll() for line in self._lines):
                return False
            for line in self._lines:
                line.recv_bytes()
                self._free.put(line)
        except (EOFError, OSError):
            self._gone = True
            return False
        return True

    def end(self) -> None:
        """End the process, also in the middle of a reading, as it writes nothing; a second call does nothing."""
        with self._turn:
            self._gone = self._ended = True
            process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        process.join()
        process.close()
        # Who waits on a line hears its end; the lines close when nobody holds them any more.
        self._lines.clear()
        self._free.put(None)


def _serve(folder: Path, key: bytes, clock: Clock, user: str, lines: Sequence[Connection]) -> None:
    """Answer on every line until the other side closes it, or is gone."""
    from .desk import Desk

    with Desk(folder, key, clock=clock, user=user, lock=None) as desk:
        threads = [threading.Thread(target=_answer, args=(desk, line)) for line in lines]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _answer(desk: Desk, line: Connection) -> None:
    with suppress(EOFError, OSError):
        line.send_bytes(b"")
        while True:
            line.send_bytes(_answer_to(desk, line.recv_bytes()))


def _answer_to(desk: Desk, asked: bytes) -> bytes:
    """Return the answer, nothing for whatever went wrong: the other side then reads for itself."""
    try:
        reading, given = pickle.loads(asked)
        return pickle.dumps(reading(desk, *given), pickle.HIGHEST_PROTOCOL)
    except Exception:
        return b""
