"""A first filing on a real desk: from the application to the number, what stops it, and taking it back."""

import pytest

from cso_desk.errors import Problems
from cso_desk.usecases import cases, history, register
from cso_desk.usecases.opening import Desk

from .conftest import (
    DAY,
    OPINION,
    READY,
    TO_ACCEPTED,
    TO_FILED,
    fill_roster,
    make_ready,
    opened,
    walk,
)


def test_from_application_to_number(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    shown = cases.show(town, chosen[0])
    assert (shown.stage, shown.number, shown.ready, shown.due) == (
        "准备材料",
        "2026-0001",
        True,
        "",
    )
    stages = []
    for step in TO_FILED:
        last = walk(town, chosen, step)
        stages.append(cases.show(town, chosen[0]).stage)
    assert stages == ["待党组织意见", "待初审", "待受理", "审查中", "同意备案"]
    assert last.numbers == {chosen[0]: "百泉社备〔2026〕1号"}
    filed = register.show(town, team)
    assert (filed.state, filed.values["filing_number"], filed.values["filing_date"]) == (
        "已备案",
        "百泉社备〔2026〕1号",
        DAY,
    )
    assert filed.values["filing_authority"] == "辉县市百泉镇人民政府"
    shown = cases.show(town, chosen[0])
    assert (shown.ended, shown.offers, shown.due) == (True, (), "")
    assert [one.kind for one in shown.decisions] == ["同意备案"]
    assert shown.decisions[0].rules == "henan-default@2026.1"


def test_steps_keep_unit_person_paper_date_and_who_typed(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, "submit", "party", "committee")
    party, committee = cases.show(town, chosen[0]).steps[1:]
    assert (party.unit, party.said_by, party.paper_date) == ("百泉社区党组织", "龚单", DAY)
    assert (party.recorded_by, party.opinion) == ("王干事", "同意")
    assert committee.unit.endswith("居民委员会")


def test_what_lacks_is_named_and_stops_the_application(town: Desk, village: str) -> None:
    bare = register.save_organization(
        town, None, {"name": "百泉社区合唱团", "community": village}
    ).value
    chosen = opened(town, [bare])
    lacking = {one.key: one.missing for one in cases.show(town, chosen[0]).conditions if not one.ok}
    assert lacking["roster"] == "缺花名册，请补花名册。"
    assert lacking["charter"] == "缺简易章程，请写章程。"
    assert "nature" in lacking and "name" not in lacking
    failed = cases.take_step(town, chosen, "submit").value.failed
    assert [one.organization for one in failed] == ["百泉社区合唱团"]
    assert "缺花名册" in failed[0].message
    assert cases.show(town, chosen[0]).stage == "准备材料"


def test_conditions_are_looked_at_again_when_it_is_decided(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, *TO_ACCEPTED)
    register.save_organization(town, team, {"members": "3"})
    failed = cases.take_step(town, chosen, "agree", {"paper_date": DAY}).value.failed
    assert "成员应不少于 10 人，现为 3 人" in failed[0].message
    assert register.show(town, team).state == "未备案"


def test_the_party_body_stands_before_the_committee(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, "submit")
    failed = cases.take_step(town, chosen, "committee", OPINION).value.failed
    assert "现在的环节是“待党组织意见”" in failed[0].message
    walk(town, chosen, "party")
    early = {"said_by": "段双", "paper_date": "2026-11-17"}
    assert (
        "早于前一份意见"
        in cases.take_step(town, chosen, "committee", early).value.failed[0].message
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"said_by": "龚单"}, "paper_date"),
        ({"said_by": "龚单", "paper_date": "2026-11"}, "paper_date"),
        ({"said_by": "龚单", "paper_date": "2026-11-21"}, "paper_date"),
        ({"paper_date": DAY}, "said_by"),
        ({**OPINION, "number": "5"}, "number"),
    ],
)
def test_bad_facts_change_nothing(town: Desk, team: str, facts: dict[str, str], field: str) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, "submit")
    with pytest.raises(Problems) as caught:
        cases.take_step(town, chosen, "party", facts)
    assert field in {one.field for one in caught.value.problems}
    assert cases.show(town, chosen[0]).stage == "待党组织意见"


def test_a_refusal_needs_reasons_of_the_list(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, *TO_ACCEPTED)
    with pytest.raises(Problems, match="要写理由"):
        cases.take_step(town, chosen, "refuse", {"paper_date": DAY})
    with pytest.raises(Problems, match="不在可选的理由里"):
        cases.take_step(town, chosen, "refuse", {"paper_date": DAY, "reasons": ["不喜欢"]})
    facts = {"paper_date": DAY, "reasons": ["不符合备案条件"], "reason": "场所属违建"}
    assert not cases.take_step(town, chosen, "refuse", facts).value.failed
    shown = cases.show(town, chosen[0])
    assert (shown.stage, shown.decisions[0].reason) == ("不予备案", "不符合备案条件；场所属违建")
    assert register.show(town, team).state == "未备案"
    assert "F10b" in dict(shown.papers)


