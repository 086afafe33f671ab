"""One change of a person or a room is seen in every organization, in its history, and is taken back at once."""

from pathlib import Path

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import history, import_ledger, people, register, same_persons, venues
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.shared_records import organizations_in

from .conftest import ID_NUMBER, NEW, OLD


@pytest.fixture
def person(town: Desk, four: list[str]) -> str:
    """The shared person behind the four."""
    (found,) = same_persons.proposals(town)
    same_persons.accept(town, [found.key])
    return people.listed(town)[0].id


@pytest.fixture
def room(town: Desk, eight: list[str]) -> str:
    """The shared room of the eight."""
    (found,) = venues.proposals(town)
    venues.accept(town, [found.key])
    return venues.listed(town)[0].id


def _values(desk: Desk, organizations: list[str], key: str) -> list[str]:
    return [register.show(desk, one).values[key] for one in organizations]


def test_one_change_of_telephone_is_seen_in_all_four_and_in_their_histories(
    town: Desk, four: list[str], person: str
) -> None:
    done = people.save_person(town, person, {"phone": NEW})
    assert organizations_in(done.changes) == 4
    assert _values(town, four, "phone") == [NEW] * 4
    for one in four:
        newest = history.history(town, one)[0]
        assert (newest.before, newest.after) == ({"联系电话": OLD}, {"联系电话": NEW})
        assert newest.words == "修改人员：魏领四（负责 4 个组织）"
    history.undo_last(town)
    assert _values(town, four, "phone") == [OLD] * 4
    assert people.show(town, person).values["phone"] == OLD


def test_one_change_of_address_is_seen_in_all_eight_and_in_their_histories(
    town: Desk, eight: list[str], room: str
) -> None:
    done = venues.save_venue(town, room, {"address": "百泉社区文化广场东侧", "size": "120.5"})
    assert organizations_in(done.changes) == 8
    assert _values(town, eight, "venue") == ["百泉社区文化广场东侧"] * 8
    assert _values(town, eight, "venue_size") == ["120.50"] * 8
    for one in eight:
        newest = history.history(town, one)[0]
        assert newest.before["活动场所"] == "百泉社区党群服务中心二楼"
        assert newest.after["活动场所"] == "百泉社区文化广场东侧"
    history.undo_last(town)
    assert _values(town, eight, "venue") == ["百泉社区党群服务中心二楼"] * 8


def test_an_organization_keeps_a_telephone_of_its_own(
    town: Desk, four: list[str], person: str
) -> None:
    register.save_organization(town, four[0], {"contact": "苗联系", "phone": "0373-6234567"})
    assert people.show(town, person).values["phone"] == OLD
    people.save_person(town, person, {"phone": NEW})
    assert _values(town, four, "phone") == ["0373-6234567", NEW, NEW, NEW]


def test_the_leaders_new_telephone_typed_into_one_reaches_the_others(
    town: Desk, four: list[str], person: str
) -> None:
    done = register.save_organization(town, four[2], {"phone": NEW, "leader_politics": "中共党员"})
    assert organizations_in(done.changes) == 4
    assert _values(town, four, "phone") == [NEW] * 4
    assert _values(town, four, "leader_politics") == ["中共党员"] * 4
    assert people.show(town, person).values["politics"] == "中共党员"


def test_another_name_is_another_leader_and_takes_nothing_of_the_former_along(
    town: Desk, four: list[str], person: str
) -> None:
    people.save_person(town, person, {"politics": "群众"})
    register.save_organization(town, four[0], {"leader": "孔继任"})
    shown = register.show(town, four[0]).values
    assert (shown["leader"], shown["leader_id"], shown["leader_politics"]) == ("孔继任", "", "")
    assert people.show(town, person).leads == 3
    people.save_person(town, person, {"name": "魏领三"})
    assert _values(town, four, "leader") == ["孔继任", "魏领三", "魏领三", "魏领三"]


def test_a_chosen_person_fills_the_organization_and_the_former_leaders_number_goes(
    town: Desk, four: list[str], person: str
) -> None:
    other = people.save_person(town, None, {"name": "孔继任", "phone": "13900000009"}).value
    register.save_organization(town, four[0], {"leader": "孔继任", "leader_person": other})
    shown = register.show(town, four[0]).values
    assert (shown["leader"], shown["phone"], shown["leader_id"]) == ("孔继任", "13900000009", "")
    assert people.show(town, other).values["id_number"] == ""
    assert people.show(town, person).leads == 3


def test_a_new_organization_with_a_chosen_person_takes_what_is_known(
    town: Desk, person: str, village: str
) -> None:
    values = {"name": "百泉社区合唱团", "community": village, "leader": "魏领四"}
    made = register.save_organization(town, None, {**values, "leader_person": person}).value
    shown = register.show(town, made).values
    assert (shown["leader_id"], shown["phone"]) == (ID_NUMBER, OLD)
    assert people.show(town, person).leads == 5


