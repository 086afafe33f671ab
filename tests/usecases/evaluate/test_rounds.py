"""A round on a real desk: opened, entered from signed tally forms, settled; every refusal changes nothing."""

from pathlib import Path

import pytest

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.records import Result, Tally
from cso_desk.usecases import evaluate, history, register, units
from cso_desk.usecases.evaluate import RoundInfo
from cso_desk.usecases.evaluate_results import newest_grades
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.tally_rows import HEADING

NAMES = ("百泉社区舞蹈队", "百泉社区合唱团", "百泉社区邻里互助会")


@pytest.fixture
def teams(town: Desk, village: str) -> list[str]:
    return [
        register.save_organization(town, None, {"name": name, "community": village}).value
        for name in NAMES
    ]


@pytest.fixture
def opened(town: Desk, village: str, teams: list[str]) -> RoundInfo:
    return evaluate.open_round(town, 2026, village, "2026-11-18").value


def row(text: str) -> dict[str, str]:
    return dict(zip(HEADING, text.split(","), strict=True))


GOOD = [
    row("百泉社区舞蹈队,两委,7,7,7,7,7,0,0,6,1,0,0"),
    row("百泉社区舞蹈队,居民,45,40,40,39,38,1,1,30,6,1,0"),
    row("百泉社区合唱团,两委,7,7,7,7,7,0,0,2,3,2,0"),
    row("百泉社区合唱团,居民,45,40,40,39,39,0,0,9,18,12,0"),
    row("百泉社区邻里互助会,两委,7,7,7,7,7,0,0,0,1,1,5"),
    row("百泉社区邻里互助会,居民,45,40,40,39,39,0,0,3,6,10,20"),
]


def test_open_enter_and_settle(town: Desk, opened: RoundInfo, teams: list[str]) -> None:
    assert (opened.title, opened.organizations, opened.state) == (
        "2026年度百泉社区社区社会组织评议",
        3,
        "进行中",
    )
    entered = evaluate.enter(town, opened.id, GOOD)
    assert entered.value == evaluate.Entered(6, ())
    assert len([one for one in entered.changes if one[0] == "tally"]) == 6
    found = evaluate.results(town, opened.id)
    assert [(one.name, one.grade, one.score_text) for one in found] == [
        ("百泉社区舞蹈队", "优秀", "97.37"),
        ("百泉社区合唱团", "合格", "70.33"),
        ("百泉社区邻里互助会", "不合格", "18.68"),
    ]
    assert found[0].group_shares["居民"]["优秀"] == "78.95%"
    assert found[0].checks == ()
    settled = evaluate.close(town, opened.id).value
    assert (settled.state, settled.entered) == ("已出结果", 3)
    with town.read() as session:
        grades = newest_grades(session, teams)
    assert grades == dict(
        zip(teams, [("优秀", 2026), ("合格", 2026), ("不合格", 2026)], strict=True)
    )


def test_a_fault_anywhere_takes_nothing(town: Desk, opened: RoundInfo) -> None:
    bad = [*GOOD[:2], {**GOOD[2], "收回": "8"}]
    with pytest.raises(Problems) as caught:
        evaluate.enter(town, opened.id, bad)
    assert caught.value.problems[0].message == "收回 8 张，多于发出 7 张，请核对计票表第 3 行。"
    assert evaluate.round_info(town, opened.id).entered == 0


def test_organizations_may_be_named_by_id_and_entered_again(
    town: Desk, opened: RoundInfo, teams: list[str]
) -> None:
    evaluate.enter(town, opened.id, GOOD)
    corrected = {**GOOD[4], "组织": teams[2], "合格": "2", "基本合格": "0"}
    evaluate.enter(town, opened.id, [corrected])
    lines = evaluate.round(town, opened.id).tallies
    line = next(one for one in lines if one.organization == teams[2] and one.group == "两委")
    assert (line.counts["合格"], line.counts["基本合格"], line.counts["不合格"]) == ("2", "0", "5")


def test_a_recount_gives_the_same_result(town: Desk, opened: RoundInfo) -> None:
    evaluate.enter(town, opened.id, GOOD)
    first = evaluate.results(town, opened.id)
    evaluate.enter(town, opened.id, list(reversed(GOOD)))
    assert evaluate.results(town, opened.id) == first


