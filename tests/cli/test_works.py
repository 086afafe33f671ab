"""activity, money and work-report from the command line, papers included."""

from pathlib import Path
from typing import Any

import pytest

from .conftest import CommandLine

CODE = "410782103001"
TEAM = "百泉社区舞蹈队"


@pytest.fixture
def desk(town: CommandLine) -> CommandLine:
    town.add(TEAM, CODE, 负责人姓名="邓新华", 成员总数="30")
    town.add("百泉社区巡逻队", CODE)
    return town


def test_activities(desk: CommandLine, tmp_path: Path) -> None:
    words = ("--set", "活动名称=广场舞", "--set", "日期=2025-03", "--set", "人次=390")
    more = ("--set", "次数=13", "--set", "活动主题=文化铸魂", "--set", "重大活动=是")
    ids = desk.run("activity", "add", TEAM, "百泉社区巡逻队", *words, *more)["value"]["ids"]
    assert len(ids) == 2
    changed = desk.run("activity", "set", ids[0], "--set", "参加人数=400")["value"]
    assert changed["fields"]["参加人数"] == "400"
    listed = desk.run("activity", "list", "--year", "2025", "--under", CODE)["value"]
    assert (listed["times"], listed["people"], len(listed["activities"])) == (26, 790, 2)
    assert desk.run("activity", "list", "--org", TEAM)["value"]["times"] == 13
    counts = desk.run("activity", "counts", "--year", "2025")["value"]
    assert counts["total"]["themes"]["文化铸魂"] == 26
    assert desk.run("activity", "report", ids[0], "--on", "2025-02-01")["value"]["count"] == 1
    assert desk.run("activity", "sum-up", *ids, "--on", "2025-04-02")["value"]["count"] == 2
    out = tmp_path / "报备表.pdf"
    assert desk.run("activity", "print", *ids, "--out", str(out))["value"]["pages"] == 2
    assert out.read_bytes().startswith(b"%PDF")
    assert desk.run("activity", "remove", ids[1])["value"]["count"] == 1
    refused = desk.run("activity", "add", TEAM, *words, "--set", "预计人数=1000", expect=1)
    assert refused["problems"][0]["code"] == "large_event"
    odd = desk.run("activity", "add", TEAM, "--set", "名子=x", expect=1)
    assert odd["problems"][0]["code"] == "unknown_field"


def test_money(desk: CommandLine, tmp_path: Path) -> None:
    def add(*settings: str, expect: int = 0) -> Any:
        words = [word for one in settings for word in ("--set", one)]
        return desk.run("money", "add", TEAM, *words, expect=expect)

    add("日期=2026-01-01", "收支=期初结余", "金额=100")
    add("日期=2026-02-03", "收支=收入", "金额=500", "摘要=捐款", "项目=捐赠", "捐赠人=赵大有")
    answer = add("日期=2026-08-01", "收支=支出", "金额=700.5", "摘要=服装")
    assert answer["value"]["balance"] == -100.5
    assert "低于零" in answer["value"]["warnings"][0]
    add("日期=2026-08-01", "收支=支出", "摘要=服装", expect=1)
    listed = desk.run("money", "list", TEAM, "--year", "2026", "--period", "下半年")["value"]
    assert listed["totals"] == {
        "opening": 600.0,
        "income": 0.0,
        "spending": 700.5,
        "closing": -100.5,
        "income_by": {},
        "spending_by": {"未分项": 700.5},
        "lines": 1,
    }
    line = listed["lines"][0]["id"]
    assert desk.run("money", "set", line, "--set", "金额=600")["value"]["fields"]["金额"] == "600"
    totals = desk.run("money", "totals", "--year", "2026")["value"]
    assert totals["total"]["closing"] == 0.0
    assert [one["name"] for one in totals["organizations"]] == [TEAM]
    given = desk.run("money", "donations", TEAM)["value"]
    assert (given["total"], given["donations"][0]["fields"]["捐赠人"]) == (500.0, "赵大有")
    for form in ("F18", "F18b"):
        out = tmp_path / f"{form}.pdf"
        words = ("--year", "2026", "--form", form, "--out", str(out))
        assert desk.run("money", "print", TEAM, *words)["value"]["pages"] == 1
    assert desk.run("money", "remove", line)["value"]["count"] == 1


def test_work_reports(desk: CommandLine, tmp_path: Path) -> None:
    ids = desk.run("work-report", "write", "--under", CODE, "--year", "2026")["value"]["ids"]
    assert len(ids) == 2
    again = desk.run("work-report", "write", TEAM, "--year", "2026")["value"]
    assert (again["ids"], again["kept"]) == ([], 1)
    changed = desk.run("work-report", "set", ids[0], "--set", "存在问题=缺音响")["value"]
    assert changed["fields"]["存在问题"] == "缺音响"
    heard = ("--on", "2027-01-03", "--meeting", "村“两委”联席会议", "--minutes", "同意")
    assert desk.run("work-report", "hear", ids[0], *heard)["value"]["count"] == 1
    listed = desk.run("work-report", "list", "--year", "2026")["value"]
    assert sorted(one["state"] for one in listed["reports"]) == ["已听取", "待听取"]
    (gap,) = listed["communities"]
    assert (gap["community"], gap["due"], gap["missing"], gap["heard"]) == (CODE, 2, 0, 1)
    out = tmp_path / "工作报告.pdf"
    assert desk.run("work-report", "print", *ids, "--out", str(out))["value"]["pages"] >= 2
    desk.run("work-report", "write", "--year", "2026", expect=1)


def test_import(desk: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "活动.csv"
    file.write_text(
        "组织,活动名称,日期,人次\n" + f"{TEAM},广场舞,2026-03-05,20\n谁,下棋,2026-03-06,3\n",
        "utf-8",
    )
    seen = desk.run("activity", "import", str(file), "--dry-run", expect=3)
    assert seen["value"] == {"new": 1, "same": 0, "refused": 1, "totals": 0}
    desk.run("activity", "import", str(file), expect=3)
    assert desk.run("activity", "list")["value"]["people"] == 20
    money = tmp_path / "流水.csv"
    money.write_text("日期,摘要,收入,支出\n2026-03-05,会费,100,\n", "utf-8")
    done = desk.run("money", "import", str(money), "--org", TEAM)
    assert done["value"]["new"] == 1
    assert desk.run("money", "totals")["value"]["total"]["closing"] == 100.0
