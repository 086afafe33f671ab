"""Small lists that a use case gives whole (a roster, a sheet's columns): the same list, its rows kept in memory."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .source import Source


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """One column."""

    key: str
    label: str
    width: int
    align: str = "left"
    shown: bool = True


@dataclass(frozen=True, slots=True)
class PlainRow:
    """One row of texts."""

    n: int
    id: str
    cells: tuple[str, ...]
    mine: bool = True


class MemoryRows:
    """Rows as mappings from column keys to texts, with an `id` each; sorted by text where the clerk asks for it."""

    def __init__(self) -> None:
        self._rows: Sequence[Mapping[str, str]] = ()

    def put(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Take other rows."""
        self._rows = tuple(rows)

    def source(
        self,
        name: str,
        columns: Sequence[PlainColumn],
        counted: str = "条",
        badges: frozenset[str] = frozenset(),
    ) -> Source:
        """Return the source of a list over these rows; without an order they stay as they were given."""

        def ids(_: object, order: str, descending: bool) -> array[int]:
            numbers = list(range(len(self._rows)))
            if order:
                numbers.sort(key=lambda n: self._rows[n].get(order, ""), reverse=descending)
            return array("q", numbers)

        def rows(numbers: Sequence[int], keys: Sequence[str]) -> list[PlainRow | None]:
            return [self._row(n, keys) for n in numbers]

        def record_ids(numbers: Sequence[int]) -> list[str]:
            return [self._rows[n]["id"] for n in numbers if n < len(self._rows)]

        return Source(name, columns, ids, rows, record_ids, counted, badges, order="")

    def _row(self, n: int, keys: Sequence[str]) -> PlainRow | None:
        if n >= len(self._rows):
            return None
        row = self._rows[n]
        return PlainRow(n, row["id"], tuple(row.get(key, "") for key in keys))
