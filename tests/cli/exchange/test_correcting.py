"""correction and explain from the command line: raised, given, answered, settled."""

import json

import pytest

from cso_desk.cli.main import main

PASSWORD = "ceshi-2026"


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    """Call a verb on a desk by name; returns the answer."""
    monkeypatch.setenv("CSO_DESK_PASSWORD", PASSWORD)

    def one(desk, *words, expect=0):
        code = main([*map(str, words), "--data", str(tmp_path / desk), "--json"])
        answer = json.loads(capsys.readouterr().out)
        assert code == expect, answer
        return answer

    return one


@pytest.fixture
def enrolled(call, tmp_path):
    """A county and a township that knows it."""
    for name, code in (("county", "410782"), ("town", "410782103")):
        call(name, "new", "--unit", code)
    asked, issued = tmp_path / "asked.json", tmp_path / "issued.json"
    own = call("town", "enrol", "request", "--out", asked)["value"]["own_fingerprint"]
    words = ("enrol", "issue", asked, "--fingerprint", own, "--out", issued)
    above = call("county", *words)["value"]["own_fingerprint"]
    call("town", "enrol", "accept", issued, "--fingerprint", above)


def _report(call, tmp_path, name):
    made = call("town", "package", "make", "--to", "410782", "--out", tmp_path / name)["value"]
    call("county", "package", "take", made["file"])


def test_the_whole_way(call, enrolled, tmp_path):
    names = ("甲队", "乙队")
    for name in names:
        call("town", "org", "add", "--set", f"组织名称={name}", "--set", "成员总数=12")
    _report(call, tmp_path, "a")
    raised = [
        call("county", "correction", "raise", name, *words)["value"]["id"]
        for name, words in zip(
            names,
            (
                ("--field", "成员总数", "--reason", "与花名册不符", "--propose", "18"),
                ("--reason", "不是本县的组织"),
            ),
            strict=True,
        )
    ]
    bad = call(
        "county", "correction", "raise", "甲队", "--field", "没有", "--reason", "x", expect=1
    )
    assert bad["problems"][0]["code"] == "unknown_field"
    papers = tmp_path / "papers"
    words = ("correction", "give", "--out", tmp_path / "b", "--papers", papers)
    (given,) = call("county", *words)["value"]
    assert (given["items"], given["to_name"]) == (2, "百泉镇")
    assert [one.suffix for one in papers.iterdir()] == [".pdf"]
    receipts = tmp_path / "c"
    (taken,) = call("town", "package", "take", given["file"], "--receipts", receipts)["value"]
    assert (taken["verdict"], taken["added"]) == ("ok", 2)
    (receipt,) = receipts.iterdir()
    call("county", "receipt", "take", receipt)
    assert call("county", "correction", "give", "--out", tmp_path / "d")["value"] == []
    listed = call("town", "correction", "list", "--open")["value"]
    assert {one["state"] for one in listed} == {"待处理"}
    call("town", "correction", "answer", raised[0], "--accept")
    call("town", "correction", "answer", raised[1], "--words", "是本县的，已核实")
    assert call("town", "org", "show", "甲队")["value"]["fields"]["成员总数"] == "18"
    call("town", "correction", "answer", raised[0], expect=2)
    _report(call, tmp_path, "e")
    states = {one["id"]: one["state"] for one in call("county", "correction", "list")["value"]}
    assert states == {raised[0]: "已改", raised[1]: "已答复"}
    assert call("county", "correction", "settle", *raised)["value"] == {"settled": 2}
    assert call("county", "correction", "list", "--open")["value"] == []


def test_a_doubt_is_listed_and_explained(call, enrolled):
    words = ("组织名称=丙队", "组织性质=社会团体性质", "成员总数=4")
    call("town", "org", "add", *[part for one in words for part in ("--set", one)])
    found = call("town", "explain", "list", "丙队")["value"]
    (few,) = [one for one in found if one["code"] == "few_members"]
    call("town", "explain", "write", "丙队", few["id"], "--words", "新成立")
    again = call("town", "explain", "list", "丙队")["value"]
    assert [one["words"] for one in again if one["code"] == "few_members"] == ["新成立"]
    call("town", "explain", "write", "丙队", "organization/x/y", "--words", "没有", expect=1)
