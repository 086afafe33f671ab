"""What a use case that writes gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Done(Generic[T]):
    """The value, and the records that were touched as (table, id), so that pages know what to read again."""

    value: T
    changes: frozenset[tuple[str, str]] = frozenset()


MANY = 5000
"""So many touched records are no longer named one by one."""


def told(changes: set[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return what a finished operation touched; of very many records only the tables, with an empty id.

    The set is emptied bit by bit then: letting go of 300,000 at once would stop every other thread for a tenth of
    a second.
    """
    if len(changes) <= MANY:
        return frozenset(changes)
    tables = frozenset((table, "") for table, _ in changes)
    while changes:
        changes.pop()
    return tables
