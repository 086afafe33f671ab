"""The papers of a round: secret ballots that are all alike, a tally form, a result form that explains itself."""

import re
import subprocess
from pathlib import Path

import pytest

from cso_desk.usecases import evaluate, evaluate_papers, register
from cso_desk.usecases.evaluate import RoundInfo
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.tally_rows import HEADING

NAMES = ("百泉社区舞蹈队", "百泉社区合唱团")


def pages_of(file: Path) -> list[str]:
    shown = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return shown.stdout.split("\f")[:-1]


@pytest.fixture
def opened(town: Desk, village: str) -> RoundInfo:
    for name in NAMES:
        register.save_organization(town, None, {"name": name, "community": village})
    return evaluate.open_round(town, 2026, village, "2026-11-18").value


def enter(town: Desk, opened: RoundInfo) -> None:
    lines = ("两委,9,7,7,7,7,0,0,6,1,0,0", "居民,45,40,40,39,38,1,1,30,6,1,0")
    rows = [f"{name},{line}".split(",") for name in NAMES for line in lines]
    evaluate.enter(town, opened.id, [dict(zip(HEADING, row, strict=True)) for row in rows])


def test_ballots_and_tally_forms(town: Desk, opened: RoundInfo, tmp_path: Path) -> None:
    out = tmp_path / "测评表.pdf"
    printed = evaluate_papers.forms(town, opened.id, out, {"居民": 3}).value
    pages = pages_of(out)
    assert printed.pages == len(pages) == 6
    kinds = ["计票表" if "计票表" in page else "测评表" for page in pages]
    assert kinds == ["测评表", "计票表", "测评表", "测评表", "测评表", "计票表"]
    assert "（两委测评用）" in pages[0] and "（居民测评用）" in pages[2]
    for page in pages:
        assert all(name in page for name in NAMES)


def test_no_ballot_can_be_told_from_another(town: Desk, opened: RoundInfo, tmp_path: Path) -> None:
    out = tmp_path / "测评表.pdf"
    evaluate_papers.forms(town, opened.id, out, {"居民": 3})
    ballots = pages_of(out)[2:5]
    assert len(set(ballots)) == 1
    assert opened.id[:8] not in ballots[0]
    numbers = set(re.findall(r"\d+", ballots[0])) - {"2026", "11", "18"}
    assert numbers <= {"1", "2", "3"}


def test_the_result_form(town: Desk, opened: RoundInfo, tmp_path: Path) -> None:
    enter(town, opened)
    out = tmp_path / "结果.pdf"
    evaluate_papers.print_result(town, opened.id, out)
    text = "".join(pages_of(out))
    for words in ("2026年度", "97.37", "优秀", "30", "78.95%", "有效票数", "两委50%、居民50%"):
        assert words in text, words


def test_counts_common_to_a_group_stand_in_the_head(town: Desk, opened: RoundInfo) -> None:
    enter(town, opened)
    data = evaluate_papers.result_data(town, opened.id)
    assert data["committee"]["due"] == "9"
    assert data["residents"]["returned"] == "39"
    changed = [
        "百泉社区合唱团",
        "居民",
        "45",
        "40",
        "40",
        "38",
        "38",
        "0",
        "1",
        "30",
        "6",
        "1",
        "0",
    ]
    evaluate.enter(town, opened.id, [dict(zip(HEADING, changed, strict=True))])
    data = evaluate_papers.result_data(town, opened.id)
    assert (data["residents"]["present"], data["residents"]["returned"]) == ("40", "")


def test_a_round_without_counts_prints_as_a_blank_form(
    town: Desk, opened: RoundInfo, tmp_path: Path
) -> None:
    out = tmp_path / "结果.pdf"
    assert evaluate_papers.print_result(town, opened.id, out).value.pages == 1
    row = evaluate_papers.result_data(town, opened.id)["orgs"][0]
    assert (row["score"], row["grade"], row["committee_good"]) == ("", "", "")
