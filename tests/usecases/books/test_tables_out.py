"""Tables that a clerk puts together: fields in their order, filter, mask, name; the official ledger; what is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import import_ledger, register, tables_out
from cso_desk.usecases.lists import Query
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.tables_out import Table
from cso_desk.workbooks.opening import read_workbook

from .test_rosters import id_number, mobile


@pytest.fixture
def three(town: Desk, village: str) -> list[str]:
    """Three organizations, one of them filed, one with a name that a spreadsheet would take for a formula."""
    first = {
        "name": "百泉夕阳红合唱团",
        "community": village,
        "category": "文体活动类",
        "leader": "王练习",
        "leader_id": id_number(1),
        "phone": mobile(1),
        "members": "30",
    }
    filing = {"number": "0012", "date": "2024-05", "authority": "百泉镇人民政府"}
    return [
        register.save_organization(town, None, first, filing).value,
        register.save_organization(
            town, None, {"name": "=1+1互助会", "phone": "0373-5550123"}
        ).value,
        register.save_organization(
            town, None, {"name": "甲爱心社", "category": "公益慈善类"}
        ).value,
    ]


def test_fields_in_their_order_with_numbers_derived_values_and_blank_columns(
    town: Desk, three: list[str]
) -> None:
    keys = ("number", "leader_sex", "leader_age", "leader_birth", "leader_id", "name", "blank:签字")
    table = Table(name="甲表", fields=keys, query=Query(text="合唱"))
    seen = tables_out.preview(town, table)
    assert seen.headings == [
        "序号",
        "负责人性别",
        "负责人年龄",
        "负责人出生年月",
        "负责人身份证号",
        "组织名称",
        "签字",
    ]
    assert seen.total == 1
    masked = id_number(1)[:6] + "*" * 8 + id_number(1)[-4:]
    assert seen.rows == [["1", "男", "56", "1970-01-02", masked, "百泉夕阳红合唱团", ""]]


def test_a_table_is_saved_found_changed_and_forgotten(town: Desk, three: list[str]) -> None:
    table = Table(
        "通讯录",
        "全镇通讯录",
        ("name", "leader", "phone"),
        Query(category="公益慈善类", order="leader"),
    )
    first = tables_out.save(town, table).value
    second = tables_out.save(town, Table("通讯录", "", ("name",), Query(state="已备案"))).value
    assert first == second
    kept = tables_out.find(town, "通讯录")
    assert (kept.fields, kept.query.state, kept.mask) == (("name",), "已备案", "id")
    assert tables_out.preview(town, kept).rows == [["百泉夕阳红合唱团"]]
    tables_out.forget(town, first)
    assert tables_out.saved(town) == []
    with pytest.raises(Trouble, match="没有名为“通讯录”的表"):
        tables_out.find(town, "通讯录")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (Table("甲"), "至少选一个"),
        (Table("甲", fields=("nothing",)), "没有“nothing”这个字段"),
        (Table("", fields=("name",)), "起个名字"),
        (Table("甲", fields=("name",), query=Query(order="community_kind")), "排序"),
    ],
)
def test_what_cannot_be_a_table_is_said(town: Desk, table: Table, words: str) -> None:
    with pytest.raises(Problems, match=words):
        tables_out.save(town, table)


def test_the_official_ledger_has_merged_heads_and_prints_its_head_on_every_page(
    town: Desk, three: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "台账.xlsx"
    assert tables_out.make(town, tables_out.official(town), out).value == 3
    sheet = load_workbook(out).active
    assert sheet["A1"].value == "百泉镇社区社会组织台账"
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:V1", "A3:A4", "E3:E4", "H3:J3", "K3:L3", "Q3:R3"} <= merged
    assert [sheet[f"{c}3"].value for c in "HKMQ"] == ["备案", "负责人", "人数", "本季活动"]
    assert [sheet[f"{c}4"].value for c in "HIJKL"] == ["编号", "日期", "有效期至", "姓名", "电话"]
    assert sheet.print_title_rows == "$3:$4" and sheet.print_area.endswith("$A$1:$V$7")
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.freeze_panes) == (
        "landscape",
        1,
        "A5",
    )
    rows = {row[4].value: row for row in sheet.iter_rows(min_row=5)}
    filed = rows["百泉夕阳红合唱团"]
    assert [filed[n].value for n in (1, 2, 3, 7, 8, 11, 12)] == [
        "百泉镇",
        "百泉居民委员会",
        "城市",
        "0012",
        "2024-05",
        mobile(1),
        30,
    ]
    assert filed[7].data_type == "s" and rows["=1+1互助会"][4].data_type == "s"


def test_two_readers_see_the_same_cells_and_it_comes_in_again(
    town: Desk, three: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "台账.xlsx"
    tables_out.make(town, tables_out.official(town), out)
    by_hand: list[list[Any]] = [
        ["" if v is None else v for v in row]
        for row in load_workbook(out).active.iter_rows(values_only=True)
    ]
    read = [
        [int(c) if isinstance(c, float) else c for c in row]
        for row in read_workbook(out).sheets[0].rows
    ]
    assert [row[: len(row)] for row in by_hand] == [row + [""] * (22 - len(row)) for row in read]
    found = import_ledger.preview(town, [out])
    assert (found.new, found.changed, found.same, found.refused) == (0, 0, 3, 0), found.problems


def test_masks_and_the_record_of_an_unmasked_table(
    town: Desk, three: list[str], tmp_path: Path
) -> None:
    keys = ("name", "leader_id", "phone", "leader_birth")
    shown = {}
    for mask in ("none", "id", "all"):
        table = Table("名单", "", keys, Query(text="合唱"), mask)
        shown[mask] = tables_out.preview(town, table).rows[0]
    assert shown["none"][1:] == [id_number(1), mobile(1), "1970-01-02"]
    assert shown["id"][2:] == [mobile(1), "1970-01-02"] and shown["id"][1].count("*") == 8
    assert shown["all"][2:] == [f"{mobile(1)[:3]}****{mobile(1)[-4:]}", "1970"]
    out = tmp_path / "名单.csv"
    tables_out.make(town, Table("名单", "", ("name",), Query(), "none"), out)
    assert town.get_setting("unmasked_exports") is None
    tables_out.make(town, Table("名单", "", keys, Query(), "none"), out)
    assert town.get_setting("unmasked_exports") == 1
    assert id_number(1) in out.read_text("utf-8-sig")
