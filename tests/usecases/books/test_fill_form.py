"""Blank tables of other departments: recognised, filled from the register, the rest untouched, remembered for next year."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import fill_form, import_ledger, register, units
from cso_desk.usecases.lists import Query
from cso_desk.usecases.opening import Desk

from .test_rosters import id_number, mobile

THIN = Border(*[Side(style="thin")] * 4)
GREEN = PatternFill("solid", fgColor="E2EFDA")


@pytest.fixture
def eight(town: Desk) -> Desk:
    """A desk with eight organizations in two communities; the last lacks most of what is asked."""
    for number in range(1, 9):
        place = units.unit_by_code(town, "410782103001" if number < 5 else "410782103201").id
        values = {"name": f"第{number}舞蹈队", "community": place}
        if number < 8:
            values |= {
                "category": "文体活动类",
                "leader": f"练习{'甲乙丙丁戊己庚'[number - 1]}",
                "leader_id": id_number(number),
                "phone": mobile(number) if number > 1 else "0373-5550123",
                "members": str(10 + number),
                "party_members": "2",
                "founded": "2019-05",
                "venue": "=文化广场" if number == 2 else "文化广场",
            }
        filing = {"number": f"00{number}", "date": "2020-06-01", "authority": "百泉镇人民政府"}
        register.save_organization(town, None, values, filing if number < 8 else None)
    return town


def culture(folder: Path, leader: str = "团队带头人", year: str = "2025") -> Path:
    """The culture station's survey: title, two-row head with merges, column numbers, five prepared rows, a total, notes."""
    book = Workbook()
    sheet = book.active
    sheet.title = "摸底表"
    sheet["A1"] = f"{year}年群众文艺团队摸底表"
    sheet["A1"].font = Font(name="方正小标宋简体", size=20)
    sheet["A2"] = "填报单位（盖章）："
    head = [
        "序号",
        "所在村居",
        "团队名称",
        leader,
        None,
        None,
        "规模（人）",
        None,
        "团队星级",
        "活动地点",
    ]
    below = [None, None, None, "姓名", "年龄", "联系方式", "总人数", "其中党员", None, None]
    for number, line in ((3, head), (4, below), (5, list(range(1, 11)))):
        for column, value in enumerate(line, 1):
            sheet.cell(number, column, value).border = THIN
    for area in ("A1:J1", "A2:J2", "A3:A4", "B3:B4", "C3:C4", "D3:F3", "G3:H3", "I3:I4", "J3:J4"):
        sheet.merge_cells(area)
    for row in range(6, 11):
        sheet.cell(row, 1, row - 5)
        sheet.row_dimensions[row].height = 27
        for column in range(1, 11):
            sheet.cell(row, column).border = THIN
            sheet.cell(row, column).fill = GREEN
    sheet["A11"], sheet["G11"], sheet["H11"] = "合计", "=SUM(G6:G10)", "=SUM(H6:H10)"
    sheet.merge_cells("A11:F11")
    sheet["A12"] = "说明：团队星级由文化站填写；本表于6月底前报送。"
    sheet.merge_cells("A12:J12")
    sheet["A13"] = "填表人："
    drop = DataValidation(type="list", formula1='"一星,二星,三星"')
    drop.add("I6:I10")
    sheet.add_data_validation(drop)
    sheet.print_area = "A1:J13"
    other = book.create_sheet("汇总")
    other["A1"], other["B1"], other["B2"] = "人数", "=摸底表!G11", "=SUM(摸底表!G6:G10)"
    file = folder / f"摸底{year}.xlsx"
    book.save(file)
    return file


def rows_of(file: Path, first: int, last: int) -> list[list[Any]]:
    """Return the values of rows of the first sheet."""
    sheet = load_workbook(file).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first, max_row=last)]


def test_two_row_head_more_rows_than_prepared_and_everything_else_stays(
    eight: Desk, tmp_path: Path
) -> None:
    file = culture(tmp_path)
    seen = fill_form.look(eight, file)
    assert [one.key for one in seen.columns] == [
        "number",
        "community",
        "name",
        "leader",
        "leader_age",
        "phone",
        "members",
        "party_members",
        "",
        "venue",
    ]
    assert (seen.heading_rows, seen.first, seen.prepared, seen.strange) == (
        (3, 4),
        6,
        5,
        ["团队星级"],
    )
    out = tmp_path / "已填.xlsx"
    filled = fill_form.fill(eight, file, out, Query(order="name")).value
    assert (filled.rows, filled.strange) == (8, ["团队星级"])
    assert filled.missing == [
        ("第8舞蹈队", heading)
        for heading in (
            "团队带头人 / 姓名",
            "团队带头人 / 年龄",
            "团队带头人 / 联系方式",
            "规模(人) / 总人数",
            "规模(人) / 党员",
            "活动地点",
        )
    ]
    first, second, *_, last = rows_of(out, 6, 13)
    assert first == [
        1,
        "百泉居民委员会",
        "第1舞蹈队",
        "练习甲",
        56,
        "0373-5550123",
        11,
        2,
        None,
        "文化广场",
    ]
    assert second[9] == "=文化广场" and last[:3] == [8, "梅溪村民委员会", "第8舞蹈队"]
    sheet = load_workbook(out)["摸底表"]
    assert sheet["J7"].data_type == "s"
    assert (sheet["G14"].value, sheet["H14"].value) == ("=SUM(G6:G13)", "=SUM(H6:H13)")
    other = load_workbook(out)["汇总"]
    assert (other["B1"].value, other["B2"].value) == ("=摸底表!G14", "=SUM(摸底表!G6:G13)")
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:J1", "D3:F3", "A14:F14", "A15:J15"} <= merged and "A11:F11" not in merged
    assert sheet["A14"].value == "合计" and sheet["A16"].value == "填表人："
    assert sheet["A15"].value.startswith("说明") and sheet["A1"].font.size == 20
    for row in range(6, 14):
        assert sheet.row_dimensions[row].height == 27
        assert (
            sheet.cell(row, 3).border.left.style == "thin"
            and sheet.cell(row, 3).fill.fgColor.rgb == "00E2EFDA"
        )
    assert str(sheet.data_validations.dataValidation[0].sqref) == "I6:I13"
    assert sheet.print_area.endswith("$A$1:$J$16")
    assert load_workbook(file)["摸底表"]["C6"].value is None


