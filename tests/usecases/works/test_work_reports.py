"""Work reports: written from the records, frozen, edited, heard for a selection, missing ones named."""

from collections.abc import Callable

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import (
    activity_lists,
    disclose,
    history,
    honours,
    money,
    register,
    work_reports,
)
from cso_desk.usecases.opening import Desk

Enter = Callable[..., str]
MEETING = {"heard_on": "2026-11-28", "meeting": "村“两委”联席会议", "minutes": "同意。"}


@pytest.fixture
def busy(town: Desk, teams: list[str], village: str, held: Enter) -> str:
    """An organization with activities, money, an honour, a member who left and a posted sheet."""
    one = teams[0]
    held(one, "2026-03", theme="文化铸魂", times="13", people="390")
    held(one, "2026-08-01", theme="邻里守望", people="12")
    held(one, "2025-08-01", people="99")
    lines = (("2026-01-01", "期初结余", "100"), ("2026-02-01", "收入", "500"))
    for day, direction, amount in (*lines, ("2026-09-01", "支出", "50.5")):
        money.save(
            town,
            one,
            None,
            {"date": day, "direction": direction, "amount": amount, "summary": "一笔"},
        )
    honours.save(town, one, None, {"year": "2026", "name": "先进集体", "issuer": "百泉镇"})
    register.save_member(
        town, one, None, {"name": "李桂花", "joined": "2026-03", "left": "2026-06"}
    )
    register.save_organization(town, one, {"party_members": "3", "party_liaison": "赵大有"})
    disclose.post(town, village, 2026, "2026-03-12", "张会计")
    return one


def test_a_report_is_written_from_the_records_and_its_figures_stay(
    town: Desk, busy: str, held: Enter
) -> None:
    (report,) = work_reports.write(town, [busy], 2026, "全年").value.ids
    found = work_reports.texts(town, report)
    assert found["activities"].startswith("2026年开展活动 14 次，参加 402 人次")
    assert "文化铸魂 13 次" in found["activities"]
    assert "收入 500.00 元" in found["money"]
    assert "期末结余 549.50 元" in found["money"]
    assert found["members"] == "现有成员 30 人，新加入 1 人，退出 1 人。"
    assert found["party"] == "有党员 3 名，党建联络员赵大有。"
    assert found["honours"] == "先进集体（百泉镇）。"
    assert found["disclosure"] == "2026年3月12日在居（村）务公开栏张贴。"
    figures = found["figures"]
    assert figures["times"] == sum(figures["themes"].values()) + figures["no_theme"] == 14
    assert figures["opening"] + figures["income"] - figures["spending"] == figures["closing"]
    held(busy, "2026-10-01", people="5")
    assert work_reports.texts(town, report)["figures"] == figures
    assert activity_lists.counts(town, [busy], 2026)[busy].times == 15


def test_a_half_year_counts_only_its_months(town: Desk, busy: str) -> None:
    (report,) = work_reports.write(town, [busy], 2026, "下半年").value.ids
    figures = work_reports.texts(town, report)["figures"]
    assert (figures["times"], figures["people"], figures["opening"]) == (1, 12, 60000)


def test_a_whole_community_is_written_at_once_and_what_is_there_stays(
    town: Desk, teams: list[str], village: str
) -> None:
    first = work_reports.write(town, teams[:1], 2026, "全年").value.ids[0]
    work_reports.save(town, first, {"problems": "缺音响", "figures": "{}", "year": "1999"})
    lacking = work_reports.of_community(town, village, 2026, "全年")
    assert set(lacking) == set(teams[1:])
    done = work_reports.write(town, teams, 2026, "全年").value
    assert (len(done.ids), done.kept) == (2, 1)
    kept = work_reports.texts(town, first)
    assert (kept["problems"], kept["year"]) == ("缺音响", "2026")
    history.undo_last(town)
    assert len(work_reports.of_community(town, village, 2026, "全年")) == 2


def test_reports_are_heard_for_a_selection(town: Desk, teams: list[str], village: str) -> None:
    ids = work_reports.write(town, teams[:2], 2026, "全年").value.ids
    with pytest.raises(Problems) as lacking:
        work_reports.hear(town, ids, {"heard_on": "", "meeting": ""})
    assert [one.field for one in lacking.value.problems] == ["heard_on", "meeting"]
    with pytest.raises(Problems) as early:
        work_reports.hear(town, ids, {**MEETING, "heard_on": "2026-11-01"})
    assert early.value.problems[0].code == "date_order"
    with pytest.raises(Trouble):
        work_reports.hear(town, [], MEETING)
    assert work_reports.hear(town, ids, MEETING).value == 2
    assert work_reports.state(town, teams, 2026) == {
        teams[0]: "已听取",
        teams[1]: "已听取",
        teams[2]: "未写",
    }
    gap = next(one for one in work_reports.gaps(town, 2026, "全年") if one.community == village)
    assert (gap.due, gap.written, gap.heard, gap.missing) == (3, 2, 2, 1)
    assert all(
        one.due == 0
        for one in work_reports.gaps(town, 2026, "全年")
        if one is not gap and one.community != village
    )


def test_a_year_of_several_periods_has_the_state_of_the_best(town: Desk, teams: list[str]) -> None:
    ids = work_reports.write(town, teams[:1], 2026, "上半年").value.ids
    work_reports.hear(town, ids, MEETING)
    assert work_reports.state(town, teams[:1], 2026)[teams[0]] == "已听取"
    assert work_reports.state(town, teams[:1], 2026, "全年")[teams[0]] == "未写"
    work_reports.remove(town, ids)
    assert work_reports.state(town, teams[:1], 2026)[teams[0]] == "未写"


def test_odd_years_periods_and_choices_are_refused(town: Desk, teams: list[str]) -> None:
    with pytest.raises(Problems):
        work_reports.write(town, teams, 1800, "全年")
    with pytest.raises(Problems):
        work_reports.write(town, teams, 2026, "第一季度")
    with pytest.raises(Trouble):
        work_reports.write(town, [], 2026, "全年")


def test_a_removed_organization_takes_its_reports_along(town: Desk, teams: list[str]) -> None:
    (report,) = work_reports.write(town, teams[:1], 2026, "全年").value.ids
    register.remove(town, teams[0])
    with pytest.raises(Trouble):
        work_reports.texts(town, report)
    history.undo_last(town)
    assert work_reports.texts(town, report)["period"] == "全年"
