"""verify-paper and the verbs of papers on their way, from the command line alone."""

from pathlib import Path

from .conftest import CommandLine

VILLAGE = "410782103001"


def test_a_paper_from_print_to_keepers(town: CommandLine, tmp_path: Path) -> None:
    team = town.add("练习舞蹈队", VILLAGE, 负责人姓名="龚单")
    town.run("form", "F01", "--org", team, "--out", str(tmp_path / "a.pdf"))
    (paper,) = town.run("paper", "list", "--state", "已打印")["value"]
    code = paper["code"]
    value = town.run("verify-paper", code)["value"]
    assert value["record"] == team and value["changed"] is False and value["differences"] == []
    assert value["printed_at"][:4].isdigit() and value["state"] == "已打印"
    town.run("org", "set", team, "--set", "负责人姓名=段双")
    value = town.run("verify-paper", code.lower().replace("-", ""))["value"]
    assert value["changed"] is True
    assert value["differences"] == [{"label": "负责人姓名", "then": "龚单", "now": "段双"}]
    out = tmp_path / "清单.pdf"
    sent = town.run("paper", "send", "--out", str(out))["value"]
    assert sent["papers"] == 1 and out.read_bytes()[:5] == b"%PDF-"
    town.run("paper", "back", "--list", sent["lists"][0])
    town.run("paper", "keep", code)
    (paper,) = town.run("paper", "list")["value"]
    assert paper["state"] == "已交存" and all(copy["on"] for copy in paper["copies"])


def test_refusals_are_sentences(town: CommandLine, tmp_path: Path) -> None:
    team = town.add("练习舞蹈队", VILLAGE)
    town.run("form", "F01", "--org", team, "--out", str(tmp_path / "a.pdf"))
    (paper,) = town.run("paper", "list")["value"]
    wrong = paper["code"][:-1] + ("2" if paper["code"][-1] != "2" else "3")
    for words, kind in (
        (("verify-paper", wrong), "CODE_TYPO"),
        (("verify-paper", "12"), "CODE_FORM"),
        (("paper", "back", "--list", "SQ2026-99"), "NO_LIST"),
        (("paper", "back"), "NOTHING_CHOSEN"),
        (("paper", "list", "--state", "丢了"), "unknown_state"),
    ):
        answer = town.run(*words, expect=1)
        assert answer["problems"][0]["code"] == kind
    town.run("paper", "keep", paper["code"], expect=3)
