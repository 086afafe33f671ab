"""A round as it goes on a real desk: opened for many, met, read sheet by sheet, settled, objected to, filed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import (
    evaluate,
    history,
    merging,
    register,
    round_grades,
    round_history,
    round_meeting,
    round_opening,
    round_sheets,
    round_steps,
    units,
)
from cso_desk.usecases.evaluate import RoundInfo
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.round_opening import Plan, Scope
from cso_desk.usecases.round_sheets import FIRST, MARKS, SECOND, Read
from cso_desk.usecases.tally_rows import HEADING

NAMES = ("百泉社区舞蹈队", "百泉社区合唱团", "百泉社区邻里互助会")
PEOPLE = {"应到": "6", "实到": "5", "发出": "5"}


@pytest.fixture
def teams(town: Desk, village: str) -> list[str]:
    return [
        register.save_organization(
            town, None, {"name": name, "community": village, "leader": f"甄{name[-2:]}"}
        ).value
        for name in NAMES
    ]


@pytest.fixture
def twice(town: Desk, village: str, teams: list[str]) -> RoundInfo:
    plan = Plan(2026, "2026-11-18", entry="双人录入")
    return round_opening.open_planned(town, village, plan).value


def enter_all(desk: Desk, opened: RoundInfo, bad: bool = False) -> None:
    vote = "0,0,1,6" if bad else "6,1,0,0"
    rows = [f"{name},{group},7,7,7,7,7,0,0,{vote}" for name in NAMES for group in ("两委", "居民")]
    evaluate.enter(
        desk, opened.id, [dict(zip(HEADING, one.split(","), strict=True)) for one in rows]
    )


def test_rounds_for_many_communities_at_once(town: Desk, village: str, teams: list[str]) -> None:
    other = units.unit_by_code(town, "410782103201").id
    empty = units.unit_by_code(town, "410782103006").id
    register.save_organization(town, None, {"name": "梅溪村红白理事会", "community": other})
    opened = round_opening.open_rounds(town, [village, other, empty], Plan("2026")).value
    assert [one.organizations for one in opened.rounds] == [3, 1]
    assert [name for name, _ in opened.left] == ["八盘磨社区"]
    with pytest.raises(Trouble, match="正在进行"):
        round_opening.open_rounds(town, [village, other], Plan("2026"))
    history.undo_last(town)
    assert evaluate.rounds(town) == []


def test_a_scope_narrows_who_is_judged(town: Desk, village: str, teams: list[str]) -> None:
    register.save_organization(town, teams[0], {"category": "文体活动类"})
    by_category = Plan(2025, scope=Scope(category="文体活动类"))
    assert round_opening.open_planned(town, village, by_category).value.organizations == 1
    chosen = Plan(2024, scope=Scope(organizations=tuple(teams[1:])))
    assert round_opening.open_planned(town, village, chosen).value.organizations == 2


def test_a_scheme_that_is_switched_off_is_refused(
    town: Desk, village: str, teams: list[str]
) -> None:
    with pytest.raises(Problems, match="没有启用"):
        round_opening.open_planned(town, village, Plan(2026, scheme="tree"))
    assert round_opening.offered_schemes(town) == [("simple", "简易评议")]


def test_households_are_entered_without_present(town: Desk, village: str, teams: list[str]) -> None:
    opened = round_opening.open_planned(town, village, Plan(2026, households=True)).value
    row = dict(zip(HEADING, f"{NAMES[0]},居民,60,,50,45,45,0,0,40,5,0,0".split(","), strict=True))
    assert evaluate.enter(town, opened.id, [row]).value.rows == 1
    with pytest.raises(Problems, match="入户问卷没有实到"):
        evaluate.enter(town, opened.id, [{**row, "实到": "50"}])
    with pytest.raises(Problems, match="发出 61 张，多于应到 60 人"):
        evaluate.enter(town, opened.id, [{**row, "发出": "61"}])


def read(desk: Desk, opened: RoundInfo, sheets: list[list[int]], which: str, who: str) -> None:
    for number, digits in enumerate(sheets, start=1):
        own = Read(digits, which, number, who)
        round_sheets.enter_sheet(desk, opened.id, "居民", own)


SHEETS = [[1, 2, 3], [1, 1, 4], [2, 0, 9], [1, 2, 3]]


def test_two_persons_and_one_disagreement(town: Desk, twice: RoundInfo, teams: list[str]) -> None:
    read(town, twice, SHEETS, FIRST, "甲干事")
    with pytest.raises(Problems, match="第 1、2、3、4 号票只录了一遍"):
        round_sheets.count(town, twice.id, "居民", PEOPLE)
    with pytest.raises(Trouble, match="双人录入要换一个人"):
        read(town, twice, SHEETS, SECOND, "甲干事")
    other = [list(digits) for digits in SHEETS]
    other[1][2] = 3
    read(town, twice, other, SECOND, "乙干事")
    found = round_sheets.reading(town, twice.id, "居民")
    (one,) = found.differences
    assert (one.number, one.name, one.first, one.second) == (2, NAMES[2], 4, 3)
    with pytest.raises(Problems, match="还有 1 处两遍录入不同"):
        round_sheets.count(town, twice.id, "居民", PEOPLE)
    with pytest.raises(Problems, match="请写明怎样核定"):
        round_sheets.settle(town, twice.id, "居民", 2, teams[2], 3, " ")
    assert round_sheets.settle(town, twice.id, "居民", 2, teams[2], 3, "看原票").value == 0
    assert round_sheets.count(town, twice.id, "居民", PEOPLE).value.sheets == 4
    lines = {
        one.name: one.counts for one in evaluate.round(town, twice.id).tallies if one.counts["有效"]
    }
    assert lines[NAMES[2]] | {"x": ""} == {
        "应到": "6",
        "实到": "5",
        "发出": "5",
        "收回": "4",
        "有效": "3",
        "无效": "1",
        "弃权": "0",
        "优秀": "0",
        "合格": "0",
        "基本合格": "3",
        "不合格": "0",
        "分数合计": "",
        "x": "",
    }
    assert lines[NAMES[1]]["弃权"] == "1"


def test_a_recount_equals_the_count(town: Desk, twice: RoundInfo) -> None:
    for which, who in ((FIRST, "甲"), (SECOND, "乙")):
        read(town, twice, SHEETS, which, who)
    round_sheets.count(town, twice.id, "居民", PEOPLE)
    again = round_sheets.recount(town, twice.id, "居民", PEOPLE)
    assert (again.sheets, again.differences) == (4, ())
    for which, who in ((FIRST, "甲"), (SECOND, "乙")):
        round_sheets.enter_sheet(town, twice.id, "居民", Read([4, 4, 4], which, 4, who))
    changed = round_sheets.recount(town, twice.id, "居民", PEOPLE).differences
    assert f"“{NAMES[0]}”的优秀：原来是 3，清点是 2。" in changed


def test_more_sheets_than_were_handed_out(town: Desk, twice: RoundInfo) -> None:
    for which, who in ((FIRST, "甲"), (SECOND, "乙")):
        read(town, twice, SHEETS, which, who)
    with pytest.raises(Problems, match="收回 4 张，多于发出 3 张"):
        round_sheets.count(town, twice.id, "居民", {**PEOPLE, "发出": "3"})
    with pytest.raises(Problems, match="应到没有填"):
        round_sheets.count(town, twice.id, "居民", {"实到": "5", "发出": "5"})


def test_sheets_follow_an_organization_that_is_merged(
    town: Desk, twice: RoundInfo, village: str, teams: list[str]
) -> None:
    for which, who in ((FIRST, "甲"), (SECOND, "乙")):
        read(town, twice, SHEETS, which, who)
    round_sheets.count(town, twice.id, "居民", PEOPLE)
    other = register.save_organization(town, None, {"name": "舞蹈队", "community": village}).value
    merging.merge(town, other, teams[0], {})
    assert other in {one.organization for one in evaluate.round(town, twice.id).tallies}
    again = round_sheets.recount(town, twice.id, "居民", PEOPLE)
    assert (again.sheets, again.differences) == (4, ())


def test_bad_sheets_are_refused(town: Desk, twice: RoundInfo) -> None:
    for digits, words in (([1, 2], "应有 3 行"), ([1, 2, 7], "第 3 行只能是")):
        with pytest.raises(Problems, match=words):
            round_sheets.enter_sheet(town, twice.id, "居民", Read(digits))
    assert round_sheets.reading(town, twice.id, "居民").first == ()


def test_a_sheet_read_anew_forgets_what_was_settled(
    town: Desk, twice: RoundInfo, teams: list[str]
) -> None:
    read(town, twice, [[1, 1, 1]], FIRST, "甲")
    read(town, twice, [[1, 1, 2]], SECOND, "乙")
    round_sheets.settle(town, twice.id, "居民", 1, teams[2], 1, "看原票")
    read(town, twice, [[1, 1, 3]], SECOND, "乙")
    (one,) = round_sheets.reading(town, twice.id, "居民").differences
    assert (one.second, one.settled) == (3, None)
    round_sheets.remove_sheet(town, twice.id, "居民", 1, SECOND)
    assert round_sheets.reading(town, twice.id, "居民").lacking == (1,)


DIGITS = st.lists(st.sampled_from(list(MARKS)), min_size=1, max_size=60)


@given(DIGITS, st.integers(0, 999))
def test_counting_does_not_depend_on_the_order_of_sheets(digits: list[int], seed: int) -> None:
    people = {"应到": 99, "实到": 80, "发出": 70, "收回": len(digits)}
    before = round_sheets.counted(people, digits)
    random.Random(seed).shuffle(digits)
    after = round_sheets.counted(people, digits)
    assert after == before
    assert after["有效"] + after["无效"] == len(digits)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.lists(st.sampled_from(list(MARKS)), min_size=3, max_size=3), min_size=1, max_size=5
    ),
    st.integers(0, 99),
)
def test_sheets_in_any_order_give_the_same_tallies(
    town: Desk, village: str, sheets: list[list[int]], seed: int
) -> None:
    got = []
    year = 2000 + len(evaluate.rounds(town))
    for turn in range(2):
        if year == 2000:
            for name in NAMES:
                register.save_organization(town, None, {"name": name, "community": village})
        opened = round_opening.open_planned(town, village, Plan(year, entry="逐张录入")).value
        read(town, opened, sheets, FIRST, "甲")
        round_sheets.count(town, opened.id, "居民", PEOPLE)
        lines = evaluate.round(town, opened.id).tallies
        got.append({one.name: dict(one.counts) for one in lines if one.group == "居民"})
        random.Random(seed + turn).shuffle(sheets)
        year += 1
    assert got[0] == got[1]


def test_who_counts_is_not_from_those_judged(
    town: Desk, twice: RoundInfo, teams: list[str]
) -> None:
    register.save_member(town, teams[1], None, {"name": "段双"})
    with pytest.raises(Problems) as caught:
        round_meeting.save(town, twice.id, {"watchers": "段双、申监", "counters": "甄蹈队"})
    assert [one.field for one in caught.value.problems] == ["watchers", "counters"]
    assert "段双是“百泉社区合唱团”的人" in caught.value.problems[0].message
    with pytest.raises(Problems, match="既是监票人又是计票人"):
        round_meeting.save(town, twice.id, {"watchers": "申监", "counters": "申监，邵计"})
    round_meeting.save(town, twice.id, {"watchers": "申监", "counters": "邵计、单计"})
    kept = round_meeting.meeting(town, twice.id)
    assert (kept.kept, kept.values["counters"]) == (True, "邵计、单计")


def test_dates_of_a_meeting_run_forwards(town: Desk, twice: RoundInfo) -> None:
    with pytest.raises(Problems, match="公示开始日期 2026-11-18 早于两委研究日期 2026-11-20"):
        round_meeting.save(town, twice.id, {"decided_on": "2026-11-20", "posted_on": "2026-11-18"})
    with pytest.raises(Problems, match="公示开始日期不能空"):
        round_meeting.save(town, twice.id, {"posted_until": "2026-11-28"})


def test_the_line_of_steps(town: Desk, twice: RoundInfo) -> None:
    def states() -> list[str]:
        return [one.state for one in round_steps.steps(town, twice.id)]

    assert states() == ["现在", *["以后"] * 6]
    round_meeting.save(town, twice.id, {"place": "社区会议室"})
    round_meeting.save(town, twice.id, {"heard_on": "2026-11-18"})
    assert states()[:3] == ["已办", "已办", "现在"]
    round_meeting.save(town, twice.id, {"watchers": "申监", "counters": "邵计"})
    enter_all(town, twice)
    assert states()[3:5] == ["已办", "现在"]
    evaluate.close(town, twice.id)
    assert states()[5] == "现在"
    round_meeting.save(town, twice.id, {"unposted": "是"})
    assert states()[6] == "现在"
    with pytest.raises(Problems, match="归档日期不能空"):
        round_meeting.file_round(town, twice.id, "")
    round_meeting.file_round(town, twice.id, "2026-11-20")
    assert states() == ["已办"] * 7


def test_the_committees_may_decide_otherwise_with_a_reason(
    town: Desk, twice: RoundInfo, teams: list[str]
) -> None:
    with pytest.raises(Trouble, match="还没有定下结果"):
        round_grades.decide(town, twice.id, teams[0], "合格", "有投诉")
    enter_all(town, twice)
    evaluate.close(town, twice.id)
    with pytest.raises(Problems, match="测评等次是优秀，定为合格要写明理由"):
        round_grades.decide(town, twice.id, teams[0], "合格", "")
    with pytest.raises(Problems, match="等次应为优秀、合格、基本合格、不合格"):
        round_grades.decide(town, twice.id, teams[0], "良好", "x")
    round_grades.decide(town, twice.id, teams[0], "合格", "夜间扰民，居民多次反映")
    one = evaluate.results(town, twice.id)[0]
    assert (one.grade, one.computed, one.reason) == ("合格", "优秀", "夜间扰民，居民多次反映")
    (past,) = round_history.history(town, teams[0])
    assert (past.grade, past.computed, past.score) == ("合格", "优秀", "100.00")
    round_meeting.save(town, twice.id, {"posted_on": "2026-11-19"})
    with pytest.raises(Trouble, match="已经公示或归档"):
        round_grades.decide(town, twice.id, teams[0], "优秀", "")


def test_an_objection_and_an_appeal_change_the_grade_and_stay_on_record(
    town: Desk, twice: RoundInfo, teams: list[str]
) -> None:
    enter_all(town, twice)
    evaluate.close(town, twice.id)
    raised = {
        "organization": teams[0],
        "kind": "异议",
        "raised_on": "2026-11-21",
        "content": "账目没有公开",
    }
    with pytest.raises(Problems, match="反映的问题"):
        round_grades.object_to(town, twice.id, {**raised, "content": ""})
    first = round_grades.object_to(town, twice.id, raised).value
    said = {"answer": "属实，降为合格", "answered_on": "2026-11-20"}
    with pytest.raises(Problems, match="答复日期 2026-11-20 早于提出日期"):
        round_grades.answer(town, first, said, "合格")
    round_grades.answer(town, first, {**said, "answered_on": "2026-11-22"}, "合格")
    assert evaluate.results(town, twice.id)[0].grade == "合格"
    appeal = round_grades.object_to(
        town,
        twice.id,
        {**raised, "kind": "申诉", "raised_on": "2026-11-23", "content": "账目已补公开"},
    ).value
    round_grades.answer(town, appeal, {"answer": "恢复", "answered_on": "2026-11-24"}, "优秀")
    lines = round_grades.objections(town, twice.id)
    assert [
        (one.values["kind"], one.values["grade_before"], one.values["grade_after"]) for one in lines
    ] == [
        ("申诉", "合格", "优秀"),
        ("异议", "优秀", "合格"),
    ]
    one = evaluate.results(town, twice.id)[0]
    assert (one.grade, one.computed) == ("优秀", "优秀")
    assert round_history.history(town, teams[0])[0].objections == 2
    history.undo_last(town)
    assert evaluate.results(town, twice.id)[0].grade == "合格"


def test_two_bad_years_in_a_row(town: Desk, village: str, teams: list[str]) -> None:
    for year in (2024, 2025, 2026):
        opened = evaluate.open_round(town, year, village).value
        enter_all(town, opened, bad=year != 2025)
        evaluate.close(town, opened.id)
        assert round_history.bad_runs(town) == []
    again = evaluate.open_round(town, 2027, village).value
    enter_all(town, again, bad=True)
    evaluate.close(town, again.id)
    found = round_history.bad_runs(town)
    assert {one.name for one in found} == set(NAMES)
    assert found[0].words == "2027 年不合格、2026 年不合格，建议限期整改"


def test_comparison_over_years(town: Desk, village: str, teams: list[str], tmp_path: Path) -> None:
    for year in (2025, 2026):
        opened = evaluate.open_round(town, year, village).value
        enter_all(town, opened, bad=year == 2025)
        evaluate.close(town, opened.id)
    found = round_history.compare(town)
    assert found.years == (2026, 2025)
    assert found.counts == {2026: {"优秀": 3}, 2025: {"不合格": 3}}
    assert found.rows[0].remark == "扶持和品牌推选的重要参考"
    assert round_history.compare(town, village).rows == found.rows
    other = units.unit_by_code(town, "410782103006").id
    assert round_history.compare(town, other).rows == ()
    out = tmp_path / "对照.csv"
    assert round_history.export(town, out).value == 3
    head, first, *_ = out.read_text("utf-8-sig").splitlines()
    assert head == "序号,组织名称,社区（村）,2026 年等次,2026 年得分,2025 年等次,2025 年得分,备注"
    assert "优秀,100.00,不合格,0.00" in first
