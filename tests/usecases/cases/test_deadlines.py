"""Clocks: 日 and 工作日, the stop during 补正, what is due soon or late, nothing before the first day of use."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.clock import FixedClock
from cso_desk.policy import calendar
from cso_desk.usecases import case_lists, case_waiting, cases, first_page, register
from cso_desk.usecases.case_deadlines import due_in, years_later
from cso_desk.usecases.case_flow import Standing, Taken, Term, fold
from cso_desk.usecases.case_lists import CaseQuery
from cso_desk.usecases.opening import Desk

from .conftest import DAY, OPINION, TO_FILED, make_ready, opened, walk
from .packs import use_pack

FRIDAY = date(2026, 11, 20)


def _move(desk: Desk, days: int) -> None:
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days * 86_400)


def last_day(start: date, number: int, unit: str) -> date:
    """Return the last day of a term in a year whose holidays nobody entered."""
    return calendar.due(calendar.calendar_of({}), start, number, "日" if unit == "日" else "工作日")


def test_days_and_working_days_differ(town: Desk) -> None:
    due = due_in(town)
    assert due(FRIDAY, 5, "日") == date(2026, 11, 25)
    assert due(FRIDAY, 5, "工作日") == date(2026, 11, 27)
    assert due(date(2026, 9, 30), 1, "工作日") == date(2026, 10, 8), "the national holiday is free"


def test_three_years_end_on_the_day_before() -> None:
    assert years_later(date(2026, 11, 20), 3) == date(2029, 11, 19)
    assert years_later(date(2028, 2, 29), 1) == date(2029, 2, 28)


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.integers(1, 30),
    st.integers(0, 60),
    st.integers(0, 90),
    st.sampled_from(["日", "工作日"]),
)
def test_a_stopped_clock_loses_no_day_and_gains_none(
    begin: date, number: int, until_stop: int, stopped: int, unit: str
) -> None:
    stop = begin + timedelta(days=until_stop)
    resume = stop + timedelta(days=stopped)
    steps = [
        Taken("accept", "a", "b", begin, "starts", Term(number, unit)),
        Taken("correct", "b", "c", stop, "stops"),
        Taken("corrected", "c", "b", resume, "resumes"),
    ]
    plain = last_day(begin, number, unit)
    assert fold("a", steps[:1], last_day).due == plain
    assert fold("a", steps[:2], last_day).due is None
    due = fold("a", steps, last_day).due
    assert due is not None
    if plain >= stop:
        assert due >= plain
        used = sum(1 for n in range(1, number + 1) if last_day(begin, n, unit) < stop)
        assert due == last_day(resume, number - used, unit)
    else:
        assert due == resume, "a term that was over stays over"


def test_steps_that_do_not_join_on_do_not_count() -> None:
    gap = [Taken("x", "a", "b", FRIDAY), Taken("y", "c", "d", FRIDAY)]
    standing = fold("a", gap, last_day)
    assert (standing.stage, standing.whole) == ("b", False)
    assert fold("a", [], last_day) == Standing("a")


def test_the_clock_of_a_case_stops_during_correction(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, "submit")
    assert cases.show(town, chosen[0]).due == "2026-11-25", "5 工作日 for the first check"
    walk(town, chosen, "party", "committee")
    assert cases.show(town, chosen[0]).due == ""
    walk(town, chosen, "accept")
    assert cases.show(town, chosen[0]).due == "2026-12-02", "10 工作日 from 18 November"
    _move(town, 4)
    told = {"paper_date": "2026-11-24", "reasons": ["签字不全"], "deadline": "2026-12-08"}
    cases.take_step(town, chosen, "correct", told)
    assert cases.show(town, chosen[0]).due == "2026-12-08"
    _move(town, 10)
    cases.take_step(town, chosen, "corrected", {"paper_date": "2026-12-04"})
    shown = cases.show(town, chosen[0])
    assert (shown.stage, shown.due, shown.overdue) == ("审查中", "2026-12-15", False)
    again = cases.take_step(town, chosen, "correct", told | {"paper_date": "2026-12-04"}).value
    assert "只能办一次" in again.failed[0].message


def test_correction_before_acceptance_goes_back_there(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, "submit", "party", "committee")
    cases.take_step(town, chosen, "correct", {"paper_date": DAY, "reasons": ["缺场所材料"]})
    walk(town, chosen, "corrected")
    shown = cases.show(town, chosen[0])
    assert (shown.stage, shown.due) == ("待受理", "")


def test_due_and_overdue_stand_on_the_first_page_and_tie_with_the_list(
    town: Desk, village: str
) -> None:
    teams = [make_ready(town, village, f"百泉社区第{n}舞蹈队") for n in range(1, 4)]
    chosen = opened(town, teams)
    walk(town, chosen[:2], "submit", "party", "committee", "accept")
    walk(town, chosen[2:], "submit")
    _move(town, 11)
    found = {one.words: one for one in first_page.today(town).waiting if one.page == "备案"}
    assert set(found) == {"3 件备案事项在办", "2 件备案事项快到期限", "1 件备案事项已过期限"}
    for one in found.values():
        assert len(case_lists.case_ids(town, CaseQuery(**one.filter))) == one.count
    last_days = case_waiting.deadlines(town)
    assert [(one.name, one.overdue) for one in last_days] == [
        ("百泉社区第3舞蹈队", True),
        ("百泉社区第1舞蹈队", False),
        ("百泉社区第2舞蹈队", False),
    ]
    assert case_waiting.overdue_cases(town) == [chosen[2]]


def test_nothing_before_the_first_day_of_use_is_overdue(town: Desk, team: str) -> None:
    early = {"said_by": "龚单", "paper_date": "2026-03-12"}
    chosen = opened(town, [team], opened_on="2026-03-10")
    cases.take_step(town, chosen, "submit", {"paper_date": "2026-03-10"})
    cases.take_step(town, chosen, "party", early)
    cases.take_step(town, chosen, "committee", early)
    cases.take_step(town, chosen, "accept", {"paper_date": "2026-03-12"})
    shown = cases.show(town, chosen[0])
    assert (shown.due, shown.overdue) == ("2026-03-26", False)
    assert case_waiting.deadlines(town) == []
    assert len(case_lists.case_ids(town, CaseQuery(status=case_lists.OVERDUE))) == 0


def test_a_filing_that_ends_soon_and_one_entered_from_old_paper(town: Desk, team: str) -> None:
    use_pack(town, "1", "2026-01-01", validity=1)
    walk(town, opened(town, [team]), *TO_FILED)
    assert case_waiting.deadlines(town) == []
    _move(town, 355)
    found = case_waiting.deadlines(town)
    assert [(one.what, one.organization, one.overdue) for one in found] == [("有效期", team, False)]
    _move(town, 20)
    assert case_waiting.deadlines(town)[0].overdue
    old = make_ready(town, _village(town), "百泉社区合唱团")
    register.record_old_filing(town, old, "旧7号", "2019-05-01", "辉县市百泉镇人民政府")
    assert [one.organization for one in case_waiting.deadlines(town)] == [team]


def _village(desk: Desk) -> str:
    from cso_desk.usecases import units

    return units.unit_by_code(desk, "410782103001").id


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 23), "还剩 3 天"),
        (date(2026, 11, 20), "今天到期"),
        (date(2026, 11, 19), "已超 1 天"),
        (None, ""),
    ],
)
def test_what_is_left_is_said(due: date | None, words: str) -> None:
    assert case_lists.days_left(due, FRIDAY) == words


def test_the_list_shows_filters_and_sorts(town: Desk, village: str) -> None:
    teams = [make_ready(town, village, name) for name in ("百泉社区舞蹈队", "百泉社区合唱团")]
    chosen = opened(town, teams)
    walk(town, chosen[:1], "submit")
    keys = [column.key for column in case_lists.COLUMNS]
    ns = case_lists.case_ids(town, CaseQuery(order="organization", descending=False))
    rows = [row for row in case_lists.case_rows(town, ns, keys) if row]
    assert sorted(row.cells[0] for row in rows) == ["百泉社区合唱团", "百泉社区舞蹈队"]
    assert {row.cells[keys.index("left")] for row in rows} == {"", "快到期，剩 5 天"}
    assert case_lists.ids_of(town, ns) == [row.id for row in rows]
    wanted = {
        CaseQuery(text="合唱"): 1,
        CaseQuery(text="hct"): 1,
        CaseQuery(stage="待党组织意见"): 1,
        CaseQuery(kind="变更备案"): 0,
        CaseQuery(community=village): 2,
        CaseQuery(status=case_lists.ENDED): 0,
        CaseQuery(organization=teams[0]): 1,
    }
    for query, number in wanted.items():
        assert len(case_lists.case_ids(town, query)) == number
    assert case_lists.filter_choices(town).stages == ("准备材料", "待党组织意见")
    assert case_lists.case_of(town, "百泉社区合唱团") == chosen[1]
    assert case_lists.case_of(town, "2026-0001") == chosen[0]
    assert OPINION["paper_date"] == DAY
