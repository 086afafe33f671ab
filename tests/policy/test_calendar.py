"""Working days and deadlines: the announced years to the day, and what must hold for all of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.policy import calendar, default_pack
from cso_desk.policy.calendar import Calendar, due, known_years, notes, working_days_between

RAW = {
    key: raw["value"] for key, raw in default_pack().subject("calendar").items() if key.isdigit()
}
CALENDAR = calendar.calendar_of(RAW)
ROLLING = calendar.calendar_of(RAW, last_day_rolls=True)
DAYS = st.dates(date(2023, 6, 1), date(2027, 12, 31))
NUMBERS = st.integers(0, 60)


@pytest.mark.parametrize(
    ("year", "off", "on", "working"),
    [("2024", 28, 8, 251), ("2025", 28, 5, 248), ("2026", 33, 6, 248)],
)
def test_the_announced_years(year: str, off: int, on: int, working: int) -> None:
    """Days off add up as announced; the working days of the year are those that the notices leave."""
    assert (len(RAW[year]["休"]), len(RAW[year]["班"])) == (off, on)
    first, last = date(int(year) - 1, 12, 31), date(int(year), 12, 31)
    assert working_days_between(CALENDAR, first, last) == working


@pytest.mark.parametrize("year", RAW)
def test_swapped_days_are_weekends_and_each_frees_a_weekday(year: str) -> None:
    on = [date.fromisoformat(day) for day in RAW[year]["班"]]
    off = [date.fromisoformat(day) for day in RAW[year]["休"]]
    assert all(day.weekday() >= 5 for day in on)
    statutory = 11 if year == "2024" else 13
    assert sum(day.weekday() < 5 for day in off) - len(on) <= statutory
    assert {day.year for day in (*on, *off)} == {int(year)}


@pytest.mark.parametrize(
    ("start", "number", "unit", "expected"),
    [
        ("2026-09-24", 5, "工作日", "2026-10-09"),
        ("2026-09-24", 5, "日", "2026-09-29"),
        ("2026-02-13", 1, "工作日", "2026-02-14"),
        ("2026-02-14", 1, "工作日", "2026-02-24"),
        ("2026-11-20", 7, "日", "2026-11-27"),
        ("2026-11-20", 7, "工作日", "2026-12-01"),
        ("2026-10-10", 0, "工作日", "2026-10-10"),
        ("2026-12-31", -15, "日", "2026-12-16"),
        ("2026-10-12", -1, "工作日", "2026-10-10"),
    ],
)
def test_deadlines(start: str, number: int, unit: calendar.Unit, expected: str) -> None:
    assert due(CALENDAR, date.fromisoformat(start), number, unit) == date.fromisoformat(expected)


def test_a_last_day_that_is_off_rolls_where_the_place_says_so() -> None:
    assert due(CALENDAR, date(2026, 9, 25), 7, "日") == date(2026, 10, 2)
    assert due(ROLLING, date(2026, 9, 25), 7, "日") == date(2026, 10, 8)
    assert due(ROLLING, date(2026, 10, 17), -15, "日") == date(2026, 10, 2)


@given(DAYS, NUMBERS)
def test_n_working_days_lie_between(start: date, number: int) -> None:
    last = due(CALENDAR, start, number, "工作日")
    assert working_days_between(CALENDAR, start, last) == number
    assert number == 0 or CALENDAR.works(last)
    back = due(CALENDAR, start, -number, "工作日")
    assert working_days_between(CALENDAR, start, back) == -number
    assert number == 0 or CALENDAR.works(back)


@given(DAYS, NUMBERS, st.sampled_from(["日", "工作日"]))
def test_a_longer_period_never_ends_earlier(start: date, number: int, unit: calendar.Unit) -> None:
    for days in (CALENDAR, ROLLING):
        assert due(days, start, number, unit) <= due(days, start, number + 1, unit)
        assert due(days, start, number, unit) <= due(days, start + timedelta(days=1), number, unit)


@given(DAYS, NUMBERS)
def test_working_days_never_end_before_days(start: date, number: int) -> None:
    plain = due(CALENDAR, start, number, "日")
    assert plain == start + timedelta(days=number)
    assert plain <= due(CALENDAR, start, number, "工作日")
    assert number == 0 or ROLLING.works(due(ROLLING, start, number, "日"))


@given(DAYS, DAYS, DAYS)
def test_spans_add_up(one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    whole = working_days_between(CALENDAR, first, last)
    parts = (
        working_days_between(CALENDAR, first, middle),
        working_days_between(CALENDAR, middle, last),
    )
    assert whole == sum(parts)


def test_a_year_that_nobody_entered_is_monday_to_friday_and_says_so() -> None:
    assert known_years(CALENDAR) == (2024, 2025, 2026)
    assert due(CALENDAR, date(2027, 1, 1), 1, "工作日") == date(2027, 1, 4)
    assert notes(CALENDAR, date(2026, 12, 1), date(2026, 12, 31)) == ()
    (note,) = notes(CALENDAR, date(2026, 12, 25), date(2027, 1, 8))
    assert "还没有 2027 年的放假安排" in note
    assert note.endswith("导入。")


def test_a_later_notice_overrules_an_earlier_one() -> None:
    years = {
        "2018": {"休": ["2018-01-01"], "班": ["2018-12-30"]},
        "2019": {"休": ["2018-12-30"], "班": ["2018-12-29"]},
    }
    days = calendar.calendar_of(years)
    assert isinstance(days, Calendar)
    assert not days.works(date(2018, 12, 30))
    assert days.works(date(2018, 12, 29))
