"""Kinds of mess that other offices make, each in a small workbook built here: the rows come in, nothing is guessed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from cso_desk.records import Organization, fields_of
from cso_desk.workbooks.columns import columns_of
from cso_desk.workbooks.communities import CommunityName
from cso_desk.workbooks.opening import read_workbook
from cso_desk.workbooks.recognising import recognise
from cso_desk.workbooks.taking import ImportContext, TakenRow, take_rows

UNITS = [
    CommunityName("u1", "410782103001", "百泉居民委员会", "城市", "410782103", "百泉镇"),
    CommunityName("u2", "410782103201", "百泉村民委员会", "农村", "410782103", "百泉镇"),
    CommunityName("u3", "410782103006", "八盘磨居民委员会", "城市", "410782103", "百泉镇"),
]
WORDS = {"category": {"文体": "文体活动类", "文体活动类": "文体活动类"}}
Build = Callable[[Any], None]


def taken(tmp_path: Path, build: Build) -> list[TakenRow]:
    """Return what is taken from a workbook whose first sheet `build` fills."""
    book = Workbook()
    build(book.active)
    file = tmp_path / "台账.xlsx"
    book.save(file)
    return take(file)


def take(file: Path) -> list[TakenRow]:
    """Return what is taken from a file on the desk of 百泉镇."""
    columns = columns_of(fields_of(Organization), leave_out={"community_text"})
    read = read_workbook(file)
    tables = [table for sheet in read.sheets for table in recognise(sheet, columns)]
    return list(take_rows(read, tables, ImportContext(UNITS, columns, "410782103", WORDS)))


def codes(row: TakenRow) -> set[str]:
    """Return the codes of a row's problems."""
    return {problem.code for problem in row.problems}


def test_titles_two_row_headings_totals_and_notes(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["百泉镇社区社会组织情况表"])
        sheet.merge_cells("A1:E1")
        sheet.append(["单位（盖章）：", None, None, None, "2024年1月"])
        sheet.append(["村居", "团队名称", "带头人", None, "人 数"])
        sheet.append([None, None, "姓名", "手机", None])
        sheet.append(["八盘磨社区", "金秋合唱团", "王练习", "13900000001", 20])
        sheet.append(["八盘磨社区", "小计便民队", "李练习", "13900000002", 8])
        sheet.append(["合计", None, None, None, 28])
        sheet.append(["注：电话 13900000009 为经办人"])

    rows = taken(tmp_path, build)
    assert [row.values["name"] for row in rows] == ["金秋合唱团", "小计便民队"]
    assert rows[0].values["phone"] == "13900000001"
    assert rows[0].community.code == "410782103006"


def test_a_name_that_fits_two_communities_stays_open(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "所在社区", "负责人"])
        sheet.append(["甲队", "百泉", "王练习"])
        sheet.append(["乙队", "百泉村", "王练习"])
        sheet.append(["丙队", "百泉社区", "王练习"])
        sheet.append(["丁队", "没有这个村", "王练习"])

    first, second, third, fourth = taken(tmp_path, build)
    assert (first.community.unit, first.community.why) == (None, "community_ambiguous")
    assert (second.community.code, third.community.code) == ("410782103201", "410782103001")
    assert (fourth.community.unit, codes(fourth)) == (None, {"community_unmatched"})


def test_damaged_numbers_stay_blank_and_months_stay_months(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "社区", "负责人", "身份证号码", "联系方式", "成立时间", "会员数"])
        sheet.append(["甲队", "八盘磨", "王练习", 4.10782e17, "1390000001", "2021年7月", "约40"])
        sheet.append(
            [
                "乙队",
                "八盘磨",
                "李练习",
                "410782********1234",
                "13900000001/13900000002",
                datetime.date(2020, 5, 1),
                "３５人",
            ]
        )

    first, second = taken(tmp_path, build)
    assert not {"leader_id", "phone"} & first.values.keys()
    assert {"id_damaged", "phone_invalid", "number_approximate"} <= codes(first)
    assert (str(first.values["founded"]), first.values["members"]) == ("2021-07", 40)
    assert "leader_id" not in second.values
    assert (str(second.values["founded"]), second.values["members"]) == ("2020-05-01", 35)
    assert {"id_masked", "phone_multiple"} <= codes(second)


