"""Every form of the set is listed and can be printed by its code; forms of a selection take the selection whole."""

from pathlib import Path

from .conftest import CommandLine


def test_new_forms_are_listed_with_what_one_sheet_is_about(town: CommandLine) -> None:
    listed = {one["code"]: one["per"] for one in town.run("form", "list")["value"]}
    assert next(iter(listed)) == "F01", "the application stands first"
    for code in ("F02", "F02f", "F03", "F04p", "F05", "F07", "F08", "F21"):
        assert listed[code] == "organization"
    assert all(listed[f"B0{number}"] == "organization" for number in range(1, 7))
    assert all(listed[f"W0{number}"] == "organization" for number in range(1, 6))
    assert listed["L01"] == listed["L02"] == "selection"


def test_a_form_for_each_organization_and_one_ledger_for_all(
    town: CommandLine, tmp_path: Path
) -> None:
    for name in ("百泉社区舞蹈队", "百泉社区合唱团"):
        town.add(name, "410782103001", **{"负责人姓名": "龚单"})
    folder = tmp_path / "负责人"
    assert town.run("form", "F02", "--all", "--out", str(folder))["value"]["pages"] == 2
    assert len(list(folder.glob("F02_*.pdf"))) == 2
    ledger = town.run("form", "L01", "--all", "--out", str(tmp_path / "台账.pdf"))["value"]
    assert ledger["pages"] == 1 and not ledger["skipped"]
    pages = town.run("form", "W01", "--org", "百泉社区合唱团", "--out", str(tmp_path / "w.pdf"))
    assert pages["value"]["pages"] == 1
