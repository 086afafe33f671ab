"""policy from the command line: in force by day, checked, taken in, taken back, handed on; holidays."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cso_desk.policy.pack import RESOURCES


@pytest.fixture
def county_pack(tmp_path: Path) -> Path:
    """A whole pack of the county: the county decides, other averages."""
    folder = Path(shutil.copytree(RESOURCES / "policy" / "default", tmp_path / "county"))
    change(
        folder,
        "pack",
        id="huixian",
        version="2026.1",
        title="辉县市政策包",
        valid_from="2026-01-01",
    )
    raw = json.loads((folder / "filing.json").read_text("utf-8"))
    raw["authority"]["value"] = "county"
    (folder / "filing.json").write_text(json.dumps(raw), "utf-8")
    return folder


def change(folder: Path, subject: str, **values: Any) -> None:
    file = folder / f"{subject}.json"
    raw = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**raw, **values}), "utf-8")


def authority(answer: dict[str, Any]) -> str:
    found = {one["path"]: one for one in answer["value"]["entries"]}
    return str(found["filing.authority"]["value"])


def test_show_tells_versions_dates_and_what_values_rest_on(town: Any) -> None:
    value = town.run("policy", "show")["value"]
    assert [(one["version"], one["state"]) for one in value["versions"]] == [
        ("henan-default@2026.1", "现行")
    ]
    city = next(one for one in value["entries"] if one["path"] == "targets.city_average")
    assert (city["value"], city["reference"], city["changed"]) == (10, False, False)
    assert city["source"].startswith("豫民文〔2021〕115号")
    assert "F01" in value["layouts"]


def test_a_pack_is_used_and_taken_back(town: Any, county_pack: Path, tmp_path: Path) -> None:
    assert town.run("policy", "check", str(county_pack))["value"]["id"] == "huixian"
    used = town.run("policy", "use", str(county_pack))["value"]
    assert (used["id"], used["versions"][-1]["state"]) == ("huixian", "现行")
    assert authority(town.run("policy", "show")) == "county"
    assert authority(town.run("policy", "show", "--on", "2025-12-31")) == "township"
    out = tmp_path / "out.zip"
    assert town.run("policy", "export", str(out))["value"]["id"] == "huixian"
    assert town.run("policy", "check", str(out))["value"]["title"] == "辉县市政策包"
    town.run("policy", "withdraw", "huixian@2026.1")
    assert authority(town.run("policy", "show")) == "township"


def test_a_pack_of_a_day_to_come_waits_for_it(town: Any, county_pack: Path) -> None:
    value = town.run("policy", "use", str(county_pack), "--from", "2099-01-01")["value"]
    assert value["versions"][-1]["state"] == "将施行"
    assert authority(town.run("policy", "show")) == "township"
    assert authority(town.run("policy", "show", "--on", "2099-01-01")) == "county"


def test_refusals(town: Any, county_pack: Path, tmp_path: Path) -> None:
    bad_day = town.run("policy", "use", str(county_pack), "--from", "明天", expect=1)
    assert bad_day["problems"][0]["code"] == "date_invalid"
    change(county_pack, "targets", city_average="十")
    (problem,) = town.run("policy", "check", str(county_pack), expect=1)["problems"]
    assert (problem["where"], problem["field"]) == ("targets.json", "targets.city_average")
    assert "应当是" in problem["message"]
    assert town.run("policy", "use", str(county_pack), expect=1)["problems"] == [problem]
    assert len(town.run("policy", "show")["value"]["versions"]) == 1
    nothing = town.run("policy", "check", str(tmp_path / "没有.zip"), expect=1)
    assert nothing["problems"][0]["message"]


def test_holidays_of_a_year_are_imported(town: Any, tmp_path: Path) -> None:
    assert [one["year"] for one in town.run("policy", "calendar")["value"]] == [2024, 2025, 2026]
    file = tmp_path / "2027.csv"
    file.write_text("日期,类型\n2027-01-01,休\n", "utf-8")
    years = town.run("policy", "calendar", str(file), "--document", "国办通知")["value"]
    assert (years[-1]["year"], years[-1]["off"], years[-1]["document"]) == (
        2027,
        ["2027-01-01"],
        "国办通知",
    )
    file.write_text("日期,类型\n2027-13-01,休\n", "utf-8")
    refused = town.run("policy", "calendar", str(file), expect=1)
    assert refused["problems"][0]["where"] == "csv!2"
