"""Where an index is the long way round, because each of its entries leads to a row elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import UnaryExpression
from sqlalchemy.sql.operators import custom_op

_FEW_VALUES = frozenset({"state"})
_LISTED = frozenset(
    [
        "community",
        "category",
        "state",
        "founded",
        "leader",
        "phone",
        "members",
        "party_members",
        "filing_number",
        "filing_date",
        "valid_until",
    ]
)
"""What the lists' own index (organization_listed) holds of each organization."""
_PLUS = custom_op[Any]("+")
"""SQLite's way to say: not by the index of this column."""


def few_values(key: str) -> bool:
    """Tell whether a column holds so few values that looking through the lists' own index is quicker."""
    return key in _FEW_VALUES


def needs_rows(keys: Collection[str]) -> bool:
    """Tell whether organizations must be read row by row for these keys, because no index of the lists holds all.

    Then an index of the living would be the long way round too: 300,000 rows on pages all over the file.
    """
    return bool(keys) and set(keys) != {"name"} and not _LISTED.issuperset(keys)


def by_scan(column: Any) -> UnaryExpression[Any]:
    """Return a column in a form that does not use its own index."""
    return UnaryExpression(getattr(column, "expression", column), operator=_PLUS)
