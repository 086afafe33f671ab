"""核对纸质表: a code names its paper, and only what the paper says can have changed."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from cso_desk.clock import FixedClock
from cso_desk.errors import Trouble
from cso_desk.fields import paper_codes
from cso_desk.usecases import (
    case_papers,
    cases,
    history,
    opening,
    paper_checking,
    paper_tracks,
    print_forms,
    register,
)
from cso_desk.usecases.opening import Desk
from tests.usecases.conftest import PASSWORD, USER

from .conftest import print_applications


def code_of(desk: Desk, paper: str) -> str:
    return paper_tracks.of_ids(desk, [paper])[0].code


def test_a_paper_of_an_untouched_record_has_not_changed(
    town: Desk, teams: list[str], printed: list[str]
) -> None:
    found = paper_checking.check(town, code_of(town, printed[0]))
    assert (found.record, found.changed) == (teams[0], False)
    assert found.printed_at.startswith("2026-11-20T09:00:00") and found.printed_by == "王干事"
    assert found.words == (
        "F01 社区社会组织备案申请表，“练习甲舞蹈队”，2026-11-20 打印，打印后内容未变动；现在是“已打印”。"
    )


def test_what_changed_is_named_then_and_now(
    town: Desk, teams: list[str], printed: list[str]
) -> None:
    register.save_organization(town, teams[0], {"leader": "段双"})
    register.save_organization(town, teams[0], {"leader": "甄三", "name": "练习甲腰鼓队"})
    found = paper_checking.check(town, code_of(town, printed[0]).lower().replace("-", " "))
    told = {(one.label, one.then, one.now) for one in found.differences}
    assert ("负责人姓名", "龚单", "甄三") in told
    assert ("组织名称", "练习甲舞蹈队", "练习甲腰鼓队") in told and len(told) == 2
    assert "内容已变动（负责人姓名、组织名称）" in found.words
    assert not paper_checking.check(town, code_of(town, printed[1])).changed
    register.save_organization(town, teams[0], {"leader": "龚单", "name": "练习甲舞蹈队"})
    assert not paper_checking.check(town, code_of(town, printed[0])).changed


def test_a_blank_that_was_filled_by_hand_is_no_change(
    town: Desk, teams: list[str], printed: list[str]
) -> None:
    register.save_organization(town, teams[0], {"phone": "13900000001", "scope": "跳广场舞"})
    assert not paper_checking.check(town, code_of(town, printed[0])).changed


def test_a_roster_that_grew_is_another_paper(town: Desk, teams: list[str], tmp_path: Path) -> None:
    register.save_member(town, teams[0], None, {"name": "甄一号"})
    print_forms.print_forms(town, "F04", teams[:1], tmp_path / "a.pdf")
    (roster,) = paper_tracks.papers(town)
    assert not paper_checking.check(town, roster.code).changed
    register.save_member(town, teams[0], None, {"name": "甄二号"})
    (difference,) = paper_checking.check(town, roster.code).differences
    assert difference.label == "花名册"


def test_a_paper_of_a_case_refers_to_the_case(town: Desk, teams: list[str], tmp_path: Path) -> None:
    (case,) = cases.open_cases(town, teams[:1], "首次备案", {}).value.done
    case_papers.print_papers(town, "F13", [case], tmp_path / "a.pdf")
    (paper,) = paper_tracks.papers(town)
    found = paper_checking.check(town, paper.code)
    assert found.record == case and found.paper.organization == teams[0] and not found.changed
    register.save_organization(town, teams[0], {"leader": "段双"})
    assert "负责人姓名" in [one.label for one in paper_checking.check(town, paper.code).differences]


def test_a_later_day_alone_changes_no_paper(town: Desk, teams: list[str], tmp_path: Path) -> None:
    register.save_member(town, teams[0], None, {"name": "甄一号"})
    for form in ("F01", "F04"):
        print_forms.print_forms(town, form, teams[:1], tmp_path / "a.pdf")
    for number, team in enumerate(teams[1:], 1):
        by = "百泉镇人民政府"
        register.record_old_filing(town, team, f"百社备〔2025〕{number}号", "2025-03-01", by)
    changed = cases.open_cases(
        town, teams[1:2], "变更备案", {"reason": "换届"}, {"leader": "段双"}
    ).value
    case_papers.print_papers(town, "F12", changed.done, tmp_path / "a.pdf")
    ended = cases.open_cases(town, teams[2:], "注销备案").value
    case_papers.print_papers(town, "F13", ended.done, tmp_path / "a.pdf")
    town.close()
    shutil.copytree(tmp_path / "desk", tmp_path / "later")
    clock = FixedClock(datetime(2027, 3, 2, 9, 0))
    later = opening.open_desk(tmp_path / "later", USER, PASSWORD, clock=clock)
    papers = paper_tracks.papers(later)
    assert {one.form for one in papers} == {"F01", "F04", "F12", "F13"}
    assert [one.form for one in papers if paper_checking.check(later, one.code).changed] == []
    later.close()


def test_codes_that_refer_to_nothing_get_a_sentence(
    town: Desk, teams: list[str], printed: list[str], tmp_path: Path
) -> None:
    code = code_of(town, printed[0])
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    other = paper_codes.code_of("another unit", "seed")
    lost = paper_codes.code_of(town.unit, "printed before the restore")
    for text, kind, words in (
        (wrong, "CODE_TYPO", "有一位输错了"),
        ("ABC", "CODE_FORM", "8 位"),
        (other, "CODE_ELSEWHERE", "别的单位打印"),
        (lost, "CODE_UNKNOWN", "重新打印"),
    ):
        with pytest.raises(Trouble, match=words) as caught:
            paper_checking.check(town, text)
        assert caught.value.code == kind
    again = print_applications(town, teams, tmp_path)
    anew = code_of(town, again[0])
    assert "已作废" in paper_checking.check(town, code).words and anew != code
    history.undo_last(town)
    with pytest.raises(Trouble, match="已经还原"):
        paper_checking.check(town, anew)


def test_no_personal_text_is_kept_with_a_paper(town: Desk, printed: list[str]) -> None:
    from cso_desk import store
    from cso_desk.records import Paper

    with town.read() as session:
        kept = store.listed(session, Paper, id=printed)
        assert all("龚单" not in str(one.showed) for one in kept)
        assert len({one.showed["marks"]["org.leader"] for one in kept}) == 3, (
            "salted: one leader, three marks"
        )
