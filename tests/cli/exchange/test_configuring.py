"""config from the command line: targets and deadlines are set above, given down, taken by the ordinary verb."""

import json

import pytest

from cso_desk.cli.main import main


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    """Call a verb on a desk by name; returns the answer."""
    monkeypatch.setenv("CSO_DESK_PASSWORD", "ceshi-2026")

    def one(desk, *words, expect=0):
        code = main([*map(str, words), "--data", str(tmp_path / desk), "--json"])
        answer = json.loads(capsys.readouterr().out)
        assert code == expect, answer
        return answer["value"] if expect == 0 else answer["problems"]

    return one


@pytest.fixture
def enrolled(call, tmp_path):
    """A county and its township, enrolled."""
    call("county", "new", "--unit", "410782")
    call("town", "new", "--unit", "410782103")
    asked, issued = tmp_path / "asked.json", tmp_path / "issued.json"
    own = call("town", "enrol", "request", "--out", asked)["own_fingerprint"]
    words = ("enrol", "issue", asked, "--fingerprint", own, "--out", issued)
    call(
        "town",
        "enrol",
        "accept",
        issued,
        "--fingerprint",
        call("county", *words)["own_fingerprint"],
    )
    return call


def test_a_target_and_a_deadline_go_down_and_are_confirmed(enrolled, tmp_path):
    stick = tmp_path / "stick"
    assert enrolled("county", "config", "list")["targets"] == []
    enrolled(
        "county",
        *("config", "set-target", "410782103", "--year", "2026"),
        *("--measure", "城市社区平均", "--number", "12", "--document", "辉民〔2026〕1号"),
    )
    made = enrolled(
        "county",
        *("config", "set-deadline", "--name", "2026年年报", "--year", "2026"),
        *("--period", "年报", "--due", "2027-01-05"),
    )
    given = enrolled("county", "config", "give", "--out", stick, "--to", "410782103")
    (one,) = given
    assert (one["to_name"], one["words"]) == ("百泉镇", ["单位名册", "目标", "上报截止日期"])
    (taken,) = enrolled("town", "package", "take", one["file"], "--receipts", stick / "r")
    assert taken["verdict"] == "ok"
    asked = enrolled("town", "config", "list")
    assert [(row["number"], row["mine"]) for row in asked["targets"]] == [(12, False)]
    assert [row["due_on"] for row in asked["deadlines"]] == ["2027-01-05"]
    (receipt,) = (stick / "r").glob("*.csopkg")
    enrolled("county", "receipt", "take", receipt)
    (below,) = [
        row for row in enrolled("county", "config", "list")["below"] if row["name"] == "百泉镇"
    ]
    assert {part["state"] for part in below["parts"]} == {"已确认"}
    assert enrolled("county", "config", "give", "--out", stick, "--to", "410782103") == []
    enrolled("county", "config", "set-deadline", "--remove", made["id"])
    assert enrolled("county", "config", "list")["deadlines"] == []


def test_a_wrong_target_gets_a_sentence(enrolled):
    words = ("config", "set-target", "410782103", "--year", "2026", "--measure", "组织数")
    (problem,) = enrolled("town", *words, "--number", "3", expect=1)
    assert problem["code"] == "wrong_level"
