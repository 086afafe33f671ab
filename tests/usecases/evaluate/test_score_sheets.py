"""Score sheets of the indicator tree on a real desk: values from the records, own and reviewers' answers, the grade."""

from __future__ import annotations

from datetime import date

import pytest

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.records import Activity, MoneyEntry, Organization
from cso_desk.usecases import (
    automatic_values,
    evaluate,
    honours,
    policy_pack,
    register,
    round_indicators,
    round_opening,
)
from cso_desk.usecases.automatic_values import Case
from cso_desk.usecases.evaluate import RoundInfo
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.round_opening import Plan
from cso_desk.usecases.tally_rows import HEADING

TEAM = "百泉社区舞蹈队"


@pytest.fixture
def team(town: Desk, village: str) -> str:
    values = {"name": TEAM, "community": village, "party_liaison": "段双", "venue": "文化广场"}
    return register.save_organization(town, None, values).value


@pytest.fixture
def opened(town: Desk, village: str, team: str) -> RoundInfo:
    switch_on(town)
    return round_opening.open_planned(town, village, Plan(2026, scheme="tree")).value


def switch_on(desk: Desk) -> None:
    changes = {"evaluation.offered": ["simple", "tree"]}
    policy_pack.save_version(desk, changes, date(2026, 11, 20), "评议工作通知")


def add_records(desk: Desk, team: str) -> None:
    held = (
        ("广场舞展演", "2026-03-08", "2026-03-01", "文化惠民", 60, "圆满"),
        ("重阳慰问", "2026-10-18", "2026-10-20", "为老服务", 25, None),
        ("去年的事", "2025-05-01", None, "文化惠民", 99, None),
    )
    with desk.operation("练习") as op:
        for title, begins, reported, theme, people, summary in held:
            op.add(
                Activity(
                    organization=team,
                    title=title,
                    begins_on=PartialDate.from_iso(begins),
                    reported_on=PartialDate.from_iso(reported) if reported else None,
                    theme=theme,
                    people=people,
                    summary=summary,
                )
            )
        for summary, voucher in (("买音响", "12"), ("买水", None)):
            op.add(
                MoneyEntry(
                    organization=team,
                    date=PartialDate.from_iso("2026-05-01"),
                    direction="支出",
                    amount=1000,
                    summary=summary,
                    voucher=voucher,
                )
            )


def values(desk: Desk, team: str) -> dict[str, automatic_values.Automatic]:
    with desk.read() as session:
        record = store.get(session, Organization, team)
        assert record is not None
        case = Case(desk, session, record, 2026)
        return {key: automatic_values.value(case, key) for key in automatic_values.VALUES}


def test_every_number_has_the_list_behind_it(town: Desk, team: str) -> None:
    add_records(town, team)
    honours.save(town, team, None, {"year": "2026", "name": "优秀队伍"})
    found = values(town, team)
    assert found["activities"].lines == ("2026-03-08 广场舞展演", "2026-10-18 重阳慰问")
    assert found["activities"].answer == 2
    assert (found["themes"].answer, found["people_tens"].answer) == (2, 8)
    assert found["people_tens"].words == "85 人次"
    assert found["report_gaps"].lines == (
        "2026-10-18 重阳慰问：2026-10-20 才报备",
        "2026-10-18 重阳慰问：没有总结",
        "没有 2026 年的工作报告",
    )
    assert found["money_gaps"].lines == ("2026-05-01 买水：没有凭证号",)
    assert (found["party_form"].answer, found["party_form"].words) == (1, "有党建联络员")
    assert found["honours"].lines == ("优秀队伍",)
    assert found["roster_gaps"].lines == ("没有花名册",)
    assert found["venue_gaps"].lines == ("场所来源",)
    assert found["disclosure_gaps"].lines == ("2026 年公开表没有张贴",)
    for key in ("filing_gaps", "charter_gaps", "report_gaps", "money_gaps", "activities"):
        assert found[key].answer == len(found[key].lines), key


