"""The sheet of a community: all its organizations, nothing personal, posted and taken down."""

import json

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import disclose, evaluate, history, register, units
from cso_desk.usecases.disclosure_paper import sheet_data
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.tally_rows import HEADING

ID, PHONE, HOME = "410891197303090684", "13900006630", "百泉社区3号楼2单元"


@pytest.fixture
def teams(town: Desk, village: str) -> list[str]:
    dance = {
        "name": "百泉社区舞蹈队",
        "community": village,
        "leader": "邓新华",
        "leader_id": ID,
        "phone": PHONE,
        "scope": "组织居民开展广场舞、健身操等文体活动，参加节日演出；" * 4,
    }
    choir = {"name": "百泉社区合唱团", "community": village, "leader": "姜小河", "scope": "合唱"}
    ids = [register.save_organization(town, None, one).value for one in (dance, choir)]
    register.record_old_filing(
        town, ids[0], "百泉社备〔2021〕1号", "2021-05", "辉县市百泉镇人民政府"
    )
    register.save_member(town, ids[0], None, {"name": "邓新华", "address": HOME, "phone": PHONE})
    return ids


def test_lines_are_filled_from_the_records(town: Desk, village: str, teams: list[str]) -> None:
    shown = disclose.sheet(town, village, 2026)
    assert (shown.community_name, shown.state, shown.place) == (
        "百泉社区",
        "未张贴",
        "居（村）务公开栏",
    )
    dance, choir = shown.lines
    assert (dance.no, dance.name, dance.leader) == (1, "百泉社区舞蹈队", "邓新华")
    assert dance.filing_number == "百泉社备〔2021〕1号"
    assert len(dance.activities) <= 61 and dance.activities.endswith("等")
    assert (choir.activities, choir.income, choir.grade) == ("合唱", "", "")


def test_nothing_personal_is_on_the_sheet(town: Desk, village: str, teams: list[str]) -> None:
    data = json.dumps(sheet_data(town, village, 2026)["orgs"], ensure_ascii=False)
    assert "邓新华" in data
    for private in (ID, ID[-8:], PHONE, HOME):
        assert private not in data


def test_typed_lines_stay(town: Desk, village: str, teams: list[str]) -> None:
    line = {
        "organization": teams[0],
        "activities": "每晚跳舞",
        "income": "1,200.50元",
        "spending": "800",
    }
    disclose.save_lines(town, village, 2026, [line])
    shown = disclose.sheet(town, village, 2026).lines[0]
    assert (shown.activities, shown.income, shown.spending) == ("每晚跳舞", "1200.50", "800")
    assert sheet_data(town, village, 2026)["orgs"][0]["money"] == "收　1200.50\n支　800"
    assert disclose.sheet(town, village, 2025).lines[0].income == ""


def test_bad_money_is_told_with_the_organization(
    town: Desk, village: str, teams: list[str]
) -> None:
    with pytest.raises(Problems) as caught:
        disclose.save_lines(town, village, 2026, [{"organization": teams[1], "income": "很多"}])
    (problem,) = caught.value.problems
    assert (problem.where, problem.field) == ("百泉社区合唱团", "收入合计")
    assert disclose.sheet(town, village, 2026).id == ""


def test_posting_freezes_the_lines(town: Desk, village: str, teams: list[str]) -> None:
    disclose.post(town, village, 2026, "2026-11-20", "张会计")
    register.save_organization(town, None, {"name": "后来的队", "community": village})
    shown = disclose.sheet(town, village, 2026)
    assert (shown.state, shown.posted_on, shown.posted_by) == ("已张贴", "2026-11-20", "张会计")
    assert [line.name for line in shown.lines] == ["百泉社区舞蹈队", "百泉社区合唱团"]
    with pytest.raises(Trouble, match="已经张贴过"):
        disclose.save_lines(town, village, 2026, [])
    with pytest.raises(Trouble, match="不用再记"):
        disclose.post(town, village, 2026, "2026-11-21", "李会计")
    history.undo_last(town)
    history.undo_last(town)
    assert disclose.sheet(town, village, 2026).state == "未张贴"


def test_date_and_name_of_a_posting_are_needed(town: Desk, village: str, teams: list[str]) -> None:
    with pytest.raises(Problems) as caught:
        disclose.post(town, village, 2026, "", "")
    assert [one.field for one in caught.value.problems] == ["posted_on", "posted_by"]
    with pytest.raises(Problems, match="没有 2026-02-30 这一天"):
        disclose.post(town, village, 2026, "2026-02-30", "张会计")


def test_taken_down(town: Desk, village: str, teams: list[str]) -> None:
    with pytest.raises(Trouble, match="没有张贴着"):
        disclose.take_down(town, village, 2026, "2026-12-20")
    disclose.post(town, village, 2026, "2026-11-20", "张会计", "小区东门")
    with pytest.raises(Problems, match="早于张贴日期"):
        disclose.take_down(town, village, 2026, "2026-11-01")
    disclose.take_down(town, village, 2026, "2026-12-20")
    shown = disclose.sheet(town, village, 2026)
    assert (shown.state, shown.taken_down_on, shown.place) == ("已取下", "2026-12-20", "小区东门")


def test_which_communities_have_not_posted(town: Desk, village: str, teams: list[str]) -> None:
    other = units.unit_by_code(town, "410782103006").id
    register.save_organization(town, None, {"name": "八盘磨社区棋友会", "community": other})
    assert [one.name for one in disclose.unposted(town, 2026)] == ["百泉社区", "八盘磨社区"]
    disclose.post(town, village, 2026, "2026-11-20", "张会计")
    assert [one.name for one in disclose.unposted(town, 2026)] == ["八盘磨社区"]
    states = {one.name: one.state for one in disclose.listed(town, 2026)}
    assert (states["百泉社区"], states["楼根社区"]) == ("已张贴", "未张贴")
    assert len(states) == 33


def test_the_newest_grade_is_shown(town: Desk, village: str, teams: list[str]) -> None:
    opened = evaluate.open_round(town, 2026, village).value
    rows = [
        dict(zip(HEADING, f"{name},{group},5,5,5,5,5,0,0,5,0,0,0".split(","), strict=True))
        for name in ("百泉社区舞蹈队", "百泉社区合唱团")
        for group in ("两委", "居民")
    ]
    evaluate.enter(town, opened.id, rows)
    assert disclose.sheet(town, village, 2026).lines[0].grade == ""
    evaluate.close(town, opened.id)
    assert disclose.sheet(town, village, 2026).lines[0].grade == "优秀（2026年）"


def test_only_communities_have_sheets(town: Desk) -> None:
    with pytest.raises(Trouble, match="请选一个社区"):
        disclose.sheet(town, town.unit, 2026)
    empty = units.unit_by_code(town, "410782103007").id
    with pytest.raises(Trouble, match="还没有组织可以公开"):
        disclose.post(town, empty, 2026, "2026-11-20", "张会计")
