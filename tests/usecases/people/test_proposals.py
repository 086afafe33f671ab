"""Who could be one person and what one room: proposed, never linked by itself, accepted for a selection."""

from collections.abc import Callable

import pytest

from cso_desk.errors import Problems
from cso_desk.usecases import history, people, register, same_ones, same_persons, units, venues
from cso_desk.usecases.opening import Desk

from .conftest import ID_NUMBER, NEW, OLD, made_up_id


def test_same_name_and_number_is_proposed_and_nothing_is_linked(
    town: Desk, four: list[str]
) -> None:
    (found,) = same_persons.proposals(town)
    assert found.words == "魏领四：4 个组织，合并为同一人"
    assert {line.organization for line in found.lines} == set(four)
    assert (found.known, found.differs, people.listed(town)) == (False, (), [])


def test_the_same_name_with_another_number_or_none_is_nobody_known(
    town: Desk, add: Callable[..., str]
) -> None:
    add("百泉社区甲队", leader="魏领四", leader_id=ID_NUMBER)
    add("百泉社区乙队", leader="魏领四", leader_id=made_up_id(seq=3))
    add("百泉社区丙队", leader="魏领四", phone=OLD)
    assert same_persons.proposals(town) == []


def test_values_that_differ_are_told_and_the_most_frequent_counts(
    town: Desk, four: list[str]
) -> None:
    for one, politics in zip(four, ("群众", "中共党员", "中共党员"), strict=False):
        register.save_organization(town, one, {"leader_politics": politics})
    register.save_organization(town, four[3], {"phone": NEW})
    (found,) = same_persons.proposals(town)
    assert found.differs == (
        "政治面貌：中共党员（2 处）、群众（1 处）",
        "联系电话：139****0001（3 处）、139****0002（1 处）",
    )
    assert same_persons.accept(town, [found.key]).value == 1
    shown = [register.show(town, one).values for one in four]
    assert {one["leader_politics"] for one in shown} == {"中共党员"}
    assert [one["phone"] for one in shown] == [OLD, OLD, OLD, NEW], "each keeps its own telephone"
    history.undo_last(town)
    assert register.show(town, four[0]).values["leader_politics"] == "群众"
    assert people.listed(town) == []


def test_a_further_organization_is_proposed_to_the_known_person(
    town: Desk, four: list[str], add: Callable[..., str]
) -> None:
    same_persons.accept(town, [same_persons.proposals(town)[0].key])
    assert same_persons.proposals(town) == []
    fifth = add("百泉社区第5舞蹈队", leader="魏领四", leader_id=ID_NUMBER)
    (found,) = same_persons.proposals(town)
    assert found.words == "魏领四：1 个组织，归到名单里的这个人"
    same_persons.accept(town, [found.key])
    assert register.show(town, fifth).values["phone"] == OLD
    assert [one.leads for one in people.listed(town)] == [5]


def test_what_a_further_line_knows_reaches_all_who_are_linked_already(
    town: Desk, four: list[str], add: Callable[..., str]
) -> None:
    same_persons.accept(town, [same_persons.proposals(town)[0].key])
    more = {"leader": "魏领四", "leader_id": ID_NUMBER, "leader_politics": "中共党员"}
    add("百泉社区第5舞蹈队", **more)
    same_persons.accept(town, [same_persons.proposals(town)[0].key])
    assert {register.show(town, one).values["leader_politics"] for one in four} == {"中共党员"}


def test_members_of_several_organizations_are_proposed_too(town: Desk, four: list[str]) -> None:
    number = made_up_id(seq=7)
    for one in four[:3]:
        register.save_member(town, one, None, {"name": "华参六", "id_number": number})
    found = next(one for one in same_persons.proposals(town) if one.name == "华参六")
    same_persons.accept(town, [found.key])
    (line,) = people.listed(town, "华参")
    assert (line.leads, line.joins) == (0, 3)
    people.save_person(town, line.id, {"phone": NEW})
    assert [register.members(town, one)[0]["phone"] for one in four[:3]] == [NEW] * 3


def test_the_telephone_of_another_contact_is_not_the_leaders(town: Desk, four: list[str]) -> None:
    for one in four[1:]:
        register.save_organization(town, one, {"contact": "苗联系", "phone": NEW})
    same_persons.accept(town, [same_persons.proposals(town)[0].key])
    (person,) = people.listed(town)
    assert person.phone == OLD
    people.save_person(town, person.id, {"phone": "13900000003"})
    phones = [register.show(town, one).values["phone"] for one in four]
    assert phones == ["13900000003", NEW, NEW, NEW]


def test_a_stale_proposal_is_refused(town: Desk, four: list[str]) -> None:
    (found,) = same_persons.proposals(town)
    same_persons.accept(town, [found.key])
    with pytest.raises(Problems, match="已经处理过"):
        same_persons.accept(town, [found.key])


def test_two_entries_of_one_person_become_one(town: Desk, add: Callable[..., str]) -> None:
    first = people.from_leader(town, add("百泉社区甲队", leader="魏领四", phone=OLD)).value
    other = add("百泉社区乙队", leader="魏领四", leader_id=ID_NUMBER, phone=NEW)
    second = people.from_leader(town, other).value
    assert same_persons.merge(town, [first, second]).value == first
    shown = people.show(town, first)
    assert (shown.leads, shown.values["id_number"], shown.values["phone"]) == (2, ID_NUMBER, OLD)
    assert register.show(town, other).values["phone"] == NEW
    assert [one.id for one in people.listed(town)] == [first]


def test_different_numbers_are_different_persons(town: Desk) -> None:
    both = [
        people.save_person(town, None, {"name": "魏领四", "id_number": number}).value
        for number in (ID_NUMBER, made_up_id(seq=5))
    ]
    with pytest.raises(Problems, match="身份证号不同"):
        same_persons.merge(town, both)
    assert len(people.listed(town)) == 2


def test_the_same_address_in_one_community_is_proposed_and_differences_are_told(
    town: Desk, eight: list[str], add: Callable[..., str]
) -> None:
    elsewhere = units.communities(town)[-1].id
    add("别处书画社", venue="百泉社区党群服务中心二楼", community=elsewhere)
    for one, source in zip(eight, ("租赁", "借用", "借用"), strict=False):
        register.save_organization(town, one, {"venue_source": source})
    (found,) = venues.proposals(town)
    assert found.words == "百泉社区党群服务中心二楼：8 个组织，合并为同一场所"
    assert found.differs == ("场所来源：借用（2 处）、租赁（1 处）",)
    venues.accept(town, [found.key])
    assert {register.show(town, one).values["venue_source"] for one in eight} == {"借用"}
    assert venues.proposals(town) == []


def test_persons_and_rooms_are_accepted_in_one_step_and_taken_back_in_one(
    town: Desk, four: list[str], eight: list[str]
) -> None:
    assert same_ones.count(town) == 2
    persons = [one.key for one in same_persons.proposals(town)]
    places = [one.key for one in venues.proposals(town)]
    assert same_ones.accept(town, persons, places).value.words == "已合并 1 人、1 处场所"
    assert same_ones.count(town) == 0
    with pytest.raises(Problems, match="已经处理过"):
        same_ones.accept(town, persons, places)
    history.undo_last(town)
    assert (people.listed(town), venues.listed(town)) == ([], [])
    assert same_ones.count(town) == 2


def test_across_units_it_is_only_a_hint(town: Desk, four: list[str]) -> None:
    assert same_persons.hints(town) == []
