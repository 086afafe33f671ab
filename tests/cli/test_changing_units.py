"""Villages change through the command line, and a past day still says what it said."""

import pytest

from .conftest import CommandLine

ONE, TWO, THREE = "410782103201", "410782103202", "410782103204"
MARCH = ("--date", "2026-03-10", "--document", "辉政文〔2026〕8号")
FILED = {"备案编号": "", "备案日期": "2024-05-06"}


@pytest.fixture
def town(town: CommandLine) -> CommandLine:
    """Two filed organizations in one village and one in another."""
    for at, (name, code) in enumerate((("甲队", ONE), ("乙队", ONE), ("丙队", TWO))):
        town.add(name, code, **{**FILED, "备案编号": f"百泉备{at}号"})
    return town


def counts(town: CommandLine, day: str) -> dict[str, int]:
    """Return how many organizations each community had on a day."""
    found = town.run("units", "on", day)["value"]["communities"]
    return {one["name"]: one["count"] for one in found if one["count"]}


def test_two_villages_become_one_and_last_year_stays(town: CommandLine) -> None:
    before = counts(town, "2025-12-31")
    assert sorted(before.values()) == [1, 2]
    done = town.run("units", "merge", ONE, TWO, "--new", "和美村", *MARCH)["value"]
    assert (done["kind"], done["moved"], done["document"]) == ("合并", 3, "辉政文〔2026〕8号")
    assert counts(town, "2025-12-31") == before
    assert counts(town, "2026-04-01") == {"和美村": 3}
    assert town.run("org", "show", "甲队")["value"]["fields"]["所在社区(村)"] == "和美村"


def test_one_goes_into_the_other(town: CommandLine) -> None:
    town.run("units", "merge", ONE, "--into", TWO, *MARCH)
    assert list(counts(town, "2026-04-01").values()) == [3]


def test_a_split_says_who_goes(town: CommandLine) -> None:
    done = town.run("units", "split", ONE, "--new", "东村", "--org", "乙队", *MARCH)["value"]
    assert done["moved"] == 1
    assert counts(town, "2026-04-01")["东村"] == 1
    assert sum(counts(town, "2025-12-31").values()) == 3


def test_another_name_and_another_code(town: CommandLine) -> None:
    old = town.run("org", "show", "甲队")["value"]["fields"]["所在社区(村)"]
    town.run("units", "rename", ONE, "和美村村民委员会", *MARCH)
    town.run("units", "recode", ONE, "410782103299", "--date", "2026-03-15")
    assert town.run("org", "show", "甲队")["value"]["fields"]["所在社区(村)"] == "和美村村民委员会"
    codes = [one["code"] for one in town.run("units", "list", "--under", "410782103")["value"]]
    assert "410782103299" in codes and ONE not in codes
    names = set(counts(town, "2025-12-31"))
    assert "和美村" not in names and any(name[:2] == old[:2] for name in names)


def test_what_cannot_be_is_one_sentence(town: CommandLine) -> None:
    for words in (
        ("merge", ONE, TWO, *MARCH),
        ("merge", ONE, "--into", TWO, "--new", "和美村", *MARCH),
        ("rename", ONE, "和美村", "--date", "2027-01-01"),
        ("recode", ONE, "12", *MARCH),
        ("split", "410782103999", "--new", "东村", *MARCH),
        ("on", "去年"),
    ):
        (problem,) = town.run("units", *words, expect=1)["problems"]
        assert problem["message"].endswith("。")
    assert sorted(counts(town, "2026-04-01").values()) == [1, 2]
