"""A disclosure year of 30 organizations: the due list, what was posted with photos, two late; counts are the list."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cso_desk import store
from cso_desk.records import Organization
from cso_desk.usecases import (
    attachments,
    automatic_values,
    disclosure_catalogue,
    disclosure_photos,
    disclosure_steps,
    disclosures,
    first_page,
    money,
)
from cso_desk.usecases.automatic_values import Case
from cso_desk.usecases.disclosures import Count, Filter, tally
from cso_desk.usecases.opening import Desk

Move = Callable[[str], None]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def teams(year_desk: Desk, found_team: Callable[[str], str]) -> list[str]:
    """Thirty organizations that disclose their money by half-years, each with a journal."""
    made = [found_team(f"百泉社区第{number}文艺队") for number in range(1, 31)]
    disclosure_catalogue.save(year_desk, made, "money", {})
    for number, one in enumerate(made, 1):
        for direction, amount in (("收入", str(100 * number)), ("支出", "50.5")):
            line = {"date": "2026-03-02", "direction": direction, "amount": amount}
            money.save(year_desk, one, None, {**line, "summary": "一笔"})
    return made


def first_half(desk: Desk, organization: str = "") -> list[str]:
    """Return the refs of what is due of the first half-year."""
    found = disclosures.rows(desk, Filter(2026, organization=organization))
    return [one.ref for one in found if one.period == "上半年"]


def test_a_year_of_thirty(year_desk: Desk, teams: list[str], move: Move, tmp_path: Path) -> None:
    desk = year_desk
    move("2026-07-10")
    refs = first_half(desk)
    assert len(refs) == 30
    assert {one.due_on for one in disclosures.rows(desk, Filter(2026)) if one.ref in refs} == {
        "2026-07-20"
    }
    assert disclosures.overdue(desk) == 0
    assert disclosure_steps.draft(desk, refs, {}).value.count == 30
    assert disclosure_steps.approve(desk, refs, "2026-07-10", "李主任").value.count == 30
    late = refs[:2]
    assert disclosure_steps.post(desk, refs[2:], "2026-07-10", "张会计").value.count == 28
    for number, ref in enumerate(refs[2:]):
        photo = tmp_path / f"照片{number}.png"
        photo.write_bytes(PNG + bytes([number]))
        disclosure_photos.add(desk, ref, [photo])
    move("2026-07-25")
    overdue = [one for one in first_page.today(desk).waiting if one.words == "2 项信息公开已逾期"]
    assert [one.filter for one in overdue] == [{"state": "逾期"}]
    assert {one.ref for one in disclosures.rows(desk, Filter(state="逾期"))} == set(late)
    disclosure_steps.post(desk, late, "2026-07-24", "张会计")
    assert disclosures.overdue(desk) == 0
    move("2027-02-10")
    found = disclosures.rows(desk, Filter(2026))
    whole = tally(found)
    assert whole == Count(due=61, posted=30, on_time=28, late=2, missing=31, ahead=0)
    assert disclosures.community_counts(desk, 2026)[found[0].community] == whole
    by_team = disclosures.counts(desk, teams, 2026)
    for one in teams:
        assert by_team[one] == tally(disclosures.rows(desk, Filter(2026, organization=one)))
    assert sum(one.late for one in by_team.values()) == 2
    assert sum(one.posted for one in by_team.values()) == 30
    assert sum(one.missing for one in by_team.values()) == 30 + 30, "second half, the yearly sheet"
    assert sum(len(attachments.listed(desk, one)) for one in teams) == 28
    assert disclosures.overdue(desk) == 31


def test_totals_tie_with_the_journal(year_desk: Desk, teams: list[str], move: Move) -> None:
    move("2026-07-10")
    (ref,) = first_half(year_desk, teams[4])
    disclosure_steps.draft(year_desk, [ref], {})
    row = disclosures.by_refs(year_desk, [ref])[ref]
    said = disclosure_steps.texts(year_desk, row)["content"]
    totals = money.totals_of(year_desk, [teams[4]])[teams[4]]
    assert totals.income - totals.spending == totals.closing == 44950
    assert totals.words in said
    assert "449.50" in said


def test_nothing_before_the_first_day_of_use_is_asked(
    town: Desk, village: str, found_in: Callable[[str], str]
) -> None:
    team = found_in(village)
    disclosure_catalogue.save(town, [team], "money", {"starts_on": "2020-01-01"})
    found = disclosures.rows(town, Filter(2026))
    assert {(one.period, one.mark) for one in found} == {("下半年", ""), ("全年", "")}
    assert disclosures.overdue(town) == 0


@pytest.fixture
def found_in(town: Desk) -> Callable[[str], str]:
    """Add an organization to a community of the desk that was first used in November."""
    from cso_desk.usecases import register

    return lambda place: (
        register.save_organization(town, None, {"name": "百泉社区棋社", "community": place}).value
    )


def test_evaluation_takes_what_was_late_or_missing(
    year_desk: Desk, teams: list[str], move: Move
) -> None:
    desk, team = year_desk, teams[0]
    move("2026-07-30")
    refs = first_half(desk, team)
    disclosure_steps.approve(desk, refs, "2026-07-30", "李主任")
    disclosure_steps.post(desk, refs, "2026-07-30", "张会计")
    move("2027-02-10")
    with desk.read() as session:
        home = store.get(session, Organization, team)
        assert home is not None
        found = automatic_values.value(Case(desk, session, home, 2026), "disclosure_gaps")
    assert found.lines == (
        "2026 年公开表没有张贴",
        "2026年上半年 收支情况：2026-07-30 才公开",
        "2026年下半年 收支情况：没有公开",
    )
