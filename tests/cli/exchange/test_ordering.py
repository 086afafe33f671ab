"""order and fork from the command line."""

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


def test_an_order_from_the_command_line(call, tmp_path):
    codes = {"county": "410782", "town": "410782103", "other": "410782102"}
    for name, code in codes.items():
        call(name, "new", "--unit", code)
    for name in ("town", "other"):
        asked = tmp_path / f"{name}.json"
        own = call(name, "enrol", "request", "--out", asked)["value"]["own_fingerprint"]
        issued = tmp_path / f"{name}-c.json"
        words = ("enrol", "issue", asked, "--fingerprint", own, "--out", issued)
        above = call("county", *words)["value"]["own_fingerprint"]
        call(name, "enrol", "accept", issued, "--fingerprint", above)
    from cso_desk.usecases import opening, register

    folder = tmp_path / "town"
    desk = opening.open_desk(folder, opening.only_user(folder), PASSWORD, write=True)
    organization = register.save_organization(desk, None, {"name": "百泉舞蹈队"}).value
    desk.close()
    made = call("town", "package", "make", "--to", "410782", "--out", tmp_path / "up")["value"]
    call("county", "package", "take", made["file"])
    words = ("order", "give", "--to", "410782102", "--reason", "合并")
    given = call("county", *words, organization)["value"]
    assert (given["organizations"], given["rows"]) == (1, 1)
    handed = call("county", "order", "hand", "--out", tmp_path / "down")["value"]
    assert sorted(one["to_name"] for one in handed) == ["峪河镇", "百泉镇"]
    for one in handed:
        name = {"峪河镇": "other", "百泉镇": "town"}[one["to_name"]]
        (taken,) = call(name, "package", "take", one["file"])["value"]
        assert taken["verdict"] == "ok"
        (listed,) = call(name, "order", "list")["value"]
        assert (listed["from_name"], listed["to_name"]) == ("百泉镇", "峪河镇")
    assert call("town", "order", "late")["value"] == []
    assert call("town", "fork", "compare")["value"] == []
    refused = call("town", "fork", "settle", "mine", expect=1)
    assert "核对" in refused["problems"][0]["message"]
    call("town", *words, organization, expect=1)


def test_a_village_is_entrusted_edits_late_and_gives_its_desk_back(call, tmp_path):
    from cso_desk.usecases import opening, register, units

    for name, code in {"town": "410782103", "village": "410782103001"}.items():
        call(name, "new", "--unit", code)
    own = call("village", "enrol", "request", "--out", tmp_path / "v")["value"]["own_fingerprint"]
    words = ("enrol", "issue", tmp_path / "v", "--fingerprint", own, "--out", tmp_path / "c")
    above = call("town", *words)["value"]["own_fingerprint"]
    call("village", "enrol", "accept", tmp_path / "c", "--fingerprint", above)
    folder = tmp_path / "town"
    desk = opening.open_desk(folder, opening.only_user(folder), PASSWORD, write=True)
    place = units.unit_by_code(desk, "410782103001").id
    values = {"name": "百泉舞蹈队", "community": place, "leader": "王测试"}
    organization = register.save_organization(desk, None, values).value
    desk.close()
    (village,) = call("town", "order", "villages")["value"]
    assert (village["kept_here"], village["kept_there"]) == (1, 0)
    given = call("town", "order", "entrust", "410782103001")["value"]
    assert given["organizations"] == 1
    call("town", "order", "entrust", "410782103001", expect=1)
    (handed,) = call("town", "order", "hand", "--out", tmp_path / "down")["value"]
    call("village", "package", "take", handed["file"])
    folder = tmp_path / "village"
    desk = opening.open_desk(folder, opening.only_user(folder), PASSWORD, write=True)
    register.save_organization(desk, organization, {"leader": "李测试"})
    desk.close()
    call("town", "order", "reclaim", "410782103001")
    made = call("village", "package", "make", "--to", "410782103", "--out", tmp_path / "up")[
        "value"
    ]
    call("town", "package", "take", made["file"])
    (late,) = call("town", "order", "late")["value"]
    assert (late["theirs"], late["mine"]) == ({"负责人姓名": "李测试"}, True)
    assert call("town", "order", "accept", late["n"])["value"] == {"taken": 1}
    call("town", "order", "leave", late["n"], expect=1)
    ids = [one["id"] for one in call("town", "order", "list")["value"]]
    assert len(ids) == 2
    paper = tmp_path / "移交清单.pdf"
    call("town", "order", "paper", *ids, "--out", paper)
    assert paper.read_bytes().startswith(b"%PDF")
    call("town", "order", "same", organization, organization, expect=1)
