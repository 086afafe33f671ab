"""evaluate: a round from the command line, as contract.md says, and that its refusals change nothing."""

from pathlib import Path
from typing import Any

import pytest

from cso_desk.cli.main import main

HEADING = "组织,投票方,应到,实到,发出,收回,有效,无效,弃权,优秀,合格,基本合格,不合格"
LINES = [
    "百泉社区舞蹈队,两委,7,7,7,7,7,0,0,6,1,0,0",
    "百泉社区舞蹈队,居民,45,40,40,39,38,1,1,30,6,1,0",
    "百泉社区合唱团,两委,7,7,7,7,7,0,0,2,3,2,0",
    "百泉社区合唱团,居民,45,40,40,39,39,0,0,9,18,12,0",
]
CODE = "410782103001"


@pytest.fixture
def desk(town: Any) -> Any:
    for name in ("百泉社区舞蹈队", "百泉社区合唱团"):
        town.add(name, CODE)
    return town


def entry(folder: Path, *lines: str) -> str:
    file = folder / "计票.csv"
    file.write_text("\n".join([HEADING, *lines]) + "\n", "utf-8")
    return str(file)


def test_a_whole_round(desk: Any, tmp_path: Path) -> None:
    opened = desk.run("evaluate", "open", "--year", "2026", "--under", CODE)["value"]
    assert opened["organizations"] == 2
    ballots, result = tmp_path / "测评表.pdf", tmp_path / "结果.pdf"
    printed = desk.run(
        "evaluate", "forms", opened["round"], "--out", str(ballots), "--residents", "3"
    )
    assert printed["value"]["pages"] == 6
    assert ballots.read_bytes().startswith(b"%PDF")
    desk.run("evaluate", "enter", opened["round"], entry(tmp_path, *LINES))
    found = desk.run("evaluate", "result", opened["round"], "--out", str(result))["value"]
    assert [(one["org"], one["grade"], one["score"]) for one in found] == [
        ("百泉社区舞蹈队", "优秀", 97.37),
        ("百泉社区合唱团", "合格", 70.33),
    ]
    assert found[0]["checks"] == []
    assert result.read_bytes().startswith(b"%PDF")
    settled = desk.run("evaluate", "close", opened["round"])["value"]
    assert settled["state"] == "已出结果"
    listed = desk.run("evaluate", "list")["value"]
    assert [(one["round"], one["entered"]) for one in listed] == [(opened["round"], 2)]


def test_a_wrong_count_is_refused_with_row_column_and_sentence(desk: Any, tmp_path: Path) -> None:
    opened = desk.run("evaluate", "open", "--year", "2026", "--under", CODE)["value"]
    bad = LINES[2].replace("7,7,7,7,7,0", "7,7,7,8,8,0", 1)
    answer = desk.run(
        "evaluate", "enter", opened["round"], entry(tmp_path, *LINES[:2], bad), expect=1
    )
    problem = answer["problems"][0]
    assert (problem["where"], problem["field"], problem["code"]) == (
        "计票表第 3 行",
        "收回",
        "count_order",
    )
    assert problem["message"] == "收回 8 张，多于发出 7 张，请核对计票表第 3 行。"
    (listed,) = desk.run("evaluate", "list")["value"]
    assert listed["entered"] == 0


def test_before_the_entry_there_is_no_grade(desk: Any) -> None:
    opened = desk.run("evaluate", "open", "--year", "2026", "--under", CODE)["value"]
    found = desk.run("evaluate", "result", opened["round"])["value"]
    assert [(one["grade"], one["score"]) for one in found] == [("", None), ("", None)]
    assert found[0]["checks"] == [
        "两委的计票还没有录入，暂不能得出等次。",
        "居民的计票还没有录入，暂不能得出等次。",
    ]


def test_other_ways_of_a_round_and_the_comparison(desk: Any, tmp_path: Path) -> None:
    common = ("--year", "2026", "--under", CODE)
    refused = desk.run("evaluate", "open", *common, "--scheme", "tree", expect=1)
    assert "没有启用" in refused["problems"][0]["message"]
    opened = desk.run("evaluate", "open", *common, "--entry", "双人录入", "--households")["value"]
    assert opened["entry"] == "双人录入"
    lines = [line.replace("居民,45,40,", "居民,45,,") for line in LINES]
    desk.run("evaluate", "enter", opened["round"], entry(tmp_path, *lines))
    assert desk.run("evaluate", "compare")["value"] == []
    desk.run("evaluate", "close", opened["round"])
    out = tmp_path / "对照.csv"
    found = desk.run("evaluate", "compare", "--under", CODE, "--out", str(out))["value"]
    assert [one["grades"] for one in found] == [{"2026": "合格"}, {"2026": "优秀"}]
    assert "2026 年等次" in out.read_text("utf-8-sig")


def test_refusals(desk: Any, tmp_path: Path) -> None:
    assert desk.run("evaluate", "result", "没有这轮", expect=1)["problems"][0]["code"] == "NO_ROUND"
    unknown = desk.run("evaluate", "open", "--year", "2026", "--under", "999999999999", expect=1)
    assert unknown["problems"][0]["code"] == "NO_UNIT"
    empty = desk.run("evaluate", "open", "--year", "2026", "--under", "410782103006", expect=1)
    assert empty["problems"][0]["code"] == "NO_ORGANIZATIONS"
    desk.run("evaluate", "open", "--year", "3026", "--under", CODE, expect=2)


@pytest.mark.parametrize("verb", ["open", "forms", "enter", "result", "close", "list", "compare"])
def test_help_is_chinese_with_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", verb, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "例：cso-desk evaluate" in shown
    assert "Usage" not in shown and "Options" not in shown
