"""Columns with so few values that their own index is the long way round: each entry leads to a row elsewhere."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UnaryExpression
from sqlalchemy.sql.operators import custom_op

_FEW_VALUES = frozenset({"state"})
_PLUS = custom_op[Any]("+")
"""SQLite's way to say: not by the index of this column."""


def few_values(key: str) -> bool:
    """Tell whether a column holds so few values that looking through the lists' own index is quicker."""
    return key in _FEW_VALUES


def by_scan(column: Any) -> UnaryExpression[Any]:
    """Return a column in a form that does not use its own index."""
    return UnaryExpression(getattr(column, "expression", column), operator=_PLUS)
