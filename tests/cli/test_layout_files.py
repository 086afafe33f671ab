"""policy layouts and policy layout: which forms are the office's own, one handed on and one taken in as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cso_desk.cli.main import main


def own(town: Any) -> list[str]:
    return [one["code"] for one in town.run("policy", "layouts")["value"] if one["own"]]


def test_a_form_is_handed_on_and_taken_in(town: Any, tmp_path: Path) -> None:
    assert own(town) == []
    file = tmp_path / "申请表.json"
    town.run("policy", "layout", "F01", "--export", str(file))
    raw = json.loads(file.read_text("utf-8"))
    raw["title"] = "群众活动团队备案表"
    del raw["blocks"][2]["rows"][9]
    file.write_text(json.dumps(raw), "utf-8")
    value = town.run("policy", "layout", "F01", "--import", str(file))["value"]
    assert "“成员总数”是备案要填的" in value["told"][0]
    assert own(town) == ["F01"]
    assert town.run("policy", "show")["value"]["versions"][-1]["version"] == value["version"]


def test_a_form_that_does_not_fit_is_refused(
    town: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "申请表.json"
    town.run("policy", "layout", "F01", "--export", str(file))
    raw = json.loads(file.read_text("utf-8"))
    raw["blocks"][2]["rows"][17]["height"] = 5
    file.write_text(json.dumps(raw), "utf-8")
    answer = town.run("policy", "layout", "F01", "--import", str(file), expect=1)
    assert "至少要" in answer["problems"][0]["message"]
    assert town.run("policy", "layout", "F04", "--import", str(file), expect=1)["problems"]
    bad_day = ["--import", str(file), "--from", "明年"]
    assert town.run("policy", "layout", "F01", *bad_day, expect=1)["problems"]
    assert own(town) == []
    words = ["policy", "layout", "F01", "--data", str(town.folder)]
    assert main(words) == 2
    assert "--export" in capsys.readouterr().err
