"""Rosters that tie with the organization's figures, and initiators whose names the organization tells."""

from collections.abc import Callable

import pytest

from cso_desk.errors import Problems
from cso_desk.usecases import history, initiators, people, register, rosters
from cso_desk.usecases.opening import Desk

from .conftest import NEW, OLD


@pytest.fixture
def team(add: Callable[..., str]) -> str:
    return add("百泉社区夕阳红舞蹈队", members="12", party_members="1")


@pytest.fixture
def roster(town: Desk, team: str) -> list[str]:
    lines = [
        {"name": "魏领四", "politics": "中共党员", "volunteer": "是", "kind": "会员"},
        {"name": "华参六", "politics": "预备党员", "skills": "二胡"},
        {"name": "孔继任", "kind": "从业人员"},
    ]
    return [register.save_member(town, team, None, one).value for one in lines]


def test_the_roster_counts_and_tells_what_does_not_tie(
    town: Desk, team: str, roster: list[str]
) -> None:
    found = rosters.count(town, team)
    assert {one.key: one.counted for one in found.figures} == {
        "members": 3,
        "members_personal": 2,
        "staff": 1,
        "party_members": 2,
        "volunteers": 1,
    }
    assert (found.people, found.unsaid, found.left) == (3, 1, 0)
    assert found.difference == (
        "与花名册不一致：成员总数填了 12，花名册 3；党员数填了 1，花名册 2。"
    )
    assert rosters.adopt(town, team).value == 5
    assert register.show(town, team).values["members"] == "3"
    assert rosters.count(town, team).difference == ""
    history.undo_last(town)
    assert register.show(town, team).values["members"] == "12"


def test_an_empty_roster_is_never_the_truth(town: Desk, team: str) -> None:
    assert rosters.count(town, team).difference == ""
    with pytest.raises(Problems, match="还是空的"):
        rosters.adopt(town, team)
    assert register.show(town, team).values["members"] == "12"


def test_members_leave_and_become_staff_by_selection(
    town: Desk, team: str, roster: list[str]
) -> None:
    with pytest.raises(Problems, match="退出日期"):
        rosters.leave(town, roster[:2], "")
    rosters.leave(town, roster[:1], "2026-10")
    rosters.set_kind(town, roster[1:], "从业人员")
    found = rosters.count(town, team)
    assert (found.people, found.left, found.unsaid) == (2, 1, 0)
    assert [one["left"] for one in register.members(town, team)] == ["", "", "2026-10"]
    with pytest.raises(Problems, match="不在可选项里"):
        rosters.set_kind(town, roster, "队员")


def test_initiators_are_told_in_the_organization(town: Desk, team: str) -> None:
    first = initiators.save_initiator(town, team, None, {"name": "魏领四", "phone": OLD}).value
    unit = {"kind": "单位", "name": "百泉社区卫生服务站", "unit_head": "孔继任"}
    initiators.save_initiator(town, team, None, unit)
    assert register.show(town, team).values["initiators"] == "魏领四、百泉社区卫生服务站"
    initiators.save_initiator(town, team, first, {"name": "魏领五"})
    assert register.show(town, team).values["initiators"] == "魏领五、百泉社区卫生服务站"
    initiators.remove_initiator(town, first)
    assert register.show(town, team).values["initiators"] == "百泉社区卫生服务站"
    assert [one["kind"] for one in initiators.initiators(town, team)] == ["单位"]
    with pytest.raises(Problems, match="不能空"):
        initiators.save_initiator(town, team, None, {"kind": "单位"})


def test_names_of_an_old_ledger_become_lines_and_none_is_lost(town: Desk, team: str) -> None:
    register.save_organization(town, team, {"initiators": "魏领四、华参六，孔继任"})
    initiators.save_initiator(town, team, None, {"name": "苗联系"})
    told = register.show(town, team).values["initiators"]
    assert told == "魏领四、华参六、孔继任、苗联系"
    assert initiators.from_text(town, team).value == 3
    assert [one["name"] for one in initiators.initiators(town, team)] == [
        "苗联系",
        "魏领四",
        "华参六",
        "孔继任",
    ]
    assert initiators.from_text(town, team).value == 0


def test_an_initiator_follows_the_person(town: Desk, team: str) -> None:
    person = people.save_person(town, None, {"name": "魏领四", "phone": OLD}).value
    initiators.save_initiator(town, team, None, {"name": "魏领四", "person": person})
    people.save_person(town, person, {"phone": NEW, "name": "魏领五"})
    (line,) = initiators.initiators(town, team)
    assert (line["name"], line["phone"]) == ("魏领五", NEW)
    assert register.show(town, team).values["initiators"] == "魏领五"