def test_a_person_that_is_not_in_the_list_is_refused(town: Desk, four: list[str]) -> None:
    with pytest.raises(Problems, match="不在本单位的名单里"):
        register.save_organization(town, four[0], {"leader_person": "no-such-person"})
    assert register.show(town, four[0]).rev == 1


def test_another_address_is_another_place_and_the_same_one_goes_to_the_room(
    town: Desk, eight: list[str], room: str
) -> None:
    register.save_organization(town, eight[0], {"venue": "百泉社区东门"})
    done = register.save_organization(town, eight[1], {"venue_source": "借用"})
    assert organizations_in(done.changes) == 7
    assert _values(town, eight, "venue_source") == ["", *["借用"] * 7]
    assert len(venues.show(town, room).hosts) == 7


def test_a_roster_line_follows_its_person(town: Desk, four: list[str], person: str) -> None:
    line = {"name": "魏领四", "person": person, "position": "队长"}
    member = register.save_member(town, four[0], None, line).value
    people.save_person(town, person, {"phone": NEW, "address": "百泉社区3号楼"})
    (shown,) = register.members(town, four[0])
    assert (shown["phone"], shown["address"], shown["id_number"]) == (
        NEW,
        "百泉社区3号楼",
        ID_NUMBER,
    )
    register.save_member(town, four[0], member, {"education": "高中及中专"})
    assert people.show(town, person).values["education"] == "高中及中专"
    assert [role.role for role in people.show(town, person).roles] == [
        *["负责人"] * 4,
        "成员（队长）",
    ]


def test_a_person_in_office_is_not_removed(town: Desk, four: list[str], person: str) -> None:
    with pytest.raises(Trouble, match="等 4 处还有职务"):
        people.remove_person(town, person)
    people.unlink_leader(town, person, four)
    people.remove_person(town, person)
    assert people.listed(town) == []
    assert _values(town, four, "leader") == ["魏领四"] * 4


def test_a_venue_in_use_is_not_removed(town: Desk, eight: list[str], room: str) -> None:
    with pytest.raises(Trouble, match="等 8 个组织使用"):
        venues.remove_venue(town, room)
    venues.unlink(town, eight)
    venues.remove_venue(town, room)
    assert venues.listed(town) == []
    assert _values(town, eight, "venue") == ["百泉社区党群服务中心二楼"] * 8


def test_bad_values_change_nothing(town: Desk, four: list[str], person: str) -> None:
    with pytest.raises(Problems):
        people.save_person(town, person, {"phone": "1390000", "name": "改名"})
    with pytest.raises(Problems, match="姓名不能空"):
        people.save_person(town, None, {"phone": OLD})
    with pytest.raises(Problems, match="地址不能空"):
        venues.save_venue(town, None, {"name": "活动室"})
    assert _values(town, four, "leader") == ["魏领四"] * 4


def test_a_leader_goes_into_the_list_from_the_organization(town: Desk, four: list[str]) -> None:
    person = people.from_leader(town, four[0]).value
    shown = people.show(town, person)
    assert (shown.values["id_number"], shown.values["phone"], shown.leads) == (ID_NUMBER, OLD, 1)
    people.link_leader(town, person, four[1:])
    assert people.show(town, person).leads == 4


def test_typing_a_name_offers_who_is_known(town: Desk, person: str) -> None:
    (offer,) = people.offered(town, "魏领")
    assert offer.id == person
    assert offer.words == f"魏领四（身份证尾号{ID_NUMBER[-4:]}，已负责 4 个组织）"
    assert (offer.fills["leader"], offer.fills["phone"]) == ("魏领四", OLD)
    assert people.offered(town, "") == []


def test_typing_an_address_offers_the_rooms(town: Desk, room: str) -> None:
    (offer,) = venues.offered(town, "党群服务")
    assert (offer.id, offer.fills["venue"]) == (room, "百泉社区党群服务中心二楼")
    assert offer.words.endswith("（8 个组织使用）")


LEDGER = "组织名称,所在社区,负责人,负责人身份证号,联系电话,政治面貌\n"


def _import(desk: Desk, folder: Path, *rows: str) -> import_ledger.Imported:
    file = folder / "台账.csv"
    file.write_text(LEDGER + "\n".join(rows), "utf-8")
    return import_ledger.take(desk, [file]).value


def test_a_ledger_that_comes_again_goes_to_the_person_or_drops_the_link(
    town: Desk, four: list[str], person: str, tmp_path: Path
) -> None:
    place = "百泉社区"
    _import(
        town,
        tmp_path,
        f"百泉社区第1舞蹈队,{place},魏领四,{ID_NUMBER},{OLD},中共党员",
        f"百泉社区第2舞蹈队,{place},孔继任,,{OLD},群众",
    )
    assert _values(town, four, "leader_politics") == ["中共党员", "群众", "中共党员", "中共党员"]
    assert _values(town, four, "leader") == ["魏领四", "孔继任", "魏领四", "魏领四"]
    assert people.show(town, person).leads == 3
