"""Working days: weekends, public holidays and the weekend days that are swapped for them, and deadlines in both units.

The State Council's office announces holidays (休) and swapped working days (班) once a year, so they are data: the
pack's subject `calendar`, one entry a year, and what an office imports. In a year that nobody entered Monday to
Friday are working days, and `notes` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

Unit = Literal["日", "工作日"]
OFF, ON = "休", "班"
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """The holidays (`off`) and swapped working days (`on`) of the years that are known.

    `last_day_rolls`: a deadline in 日 that ends on a day off goes on to the next working day.
    """

    years: frozenset[int]
    off: frozenset[date]
    on: frozenset[date]
    last_day_rolls: bool = False

    def works(self, day: date) -> bool:
        """Tell whether offices work on a day."""
        if day in self.on:
            return True
        return day.weekday() < _SATURDAY and day not in self.off


def calendar_of(
    years: Mapping[str, Mapping[str, Any]], *, last_day_rolls: bool = False
) -> Calendar:
    """Return the calendar of what the years say: {"2026": {"休": [days], "班": [days]}}; a later year overrules."""
    said: dict[date, str] = {}
    for year in sorted(years):
        for kind in (OFF, ON):
            said.update({date.fromisoformat(day): kind for day in years[year].get(kind, ())})
    return Calendar(
        frozenset(int(year) for year in years),
        frozenset(day for day, kind in said.items() if kind == OFF),
        frozenset(day for day, kind in said.items() if kind == ON),
        last_day_rolls,
    )


def due(calendar: Calendar, start: date, number: int, unit: Unit) -> date:
    """Return the last day of a period of `number` 日 or 工作日 after `start`, whose first day is the day after it.

    A negative number counts back from `start` (15 days before the end of a validity). Zero is `start` itself.
    """
    if unit == "日":
        last = start + number * _DAY
        while calendar.last_day_rolls and number > 0 and not calendar.works(last):
            last += _DAY
        return last
    step = _DAY if number > 0 else -_DAY
    day, left = start, abs(number)
    while left:
        day += step
        left -= calendar.works(day)
    return day


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Return how many working days lie after `start` up to `end`; negative where `end` lies before `start`."""
    if end < start:
        return -sum(calendar.works(day) for day in _days(end - _DAY, start - _DAY))
    return sum(calendar.works(day) for day in _days(start, end))


def _days(after: date, last: date) -> Iterator[date]:
    day = after
    while day < last:
        day += _DAY
        yield day


def known_years(calendar: Calendar) -> tuple[int, ...]:
    """Return the years whose holidays are known, in order."""
    return tuple(sorted(calendar.years))


def notes(calendar: Calendar, first: date, last: date) -> tuple[str, ...]:
    """Return one sentence for each year between two days whose holidays nobody entered."""
    years = range(min(first, last).year, max(first, last).year + 1)
    return tuple(
        f"还没有 {year} 年的放假安排，暂按周一至周五上班计算；国务院办公厅公布后请在“设置”的“政策包”里导入。"
        for year in years
        if year not in calendar.years
    )
