"""charter import, compare, in-force, change, and rule, from the command line."""

from pathlib import Path
from typing import Any

import pytest

NAME, CODE = "百泉社区舞蹈队", "410782103001"
OLD = Path(__file__).parents[1] / "usecases" / "charters" / "files" / "舞蹈队.docx"


@pytest.fixture
def desk(town: Any) -> Any:
    town.add(
        NAME,
        CODE,
        活动场所="百泉社区文化广场",
        业务范围="组织居民跳广场舞",
        组织性质="社会团体性质",
    )
    return town


def test_an_old_charter_to_a_comparison(desk: Any, tmp_path: Path) -> None:
    looked = desk.run("charter", "import", NAME, str(OLD), "--dry-run")["value"]
    assert (looked["id"], len(looked["clauses"]), looked["extra"]) == (None, 11, [11])
    assert desk.run("charter", "check", NAME)["value"]["clauses"] == []
    taken = desk.run("charter", "import", NAME, str(OLD), "--passed", "2019-05-01")["value"]
    assert "坚持党的领导" in taken["missing"]
    made = desk.run(
        *("charter", "make", NAME, "--template", "full", "--preset", "文体队伍"),
        *("--meeting", "会议名称=成员大会", "--passed", "2026-03-12", "--unanimous", "20/18"),
    )["value"]
    assert (made["version"], made["template"], len(made["clauses"])) == (2, "full", 22)
    assert made["meeting"]["meeting_name"] == "成员大会"
    paper = tmp_path / "对照表.pdf"
    found = desk.run("charter", "compare", NAME, "--out", str(paper))["value"]
    assert (found["old"], found["new"]) == (1, 2)
    assert any(one["kind"] == "新增" for one in found["differences"])
    assert paper.read_bytes().startswith(b"%PDF")
    same = desk.run("charter", "compare", NAME, "--old", "2", "--new", "2")["value"]
    assert same["differences"] == []
    assert desk.run("charter", "in-force", NAME, "--on", "2020-01-01")["value"]["version"] == 1
    assert desk.run("charter", "in-force", NAME, "--on", "2018-01-01")["value"] is None
    checked = desk.run("charter", "check", NAME, "--text", str(OLD))["value"]
    assert len(checked["clauses"]) == 11


def test_a_changed_charter_opens_its_filing(desk: Any) -> None:
    desk.run("charter", "make", NAME, "--set", "活动场所=百泉社区二楼")
    refused = desk.run("charter", "change", NAME, expect=1)
    assert refused["problems"][0]["code"] == "nothing_to_change"
    filed = ("备案编号=百泉社备〔2024〕1号", "备案日期=2024-05-06", "备案机关=辉县市百泉镇人民政府")
    desk.run("org", "set", NAME, *[part for one in filed for part in ("--set", one)])
    shown = desk.run("charter", "change", NAME, "--look")["value"]
    assert [(one["field"], one["after"]) for one in shown["changes"]] == [
        ("活动场所", "百泉社区二楼")
    ]
    assert len(desk.run("charter", "change", NAME)["value"]["cases"]) == 1


def test_a_broken_word_file_changes_nothing(desk: Any, tmp_path: Path) -> None:
    file = tmp_path / "坏.docx"
    file.write_bytes(b"PK\x03\x04")
    answer = desk.run("charter", "import", NAME, str(file), expect=1)
    assert "打不开" in answer["problems"][0]["message"]
    assert desk.run("charter", "check", NAME)["value"]["clauses"] == []


def test_rules_and_a_covenant(desk: Any, tmp_path: Path) -> None:
    paper = tmp_path / "制度.pdf"
    done = desk.run("rule", "adopt", NAME, "--on", "2026-03-12", "--out", str(paper))["value"]
    assert len(done["done"]) == 1
    assert paper.read_bytes().startswith(b"%PDF")
    shown = desk.run("rule", "show", NAME)["value"]
    assert [one["version"] for one in shown] == [1, 1, 1]
    assert desk.run("rule", "adopt", NAME, expect=3)["problems"][0]["code"] == "left_out"
    hub = "百泉镇社区社会组织联合会"
    desk.add(hub, CODE, 是否枢纽型="是")
    sheet = tmp_path / "公约.pdf"
    signed = desk.run(
        *("rule", "covenant", hub, "--sign", NAME, "--signed", "2026-03-15", "--out", str(sheet))
    )["value"]["signatories"]
    assert [(one["name"], one["signed_on"]) for one in signed] == [(NAME, "2026-03-15")]
    assert sheet.read_bytes().startswith(b"%PDF")
    assert desk.run("rule", "covenant", NAME, expect=1)["problems"][0]["code"] == "not_hub"
