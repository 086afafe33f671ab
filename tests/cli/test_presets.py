"""Presets through the command line: listed, looked at, entered, left out a second time."""

from .conftest import CommandLine

TWO = ("--community", "410782103201", "--community", "410782103202")


def test_the_four_councils_of_two_villages(town: CommandLine) -> None:
    words = [one["word"] for one in town.run("preset", "list")["value"] if one["first"]]
    looked = town.run("preset", "add", *TWO, "--dry-run")["value"]
    assert looked["organizations"] == []
    assert [one["word"] for one in looked["lines"]] == words * 2
    assert town.run("find", "理事会")["value"] == []
    made = town.run("preset", "add", *TWO)["value"]["organizations"]
    assert len(made) == 8
    again = town.run("preset", "add", *TWO, "--kind", "红白理事会", "--kind", "人民调解委员会")
    assert again["value"]["organizations"] == []
    assert [one["does"] for one in again["value"]["lines"]] == ["已有", "不新增"] * 2


def test_all_villages_and_a_wrong_code(town: CommandLine) -> None:
    lines = town.run("preset", "add", "--rural", "--kind", "老年协会", "--dry-run")["value"][
        "lines"
    ]
    assert len(lines) == 18
    refused = town.run("preset", "add", "--community", "410782103999", expect=1)
    assert refused["problems"][0]["code"] == "NO_UNIT"
    assert town.run("preset", "add", expect=1)["problems"][0]["field"] == "communities"
