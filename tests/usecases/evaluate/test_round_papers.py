"""The papers around the ballots say what was kept, and print blank before anything is."""

from pathlib import Path

import pytest

from cso_desk.errors import Trouble
from cso_desk.usecases import (
    evaluate,
    evaluate_papers,
    register,
    round_grades,
    round_meeting,
    round_opening,
    round_papers,
)
from cso_desk.usecases.evaluate import RoundInfo
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.round_opening import Plan
from cso_desk.usecases.tally_rows import HEADING

from .test_papers import pages_of

NAMES = ("百泉社区舞蹈队", "百泉社区合唱团")


@pytest.fixture
def opened(town: Desk, village: str) -> RoundInfo:
    for name in NAMES:
        values = {"name": name, "community": village, "leader": f"甄{name[-2]}"}
        register.save_organization(town, None, values)
    return evaluate.open_round(town, 2026, village, "2026-11-18").value


def words_of(desk: Desk, opened: RoundInfo, paper: str, out: Path) -> str:
    round_papers.print_paper(desk, opened.id, paper, out)
    return "".join("".join(pages_of(out)).split())


@pytest.mark.parametrize("paper", [one for one in round_papers.PAPERS if one != "评分表"])
def test_every_paper_prints_before_anything_is_known(
    town: Desk, opened: RoundInfo, paper: str, tmp_path: Path
) -> None:
    out = tmp_path / "纸.pdf"
    assert round_papers.print_paper(town, opened.id, paper, out).value.pages == 1
    assert "社区社会组织" in "".join(pages_of(out))


def test_the_papers_of_a_whole_round(town: Desk, opened: RoundInfo, tmp_path: Path) -> None:
    out = tmp_path / "纸.pdf"
    kept = {
        "name": "居民代表会议",
        "place": "二楼会议室",
        "notice_on": "2026-11-12",
        "watchers": "申监",
        "counters": "邵计",
        "heard_on": "2026-11-18",
        "decision": "同意评议结果",
        "posted_on": "2026-11-19",
        "posted_until": "2026-11-25",
    }
    round_meeting.save(town, opened.id, kept)
    lines = ("两委,9,7,7,7,7,0,0,6,1,0,0", "居民,45,40,40,39,38,1,1,30,6,1,0")
    rows = [f"{name},{line}".split(",") for name in NAMES for line in lines]
    evaluate.enter(town, opened.id, [dict(zip(HEADING, row, strict=True)) for row in rows])
    evaluate.close(town, opened.id)
    notice = words_of(town, opened, "会议通知", out)
    assert "定于2026年11月18日在二楼会议室召开居民代表会议" in notice
    assert "甄蹈" in notice and "推选监票人、计票人" in notice
    record = words_of(town, opened, "会议记录", out)
    for words in ("申监", "邵计", "评议2个组织：优秀2个。", "同意评议结果", "45", "39"):
        assert words in record, words
    posting = words_of(town, opened, "结果公示", out)
    assert "2026年11月19日至2026年11月25日" in posting and "97.37" in posting
    organization = evaluate.results(town, opened.id)[0].organization
    raised = {
        "organization": organization,
        "kind": "异议",
        "raised_on": "2026-11-20",
        "content": "扰民",
    }
    round_grades.object_to(town, opened.id, raised)
    answers = words_of(town, opened, "异议答复单", out)
    assert "扰民" in answers and NAMES[0] in answers
    evaluate_papers.print_result(town, opened.id, out)
    assert "二楼会议室" in "".join(pages_of(out))


def test_score_sheets_need_a_tree(town: Desk, opened: RoundInfo, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="没有指标"):
        round_papers.print_paper(town, opened.id, "评分表", tmp_path / "纸.pdf")
    with pytest.raises(Trouble, match="没有“奖状”这种材料"):
        round_papers.print_paper(town, opened.id, "奖状", tmp_path / "纸.pdf")


def test_households_get_numbered_questionnaires(
    town: Desk, village: str, opened: RoundInfo, tmp_path: Path
) -> None:
    plan = Plan(2025, households=True)
    at_home = round_opening.open_planned(town, village, plan).value
    out = tmp_path / "问卷.pdf"
    evaluate_papers.forms(town, at_home.id, out, {"居民": 3})
    pages = ["".join(page.split()) for page in pages_of(out)]
    heads = [page for page in pages if "入户测评问卷" in page]
    assert "发放回收表" in heads[0]
    assert [f"问卷编号：00{number}" in page for number, page in enumerate(heads[1:], 1)] == [
        True
    ] * 3
    assert "问卷编号：0" not in pages[0], "the committees vote in secret"
