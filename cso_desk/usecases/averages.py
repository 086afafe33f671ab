"""The average of organizations in a community of a kind, against its target (practice.md 11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

CITY, RURAL = "城市", "农村"


@dataclass(frozen=True, slots=True)
class Average:
    """The average of one kind of community: `text` with one decimal, empty where there is no such community."""

    text: str
    target: int
    communities: int
    organizations: int
    reached: bool


def average(target: int, counts: Sequence[int], more: int = 0) -> Average:
    """Return the average of communities of which each has so many, `more` organizations counting beside them."""
    whole = sum(counts) + more
    if not counts:
        return Average("", target, 0, whole, False)
    mean = Fraction(whole, len(counts))
    return Average(one_decimal(mean), target, len(counts), whole, mean >= target)


def one_decimal(number: Fraction) -> str:
    """Return a number that is not negative with one decimal, rounded down so that no target seems reached early."""
    tenths = (number * 10).__floor__()
    return f"{tenths // 10}.{tenths % 10}"