def test_undo_goes_back_step_by_step_and_the_number_is_not_used_again(
    town: Desk, team: str
) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, *TO_FILED)
    history.undo_last(town)
    assert (register.show(town, team).state, cases.show(town, chosen[0]).stage) == (
        "未备案",
        "审查中",
    )
    assert walk(town, chosen, "agree").numbers == {chosen[0]: "百泉社备〔2026〕2号"}


def test_a_step_in_the_middle_is_not_taken_back_alone(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, "submit", "party")
    submitted = history.last(town)
    assert submitted is not None
    walk(town, chosen, "committee")
    with pytest.raises(Problems, match="先还原后面的步骤"):
        history.undo_operation(town, submitted[0])
    assert cases.show(town, chosen[0]).stage == "待受理"


def test_one_case_of_a_kind_at_a_time_and_none_for_a_filed_one(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    assert "已有一件首次备案" in cases.open_cases(town, [team], "首次备案").value.failed[0].message
    walk(town, chosen, *TO_FILED)
    assert "现在是“已备案”" in cases.open_cases(town, [team], "首次备案").value.failed[0].message


def test_withdrawn_and_opened_again(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    cases.take_step(town, chosen, "withdraw")
    assert cases.show(town, chosen[0]).ended
    assert opened(town, [team]) != chosen


PAPER = [
    ("submit", {}),
    ("party", OPINION),
    ("committee", OPINION),
    ("accept", {"paper_date": DAY}),
    ("agree", {"paper_date": DAY, "decided_by": "甄主任"}),
]


def test_a_paper_that_is_signed_to_the_end_is_entered_at_once(
    town: Desk, team: str, village: str
) -> None:
    chosen = opened(town, [team, make_ready(town, village, "百泉社区合唱团", members="3")])
    batch = cases.take_steps(town, chosen, PAPER).value
    assert (batch.done, batch.numbers) == ((chosen[0],), {chosen[0]: "百泉社备〔2026〕1号"})
    assert [one.id for one in batch.failed] == [chosen[1]]
    assert cases.show(town, chosen[1]).stage == "准备材料"
    history.undo_record(town, chosen[0])
    assert cases.show(town, chosen[0]).stage == "准备材料"
    with pytest.raises(Problems) as caught:
        cases.take_steps(town, chosen, [*PAPER[:4], ("agree", {})])
    assert [one.field for one in caught.value.problems] == ["agree.paper_date"]
    assert cases.show(town, chosen[0]).stage == "准备材料"


def test_what_came_on_paper_makes_green_where_the_place_says_so(town: Desk, village: str) -> None:
    values = {"name": "百泉社区合唱团", "community": village, **READY}
    made = register.save_organization(town, None, values).value
    fill_roster(town, made)
    chosen = opened(town, [made])
    assert [one.key for one in cases.show(town, chosen[0]).conditions if not one.ok] == ["charter"]
    assert (
        "不能只收纸质件"
        in cases.receive_materials(town, chosen, ["roster"]).value.failed[0].message
    )
    cases.receive_materials(town, chosen, ["charter"])
    assert cases.show(town, chosen[0]).ready


@pytest.mark.parametrize(
    ("values", "key", "words"),
    [
        ({"name": "夕阳红舞蹈队"}, "name", "没有社区"),
        ({"name": "百泉社区夕阳红"}, "name", "没有组织形式"),
        ({"name": "百泉社区业主委员会"}, "name", "不属于社区社会组织"),
        ({"scope": "开展营利性演出"}, "negative", "负面清单"),
        ({"initiators": "龚单"}, "initiators", "不少于 2 人，现有 1 人"),
        ({"nature": "民办非企业单位性质", "staff": "2"}, "members", "从业人员应不少于 3 人"),
        ({"venue": ""}, "venue", "缺活动场所"),
    ],
)
def test_each_condition_says_what_is_missing(
    town: Desk, team: str, values: dict[str, str], key: str, words: str
) -> None:
    chosen = opened(town, [team])
    register.save_organization(town, team, values)
    found = {one.key: one.missing for one in cases.show(town, chosen[0]).conditions if not one.ok}
    assert words in found[key]


def test_the_history_of_a_case_tells_its_steps(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, "submit", "party")
    told = history.history(town, chosen[0])
    assert [one.words for one in told] == ["代录党组织意见", "提交备案申请", "新开事项：首次备案"]
    assert told[0].after["意见人"] == "龚单"
    assert all("{" not in text for one in told for text in one.after.values())
