"""The average of organizations in a community of a kind, against its target (domain.md 11, the policy pack's `targets`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cso_desk.policy import Pack

CITY, RURAL = "城市", "农村"
TARGETS = {CITY: "targets.city_average", RURAL: "targets.rural_average"}


@dataclass(frozen=True, slots=True)
class Average:
    """The average of one kind of community: `text` with one decimal, empty where there is no such community."""

    text: str
    target: int
    communities: int
    organizations: int
    reached: bool


def average(pack: Pack, kind: str, counts: Sequence[int], unplaced: int) -> Average:
    """Return the average of the communities of a kind, given what each has and how many have no community."""
    target = int(pack.value(TARGETS[kind]))
    whole = sum(counts) + (unplaced if pack.value("targets.unplaced_counted_as") == kind else 0)
    if not counts:
        return Average("", target, 0, whole, False)
    mean = Fraction(whole, len(counts))
    return Average(one_decimal(mean), target, len(counts), whole, mean >= target)


def one_decimal(number: Fraction) -> str:
    """Return a number that is not negative with one decimal, rounded down so that no target seems reached early."""
    tenths = (number * 10).__floor__()
    return f"{tenths // 10}.{tenths % 10}"
