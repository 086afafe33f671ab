"""The loop of an item: draft, approval, posting, objections that block, taking down, the archive; all can be taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import (
    disclose,
    disclosure_catalogue,
    disclosure_remarks,
    disclosure_single,
    disclosure_steps,
    disclosures,
)
from cso_desk.usecases.disclosures import Filter, Row
from cso_desk.usecases.opening import Desk

Move = Callable[[str], None]


@pytest.fixture
def team(year_desk: Desk, found_team: Callable[[str], str]) -> str:
    """An organization without items."""
    return found_team("百泉社区戏曲社")


@pytest.fixture
def notice(year_desk: Desk, team: str) -> str:
    """A 公示 of the organization that begins."""
    text = {"content": "拟备案组织：百泉社区戏曲社。"}
    (ref,) = disclosure_steps.add_event(year_desk, [team], "filing", "2026-01-05", text).value
    return ref


def row(desk: Desk, ref: str) -> Row:
    return disclosures.by_refs(desk, [ref])[ref]


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Problems) as fault:
        act()
    assert [one.code for one in fault.value.problems] == [code]


def test_a_notice_goes_its_way_and_an_objection_holds_it(
    year_desk: Desk, notice: str, team: str, move: Move
) -> None:
    desk = year_desk
    refused("not_approved", lambda: disclosure_steps.post(desk, [notice], "2026-01-05", "张会计"))
    disclosure_steps.approve(desk, [notice], "2026-01-05", "李主任")
    disclosure_steps.post(desk, [notice], "2026-01-05", "张会计", "村口公开栏")
    shown = row(desk, notice)
    assert (shown.stage, shown.mark, shown.until, shown.where) == (
        "已张贴",
        "按时",
        "2026-01-10",
        "村口公开栏",
    )
    move("2026-01-08")
    said = {"said_on": "2026-01-08", "content": "名称与原有戏曲社重复。"}
    objection = disclosure_remarks.say(desk, notice, "异议", said).value
    assert disclosure_remarks.listed(desk, notice)[0].said_by == "（未留名）"
    refused("notice_short", lambda: disclosure_steps.take_down(desk, [notice], "2026-01-08"))
    move("2026-01-12")
    refused("open_objection", lambda: disclosure_steps.take_down(desk, [notice], "2026-01-12"))
    with desk.read() as session:
        assert len(disclosure_remarks.blocking(session, team)) == 1
    answer = {"answer": "已改名。", "answered_by": "李主任", "answered_on": "2026-01-12"}
    disclosure_remarks.answer(desk, objection, answer)
    with desk.read() as session:
        assert disclosure_remarks.blocking(session, team) == []
    disclosure_steps.take_down(desk, [notice], "2026-01-12")
    disclosure_steps.archive(desk, [notice], "2026-01-12", "村档案柜")
    assert row(desk, notice).stage == "已归档"
    refused("not_posted", lambda: disclosure_remarks.say(desk, notice, "群众意见", said))


def test_an_opinion_of_a_disclosure_blocks_nothing(
    year_desk: Desk, team: str, place: str, move: Move
) -> None:
    desk = year_desk
    ref = disclosures.slot("yearly", place, 2026, "全年")
    move("2027-01-10")
    disclosure_steps.post(desk, [ref], "2027-01-10", "张会计")
    assert disclose.sheet(desk, place, 2026).state == "已张贴"
    said = {"said_on": "2027-01-10", "content": "字太小。", "said_by": "王大爷"}
    refused("no_notice", lambda: disclosure_remarks.say(desk, ref, "异议", said))
    disclosure_remarks.say(desk, ref, "群众意见", said)
    assert (row(desk, ref).remarks, row(desk, ref).objections) == (1, 0)
    disclosure_steps.take_down(desk, [ref], "2027-01-10")
    assert disclose.sheet(desk, place, 2026).state == "已取下"
    disclosure_steps.archive(desk, [ref], "2027-01-10")
    assert row(desk, ref).stage == "已归档"


def test_many_communities_are_posted_on_one_day_and_those_that_cannot_are_named(
    year_desk: Desk, notice: str, place: str, move: Move
) -> None:
    move("2027-01-10")
    sheet = disclosures.slot("yearly", place, 2026, "全年")
    moved = disclosure_steps.post(year_desk, [sheet, notice], "2027-01-10", "张会计").value
    assert moved.count == 1
    assert [one.code for one in moved.refused] == ["not_approved"]
    assert "还没有审核" in moved.words


def test_what_is_private_does_not_go_on_the_wall(year_desk: Desk, notice: str) -> None:
    for text in ("联系电话 13900006630", "负责人 411792195003070021"):
        refused(
            "private",
            lambda text=text: disclosure_steps.draft(year_desk, [notice], {"content": text}),
        )
    disclosure_steps.draft(year_desk, [notice], {"content": "负责人邓新华"})


def test_a_changed_text_is_approved_anew(year_desk: Desk, notice: str) -> None:
    disclosure_steps.approve(year_desk, [notice], "2026-01-05", "李主任")
    disclosure_steps.draft(year_desk, [notice], {"content": "改过的内容"})
    assert row(year_desk, notice).stage == "已起草"


def test_steps_are_refused_in_plain_words_and_change_nothing(year_desk: Desk, notice: str) -> None:
    desk = year_desk
    refused("missing_required", lambda: disclosure_steps.approve(desk, [notice], "", "李主任"))
    refused("date_future", lambda: disclosure_steps.approve(desk, [notice], "2026-02-01", "李"))
    refused("missing_required", lambda: disclosure_steps.approve(desk, [notice], "2026-01-05", ""))
    refused("wrong_stage", lambda: disclosure_steps.archive(desk, [notice], "2026-01-05"))
    with pytest.raises(Trouble):
        disclosure_steps.remove(desk, [])
    assert row(desk, notice).stage == "已起草"
    disclosure_steps.remove(desk, [notice])
    assert disclosures.by_refs(desk, [notice]) == {}


def test_the_sheets_say_what_hangs_on_the_wall(
    year_desk: Desk, notice: str, place: str, tmp_path: Path
) -> None:
    out = tmp_path / "公开单.pdf"
    refs = [notice, disclosures.slot("yearly", place, 2026, "全年")]
    printed = disclosure_single.print_rows(year_desk, refs, out).value
    assert printed.pages == 2
    data = disclosure_single.single_data(year_desk, row(year_desk, notice))
    assert data["posting"]["head"] == "公　　示"
    assert "13900006630" not in str(data["posting"])


def test_a_home_adds_changes_and_stops_items(
    year_desk: Desk, team: str, place: str, move: Move
) -> None:
    desk = year_desk
    own = {"title": "活动室开放时间", "kind": "公开", "cycle": "季度", "channels": "公开栏，网络"}
    disclosure_catalogue.save(desk, [team], "", own)
    (item,) = disclosure_catalogue.listed(desk, "organization", [team])
    assert (item.channels, item.due_days, item.origin) == ("公开栏、网络", 15, "自加")
    assert len(disclosures.rows(desk, Filter(2026, organization=team))) == 4 + 1
    disclosure_catalogue.save(desk, [team], item.ref, {"due_days": "3"})
    (item,) = disclosure_catalogue.listed(desk, "organization", [team])
    assert item.due_days == 3
    disclosure_catalogue.save(desk, [place], "yearly", {"due_days": "90"})
    (sheet,) = disclosures.rows(desk, Filter(2026, community=place))[-1:]
    assert (sheet.due_on, sheet.item.origin) == ("2027-03-31", "选自目录")
    disclosure_catalogue.stop(desk, [team], item.ref)
    assert len(disclosures.rows(desk, Filter(2026, organization=team))) == 1
    refused(
        "not_in_list",
        lambda: disclosure_catalogue.save(desk, [team], "", {**own, "channels": "广播"}),
    )
    refused(
        "not_here",
        lambda: disclosure_catalogue.save(desk, [team], "", {**own, "sheet": "信息公开表（A3）"}),
    )


def test_posted_things_stay_when_their_item_stops(year_desk: Desk, team: str, move: Move) -> None:
    disclosure_catalogue.save(year_desk, [team], "plan", {})
    move("2027-01-03")
    ref = disclosures.slot("plan", team, 2026, "全年")
    disclosure_steps.draft(year_desk, [ref], {"content": "每月一次演出。"})
    disclosure_steps.approve(year_desk, [ref], "2027-01-03", "李主任")
    disclosure_steps.post(year_desk, [ref], "2027-01-03", "张会计")
    disclosure_catalogue.stop(year_desk, [team], "plan")
    mine = [one for one in disclosures.rows(year_desk, Filter(2026)) if one.item.organization]
    assert [(one.stage, one.mark) for one in mine] == [("已张贴", "按时")]
