"""年度核对: only the differences are entered; counts, remarks and the next export carry them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cso_desk.errors import Problems, Stopped, Trouble
from cso_desk.usecases import (
    export_ledger,
    first_page,
    history,
    lists,
    practice,
    register,
    year_check,
    year_check_paper,
)
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.year_check import Entered

YEAR = 2026


@pytest.fixture
def begun(town: Desk) -> Desk:
    practice.fill_with_practice(town, 120, seed=4)
    year_check.start(town, YEAR)
    return town


def busiest(desk: Desk) -> str:
    return max(year_check.villages(desk, YEAR), key=lambda one: one.organizations).id


def test_a_year_is_begun_once_for_every_community(begun: Desk) -> None:
    due = len(year_check.villages(begun, YEAR))
    assert due > 5
    assert year_check.figure(begun, YEAR) == year_check.Figure(YEAR, 0, due)
    assert year_check.start(begun, YEAR).value == 0
    assert year_check.years(begun) == [YEAR]
    assert year_check.figure(begun, 2025).due == 0
    with pytest.raises(Trouble, match="2025 年度核对还没有开始"):
        year_check.no_change(begun, busiest(begun), 2025)
    with pytest.raises(Problems):
        year_check.start(begun, 1800)


def test_no_change_for_a_village_is_one_step_and_is_taken_back(begun: Desk) -> None:
    community = busiest(begun)
    year_check.no_change(begun, community, YEAR)
    assert year_check.figure(begun, YEAR).checked == 1
    assert {line.result for line in year_check.sheet(begun, community, YEAR)} == {"无变化"}
    waiting = [one for one in first_page.today(begun).waiting if one.page == "年度核对"]
    due = year_check.figure(begun, YEAR).due
    assert waiting[0].words == f"2026 年度核对 已核对 1 / 应核对 {due}"
    with pytest.raises(Trouble, match="已核对"):
        year_check.no_change(begun, community, YEAR)
    history.undo_last(begun)
    assert year_check.figure(begun, YEAR).checked == 0


def test_differences_go_into_the_register_and_the_next_export(begun: Desk, tmp_path: Path) -> None:
    community = busiest(begun)
    first, second, *_ = year_check.sheet(begun, community, YEAR)
    new = {"name": "百泉晨练队", "leader": "赵晨练", "phone": "13900001111", "members": "18"}
    entered = Entered(
        {first.id: {"leader": "钱更正", "members": "77"}}, {second.id: "已半年不活动"}, [new, {}]
    )
    year_check.enter(begun, community, YEAR, entered)
    village = next(one for one in year_check.villages(begun, YEAR) if one.id == community)
    assert (village.state, village.result) == ("已核对", "有更正 1 个、已解散 1 个、新增 1 个")
    assert village.checked_on == "2026-11-20" and village.checked_by == "王干事"
    assert register.show(begun, first.id).values["leader"] == "钱更正"
    remark = register.show(begun, second.id).values["note"]
    assert remark.endswith("2026 年度核对：已解散（已半年不活动），待办注销")
    out = tmp_path / "台账.xlsx"
    export_ledger.export(begun, out)
    rows = {row[0]: row for row in load_workbook(out).active.iter_rows(min_row=3, values_only=True)}
    heads = export_ledger.headings(begun)
    assert rows[first.texts["name"]][heads.index("负责人姓名")] == "钱更正"
    assert rows[first.texts["name"]][heads.index("成员总数")] == 77
    assert "待办注销" in rows[second.texts["name"]][heads.index("备注")]
    assert rows["百泉晨练队"][heads.index("状态")] == "未备案"
    assert lists.organization_ids(begun, lists.Query(text="待办注销"))


def test_a_second_look_keeps_what_the_first_found(begun: Desk) -> None:
    community = busiest(begun)
    first, second, *_ = year_check.sheet(begun, community, YEAR)
    year_check.enter(begun, community, YEAR, Entered({}, {first.id: ""}))
    year_check.enter(begun, community, YEAR, Entered({second.id: {"members": "9"}}, {}))
    results = {line.id: line.result for line in year_check.sheet(begun, community, YEAR)}
    assert (results[first.id], results[second.id]) == ("已解散", "有更正")


def test_bad_input_is_told_with_its_place_and_changes_nothing(begun: Desk) -> None:
    community = busiest(begun)
    line = year_check.sheet(begun, community, YEAR)[0]
    bad = Entered({line.id: {"members": "很多"}}, {}, [{"leader": "没有名称"}])
    with pytest.raises(Problems) as caught:
        year_check.enter(begun, community, YEAR, bad)
    places = [(one.where, one.field) for one in caught.value.problems]
    assert places == [(line.id, "members"), ("新增1", "name")]
    with pytest.raises(Problems, match="已有"):
        year_check.enter(begun, community, YEAR, Entered({}, {}, [{"name": line.texts["name"]}]))
    assert year_check.figure(begun, YEAR).checked == 0


def test_all_sheets_are_one_file_and_a_stop_leaves_none(begun: Desk, tmp_path: Path) -> None:
    out = tmp_path / "核对表.pdf"
    printed = year_check_paper.print_sheets(begun, YEAR, out).value
    due = year_check.villages(begun, YEAR)
    assert printed.pages >= len(due) and printed.skipped == []
    read = subprocess.run(["pdftotext", "-raw", str(out), "-"], capture_output=True, text=True)
    text = "".join(read.stdout.split())
    assert text.count("社区社会组织年度核对表") == len(due)
    numbers = lists.organization_ids(begun, lists.Query())
    assert text.count("□无变化□已解散") == len(numbers)

    class Stop:
        def step(self, done: int, total: int, text: str = "") -> None:
            if done > 1:
                raise Stopped

    with pytest.raises(Stopped):
        year_check_paper.print_sheets(begun, YEAR, tmp_path / "停.pdf", (), Stop())
    assert not (tmp_path / "停.pdf").exists()
    with pytest.raises(Trouble, match="还没有开始"):
        year_check_paper.print_sheets(begun, 2025, tmp_path / "无.pdf")
