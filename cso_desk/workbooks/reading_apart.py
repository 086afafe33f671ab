"""Reads a large file in a process of its own: parsing it would hold up every thread of the window (design.md 4)."""

from __future__ import annotations

import multiprocessing
import pickle
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cso_desk.errors import Trouble
from cso_desk.progress import Progress

from . import refusals
from .sheets import Sheet, Workbook

FROM_BYTES = 1 << 20
"""Files from this size on are read apart; a smaller one is read sooner than a process starts."""
_BUNDLE = 1000
"""Rows that cross together: unpacking them takes a few milliseconds."""
_WAIT = 0.2
"""Seconds after which the clerk's stop is looked for while nothing arrives."""


class _Teller:
    """The progress of the reading process: tells the other side."""

    def __init__(self, line: Connection) -> None:
        self._line = line

    def step(self, done: int, total: int, text: str = "") -> None:
        """Send how far the reading is."""
        _send(self._line, "step", (done, total, text))


def read_apart(path: Path, progress: Progress) -> Workbook:
    """Return a workbook that another process reads; raises what `read_workbook` raises, `Stopped` at once."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_serve, args=(str(path), theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        return _collect(path, ours, progress)
    finally:
        ours.close()
        process.terminate()
        process.join()
        process.close()


def _collect(path: Path, line: Connection, progress: Progress) -> Workbook:
    book = Workbook(path, "")
    last = (0, 0, "")
    while True:
        if not line.poll(_WAIT):
            progress.step(*last)
            continue
        try:
            what, given = pickle.loads(line.recv_bytes())
        except EOFError:
            raise refusals.broken(path) from None
        if what == "step":
            last = given
            progress.step(*given)
        elif what == "sheet":
            book.sheets.append(given)
        elif what == "rows":
            book.sheets[-1].rows.extend(given)
        elif what == "refused":
            raise Trouble(*given)
        elif what == "bug":
            raise RuntimeError(f"the reading process failed: {given}")
        else:
            book.format = given
            return book


def _serve(path: str, line: Connection) -> None:
    """Read a file and send it piece by piece; the other side ends this process when it has enough."""
    from .opening import read_here

    try:
        book = read_here(Path(path), _Teller(line))
    except Trouble as trouble:
        _send(line, "refused", (trouble.code, trouble.message))
        return
    except Exception as bug:
        _send(line, "bug", f"{type(bug).__name__} {_place(bug)}")
        return
    for sheet in book.sheets:
        _send(line, "sheet", Sheet(sheet.name, [], sheet.merges, sheet.hidden))
        for start in range(0, len(sheet.rows), _BUNDLE):
            _send(line, "rows", sheet.rows[start : start + _BUNDLE])
    _send(line, "whole", book.format)


def _place(bug: Exception) -> str:
    """Return where a fault of ours happened, without any value: it could be personal."""
    step = traceback.extract_tb(bug.__traceback__)[-1]
    return f"{step.filename}:{step.lineno}"


def _send(line: Connection, what: str, given: Any) -> None:
    line.send_bytes(pickle.dumps((what, given), pickle.HIGHEST_PROTOCOL))
