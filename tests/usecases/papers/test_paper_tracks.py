"""Papers go out and come back: any order of verbs leaves a paper whole, and every verb can be taken back."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cso_desk import store
from cso_desk.clock import FixedClock
from cso_desk.errors import Problems, Trouble
from cso_desk.records import JOURNALED, TRAVELLING, Paper
from cso_desk.records.papers import BACK, KEPT, PAPER_STATES, PRINTED, SENT, VOID
from cso_desk.usecases import (
    edges,
    first_page,
    history,
    opening,
    paper_coding,
    paper_tracks,
    policy_pack,
    print_forms,
    projection,
    register,
    units,
)
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.paper_tracks import Copy, PaperLine, PaperQuery
from cso_desk.usecases.waiting import Waiting
from tests.usecases.conftest import PASSWORD, USER

from .conftest import print_applications


def state(desk: Desk, ids: Sequence[str]) -> list[str]:
    return [one.state for one in paper_tracks.of_ids(desk, ids)]


def test_only_forms_that_are_signed_become_papers(
    town: Desk, teams: list[str], tmp_path: Path
) -> None:
    print_forms.print_forms(town, "F01", teams, tmp_path / "a.pdf")
    print_forms.print_forms(town, "F04", teams[:1], tmp_path / "b.pdf")
    print_forms.print_blank(town, "F01", tmp_path / "c.pdf")
    found = paper_tracks.papers(town)
    assert [(one.form, one.name) for one in found if one.form == "F04"] == [("F04", "练习甲舞蹈队")]
    assert len(found) == 4 and {one.state for one in found} == {PRINTED}
    application = next(one for one in found if one.form == "F01")
    assert [copy.keeper for copy in application.copies] == ["组织", "村（社区）", "乡镇（街道）"]
    roster = next(one for one in found if one.form == "F04")
    assert [copy.keeper for copy in roster.copies] == ["本单位"]
    assert len({one.code for one in found}) == 4 and all(len(one.code) == 9 for one in found)


def test_one_file_each_gives_the_same_papers(town: Desk, teams: list[str], tmp_path: Path) -> None:
    print_forms.print_forms(town, "F01", teams, tmp_path, one_file=False)
    assert len(paper_tracks.papers(town)) == 3


def test_what_was_skipped_is_no_paper(town: Desk, teams: list[str], tmp_path: Path) -> None:
    register.save_organization(town, teams[1], {"leader": "\U000e5e01"})
    odd = print_forms.print_forms(town, "F01", teams, tmp_path / "a.pdf").value
    papers = paper_tracks.papers(town)
    assert len(odd.skipped) == 1 and len(papers) == 2


def test_a_paper_printed_anew_takes_the_place_of_the_one_that_did_not_go_out(
    town: Desk, teams: list[str], printed: list[str], tmp_path: Path
) -> None:
    paper_tracks.send(town, printed[:1])
    again = print_applications(town, teams, tmp_path)
    assert state(town, printed) == [SENT, VOID, VOID], "what is out stays out"
    assert state(town, again) == [PRINTED] * 3
    history.undo_last(town)
    assert state(town, printed) == [SENT, PRINTED, PRINTED]
    assert paper_tracks.of_ids(town, again) == []


def test_sixty_papers_go_out_and_come_back_in_one_step_each(town: Desk, tmp_path: Path) -> None:
    place = units.communities(town)[0].id
    teams = [
        register.save_organization(town, None, {"name": f"练习{n}队", "community": place}).value
        for n in range(60)
    ]
    papers = print_applications(town, teams, tmp_path)
    batch = paper_tracks.send(town, papers, "2026-11-20").value
    assert len(batch.done) == 60 and not batch.failed
    assert [one for one in first_page.today(town).waiting if one.page == "纸质材料"] == [
        Waiting("60 份纸质表送出后未收回", 60, "纸质材料", {"state": SENT})
    ]
    assert len(paper_tracks.bring_back(town, papers).value.done) == 60
    assert set(state(town, papers)) == {BACK}
    assert history.last(town) == (history.last(town)[0], "已盖章收回（60 个）")
    history.undo_last(town)
    assert set(state(town, papers)) == {SENT}


def test_those_that_cannot_go_on_are_listed_and_the_rest_go_on(
    town: Desk, printed: list[str]
) -> None:
    paper_tracks.void(town, printed[:1])
    batch = paper_tracks.send(town, printed).value
    assert list(batch.done) == printed[1:]
    (failed,) = batch.failed
    assert failed.organization == "练习甲舞蹈队" and "已作废" in failed.message


def test_days_are_checked(town: Desk, printed: list[str]) -> None:
    for day, words in (("2026-11-19", "早于打印日期"), ("昨天上午", "日期")):
        try:
            batch = paper_tracks.send(town, printed, day).value
            assert len(batch.failed) == 3 and words in batch.failed[0].message
        except Problems as found:
            assert found.problems[0].field == "day"
    for day in ("2026-11-21", "2026-11"):
        with pytest.raises(Problems, match="不是今天或以前"):
            paper_tracks.send(town, printed, day)
    assert state(town, printed) == [PRINTED] * 3
    with pytest.raises(Trouble, match="没有选中"):
        paper_tracks.send(town, [])


def test_what_is_out_too_long_is_marked(town_folder_later: Desk, printed_then: list[str]) -> None:
    late = paper_tracks.papers(town_folder_later, PaperQuery(paper_tracks.LATE))
    assert {one.id for one in late} == set(printed_then)
    assert {(one.days_out, one.late_by, one.out_words) for one in late} == {(16, 1, "已超 1 天")}
    words = [
        one.words for one in first_page.today(town_folder_later).waiting if one.page == "纸质材料"
    ]
    assert words == ["3 份纸质表送出后未收回", "其中 3 份已超过 15 天，请催要"]


@pytest.fixture
def printed_then(town: Desk, printed: list[str]) -> list[str]:
    """The papers, sent on 20 November; the desk is closed."""
    paper_tracks.send(town, printed)
    return printed


@pytest.fixture
def town_folder_later(town: Desk, printed_then: list[str], tmp_path: Path) -> Desk:
    """A copy of the desk sixteen days later."""
    folder = tmp_path / "later"
    town.close()
    shutil.copytree(tmp_path / "desk", folder)
    return opening.open_desk(folder, USER, PASSWORD, clock=FixedClock(datetime(2026, 12, 6, 9, 0)))


def test_each_copy_names_its_keeper(town: Desk, printed: list[str]) -> None:
    paper = printed[0]
    kept = [Copy("组织", ""), Copy("村（社区）", ""), Copy("县民政局", "")]
    paper_tracks.set_copies(town, paper, kept)
    assert paper_tracks.of_ids(town, [paper])[0].copies == tuple(kept)
    with pytest.raises(Problems, match="先点“已盖章收回”"):
        paper_tracks.set_copies(town, paper, [replace(kept[0], on="2026-11-20"), *kept[1:]])
    with pytest.raises(Problems, match="第 2 份没有写由谁保存"):
        paper_tracks.set_copies(town, paper, [kept[0], Copy(" ", ""), kept[2]])
    paper_tracks.bring_back(town, [paper])
    paper_tracks.set_copies(town, paper, [replace(kept[0], on="2026-11-20"), *kept[1:]])
    assert state(town, [paper]) == [BACK], "two copies are still here"
    paper_tracks.hand_over(town, [paper])
    line = paper_tracks.of_ids(town, [paper])[0]
    assert line.state == KEPT and line.copies[2] == Copy("县民政局", "2026-11-20")
    paper_tracks.set_copies(town, paper, kept)
    assert state(town, [paper]) == [BACK]


def test_a_removed_organization_takes_its_papers_along(
    town: Desk, teams: list[str], printed: list[str]
) -> None:
    register.remove(town, teams[0])
    assert [one.id for one in paper_tracks.of_ids(town, printed)] == printed[1:]
    history.undo_last(town)
    assert len(paper_tracks.of_ids(town, printed)) == 3


def test_papers_never_travel(town: Desk, printed: list[str]) -> None:
    assert Paper in JOURNALED and Paper not in TRAVELLING
    going = projection.projection_of(policy_pack.pack(town))
    with town.read() as session:
        first = edges.Plan("", None)
        outgoing = projection.Outgoing(session, frozenset({town.unit}), going, first)
        assert "paper" not in {*outgoing.counts(), *outgoing.tables()}
        assert "paper" not in store.waiting(session, town.unit)
        assert len(store.listed(session, Paper)) == 3
    assert store.check(town, deep=True) == [], "every paper is in the journal"


def test_the_history_of_a_paper(town: Desk, printed: list[str]) -> None:
    paper_tracks.send(town, printed)
    paper_tracks.bring_back(town, printed[:1])
    words = [one.words for one in history.history(town, printed[0])]
    assert words == ["已盖章收回", "纸质表已送出（3 个）", "打印 F01（3 份）"]


def test_the_list_is_narrowed_by_state_community_and_text(
    town: Desk, teams: list[str], printed: list[str]
) -> None:
    paper_tracks.bring_back(town, printed[:1])
    here = units.communities(town)[0].id

    def names(query: PaperQuery) -> list[str]:
        return [one.name for one in paper_tracks.papers(town, query)]

    assert set(names(PaperQuery(paper_tracks.ON_THE_WAY))) == {"练习乙合唱队", "练习丙巡逻队"}
    assert names(PaperQuery(BACK)) == ["练习甲舞蹈队"]
    assert set(names(PaperQuery(community=here))) == {"练习甲舞蹈队", "练习乙合唱队"}
    code = paper_tracks.of_ids(town, printed[2:])[0].code
    assert names(PaperQuery(text=code.lower())) == ["练习丙巡逻队"]


def test_no_ballot_public_sheet_notice_or_certificate_carries_a_code(town: Desk) -> None:
    pack = policy_pack.pack(town)
    coded = [code for code in pack.layouts if paper_coding.is_coded(pack, code)]
    assert coded == ["F01", "F04", "F12", "F13"]
    forced = {code: {**raw, "short_code": True} for code, raw in pack.layouts.items()}
    eager = replace(pack, layouts=forced)
    for code in ("E01", "E02", "E03", "F09a", "F10a", "F11", "F12n", "F13n", "F17", "F20a", "P06"):
        assert not paper_coding.is_coded(eager, code), code


VERBS = {
    "send": paper_tracks.send,
    "back": paper_tracks.bring_back,
    "keep": paper_tracks.hand_over,
    "void": lambda desk, ids: paper_tracks.void(desk, ids),
}
steps = st.lists(
    st.tuples(
        st.sampled_from([*VERBS, "undo", "print", "reset"]),
        st.sets(st.integers(0, 2), min_size=1),
    ),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_any_order_of_verbs_leaves_every_paper_whole(
    town: Desk, teams: list[str], tmp_path: Path, taken: list[tuple[str, set[int]]]
) -> None:
    papers = print_applications(town, teams, tmp_path)
    for verb, places in taken:
        chosen = [papers[place] for place in sorted(places)]
        before = snapshot(town)
        if verb == "print":
            papers = print_applications(town, teams, tmp_path)
            continue
        if verb == "undo":
            history.undo_last(town)
            papers = [one.id for one in paper_tracks.papers(town)][:3]
            if len(papers) < 3:
                papers = print_applications(town, teams, tmp_path)
            continue
        if verb == "reset":
            line = paper_tracks.of_ids(town, chosen)[0]
            fresh = [Copy(one.keeper, "") for one in line.copies]
            paper_tracks.set_copies(town, line.id, fresh)
        else:
            batch = VERBS[verb](town, chosen).value
            assert {*batch.done, *(one.id for one in batch.failed)} == set(chosen)
        for line in paper_tracks.papers(town):
            assert_whole(line)
        if snapshot(town) != before:
            history.undo_last(town)
            assert snapshot(town) == before
            if verb != "reset":
                VERBS[verb](town, chosen)


def snapshot(desk: Desk) -> dict[str, PaperLine]:
    return {one.id: one for one in paper_tracks.papers(desk)}


def assert_whole(line: PaperLine) -> None:
    assert line.state in PAPER_STATES
    assert bool(line.sent_on) or line.state in (PRINTED, BACK, KEPT, VOID)
    assert not line.sent_on or line.state != PRINTED
    assert bool(line.returned_on) == (line.state in (BACK, KEPT))
    handed = [copy.on for copy in line.copies]
    assert line.copies and all(handed) == (line.state == KEPT)
    assert not any(handed) or line.state in (BACK, KEPT)
