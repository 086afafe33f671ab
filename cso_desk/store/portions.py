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

from .shapes import in_chunks

T = TypeVar("T")
_PORTION = 250
_DIGESTED = 50
"""A row to digest costs as much as five to write."""
_PAUSE = 0.0001
"""Seconds in which a waiting thread gets the lock; 300,000 rows pause for a fifth of a second in all."""


def in_turns(rows: Iterable[T]) -> Iterator[T]:
    """Yield these rows in portions between which other threads get their turn."""
    for number, row in enumerate(rows, 1):
        yield row
        if not number % _DIGESTED:
            time.sleep(_PAUSE)


def write_many(connection: Connection, sql: str, rows: Sequence[Any]) -> None:
    """Run a statement for each of these rows, in portions between which other threads get their turn."""
    for number, portion in enumerate(in_chunks(rows, _PORTION)):
        if number:
            time.sleep(_PAUSE)
        connection.exec_driver_sql(sql, portion)