def test_what_is_odd_is_told_without_stopping(town: Desk, opened: RoundInfo) -> None:
    few = row("百泉社区合唱团,居民,45,30,30,30,30,0,0,9,9,12,0")
    entered = evaluate.enter(town, opened.id, [GOOD[1], few]).value
    assert any("各行的实到不一样多" in words for words in entered.warnings)
    waiting = evaluate.results(town, opened.id)[1]
    assert waiting.checks == (
        "两委的计票还没有录入，暂不能得出等次。",
        "居民应到 45 人，实到 30 人，村（居）民代表会议到会应超过2/3（按现行法律核对）。",
    )
    assert (waiting.grade, waiting.score) == ("", None)


def test_settling_waits_for_every_organization(
    town: Desk, opened: RoundInfo, teams: list[str]
) -> None:
    evaluate.enter(town, opened.id, GOOD[:4])
    with pytest.raises(Problems) as caught:
        evaluate.close(town, opened.id)
    assert [one.where for one in caught.value.problems] == ["百泉社区邻里互助会"]
    evaluate.leave_out(town, opened.id, teams[2])
    assert evaluate.close(town, opened.id).value.organizations == 2


def test_a_settled_round_stays_until_it_is_undone(town: Desk, opened: RoundInfo) -> None:
    evaluate.enter(town, opened.id, GOOD)
    evaluate.close(town, opened.id)
    with pytest.raises(Trouble) as caught:
        evaluate.enter(town, opened.id, GOOD)
    assert caught.value.code == "ROUND_SETTLED"
    history.undo_last(town)
    assert evaluate.round_info(town, opened.id).state == "进行中"
    with town.read() as session:
        assert store.listed(session, Result) == []


def test_a_round_keeps_its_own_scheme(town: Desk, opened: RoundInfo) -> None:
    from cso_desk.records import Round

    evaluate.enter(town, opened.id, GOOD)
    with town.operation("改方案") as op:
        kept = store.get(op.session, Round, opened.id)
        assert kept is not None
        kept.scheme = {**kept.scheme, "denominator": "实到"}
    assert evaluate.results(town, opened.id)[0].score_text == "95.00"


def test_no_second_round_beside_an_open_one(town: Desk, opened: RoundInfo, village: str) -> None:
    with pytest.raises(Trouble, match="已有一轮评议正在进行"):
        evaluate.open_round(town, 2026, village)
    assert evaluate.open_round(town, 2025, village).value.year == 2025
    assert [one.year for one in evaluate.rounds(town)] == [2026, 2025]
    assert len(evaluate.rounds(town, 2025)) == 1


def test_a_community_without_organizations(town: Desk) -> None:
    other = units.unit_by_code(town, "410782103006").id
    with pytest.raises(Trouble, match="八盘磨社区还没有可以评议的组织"):
        evaluate.open_round(town, 2026, other)
    with town.read() as session:
        assert store.listed(session, Tally) == []


def test_a_township_round_takes_all_communities(town: Desk, village: str, teams: list[str]) -> None:
    other = units.unit_by_code(town, "410782103201").id
    register.save_organization(town, None, {"name": "梅溪村红白理事会", "community": other})
    register.save_organization(town, None, {"name": "百泉镇志愿者联合会"})
    found = evaluate.open_round(town, 2026, town.unit).value
    assert found.organizations == 5


def test_bad_year_and_date_are_told_together(town: Desk, village: str, teams: list[str]) -> None:
    with pytest.raises(Problems) as caught:
        evaluate.open_round(town, "明年", village, "2026-13")
    assert {one.field for one in caught.value.problems} == {"year", "held_on"}


def test_entry_from_csv(town: Desk, opened: RoundInfo, tmp_path: Path) -> None:
    file = tmp_path / "计票.csv"
    lines = [",".join(HEADING), *(",".join(one.values()) for one in GOOD)]
    file.write_text("\n".join(lines), "utf-8")
    assert evaluate.enter_csv(town, opened.id, file).value.rows == 6


def test_unknown_round(town: Desk) -> None:
    with pytest.raises(Trouble, match="没有这一轮评议"):
        evaluate.results(town, "nothing")
