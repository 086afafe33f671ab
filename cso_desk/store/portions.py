"""Many rows into the database without keeping the other threads out.

The driver lets the interpreter lock go for each row and takes it back at once; so does the digest of each long text.
Whoever waits for it is woken each time and comes too late, and as it never waits its whole turn it cannot ask for the
lock either: 2,000 rows stopped the window for a tenth of a second.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
_FIRST, _LEAST, _MOST = 50, 10, 1000
"""Rows of a portion: to begin with, at the least and at the most."""
_LONG = 0.005
"""Seconds that a portion should take: a row may cost three microseconds or three hundred."""
_DIGESTED = 50
"""Rows to digest that take about as long."""
_PAUSE = 0.0001
"""Seconds in which a waiting thread gets the lock: a fiftieth of what a portion takes."""


def in_turns(rows: Iterable[T]) -> Iterator[T]:
    """Yield these rows in portions between which other threads get their turn."""
    for number, row in enumerate(rows, 1):
        yield row
        if not number % _DIGESTED:
            time.sleep(_PAUSE)


def write_many(connection: Connection, sql: str, rows: Sequence[Any]) -> None:
    """Run a statement for each of these rows, in portions between which other threads get their turn."""
    start, size = 0, _FIRST
    while start < len(rows):
        if start:
            time.sleep(_PAUSE)
        began = time.perf_counter()
        connection.exec_driver_sql(sql, rows[start : start + size])
        start += size
        took = max(time.perf_counter() - began, 1e-6)
        size = min(max(int(size * _LONG / took), _LEAST), _MOST)
