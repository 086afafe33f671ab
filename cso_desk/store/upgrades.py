"""Rows of older programs, brought up to today's schema as they arrive (packages.md 2.8).

Frozen functions over plain rows, one for each schema that changed the meaning or the name of a field; a schema that only
added fields and tables needs none, since what a row does not carry stays as it is. They import no record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Upgrade = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""From table and row of one schema to the row of the next."""

UPGRADES: dict[int, Upgrade] = {}
"""By the schema that a row comes from: how it becomes one of the next. Schemas 1 to 4 only added."""


def upgraded(table: str, row: Mapping[str, Any], schema: int, today: int) -> Mapping[str, Any]:
    """Return a row of `schema` as the program of the schema `today` reads it."""
    for number in range(schema, today):
        if number in UPGRADES:
            row = UPGRADES[number](table, row)
    return row