def test_merged_communities_hidden_rows_and_repeated_headings(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        head = ["序号", "社区", "名称", "会长", "电话"]
        sheet.append(head)
        sheet.append([1, "八盘磨居委会", "甲队", "王练习", "13900000001"])
        sheet.append([2, None, "乙队", "李练习", "13900000002"])
        sheet.merge_cells("B2:B3")
        sheet.append(head)
        sheet.append([3, "百泉社区居委会", "丙队", "赵练习", "13900000003"])
        sheet.row_dimensions[3].hidden = True

    rows = taken(tmp_path, build)
    assert [row.values["name"] for row in rows] == ["甲队", "乙队", "丙队"]
    assert [row.community.code for row in rows] == ["410782103006", "410782103006", "410782103001"]


def test_names_that_look_like_formulas_stay_text_and_errors_are_told(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "社区", "负责人"])
        for name in ("+1互助会", "-舞蹈队", "@爱心社"):
            sheet.append([name, "八盘磨", "王练习"])
            sheet.cell(sheet.max_row, 1).data_type = "s"

    rows = taken(tmp_path, build)
    assert [row.values["name"] for row in rows] == ["+1互助会", "-舞蹈队", "@爱心社"]
    assert all("formula_injection" in codes(row) for row in rows)


def test_the_same_row_twice_comes_in_once_and_another_leader_is_asked_about(tmp_path: Path) -> None:
    def build(sheet: Any) -> None:
        sheet.append(["组织名称", "社区", "负责人", "电话"])
        sheet.append(["甲队", "八盘磨", "王练习", "13900000001"])
        sheet.append(["甲队", "八盘磨", "王练习", "13900000001"])
        sheet.append(["甲队", "八盘磨", "李练习", "13900000002"])
        sheet.append(["甲队", "百泉社区", "李练习", "13900000002"])

    assert [row.duplicate for row in taken(tmp_path, build)] == ["", "same", "candidate", ""]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_csv_in_the_encodings_of_old_offices(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "台账.csv"
    text = '名称,社区,负责人,身份证\r\n甲队,八盘磨,王练习,="410782199001011234"\r\n乙队,八盘磨,李练习,4.10782E+17\r\n'
    file.write_bytes(text.encode(encoding))
    first, second = take(file)
    assert (first.where, first.values["name"]) == ("csv!2", "甲队")
    assert "id_checksum" in codes(first)
    assert "id_damaged" in codes(second)


def test_a_web_page_named_xls(tmp_path: Path) -> None:
    file = tmp_path / "导出.xls"
    file.write_text(
        "<html><meta charset=utf-8><table><tr><th>组织名称<th>所属社区<th>负责人</tr>"
        "<tr><td>甲队<td rowspan=2>八盘磨社区<td>王练习</tr><tr><td>乙队<td>李练习</tr></table></html>",
        "utf-8",
    )
    rows = take(file)
    assert [row.community.code for row in rows] == ["410782103006"] * 2
    assert rows[1].where == "html!3"


def test_a_sheet_without_a_ledger_says_why(tmp_path: Path) -> None:
    file = tmp_path / "别的.xlsx"
    book = Workbook()
    book.active.append(["月份", "用电量", "电费"])
    book.active.append([1, 200, 120.5])
    book.save(file)
    table = recognise(read_workbook(file).sheets[0], columns_of(fields_of(Organization)))[0]
    assert not table.usable
    assert any("\u4e00" <= c <= "\u9fff" for c in table.why_not)
