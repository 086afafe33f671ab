"""Verbs of tables: listed, saved, made, removed."""

from pathlib import Path

from openpyxl import Workbook, load_workbook

from .conftest import CommandLine


def test_a_table_is_put_together_saved_and_written(town: CommandLine, tmp_path: Path) -> None:
    town.add(
        "甲队", "百泉居民委员会", 组织类别="文体活动类", 负责人姓名="王练习", 联系电话="13800000001"
    )
    town.add("乙社", "百泉居民委员会", 组织类别="公益慈善类")
    fields = [
        "--field",
        "序号",
        "--field",
        "组织名称",
        "--field",
        "联系电话",
        "--field",
        "空列:签字",
    ]
    town.run("table", "save", "通讯录", *fields, "--category", "文体活动类")
    listed = town.run("table", "list")["value"]
    assert [one["name"] for one in listed["tables"]] == ["社区社会组织台账", "通讯录"]
    assert "负责人年龄" in listed["fields"]
    out = tmp_path / "通讯录.xlsx"
    assert town.run("table", "make", "通讯录", "--out", str(out))["value"] == {"rows": 1}
    rows = list(load_workbook(out).active.iter_rows(min_row=3, values_only=True))
    assert rows == [("序号", "组织名称", "联系电话", "签字"), (1, "甲队", "13800000001", None)]
    assert town.run("table", "make", "台账", "--out", str(out))["value"] == {"rows": 2}
    town.run("table", "remove", "通讯录")
    assert (
        town.run("table", "make", "通讯录", "--out", str(out), expect=1)["problems"][0]["code"]
        == "NO_TABLE"
    )


def test_what_is_unknown_is_said(town: CommandLine, tmp_path: Path) -> None:
    refused = town.run("table", "save", "甲", "--field", "没有", expect=1)
    assert refused["problems"][0]["code"] == "unknown_field"
    assert town.run("table", "remove", "台账", expect=1)["problems"][0]["code"] == "fixed_table"


def test_a_blank_table_is_looked_at_and_filled(town: CommandLine, tmp_path: Path) -> None:
    town.add("甲队", "百泉居民委员会", 负责人姓名="王练习", 联系电话="13800000001")
    book = Workbook()
    for line in (
        ["摸底表"],
        ["序号", "队名", "带队人", "联系电话", "音响数量"],
        [1],
        [2],
        ["合计"],
    ):
        book.active.append(line)
    blank, out = tmp_path / "摸底表.xlsx", tmp_path / "已填.xlsx"
    book.save(blank)
    seen = town.run("table", "fill", str(blank))["value"]
    assert [one["key"] for one in seen["columns"]] == ["number", "name", "leader", "phone", ""]
    filled = town.run("table", "fill", str(blank), "--out", str(out))["value"]
    assert filled == {"rows": 1, "file": str(out), "missing": [], "strange": ["音响数量"]}
    rows = list(load_workbook(out).active.iter_rows(min_row=3, values_only=True))
    assert rows[0] == (1, "甲队", "王练习", "13800000001", None) and rows[2][0] == "合计"