def test_next_years_version_with_a_reworded_heading_is_filled_as_last_year(
    eight: Desk, tmp_path: Path
) -> None:
    told = {"团队星级": "组织类别", "活动地点": None}
    fill_form.fill(eight, culture(tmp_path), tmp_path / "一.xlsx", mapping=told)
    later = culture(tmp_path, "文艺团队带头人", "2026")
    book = load_workbook(later)
    book.active["I3"], book.active["K3"] = "团队星级（文化站填）", "新增的一列"
    book.save(later)
    seen = {one.heading: one for one in fill_form.look(eight, later).columns}
    star, place = seen["团队星级(文化站填)"], seen["活动地点"]
    assert (star.key, star.remembered) == ("category", True)
    assert (place.key, place.remembered) == ("", True)
    assert seen["文艺团队带头人 / 姓名"].key == "leader" and seen["新增的一列"].key == ""
    corrected = fill_form.look(eight, later, {"活动地点": "活动场所"})
    assert {one.heading: one.key for one in corrected.columns}["活动地点"] == "venue"


def test_a_health_offices_form_with_other_words_an_example_and_bordered_rows_only(
    eight: Desk, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["健康自我管理小组登记册"])
    sheet.append([])
    sheet.append(
        [
            "编号",
            "小组所在社区",
            "小组名",
            "组长及联系电话",
            None,
            "组长证件号码",
            "血压计数量",
            "何时成立",
        ]
    )
    sheet.append([None, None, None, "组长", "手机号", None, None, None])
    sheet.append(
        ["例", "某某社区", "某某小组", "张某某", "139****0000", "41**********", 1, "2020年5月"]
    )
    for row in range(6, 9):
        for column in range(1, 9):
            sheet.cell(row, column).border = THIN
    file = tmp_path / "登记册.xlsx"
    book.save(file)
    seen = fill_form.look(eight, file)
    assert [one.key for one in seen.columns] == [
        "number",
        "community",
        "name",
        "leader",
        "phone",
        "leader_id",
        "",
        "founded",
    ]
    assert (seen.first, seen.prepared) == (6, 3)
    out = tmp_path / "已填.xlsx"
    filled = fill_form.fill(eight, file, out, Query(order="name")).value
    assert filled.strange == ["血压计数量"]
    rows = rows_of(out, 5, 13)
    assert rows[0][0] == "例" and rows[1] == [
        1,
        "百泉居民委员会",
        "第1舞蹈队",
        "练习甲",
        "0373-5550123",
        id_number(1),
        None,
        "2019-05",
    ]
    sheet = load_workbook(out).active
    assert (sheet["F6"].data_type, sheet["F6"].number_format) == ("s", "@")
    assert all(sheet.cell(row, 2).border.left.style == "thin" for row in range(6, 14))
    assert eight.get_setting("unmasked_exports") == 1


def test_an_old_xls_becomes_an_xlsx_and_an_untold_head_waits_for_the_clerk(
    eight: Desk, tmp_path: Path
) -> None:
    from tests.workbooks.offices import biff

    lines = [
        ["平安建设队伍统计"],
        ["序号", "番号", "带队同志", "电话", "装备"],
        [1.0, "", "", "", ""],
        [2.0, "", "", "", ""],
        ["审核人：", "", "", "", ""],
    ]
    file = biff(tmp_path, {"Sheet1": lines}, [(0, 0, 0, 4)])
    with pytest.raises(Problems, match="没有一列对得上"):
        fill_form.fill(eight, file, tmp_path / "x.xlsx", mapping={"电话": None, "序号": None})
    filled = fill_form.fill(
        eight,
        file,
        tmp_path / "已填.xls",
        Query(text="练习丙"),
        mapping={"番号": "组织名称", "带队同志": "负责人姓名"},
    ).value
    assert filled.out.name == "已填.xlsx" and ".xls 或 .et" in filled.notes[0]
    assert rows_of(filled.out, 3, 5) == [
        [1, "第3舞蹈队", "练习丙", mobile(3), None],
        [2, None, None, None, None],
        ["审核人：", None, None, None, None],
    ]


def test_a_table_that_is_filled_already_or_none_is_refused(eight: Desk, tmp_path: Path) -> None:
    out = tmp_path / "已填.xlsx"
    fill_form.fill(eight, culture(tmp_path), out)
    with pytest.raises(Trouble, match="第 6 行已经填了内容"):
        fill_form.look(eight, out)
    book = Workbook()
    book.active["A1"] = "通知"
    book.save(tmp_path / "通知.xlsx")
    with pytest.raises(Trouble, match="没有找到表头"):
        fill_form.look(eight, tmp_path / "通知.xlsx")


def test_what_was_filled_comes_in_again_as_the_same(eight: Desk, tmp_path: Path) -> None:
    out = tmp_path / "已填.xlsx"
    fill_form.fill(eight, culture(tmp_path), out)
    found = import_ledger.preview(eight, [out])
    assert (found.new, found.changed, found.same) == (0, 0, 8), found.problems
