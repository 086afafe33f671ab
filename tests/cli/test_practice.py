"""practice from the command line, and that other verbs work on such a desk."""

from pathlib import Path
from typing import Any


def test_practice_fills_an_empty_desk_once(town: Any, tmp_path: Path) -> None:
    counts = town.run("practice", "--organizations", "120", "--seed", "4")["value"]
    assert (counts["organizations"], counts["communities"]) == (120, 33)
    assert len(town.run("find", "百泉", "--limit", "500")["value"]) > 5
    again = town.run("practice", "--organizations", "5", expect=1)
    assert again["problems"][0]["code"] == "NOT_EMPTY"
    paper = tmp_path / "F01.pdf"
    name = town.run("find", "队", "--limit", "1")["value"][0]["id"]
    assert town.run("form", "F01", "--org", name, "--out", str(paper))["value"]["pages"] == 1


def test_a_number_out_of_bounds_is_wrong_usage(town: Any) -> None:
    town.run("practice", "--organizations", "300001", expect=2)
