"""The doorway: global options anywhere, one JSON object at every exit code, Chinese help, no traceback."""

import json
import re
from pathlib import Path

import click
import pytest

from cso_desk.cli import doorway
from cso_desk.cli.main import main, root, split_globals

from .conftest import PASSWORD, CommandLine


def _verbs() -> list[tuple[str, click.Command]]:
    found = []
    context = click.Context(root)
    for first in root.list_commands(context):
        command = root.get_command(context, first)
        assert command is not None, first
        if isinstance(command, click.Group):
            found += [(f"{first} {name}", one) for name, one in command.commands.items()]
        else:
            found.append((first, command))
    return found


def test_every_first_word_has_verbs() -> None:
    assert {name.split()[0] for name, _ in _verbs()} | {"form"} == set(doorway.MODULES)


@pytest.mark.parametrize("verb", [name for name, _ in _verbs()])
def test_every_verb_has_chinese_help_with_one_example(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*verb.split(), "--help"]) == 0
    text = capsys.readouterr().out
    assert f"例：cso-desk {verb}" in text
    assert not re.search("Usage|OPTIONS|Options|Show this|Error|default", text)


def test_global_options_may_stand_before_or_after() -> None:
    values, wants_json, rest = split_globals(["--data", "d", "find", "队", "--json", "--user=王"])
    assert (values, wants_json, rest) == ({"data": "d", "user": "王"}, True, ["find", "队"])


@pytest.mark.parametrize(
    "words", [["nonsense"], ["find"], ["find", "a", "--nonsense"], ["org", "nonsense"], ["--data"]]
)
def test_wrong_usage_is_two_and_json_all_the_same(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--json", *words]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert re.search("[\u4e00-\u9fff]", answer["problems"][0]["message"])


def test_no_desk_yet_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSO_DESK_PASSWORD", PASSWORD)
    assert main(["--data", str(tmp_path), "find", "队"]) == 1
    assert "还没有工作台" in capsys.readouterr().err


def test_a_wrong_password_is_a_sentence(town: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSO_DESK_PASSWORD", "wrong-one")
    assert town.run("find", "队", expect=1)["problems"][0]["code"] == "WRONG_PASSWORD"


def test_a_fault_of_ours_is_no_traceback(
    town: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cso_desk.usecases import find

    monkeypatch.setattr(find, "find", lambda *_: 1 / 0)
    problem = town.run("find", "队", expect=1)["problems"][0]
    assert problem["code"] == "bug"
    report = Path(re.search(r"请把 (\S+) 交给", problem["message"])[1]).read_text("utf-8")
    assert "ZeroDivisionError" in report
    assert "队" not in report


def test_an_organization_through_its_life(town: CommandLine) -> None:
    made = town.add("百泉社区舞蹈队", "410782103001", 联系电话="13900000001")
    again = town.run(
        "org", "set", "百泉社区舞蹈队", "--set", "备案编号=1号", "--set", "备案日期=2021-05"
    )["value"]
    assert (again["id"], again["state"], again["fields"]["备案机关"]) == (
        made,
        "已备案",
        "辉县市百泉镇人民政府",
    )
    assert again["owner"] == "410782103"
    assert town.run("org", "undo", made)["value"]["state"] == "未备案"
    history = town.run("org", "history", made)["value"]
    assert [one["operation"] for one in history][-1] == "新增组织：百泉社区舞蹈队"
    assert {"when", "who", "operation", "before", "after"} == set(history[0])


def test_a_name_in_two_communities_needs_the_community(town: CommandLine) -> None:
    for code in ("410782103001", "410782103006"):
        town.add("金秋合唱团", code)
    assert town.run("org", "show", "金秋合唱团", expect=1)["problems"][0]["code"] == "AMBIGUOUS"
    assert town.run("org", "show", "金秋合唱团", "--community", "410782103006")["ok"]


def test_several_bad_values_are_told_together(town: CommandLine) -> None:
    answer = town.run(
        "org",
        "add",
        "--set",
        "组织名称=甲",
        "--set",
        "联系电话=12",
        "--set",
        "成立日期=昨天",
        expect=1,
    )
    assert {p["field"] for p in answer["problems"]} == {"phone", "founded"}
    assert town.run("find", "甲")["value"] == []


def test_a_backup_is_made_proven_and_restored(town: CommandLine) -> None:
    town.add("百泉社区舞蹈队", "410782103001")
    made = town.run("backup", "now")["value"]
    assert (made["proven"], made["counts"]["organization"]) == (True, 1)
    town.add("后来的队", "410782103001")
    town.run("backup", "restore", made["file"])
    assert [hit["name"] for hit in town.run("find", "队")["value"]] == ["百泉社区舞蹈队"]
    assert town.run("check", "--deep")["value"] == {"ok": True, "findings": []}


def test_form_list_and_a_form(town: CommandLine, tmp_path: Path) -> None:
    town.add("百泉社区舞蹈队", "410782103001", 负责人姓名="王䶮")
    assert {"F01", "F04", "F06"} <= {one["code"] for one in town.run("form", "list")["value"]}
    out = tmp_path / "f.pdf"
    value = town.run("form", "F01", "--all", "--out", str(out))["value"]
    assert (value["pages"], value["skipped"]) == (1, [])
    assert "联系电话" in value["incomplete"][0]["fields"]
    assert out.read_bytes().startswith(b"%PDF")


def test_a_character_without_a_glyph_is_named_and_the_rest_is_printed(
    town: CommandLine, tmp_path: Path
) -> None:
    town.add("百泉社区舞蹈队", "410782103001", 负责人姓名="王𰻝")
    town.add("百泉社区合唱队", "410782103001", 负责人姓名="王𫚥")
    value = town.run("form", "F01", "--all", "--out", str(tmp_path / "f.pdf"), expect=3)["value"]
    assert value["pages"] == 1
    assert "𰻝" in value["skipped"][0]["message"]


def test_units_of_another_province_come_by_csv(town: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "区划.csv"
    head = "code,name,level,parent,kind,valid_from,valid_to\n"
    file.write_text(head + "42,湖北省,province,,,,\n4201,武汉市,city,42,,,\n", "utf-8")
    town.run("units", "import", str(file))
    names = [one["name"] for one in town.run("units", "list", "--under", "42")["value"]]
    assert names == ["湖北省", "武汉市"]
    file.write_text(head + "42x,湖北省,province,,,,\n", "utf-8")
    assert town.run("units", "import", str(file), expect=1)["problems"][0]["where"] == "csv!2"
