"""Terms, elections and their votes; what must elect soon, what should have, and what nobody may call overdue."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.clock import FixedClock
from cso_desk.errors import Problems
from cso_desk.fields import PartialDate
from cso_desk.usecases import due_elections, first_page, history, people, register, terms
from cso_desk.usecases.opening import Desk

from .conftest import ID_NUMBER, OLD


@pytest.fixture
def team(add: Callable[..., str]) -> str:
    return add("百泉社区夕阳红舞蹈队", leader="魏领四", leader_id=ID_NUMBER, phone=OLD)


def _term(desk: Desk, team: str, **values: str) -> str:
    filled = {"name": "魏领四", "position": "队长", **values}
    return terms.save_term(desk, team, None, filled).value


def test_a_term_without_an_end_gets_the_length_of_the_pack(town: Desk, team: str) -> None:
    _term(town, team, elected_on="2024-05-20")
    (shown,) = terms.terms(town, team)
    assert (shown.values["begins"], shown.values["ends"]) == ("2024-05-20", "2027-05-19")
    assert (shown.until, shown.state) == ("2027-05-19", "在任")


@pytest.mark.parametrize(
    ("votes", "field", "words"),
    [
        ({"due": "10", "present": "12"}, "present", "多于应到 10"),
        (
            {"present": "10", "votes_for": "8", "votes_against": "1", "votes_abstain": "0"},
            "votes_for",
            "合计 9 票",
        ),
        ({"present": "10", "votes_for": "11"}, "votes_for", "多于实到 10"),
        ({"votes_for": "8"}, "present", "填了票数就要填实到"),
        ({"begins": "2024-05", "ends": "2023-05"}, "ends", "不能早于任期自"),
        ({"name": ""}, "name", "姓名不能空"),
    ],
)
def test_what_does_not_tie_is_refused_and_changes_nothing(
    town: Desk, team: str, votes: dict[str, str], field: str, words: str
) -> None:
    with pytest.raises(Problems, match=words) as caught:
        _term(town, team, **votes)
    assert {one.field for one in caught.value.problems} == {field}
    assert terms.terms(town, team) == []


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5))
def test_votes_are_taken_exactly_when_they_tie(numbers: list[int]) -> None:
    due, present, *votes = numbers
    record = terms.Term(due=due, present=present)
    for key, number in zip(("votes_for", "votes_against", "votes_abstain"), votes, strict=True):
        setattr(record, key, number)
    found = list(terms._vote_problems(record))
    assert (not found) == (sum(votes) == present <= due)


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(1, 10))
def test_a_term_ends_on_the_day_before_its_anniversary(begins: date, years: int) -> None:
    ends = terms.last_day(terms.end_of(PartialDate.of(begins), years))
    assert ends.year - begins.year in (years, years - 1)
    assert years * 365 - 1 <= (ends - begins).days <= years * 366


def test_thresholds_of_the_pack_only_hint(town: Desk, team: str) -> None:
    votes = {"votes_for": "5", "votes_against": "5", "votes_abstain": "0"}
    _term(town, team, due="30", present="10", **votes)
    (shown,) = terms.terms(town, team)
    assert shown.remarks == (
        "实到不足应到的 2/3（参考），请按章程核对。",
        "同意没有超过实到的 1/2（参考），请按章程核对。",
    )


def test_an_election_ends_the_old_terms_and_makes_the_new_leader(town: Desk, team: str) -> None:
    person = people.from_leader(town, team).value
    _term(town, team, begins="2023-05")
    _term(town, team, name="华参六", position="副队长", begins="2023-05")
    meeting = {"elected_on": "2026-05-10", "due": "20", "present": "18"}
    elected = [
        {"name": "孔继任", "position": "队长", "votes_for": "17", "votes_against": "1"},
        {"name": "魏领四", "position": "副队长"},
    ]
    assert terms.hold_election(town, team, meeting, elected).value == 2
    shown = terms.terms(town, team)
    assert [(one.values["name"], one.values["position"], one.state) for one in shown] == [
        ("孔继任", "队长", "在任"),
        ("魏领四", "副队长", "在任"),
        ("魏领四", "队长", "已离任"),
        ("华参六", "副队长", "已离任"),
    ]
    assert shown[2].values["left_on"] == "2026-05-10"
    values = register.show(town, team).values
    assert (values["leader"], values["leader_id"], values["phone"]) == ("孔继任", "", OLD)
    assert [role.role for role in people.show(town, person).roles] == ["副队长"]
    history.undo_last(town)
    assert register.show(town, team).values["leader_id"] == ID_NUMBER
    assert [one.state for one in terms.terms(town, team)] == ["已届满", "已届满"]


def test_a_problem_in_an_election_names_the_person_and_nothing_changes(
    town: Desk, team: str
) -> None:
    meeting = {"elected_on": "2026-05-10", "due": "20", "present": "18"}
    elected = [
        {"name": "孔继任", "position": "队长"},
        {"name": "华参六", "position": "副队长", "votes_for": "19"},
    ]
    with pytest.raises(Problems, match="第 2 人：票数合计 19") as caught:
        terms.hold_election(town, team, meeting, elected)
    assert caught.value.problems[0].where == "2"
    assert terms.terms(town, team) == []
    assert register.show(town, team).values["leader"] == "魏领四"
    with pytest.raises(Problems, match="选举日期"):
        terms.hold_election(town, team, {}, elected)
    with pytest.raises(Problems, match="至少填一名"):
        terms.hold_election(town, team, meeting, [])


def test_a_term_may_make_the_leader_and_brings_the_person_along(town: Desk, team: str) -> None:
    values = {"name": "孔继任", "phone": "13900000009"}
    person = people.save_person(town, None, values).value
    filled = {"name": "孔继任", "position": "队长", "person": person, "begins": "2026-01"}
    terms.save_term(town, team, None, filled, as_leader=True)
    shown = register.show(town, team).values
    assert (shown["leader"], shown["leader_id"], shown["phone"]) == ("孔继任", "", "13900000009")
    assert people.show(town, person).leads == 1
    assert terms.terms(town, team)[0].phone == "139****0009"


def test_what_ends_soon_and_what_is_overdue(town: Desk, add: Callable[..., str]) -> None:
    """The desk stands on 20 November 2026 and was first used that day."""
    ends = {"早已届满队": "2026-05", "即将届满队": "2026-12", "还早队": "2028-05"}
    made = {name: add(name) for name in ends}
    for name, day in ends.items():
        _term(town, made[name], begins="2020-01", ends=day)
    found = due_elections.due(town)
    assert [(one.name, one.state) for one in found] == [
        ("早已届满队", due_elections.BEFORE_USE),
        ("即将届满队", due_elections.SOON),
    ]
    assert found[1].days == 41
    assert found[1].who == "队长 魏领四"
    assert due_elections.counts(town)[due_elections.OVERDUE] == 0
    assert isinstance(town.clock, FixedClock)
    town.clock.advance(60 * 86_400)
    assert [one.state for one in due_elections.due(town)][1] == due_elections.OVERDUE
    waiting = [one.words for one in first_page.today(town).waiting]
    assert "1 个组织任期已届满，还没有换届" in waiting


def test_the_first_page_reminds_of_terms_that_end_soon(town: Desk, team: str) -> None:
    _term(town, team, begins="2023-12", ends="2026-12")
    (found,) = [one for one in first_page.today(town).waiting if one.page == "换届"]
    assert (found.words, found.count) == ("1 个组织的任期将在 90 天内届满", 1)


def test_a_postponed_election_is_due_later(town: Desk, team: str) -> None:
    with pytest.raises(Problems, match="还没有填任职"):
        terms.postpone(town, [team], "2027-06", "防汛")
    _term(town, team, begins="2023-12", ends="2026-12")
    _term(town, team, name="华参六", position="副队长", begins="2023-12", ends="2026-12")
    with pytest.raises(Problems, match="延期原因"):
        terms.postpone(town, [team], "2027-06", "")
    with pytest.raises(Problems, match="不能早于任期至"):
        terms.postpone(town, [team], "2026-06", "防汛")
    assert terms.postpone(town, [team], "2027-06", "防汛").value == 2
    assert due_elections.due(town) == []
    assert [one.state for one in terms.terms(town, team)] == ["延期换届", "延期换届"]
    (soon,) = due_elections.due(town, within_days=300)
    assert (soon.until, soon.postponed) == ("2027-06", True)


def test_a_removed_organization_is_due_no_more_and_comes_back(town: Desk, team: str) -> None:
    _term(town, team, begins="2023-12", ends="2026-12")
    register.remove(town, team)
    assert due_elections.due(town) == []
    history.undo_last(town)
    assert len(due_elections.due(town)) == 1
