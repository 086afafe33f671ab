"""Rosters: which sheets are one, whose members they list, what comes in, what is handed back and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from cso_desk.errors import Trouble
from cso_desk.fields.identity import check_character
from cso_desk.usecases import history, import_ledger, register, units
from cso_desk.usecases.import_ledger import Imported
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.pasting import Pasted


def id_number(number: int) -> str:
    """Return an invented identity number with a right check digit."""
    body = f"41179219700102{number:03d}"
    return body + check_character(body)


def mobile(number: int) -> str:
    """Return an invented mobile number."""
    return f"1380000{number:04d}"


def book(
    file: Path, sheets: dict[str, Iterable[Sequence[Any]]], merges: Sequence[str] = ()
) -> Path:
    """Save sheets of lines."""
    made = Workbook()
    made.remove(made.active)
    for name, lines in sheets.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
        for area in merges:
            sheet.merge_cells(area)
    made.save(file)
    return file


@pytest.fixture
def teams(town: Desk) -> dict[str, str]:
    """Two organizations of one name in two communities, and one alone: name and community's last digits → id."""
    found = {}
    for name, code in (("红叶舞蹈队", "001"), ("红叶舞蹈队", "006"), ("夕阳红合唱团", "001")):
        place = units.unit_by_code(town, f"410782103{code}").id
        values = {"name": name, "community": place}
        found[f"{name}{code}"] = register.save_organization(town, None, values).value
    return found


def names(desk: Desk, organization: str) -> list[str]:
    """Return the names on a roster."""
    return [one["name"] for one in register.members(desk, organization)]


def counts(found: Imported) -> tuple[int, int, int, int]:
    """Return new, changed, same, refused."""
    return found.new, found.changed, found.same, found.refused


HEAD = [
    "序号",
    "姓名",
    "性别",
    "出生年月",
    "身份证号",
    "政治面貌",
    "学历",
    "家庭住址",
    "联系电话",
    "职务",
    "备注",
]


def line(number: int, name: str, **more: Any) -> list[Any]:
    """Return one line of a roster under HEAD."""
    cells = [
        number,
        name,
        "女",
        "1970.1",
        id_number(number),
        "党员",
        "初中",
        "3号楼",
        mobile(number),
        "队员",
        "",
    ]
    for at, value in more.items():
        cells[int(at[1:])] = value
    return cells


def test_the_title_names_the_organization_and_every_kind_of_value_comes_in(
    town: Desk, teams: dict[str, str], tmp_path: Path
) -> None:
    lines = [
        ["夕阳红合唱团成员花名册"],
        HEAD,
        line(1, "王练习"),
        line(2, "李 练习", c5="群众", c8=int(mobile(2))),
        ["合计", "2人"],
    ]
    found = import_ledger.take(town, [book(tmp_path / "花名册.xlsx", {"Sheet1": lines})]).value
    assert counts(found) == (2, 0, 0, 0) and found.members == 2 and not found.problems
    first, second = register.members(town, teams["夕阳红合唱团001"])
    assert first["id_number"] == id_number(1) and first["politics"] == "中共党员"
    assert (first["birth"], first["education"], first["position"]) == (
        "1970-01",
        "初中及以下",
        "队员",
    )
    assert (second["name"], second["phone"], second["politics"]) == ("李练习", mobile(2), "群众")


def test_a_column_names_them_merged_or_written_once_and_the_community_decides(
    town: Desk, teams: dict[str, str], tmp_path: Path
) -> None:
    lines = [
        ["百泉镇社区社会组织成员名册"],
        ["社区", "组织名称", "姓名", "性别", "联系电话"],
        ["百泉社区", "红叶舞蹈队", "王练习", "女", mobile(1)],
        [None, None, "李练习", "女", mobile(2)],
        ["八盘磨社区", "红叶舞蹈队", "赵练习", "女", mobile(3)],
        [None, None, "孙练习", "男", mobile(4)],
        ["百泉社区", "夕阳红合唱团", "吴练习", "女", mobile(5)],
        [None, None, "郑练习", "女", mobile(6)],
    ]
    merges = [f"{c}{a}:{c}{a + 1}" for c in "AB" for a in (3, 5, 7)]
    found = import_ledger.take(town, [book(tmp_path / "名册.xlsx", {"名册": lines}, merges)]).value
    assert counts(found) == (6, 0, 0, 0), found.problems
    assert names(town, teams["红叶舞蹈队001"]) == ["王练习", "李练习"]
    assert names(town, teams["红叶舞蹈队006"]) == ["赵练习", "孙练习"]
    assert names(town, teams["夕阳红合唱团001"]) == ["吴练习", "郑练习"]


def test_one_file_brings_the_ledger_and_its_rosters(town: Desk, tmp_path: Path) -> None:
    sheets = {
        "台账": [
            ["组织名称", "所在社区", "负责人", "电话"],
            ["金秋太极队", "八盘磨", "王练习", mobile(1)],
        ],
        "金秋太极队": [HEAD, line(1, "王练习"), line(2, "李练习")],
    }
    found = import_ledger.take(town, [book(tmp_path / "全部.xlsx", sheets)]).value
    assert counts(found) == (3, 0, 0, 0) and found.members == 2
    last = history.last(town)
    assert last and last[1] == "导入台账：全部.xlsx（1 个组织、2 名成员）"
    history.undo_last(town)
    again = import_ledger.preview(town, [tmp_path / "全部.xlsx"])
    assert counts(again) == (3, 0, 0, 0)


