"""Pasted blocks and workbooks of activities and money: recognised by their headings, previewed, taken in once."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from cso_desk.errors import Trouble
from cso_desk.usecases import activity_lists, history, import_works, money
from cso_desk.usecases.activity_lists import Filter
from cso_desk.usecases.import_works import ACTIVITIES, MONEY
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.pasting import Pasted


def block(*rows: str) -> Pasted:
    """Return rows as WPS copies them; cells are parted by |."""
    return Pasted("\n".join(row.replace("|", "\t") for row in rows))


LOG = block(
    "2026年活动台账",
    "序号|组织名称|活动名称|活动时间|主题|活动地点|参与人次|次数",
    "1|百泉社区舞蹈队|广场舞|2026年3月|文化铸魂|广场|390|13",
    "2|百泉社区巡逻队|夜间巡逻|2026.5.4|共创平安活动||12人|",
    "3|没有这个队|下棋|2026-05-04||||",
    "4|百泉社区戏曲社||2026-05-04||||",
    "5|百泉社区戏曲社|唱戏|每周三||||",
    "合计||||||402|",
)


def test_activities_are_previewed_and_taken_in_once(town: Desk, teams: list[str]) -> None:
    seen = import_works.preview(town, ACTIVITIES, LOG)
    assert (seen.new, seen.refused, seen.totals) == (2, 3, 1)
    assert ("活动时间", "开始日期") in seen.headings
    assert [row["title"] for row in seen.rows] == ["广场舞", "夜间巡逻"]
    assert {one.code for one in seen.problems} == {
        "organization_unmatched",
        "missing_required",
        "date_invalid",
    }
    assert activity_lists.listed(town, Filter()) == []
    assert import_works.take(town, ACTIVITIES, LOG).value.new == 2
    found = activity_lists.counts(town, teams, 2026)
    assert (found[teams[0]].times, found[teams[0]].people) == (13, 390)
    assert found[teams[1]].themes["共创平安"] == 1
    again = import_works.take(town, ACTIVITIES, LOG).value
    assert (again.new, again.same) == (0, 2)
    assert len(activity_lists.listed(town, Filter())) == 2
    history.undo_last(town)
    assert activity_lists.listed(town, Filter()) == []


def test_a_block_without_organizations_goes_into_the_chosen_one(
    town: Desk, teams: list[str]
) -> None:
    rows = block("日期|活动内容|活动名称|人数|活动时间", "2026-03-05|排练|广场舞|20|19:00—20:30")
    lost = import_works.preview(town, ACTIVITIES, rows)
    assert (lost.new, lost.problems[0].code) == (0, "organization_unmatched")
    import_works.take(town, ACTIVITIES, rows, teams[1])
    (row,) = activity_lists.listed(town, Filter())
    assert (row.organization, row.people) == (teams[1], 20)


def test_a_large_event_does_not_slip_in(town: Desk, teams: list[str]) -> None:
    rows = block("活动名称|日期|预计人数", "灯会|2026-02-10|5000")
    seen = import_works.preview(town, ACTIVITIES, rows, teams[0])
    assert (seen.new, seen.problems[0].code) == (0, "large_event")


CASH = block(
    "日期|凭证|摘要|收入|支出|余额|经手人",
    "2026-1-5|1|会费|1,600.00||1600|李桂花",
    "2026-3-8|2|购服装||700.5|899.5|李桂花",
    "2026-3-9|3|都写了|1|2||",
    "2026-3-10|4|什么也没写||||",
    "2026|5|只有年|5|||",
    "本年合计|||1600|700.5||",
)


def test_money_comes_in_by_its_two_columns(town: Desk, teams: list[str]) -> None:
    seen = import_works.preview(town, MONEY, CASH, teams[0])
    assert (seen.new, seen.refused, seen.totals) == (2, 3, 1)
    assert [one.code for one in seen.problems] == [
        "both_sides",
        "missing_required",
        "missing_required",
        "date_invalid",
    ]
    import_works.take(town, MONEY, CASH, teams[0])
    found = money.totals(town, teams[0])
    assert (found.income, found.spending, found.closing) == (160000, 70050, 89950)
    assert import_works.take(town, MONEY, CASH, teams[0]).value.same == 2
    assert money.totals(town, teams[0]) == found


def test_money_comes_in_by_direction_and_kind_from_a_file(
    town: Desk, teams: list[str], tmp_path: Path
) -> None:
    book = Workbook()
    for row in (
        ("组织", "日期", "收支", "项目", "金额", "摘要", "捐赠人"),
        ("百泉社区舞蹈队", "2026-01-01", "期初结余", None, 100, "上年结转", None),
        ("百泉社区舞蹈队", "2026-02", "收入", "捐赠", 500, "捐款", "赵大有"),
        ("百泉社区舞蹈队", "2026-02", "支出", "捐赠", 5, "项目写错了", None),
        ("百泉社区舞蹈队", "2026-03-01", "期初结余", None, 7, "第二次期初", None),
    ):
        book.active.append(row)
    file = tmp_path / "收支.xlsx"
    book.save(file)
    done = import_works.take(town, MONEY, file).value
    assert (done.new, done.refused) == (2, 2)
    assert {one.code for one in done.problems} >= {"not_in_list", "opening_twice"}
    found = money.totals(town, teams[0])
    assert (found.opening, found.income_by) == (10000, {"捐赠": 50000})


def test_what_is_no_such_table_is_told(town: Desk, teams: list[str]) -> None:
    for table in (ACTIVITIES, MONEY):
        with pytest.raises(Trouble) as found:
            import_works.preview(town, table, block("甲|乙", "1|2"))
        assert found.value.code == "NO_LEDGER"
