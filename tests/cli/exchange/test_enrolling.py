"""enrol rotate, renew, revoke, register and fork anew from the command line, on real folders."""

import json
import shutil

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
    """A township enrolled at its county, both made from the command line."""
    for name, code in (("county", "410782"), ("town", "410782103")):
        call(name, "new", "--unit", code)
    asked, issued = tmp_path / "a.json", tmp_path / "c.json"
    own = call("town", "enrol", "request", "--out", asked)["value"]["own_fingerprint"]
    words = ("enrol", "issue", asked, "--fingerprint", own, "--out", issued)
    above = call("county", *words)["value"]["own_fingerprint"]
    call("town", "enrol", "accept", issued, "--fingerprint", above)
    return above


def _make(call, tmp_path, name, expect=0):
    words = ("package", "make", "--to", "410782", "--out", tmp_path / name)
    return call("town", *words, expect=expect)


def test_an_old_folder_put_back_is_told_and_begins_anew(call, enrolled, tmp_path):
    first = _make(call, tmp_path, "a")["value"]
    shutil.copytree(tmp_path / "town", tmp_path / "kept")
    second = _make(call, tmp_path, "b")["value"]
    for one in (first, second):
        call("county", "package", "take", one["file"])
    shutil.rmtree(tmp_path / "town")
    shutil.move(tmp_path / "kept", tmp_path / "town")
    for answer in (call("town", "check"), _make(call, tmp_path, "c")):
        assert answer["problems"][0]["code"] == "RESTORED"
        assert "重新开始编号" in answer["problems"][0]["message"]
    call("town", "fork", "anew")
    assert call("town", "check")["value"]["ok"]
    anew = _make(call, tmp_path, "d")["value"]
    assert (anew["seq"], anew["full"]) == (1, True)
    (taken,) = call("county", "package", "take", anew["file"])["value"]
    assert taken["verdict"] == "ok"


def test_certificates_change_and_stop(call, enrolled, tmp_path):
    asked, issued, paper = tmp_path / "r.csoreq", tmp_path / "n.csocert", tmp_path / "p.pdf"
    made = call("town", "enrol", "rotate", "--out", asked, "--paper", paper)["value"]
    assert paper.read_bytes().startswith(b"%PDF")
    call("county", "enrol", "issue", asked, "--vouched", "--out", issued)
    taken = call("town", "enrol", "accept", issued, "--fingerprint", enrolled)["value"]
    assert taken["own_fingerprint"] == made["own_fingerprint"]
    rotated = call("county", "enrol", "rotate", "--out", tmp_path / "none")["value"]
    assert rotated["at_once"] and not (tmp_path / "none").exists()
    (renewed,) = call("county", "enrol", "renew", "--out", tmp_path / "usb")["value"]
    code = rotated["own_fingerprint"]
    call("town", "enrol", "accept", renewed["file"], "--fingerprint", code)
    sent = _make(call, tmp_path, "a")["value"]
    call("county", "package", "take", sent["file"])
    lines = call("county", "enrol", "register")["value"]
    assert [one["reason"] for one in lines] == ["换用新证书", ""]
    words = ("enrol", "revoke", "410782103", "--reason")
    assert call("county", *words, "电脑被盗")["value"]["last_good"] == 1
    late = _make(call, tmp_path, "b")["value"]
    (refused,) = call("county", "package", "take", late["file"], expect=1)["value"]
    assert refused["code"] == "REVOKED"
    call("county", *words, "再停一次", expect=1)
    lost = call("town", "enrol", "rotate", "--lost", "--out", tmp_path / "l.csoreq")["value"]
    assert lost["own_fingerprint"] != made["own_fingerprint"]
    words = ("enrol", "issue", tmp_path / "l.csoreq", "--vouched", "--out", issued)
    assert call("county", *words, expect=1)["problems"][0]["code"] == "UNVOUCHED"