def test_a_second_import_updates_and_doubles_come_once(
    town: Desk, teams: dict[str, str], tmp_path: Path
) -> None:
    team = teams["夕阳红合唱团001"]
    file = tmp_path / "夕阳红合唱团花名册.xlsx"
    import_ledger.take(town, [book(file, {"Sheet1": [HEAD, line(1, "王练习"), line(2, "李练习")]})])
    lines = [
        HEAD,
        line(1, "王练习", c8=mobile(9)),
        line(2, "李练习"),
        line(3, "赵练习"),
        line(3, "赵练习"),
    ]
    found = import_ledger.take(town, [book(file, {"Sheet1": lines})]).value
    assert counts(found) == (1, 1, 2, 0)
    assert {problem.code for problem in found.problems} == {"duplicate_row"}
    assert [one["phone"] for one in register.members(town, team)] == [
        mobile(9),
        mobile(2),
        mobile(3),
    ]
    history.undo_last(town)
    assert [one["phone"] for one in register.members(town, team)] == [mobile(1), mobile(2)]


def test_refused_lines_go_out_as_a_workbook_and_come_back_corrected(
    town: Desk, teams: dict[str, str], tmp_path: Path
) -> None:
    lines = [
        ["所属组织", *HEAD[1:]],
        ["没有这个队", *line(1, "王练习")[1:]],
        ["红叶舞蹈队", *line(2, "李练习")[1:]],
        ["夕阳红合唱团", *line(3, "赵练习", c4="410782********1234")[1:]],
        ["夕阳红合唱团", *line(4, "")[1:]],
    ]
    out = tmp_path / "问题.xlsx"
    file = book(tmp_path / "名册.xlsx", {"Sheet1": lines})
    found = import_ledger.take(town, [file], problems_out=out).value
    assert counts(found) == (1, 0, 0, 3)
    assert [(p.where, p.code) for p in found.problems] == [
        ("Sheet1!2", "organization_unmatched"),
        ("Sheet1!3", "organization_ambiguous"),
        ("Sheet1!4", "id_masked"),
        ("Sheet1!5", "missing_required"),
    ]
    made = load_workbook(out)
    sheet = made.active
    heads = {cell.value: cell.column for cell in sheet[2]}
    sheet.cell(3, heads["所属组织"]).value = "夕阳红合唱团"
    sheet.cell(5, heads["身份证号"]).value = id_number(3)
    sheet.cell(6, heads["姓名"]).value = "孙练习"
    made.save(out)
    again = import_ledger.take(town, [out]).value
    assert counts(again) == (2, 1, 0, 1)
    assert names(town, teams["夕阳红合唱团001"]) == ["赵练习", "王练习", "孙练习"]


def test_a_ledger_that_is_called_a_roster_stays_a_ledger(town: Desk, tmp_path: Path) -> None:
    lines = [
        ["社区社会组织花名册"],
        ["社区", "组织名称", "姓名", "性别", "电话"],
        ["八盘磨", "甲队", "王练习", "女", mobile(1)],
        ["八盘磨", "乙队", "李练习", "女", mobile(2)],
    ]
    found = import_ledger.take(town, [book(tmp_path / "花名册.xlsx", {"Sheet1": lines})]).value
    assert counts(found) == (2, 0, 0, 0) and found.members == 0


def test_a_block_is_pasted_into_one_roster(town: Desk, teams: dict[str, str]) -> None:
    team = teams["红叶舞蹈队006"]
    text = f"姓名\t性别\t身份证号\t电话\n王练习\t女\t{id_number(1)}\t{mobile(1)}\n李练习\t男\t4.1E+17\t0371-5550123\n"
    found = import_ledger.take(town, [Pasted(text)], into=team).value
    assert counts(found) == (2, 0, 0, 0)
    assert [(p.where, p.code) for p in found.problems] == [("剪贴板!3", "id_damaged")]
    assert names(town, team) == ["王练习", "李练习"]
    other = Pasted("所属组织\t姓名\t性别\n夕阳红合唱团\t赵练习\t女\n")
    assert counts(import_ledger.preview(town, [other], into=team)) == (0, 0, 0, 1)


def test_a_page_on_the_clipboard_is_read_before_its_text(town: Desk) -> None:
    html = "<table><tr><td>组织名称<td>社区<td>负责人</tr><tr><td>甲队<td rowspan=2>八盘磨<td>王练习</tr><tr><td>乙队<td>李练习</tr></table>"
    look = import_ledger.look(town, Pasted("组织名称\t社区", html))
    assert look.sheets[0].rows == 2 and look.file == "剪贴板"
    assert counts(import_ledger.take(town, [Pasted("", html)]).value) == (2, 0, 0, 0)


def test_a_block_without_its_headings_is_told_by_what_stands_in_it(
    town: Desk, teams: dict[str, str]
) -> None:
    team = teams["夕阳红合唱团001"]
    text = f"1\t王练习\t女\t{id_number(1)}\t{mobile(1)}\t3号楼\n2\t李 练\t男\t\t{mobile(2)}\t\n"
    seen = import_ledger.look(town, Pasted(text), into=team).sheets[0]
    assert [one.key for one in seen.columns] == [None, "name", "sex", "id_number", "phone", None]
    corrected = {"第6列": "住址"}
    found = import_ledger.take(town, [Pasted(text)], corrected, into=team).value
    assert counts(found) == (2, 0, 0, 0)
    first, second = register.members(town, team)
    assert (first["name"], first["id_number"], second["name"]) == ("王练习", id_number(1), "李练")
    assert first["address"] == "3号楼"
    with pytest.raises(Trouble, match="连同表头"):
        import_ledger.preview(town, [Pasted("甲\t乙\n1\t2")], into=team)
