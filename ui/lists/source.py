"""Where a list's rows come from; all functions run off the window's thread."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Column(Protocol):
    """One column: key, label, width in pixels at 100 %, `left` or `right`, shown at first or not."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def align(self) -> str: ...
    @property
    def shown(self) -> bool: ...


class Row(Protocol):
    """One row: local number, record id, the texts of the asked columns, and whether it is this desk's own."""

    @property
    def n(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def cells(self) -> tuple[str, ...]: ...
    @property
    def mine(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of list. `name` is its rail word, `counted` the measure of one row (个, 人 …).

    `ids(query, order, descending)` gives the local numbers in order, `rows(numbers, keys)` their rows (None for one
    that has gone), `record_ids(numbers)` the ids of the records. `badges` are the keys of columns that hold states.
    """

    name: str
    columns: Sequence[Column]
    ids: Callable[[Any, str, bool], array[int]]
    rows: Callable[[Sequence[int], Sequence[str]], Sequence[Row | None]]
    record_ids: Callable[[Sequence[int]], list[str]]
    counted: str = "条"
    badges: frozenset[str] = frozenset()
    order: str = "name"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is marked in a list: local numbers, or everything that the list shows now."""

    everything: bool
    numbers: tuple[int, ...]
    count: int
