"""The yearly check and saved views from the command line."""

from pathlib import Path
from typing import Any


def test_a_year_is_begun_checked_and_printed(town: Any, tmp_path: Path) -> None:
    town.run("practice", "--organizations", "60")
    refused = town.run("check-year", "same", "410782103001", "--year", "2026", expect=1)
    assert refused["problems"][0]["code"] == "NO_CHECK"
    begun = town.run("check-year", "start", "--year", "2026")["value"]
    assert begun == {"begun": 33, "year": 2026, "checked": 0, "due": 33}
    assert town.run("check-year", "same", "410782103001", "--year", "2026")["value"]["checked"] == 1
    found = town.run("check-year", "list", "--year", "2026")["value"]
    assert [one["state"] for one in found["communities"]].count("已核对") == found["checked"] == 1
    out = tmp_path / "核对表.pdf"
    printed = town.run("check-year", "print", "--year", "2026", "--out", str(out))["value"]
    assert printed["pages"] >= 33 and printed["skipped"] == [] and out.exists()


def test_there_are_no_views_yet(town: Any) -> None:
    assert town.run("view", "list")["value"] == []