def test_proposals_give_way_to_the_reviewer(town: Desk, team: str, opened: RoundInfo) -> None:
    add_records(town, team)
    assert round_indicators.propose(town, opened.id).value == 12
    lines = {one.key: one for one in round_indicators.score_sheet(town, opened.id, team).lines}
    assert (lines["activity_count"].automatic, lines["activity_count"].answer) == ("2 次", "2")
    assert lines["activity_count"].points == "5"
    assert (lines["party_form"].answer, lines["party_form"].points) == ("有党建联络员", "3")
    rows = [
        {"indicator": "activity_count", "answer": "3", "own": "4", "reason": "补报一次"},
        {"indicator": "effect_service", "answer": "6.5"},
        {"indicator": "party_charter", "answer": "部分写入"},
        {"indicator": "veto_law", "answer": "没有"},
    ]
    round_indicators.save_answers(town, opened.id, team, rows)
    round_indicators.propose(town, opened.id)
    lines = {one.key: one for one in round_indicators.score_sheet(town, opened.id, team).lines}
    kept = lines["activity_count"]
    assert (kept.answer, kept.points, kept.own, kept.own_points, kept.reason) == (
        "3",
        "7.5",
        "4",
        "10",
        "补报一次",
    )
    assert (lines["effect_service"].points, lines["party_charter"].points) == ("6.5", "3")
    assert [one.level for one in list(lines.values())[:2]] == [1, 2]


def test_answers_that_do_not_fit_change_nothing(town: Desk, team: str, opened: RoundInfo) -> None:
    rows = [
        {"indicator": "effect_service", "answer": "8"},
        {"indicator": "party_charter", "answer": "也许"},
        {"indicator": "inner_meetings", "answer": "两次"},
        {"indicator": "basics", "answer": "5"},
    ]
    with pytest.raises(Problems) as caught:
        round_indicators.save_answers(town, opened.id, team, rows)
    assert len(caught.value.problems) == 4
    assert "打了 8 分，多于规定的 7 分" in caught.value.problems[0].message
    assert round_indicators.score_sheet(town, opened.id, team).whole == "0"


def test_a_whole_round_of_the_tree(town: Desk, team: str, opened: RoundInfo) -> None:
    round_indicators.propose(town, opened.id)
    lines = round_indicators.score_sheet(town, opened.id, team).lines
    blank = [one for one in lines if one.kind and not one.answer and one.kind != "vote"]
    answers = {"options": lambda one: one.words[0], "veto": lambda one: "没有"}
    rows = [
        {"indicator": one.key, "answer": answers.get(one.kind, lambda one: "2")(one)}
        for one in blank
        if one.kind != "gate"
    ]
    round_indicators.save_answers(town, opened.id, team, rows)
    votes = [f"{TEAM},两委,7,7,7,7,7,0,0,6,1,0,0", f"{TEAM},居民,45,40,40,40,40,0,0,30,6,4,0"]
    evaluate.enter(
        town, opened.id, [dict(zip(HEADING, one.split(","), strict=True)) for one in votes]
    )
    (one,) = evaluate.results(town, opened.id)
    sheet = round_indicators.score_sheet(town, opened.id, team)
    assert one.points["voting"] == "14"
    assert (one.grade, sheet.grade) == (sheet.grade, one.grade) and one.grade
    assert one.score_text.rstrip("0").rstrip(".") == sheet.whole
    evaluate.close(town, opened.id)
    with pytest.raises(Trouble, match="已经出了结果"):
        round_indicators.save_answers(town, opened.id, team, rows)


def test_what_is_not_judged_yet_is_named(town: Desk, opened: RoundInfo) -> None:
    (one,) = evaluate.results(town, opened.id)
    assert one.grade == ""
    assert any("还没有考评" in words for words in one.checks)
    with pytest.raises(Problems, match="还得不出等次"):
        evaluate.close(town, opened.id)


def test_a_simple_round_has_no_score_sheets(town: Desk, village: str, team: str) -> None:
    simple = evaluate.open_round(town, 2026, village).value
    with pytest.raises(Trouble, match="没有指标"):
        round_indicators.score_sheet(town, simple.id, team)
