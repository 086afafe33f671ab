"""The periods of a money journal: year, half, quarter and month, each with its first and last day."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cso_desk.errors import Problem, Problems

YEAR, FIRST_HALF, SECOND_HALF = "全年", "上半年", "下半年"
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
MONTHS = tuple(f"{month}月" for month in range(1, 13))
WORDS = (YEAR, FIRST_HALF, SECOND_HALF, *QUARTERS, *MONTHS)
"""The periods of a year in the order that they are offered."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a year; `begins` and `ends` both belong to it."""

    year: int
    word: str
    begins: date
    ends: date

    @property
    def title(self) -> str:
        """The period as papers name it: 2026年, 2026年上半年."""
        return f"{self.year}年" + ("" if self.word == YEAR else self.word)


def period(year: int, word: str = YEAR) -> Period:
    """Return a period; `word` is one of `WORDS`. Raises `Problems` period for another word."""
    first, last = _months(word)
    return Period(
        year,
        word,
        date(year, first, 1),
        date(year, last, calendar.monthrange(year, last)[1]),
    )


def _months(word: str) -> tuple[int, int]:
    if word in MONTHS:
        month = MONTHS.index(word) + 1
        return month, month
    if word in QUARTERS:
        number = QUARTERS.index(word)
        return number * 3 + 1, number * 3 + 3
    known = {YEAR: (1, 12), FIRST_HALF: (1, 6), SECOND_HALF: (7, 12)}
    if word not in known:
        words = f"没有“{word}”这个期间，请从全年、上半年、下半年、第一季度、1月等里选。"
        raise Problems([Problem("", "period", "not_in_list", words)])
    return known[word]


def parts_of(year: int, step: str) -> Sequence[Period]:
    """Return the periods that a year is cut into: `step` is 年, 半年, 季度 or 月."""
    cuts = {"年": (YEAR,), "半年": (FIRST_HALF, SECOND_HALF), "季度": QUARTERS, "月": MONTHS}
    return [period(year, word) for word in cuts[step]]
