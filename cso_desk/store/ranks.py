"""Rows of the shared tree that two levels corrected: what the superior wrote stands, and its packages say so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .incoming import Incoming
from .shapes import Values


def _nobody(unit: str, above: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Ranks:
    """Who stands above whom, for the rows of `table` alone; without a table every row keeps its owner.

    `inside` tells whether the first unit lies below the second. `kept` are fields that a package does not empty: a
    superior that does not know an official name leaves the one that the unit typed itself.
    """

    table: str = ""
    inside: Callable[[str, str], bool] = _nobody
    kept: frozenset[str] = frozenset()

    def overrules(self, table: str, stored: Values | None, row: Incoming) -> bool:
        """Tell whether the owner of an incoming row stands above the one whose row is stored."""
        return (
            stored is not None
            and table == self.table
            and bool(stored["owner"])
            and stored["owner"] != row.sync["owner"]
            and self.inside(stored["owner"], row.sync["owner"])
        )

    def overruled(self, table: str, stored: Values, row: Incoming) -> bool:
        """Tell whether the stored row is of a unit above the one that sends its own."""
        mine, other = stored["owner"], row.sync["owner"]
        return table == self.table and mine != other and self.inside(other, mine)

    def leaves(self, table: str, row: Incoming) -> frozenset[str]:
        """Return the fields that are not touched by a row."""
        if table != self.table:
            return row.absent
        return row.absent | {key for key in self.kept if row.values[key] is None}
