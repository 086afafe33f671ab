"""The yearly sheet takes activities and money from the records; what was typed wins, and the difference is named."""

from collections.abc import Callable

import pytest

from cso_desk.usecases import disclose, money
from cso_desk.usecases.disclose import SheetLine
from cso_desk.usecases.opening import Desk

Enter = Callable[..., str]


@pytest.fixture
def team(town: Desk, teams: list[str], held: Enter) -> str:
    """An organization with two activities and two money lines."""
    held(teams[0], "2026-03", title="广场舞", times="13", people="390")
    held(teams[0], "2026-10-18", title="重阳节汇演", people="400")
    for direction, amount in (("收入", "500"), ("支出", "120.5")):
        values = {"date": "2026-05", "direction": direction, "amount": amount, "summary": "一笔"}
        money.save(town, teams[0], None, values)
    return teams[0]


def line(town: Desk, village: str, team: str, year: int = 2026) -> SheetLine:
    shown = disclose.sheet(town, village, year)
    return next(one for one in shown.lines if one.organization == team)


def test_records_fill_the_sheet(town: Desk, village: str, team: str) -> None:
    found = line(town, village, team)
    assert found.activities == "重阳节汇演、广场舞等 14 次"
    assert (found.income, found.spending, found.differs) == ("500", "120.50", "")
    before = line(town, village, team, 2025)
    assert (before.activities, before.income, before.spending) == ("", "", "")


def test_what_was_typed_wins_and_says_so(town: Desk, village: str, team: str) -> None:
    typed = {"organization": team, "activities": "跳舞", "income": "600", "spending": "120.5"}
    disclose.save_lines(town, village, 2026, [typed])
    found = line(town, village, team)
    assert (found.activities, found.income) == ("跳舞", "600")
    assert found.differs == "收入写的是 600，流水合计 500。"
    later = {"date": "2026-06", "direction": "支出", "amount": "10", "summary": "一笔"}
    money.save(town, team, None, later)
    assert line(town, village, team).spending == "130.50"


def test_a_posted_sheet_stands(town: Desk, village: str, team: str) -> None:
    disclose.post(town, village, 2026, "2026-11-01", "张会计")
    later = {"date": "2026-06", "direction": "收入", "amount": "10", "summary": "一笔"}
    money.save(town, team, None, later)
    found = line(town, village, team)
    assert (found.income, found.differs) == ("500", "收入写的是 500，流水合计 510。")
