"""Rosters through the command line: looked at, taken in with their problems, handed back, taken back in one step."""

from pathlib import Path

from openpyxl import Workbook, load_workbook

from .conftest import CommandLine


def _roster(file: Path) -> Path:
    book = Workbook()
    for line in (
        ["百泉夕阳红合唱团花名册"],
        ["序号", "姓名", "性别", "身份证号", "职务", "联系电话"],
        [1, "王练习", "女", 4.1e17, "队长", "13800000001"],
        [2, None, "男", None, "队员", "13800000002"],
        ["合计", "2人"],
    ):
        book.active.append(line)
    book.save(file)
    return file


def test_members_come_in_and_the_refused_line_goes_out(town: CommandLine, tmp_path: Path) -> None:
    file, out = _roster(tmp_path / "名单.xlsx"), tmp_path / "问题.xlsx"
    refused = town.run("ledger", "import", str(file), expect=3)
    assert {p["code"] for p in refused["problems"]} >= {"organization_unmatched"}
    team = town.add("百泉夕阳红合唱团", "百泉居民委员会")
    seen = town.run("ledger", "look", str(file))["value"]["sheets"][0]
    assert seen["roster"] and [one["key"] for one in seen["columns"]] == [
        None,
        "name",
        "sex",
        "id_number",
        "position",
        "phone",
    ]
    answer = town.run("ledger", "import", str(file), "--problems", str(out), expect=3)
    assert answer["value"] == {"new": 1, "changed": 0, "same": 0, "refused": 1}
    assert [(p["where"], p["code"]) for p in answer["problems"]] == [
        ("Sheet!3", "id_damaged"),
        ("Sheet!4", "missing_required"),
    ]
    book = load_workbook(out)
    heads = {cell.value: cell.column for cell in book.active[2]}
    book.active.cell(4, heads["姓名"]).value = "李练习"
    book.save(out)
    assert town.run("ledger", "import", str(out))["value"] == {
        "new": 1,
        "changed": 0,
        "same": 1,
        "refused": 0,
    }
    assert town.run("org", "show", team)["value"]["id"] == team
