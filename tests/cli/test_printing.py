"""`form CODE` with its ways of printing, and `form log`."""

import subprocess
from pathlib import Path
from typing import Any

ID_NUMBER = "411792196503124823"


def _text(file: Path) -> str:
    told = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True).stdout
    return "".join(told.decode("utf-8").split())


def _teams(town: Any) -> None:
    for name in ("百泉社区甲舞蹈队", "百泉社区乙合唱队"):
        town.add(name, "410782103001", 负责人身份证号=ID_NUMBER, 联系电话="13900000017")


def test_masks_copies_and_values_alone(town: Any, tmp_path: Path) -> None:
    _teams(town)
    out = tmp_path / "f.pdf"
    given = ["form", "F01", "--org", "百泉社区甲舞蹈队", "--out", str(out)]
    town.run(*given, "--mask", "all")
    assert "411792********4823" in _text(out) and "139****0017" in _text(out)
    assert town.run(*given, "--copies", "all")["value"]["pages"] == 3
    assert town.run(*given, "--copies", "one")["value"]["pages"] == 1
    town.run(*given, "--values-only", "--offset", "2,-1.5")
    assert "百泉社区甲舞蹈队" in _text(out) and "组织名称" not in _text(out)
    refused = town.run(*given, "--values-only", "--offset", "三,0", expect=1)
    assert refused["problems"][0]["code"] == "bad_offset"


def test_only_what_changed_and_the_log(town: Any, tmp_path: Path) -> None:
    _teams(town)
    out = tmp_path / "f.pdf"
    given = ["form", "F01", "--all", "--out", str(out), "--changed"]
    assert town.run(*given)["value"]["pages"] == 2
    out.unlink()
    assert town.run(*given)["value"] == {"pages": 0, "incomplete": [], "skipped": []}
    assert not out.exists()
    town.run("org", "set", "百泉社区乙合唱队", "--set", "联系电话=13900000018")
    assert town.run(*given, "--mask", "id")["value"]["pages"] == 1
    log = town.run("form", "log", "--form", "F01")["value"]
    assert (log[0]["name"], log[0]["mask"], log[0]["way"]) == ("百泉社区乙合唱队", "id", "PDF")
    assert {(one["name"], one["mask"]) for one in log[1:]} == {
        ("百泉社区乙合唱队", "none"),
        ("百泉社区甲舞蹈队", "none"),
    }
    assert len(town.run("form", "log", "--org", "百泉社区甲舞蹈队")["value"]) == 1
    assert town.run("form", "log", "--until", "2020-01-01")["value"] == []


def test_blank_forms(town: Any, tmp_path: Path) -> None:
    out = tmp_path / "空表.pdf"
    assert town.run("form", "F04", "--blank", "4", "--out", str(out))["value"]["pages"] == 4
