"""The activity log: entered, for several at once, listed, counted; notice and summary by the place's days."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import (
    activities,
    activity_lists,
    history,
    money,
    policy_pack,
    register,
)
from cso_desk.usecases.activity_lists import Filter
from cso_desk.usecases.opening import Desk

Enter = Callable[..., str]


def first(found: Problems) -> tuple[str, str]:
    return found.problems[0].field, found.problems[0].code


def test_an_activity_is_kept_changed_and_taken_out(
    town: Desk, teams: list[str], held: Enter
) -> None:
    one = held(teams[0], "2026-03-05", theme="文化铸魂", people="40", place="文化广场")
    activities.save(town, teams[0], one, {"people": "45"})
    kept = activities.texts(town, one)
    assert (kept["people"], kept["theme"], kept["organization"]) == ("45", "文化铸魂", teams[0])
    activities.remove(town, [one])
    assert activity_lists.listed(town, Filter()) == []
    history.undo_last(town)
    assert [row.id for row in activity_lists.listed(town, Filter())] == [one]


def test_title_and_day_are_needed_and_the_theme_is_one_of_four(
    town: Desk, teams: list[str]
) -> None:
    with pytest.raises(Problems) as lacking:
        activities.save(town, teams[0], None, {"place": "广场"})
    assert {one.field for one in lacking.value.problems} == {"title", "begins_on"}
    values = {"title": "广场舞", "begins_on": "2026-03-05", "theme": "跳舞"}
    with pytest.raises(Problems) as odd:
        activities.save(town, teams[0], None, values)
    assert first(odd.value) == ("theme", "not_in_list")
    with pytest.raises(Problems) as turned:
        activities.save(town, teams[0], None, {**values, "theme": "", "ends_on": "2026-03-04"})
    assert first(turned.value) == ("ends_on", "date_order")
    with pytest.raises(Trouble):
        activities.texts(town, "nobody")


def test_a_thousand_people_are_refused_with_the_way_out(town: Desk, teams: list[str]) -> None:
    values = {"title": "灯会", "begins_on": "2027-02-10", "expected": "1000"}
    with pytest.raises(Problems) as found:
        activities.save(town, teams[0], None, values)
    assert first(found.value) == ("expected", "large_event")
    assert "公安机关" in found.value.problems[0].message
    assert activity_lists.listed(town, Filter()) == []
    kept = activities.save(town, teams[0], None, {**values, "expected": "999"}).value
    with pytest.raises(Problems):
        activities.save(town, teams[0], kept, {"expected": "1200"})
    assert activities.texts(town, kept)["expected"] == "999"


def test_one_activity_for_several_organizations_is_one_step(town: Desk, teams: list[str]) -> None:
    values = {"title": "重阳节文艺汇演", "begins_on": "2026-10-18", "theme": "文化铸魂"}
    made = activities.save_for(town, teams, values).value
    assert len(made) == 3
    assert {row.organization for row in activity_lists.listed(town, Filter())} == set(teams)
    history.undo_last(town)
    assert activity_lists.listed(town, Filter()) == []
    with pytest.raises(Problems):
        activities.save_for(town, [], values)


def test_lists_follow_their_filters(
    town: Desk, teams: list[str], village: str, held: Enter
) -> None:
    held(teams[0], "2026-03-05", theme="文化铸魂")
    held(teams[1], "2026-04", theme="共创平安")
    held(teams[1], "2025-12-31")

    def days(**wanted: Any) -> list[str]:
        return [row.begins_on for row in activity_lists.listed(town, Filter(**wanted))]

    assert days() == ["2026-04", "2026-03-05", "2025-12-31"]
    assert days(year=2026) == ["2026-04", "2026-03-05"]
    assert days(organization=teams[1]) == ["2026-04", "2025-12-31"]
    assert days(theme="共创平安") == ["2026-04"]
    assert days(theme=activity_lists.NO_THEME) == ["2025-12-31"]
    assert days(community=village, year=2025) == ["2025-12-31"]
    assert days(community="elsewhere") == []


def test_times_and_people_are_counted_by_theme_and_tie(
    town: Desk, teams: list[str], held: Enter
) -> None:
    held(teams[0], "2026-01", theme="文化铸魂", times="13", people="390", hours="每周三")
    held(teams[0], "2026-05-04", theme="邻里守望", people="12")
    held(teams[0], "2026-06-01", people="8")
    held(teams[0], "2026-07-01", theme="邻里守望", cancelled="是", people="50")
    held(teams[0], "2026-12-30", theme="邻里守望")
    held(teams[0], "2025-05-04", theme="邻里守望")
    found = activity_lists.counts(town, teams[:2], 2026)
    one = found[teams[0]]
    assert (one.records, one.times, one.people) == (3, 15, 410)
    assert sum(one.themes.values()) == one.times
    assert one.themes["文化铸魂"] == 13
    assert one.themes[activity_lists.NO_THEME] == 1
    assert found[teams[1]].times == 0
    both = activity_lists.together(found.values())
    assert (both.times, both.people) == (15, 410)


def test_a_notice_comes_a_week_before_and_a_summary_within_three_days(
    town: Desk, teams: list[str], held: Enter
) -> None:
    late = held(teams[0], "2026-11-24", title="外出交流", major="是")
    good = held(teams[0], "2026-12-20", title="年终汇演", major="是")
    states = {row.id: (row.state, row.due, row.late) for row in _rows(town)}
    assert states[late] == ("待报备", "报备应在 2026-11-17 前，已过", False)
    assert states[good] == ("待报备", "报备应在 2026-12-13 前", False)
    assert activity_lists.waiting(town) == (2, 0)
    activities.report(town, [late, good], "2026-11-20")
    assert {row.state for row in _rows(town)} == {"待举办"}
    with pytest.raises(Problems):
        activities.report(town, [late], "")


def test_what_waits_for_a_summary_is_what_the_list_shows(
    town: Desk, teams: list[str], held: Enter
) -> None:
    today = held(teams[0], "2026-11-18", title="知识讲座", major="是", reported_on="2026-11-10")
    held(teams[0], "2026-11-18", title="平常排练")
    held(teams[0], "2026-11-01", title="启用程序以前的", major="是")
    assert activity_lists.waiting(town) == (0, 1)
    found = activity_lists.listed(town, Filter(state="待总结"))
    assert [(row.id, row.due) for row in found] == [(today, "总结应在 2026-11-21 前")]
    activities.sum_up(town, [today], "2026-11-20")
    assert activity_lists.waiting(town) == (0, 0)
    counted = activity_lists.counts(town, teams, 2026)[teams[0]]
    assert (counted.notices, counted.notices_on_time) == (2, 2)


def test_the_days_are_data_of_the_place(town: Desk, teams: list[str], held: Enter) -> None:
    held(teams[0], "2026-11-18", title="平常排练")
    assert activity_lists.waiting(town) == (0, 0)
    policy_pack.save_version(
        town, {"activities.due_for": "all", "activities.summary_days": 10}, date(2026, 11, 20)
    )
    (row,) = activity_lists.listed(town, Filter(state="待总结"))
    assert row.due == "总结应在 2026-11-28 前"


def test_an_organization_takes_its_log_and_its_money_along(
    town: Desk, teams: list[str], held: Enter
) -> None:
    one = held(teams[0], "2026-03-05")
    line = {"date": "2026-03-05", "direction": "支出", "amount": "30", "summary": "矿泉水"}
    money.save(town, teams[0], None, {**line, "activity": one})
    register.remove(town, teams[0])
    assert activity_lists.listed(town, Filter()) == []
    assert not money.totals(town, teams[0]).kept
    history.undo_last(town)
    assert len(activity_lists.listed(town, Filter())) == 1
    assert money.totals(town, teams[0]).spending == 3000


def test_a_money_line_outlives_its_activity(town: Desk, teams: list[str], held: Enter) -> None:
    one = held(teams[0], "2026-03-05")
    line = {"date": "2026-03-05", "direction": "支出", "amount": "30", "summary": "矿泉水"}
    money.save(town, teams[0], None, {**line, "activity": one})
    assert money.journal(town, teams[0]).lines[0].activity == "广场舞"
    activities.remove(town, [one])
    (left,) = money.journal(town, teams[0]).lines
    assert (left.activity, left.amount) == ("", 3000)


def _rows(town: Desk) -> list[activity_lists.Listed]:
    return activity_lists.listed(town, Filter())
