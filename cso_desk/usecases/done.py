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
