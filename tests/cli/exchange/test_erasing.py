"""The verbs that clear by law: `erase …`."""

import json

import pytest

from cso_desk.cli.main import main
from cso_desk.usecases import opening, people, register

PASSWORD = "ceshi-2026"


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    """Call a verb on a desk; returns the answer."""
    monkeypatch.setenv("CSO_DESK_PASSWORD", PASSWORD)

    def one(*words, expect=0):
        code = main([*map(str, words), "--data", str(tmp_path / "town"), "--json"])
        answer = json.loads(capsys.readouterr().out)
        assert code == expect, answer
        return answer

    return one


def test_a_person_and_an_organization_are_cleared_from_the_command_line(call, tmp_path):
    call("new", "--unit", "410782103")
    folder = tmp_path / "town"
    desk = opening.open_desk(folder, opening.only_user(folder), PASSWORD, write=True)
    organization = register.save_organization(desk, None, {"name": "百泉舞蹈队"}).value
    person = people.save_person(desk, None, {"name": "王测试"}).value
    desk.close()
    old = call("backup", "now")["value"]["file"]
    assert call("erase", "list")["value"] == {"erasures": [], "backups": []}
    words = ("--reason", "本人申请", "--document", "申请书1号")
    cleared = call("erase", "person", person, *words)["value"]
    assert (cleared["rows"], cleared["backups"]) == (1, [old])
    assert call("erase", "organization", organization, "--reason", "依法删除")["value"]["rows"] == 1
    listed = call("erase", "list")["value"]
    said = [(one["what"], one["reason"], one["document"]) for one in listed["erasures"]]
    assert said == [("组织", "依法删除", ""), ("个人", "本人申请", "申请书1号")]
    assert listed["backups"] == [old]
    refused = call("erase", "person", person, *words, expect=1)
    assert refused["problems"][0]["message"] == "找不到这条记录，请刷新列表。"
