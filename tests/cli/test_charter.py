"""charter make and check from the command line."""

from pathlib import Path
from typing import Any

import pytest

NAME, CODE = "百泉社区舞蹈队", "410782103001"


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


def test_make_check_and_print(desk: Any, tmp_path: Path) -> None:
    before = desk.run("charter", "check", NAME)["value"]
    assert before["clauses"] == []
    assert "坚持党的领导" in before["missing"]
    paper = tmp_path / "章程.pdf"
    made = desk.run(
        *("charter", "make", NAME, "--set", "负责人任期（年）=五", "--own", "服装=统一保管。"),
        *("--passed", "2026-03-12", "--unanimous", "20/18", "--out", str(paper)),
    )["value"]
    assert (made["version"], made["passed_on"], made["missing"], made["blanks"]) == (
        1,
        "2026-03-12",
        [],
        [],
    )
    assert [one["number"] for one in made["clauses"]][-1] == "第十三条"
    assert made["votes"]["votes_for"] == "18"
    assert paper.read_bytes().startswith(b"%PDF")
    assert desk.run("charter", "check", NAME)["value"] == made


def test_a_clause_left_out_is_named(desk: Any) -> None:
    made = desk.run("charter", "make", NAME, "--without", "party")["value"]
    assert made["missing"] == ["坚持党的领导"]


def test_a_typed_charter_is_checked(desk: Any, tmp_path: Path) -> None:
    file = tmp_path / "章程.txt"
    file.write_text("第一条 名称是百泉社区舞蹈队。\n第二条 坚持中国共产党的领导。", "utf-8")
    checked = desk.run("charter", "check", NAME, "--text", str(file))["value"]
    assert len(checked["clauses"]) == 2
    assert "备案不具有法人资格" in checked["missing"]
    assert "名称" not in checked["missing"]


def test_votes_that_do_not_add_up_are_refused(desk: Any) -> None:
    votes = ("--due", "20", "--present", "18", "--for", "15", "--against", "1", "--abstain", "1")
    answer = desk.run("charter", "make", NAME, *votes, expect=1)
    assert answer["problems"][0]["code"] == "count_votes"
    assert desk.run("charter", "check", NAME)["value"]["clauses"] == []


def test_unknown_words_are_refused(desk: Any) -> None:
    answer = desk.run("charter", "make", NAME, "--set", "队歌=没有", expect=1)
    assert answer["problems"][0]["code"] == "unknown_field"
    assert (
        desk.run("charter", "make", NAME, "--unanimous", "20", expect=1)["problems"][0]["code"]
        == "usage"
    )
    assert desk.run("charter", "check", "没有的队", expect=1)["problems"][0]["code"] == "NO_RECORD"
