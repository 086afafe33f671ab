"""Last days of filing terms: 日 and 工作日 differ, and nothing before the first day of use is overdue."""

from __future__ import annotations

from datetime import date, timedelta

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.policy import calendar
from cso_desk.records import Operation
from cso_desk.store import Desk

from . import policy_pack, working_days
from .case_flow import Due


def due_in(desk: Desk) -> Due:
    """Return how last days are counted on this desk: by the announced holidays that it knows."""
    days = working_days.calendar_of(desk)

    def due(start: date, number: int, unit: str) -> date:
        return calendar.due(days, start, number, "日" if unit == "日" else "工作日")

    return due


def whole_day(value: PartialDate | None) -> date | None:
    """Return the calendar day of a date that is known to the day, None for any other."""
    if value is None or value.month is None or value.day is None:
        return None
    return date(value.year, value.month, value.day)


def first_day(desk: Desk) -> date:
    """Return the day on which this desk was first used."""
    with desk.read() as session:
        first = store.listed(session, Operation, order="n", limit=1)
    return date.fromisoformat(first[0].at[:10]) if first else desk.clock.today()


def is_overdue(last: PartialDate | None, today: date, first: date) -> bool:
    """Tell whether a last day has passed, not counting days before the first day of use."""
    day = whole_day(last)
    return day is not None and first <= day < today


def years_later(day: date, years: int) -> date:
    """Return the last day of a validity of `years` years that begins on `day`."""
    try:
        end = day.replace(year=day.year + years)
    except ValueError:
        end = date(day.year + years, 3, 1)
    return end - timedelta(days=1)


def soon_until(desk: Desk) -> date:
    """Return the last of the days that count as soon due by the pack in force (`filing.due_soon`)."""
    pack = policy_pack.pack(desk)
    term = pack.value("filing.due_soon")
    return due_in(desk)(desk.clock.today(), term["number"], term["unit"])
