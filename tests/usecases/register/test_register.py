"""The register on a real desk: save, check, missing, old filings, members, history and taking back."""

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import find, history, lists, register, units
from cso_desk.usecases.opening import Desk


@pytest.fixture
def team(town: Desk, village: str) -> str:
    values = {
        "name": "百泉社区夕阳红舞蹈队",
        "community": village,
        "phone": "13900000001",
        "leader": "龚单",
    }
    return register.save_organization(town, None, values).value


def test_a_new_organization_is_shown_with_what_is_missing(town: Desk, team: str) -> None:
    shown = register.show(town, team)
    assert (shown.values["name"], shown.values["community"]) == (
        "百泉社区夕阳红舞蹈队",
        "百泉居民委员会",
    )
    assert (shown.state, shown.sync_state, shown.mine, shown.rev) == ("未备案", "未报", True, 1)
    assert ("members", "成员总数") in shown.missing_to_file
    assert "phone" not in dict(shown.missing_to_file)


def test_all_bad_values_are_told_at_once_and_nothing_changes(town: Desk, team: str) -> None:
    with pytest.raises(Problems) as caught:
        register.save_organization(
            town, team, {"phone": "1390000001", "leader_id": "4108", "name": "改名"}
        )
    assert {p.field for p in caught.value.problems} == {"phone", "leader_id"}
    assert register.show(town, team).values["name"] == "百泉社区夕阳红舞蹈队"


@pytest.mark.parametrize(
    ("key", "text"), [("category", "B类"), ("nature", "公司"), ("founded", "2021-02-30")]
)
def test_a_value_is_checked_while_typing(town: Desk, key: str, text: str) -> None:
    assert register.check_value(town, "organization", key, text)
    assert register.check_value(town, "organization", key, "") is None


def test_a_name_is_needed(town: Desk) -> None:
    with pytest.raises(Problems):
        register.save_organization(town, None, {"name": " \u3000"})
    assert register.check_value(town, "organization", "name", "") == "组织名称不能空。"


def test_an_unknown_community_is_refused(town: Desk, team: str) -> None:
    with pytest.raises(Problems, match="区划里没有"):
        register.save_organization(town, team, {"community": "no-such-unit"})


def test_an_old_filing_needs_number_date_and_authority(town: Desk, team: str) -> None:
    with pytest.raises(Problems) as caught:
        register.record_old_filing(town, team, "百泉社备〔2021〕3号", "", "")
    assert {p.field for p in caught.value.problems} == {"date", "authority"}
    register.record_old_filing(
        town, team, "百泉社备〔2021〕3号", "2021年5月", "辉县市百泉镇人民政府"
    )
    shown = register.show(town, team)
    assert (shown.state, shown.values["filing_date"]) == ("已备案", "2021-05")


def test_a_second_entry_of_the_old_filing_corrects_the_first(town: Desk, team: str) -> None:
    for number in ("百泉社备〔2021〕3号", "百泉社备〔2021〕4号"):
        register.record_old_filing(town, team, number, "2021-05", "辉县市百泉镇人民政府")
    assert register.show(town, team).values["filing_number"] == "百泉社备〔2021〕4号"
    history.undo_record(town, team)
    assert register.show(town, team).values["filing_number"] == "百泉社备〔2021〕3号"


def test_a_credit_code_makes_a_registered_body(town: Desk, team: str) -> None:
    from cso_desk.fields import CreditCode

    letters = CreditCode._ALPHABET
    first = "51410782MJY000001"
    last = letters[(31 - sum(letters.index(c) * 3**i for i, c in enumerate(first)) % 31) % 31]
    register.save_organization(town, team, {"credit_code": first + last})
    assert register.show(town, team).state == "已登记"


def test_history_names_what_changed_by_label(town: Desk, team: str) -> None:
    register.save_organization(town, team, {"phone": "13900000002"})
    newest = history.history(town, team)[0]
    assert (newest.before, newest.after) == (
        {"联系电话": "13900000001"},
        {"联系电话": "13900000002"},
    )
    assert (newest.who, newest.words) == ("王干事", "修改组织")


def test_taking_back_twice_goes_two_steps(town: Desk, team: str) -> None:
    for phone in ("13900000002", "13900000003"):
        register.save_organization(town, team, {"phone": phone})
    history.undo_record(town, team)
    assert register.show(town, team).values["phone"] == "13900000002"
    history.undo_record(town, team)
    shown = register.show(town, team)
    assert (shown.values["phone"], shown.rev) == ("13900000001", 5)


def test_a_removed_organization_comes_back_with_its_members(town: Desk, team: str) -> None:
    register.save_member(town, team, None, {"name": "龚单", "birth": "1956-03"})
    register.remove(town, team)
    with pytest.raises(Trouble, match="找不到"):
        register.show(town, team)
    assert not find.find(town, "夕阳红")
    history.undo_last(town)
    assert [member["name"] for member in register.members(town, team)] == ["龚单"]
    assert [hit.id for hit in find.find(town, "夕阳红")] == [team]


def test_nothing_left_to_take_back_is_said(town: Desk, team: str) -> None:
    history.undo_last(town)
    with pytest.raises(Trouble, match="没有可以还原"):
        history.undo_last(town)


@pytest.mark.parametrize("typed", ["夕阳红", "舞蹈", "xyhwd", "gd", "gs", "0000001", "龚单"])
def test_it_is_found_by_part_of_name_initials_leader_or_phone(
    town: Desk, team: str, typed: str
) -> None:
    assert [hit.id for hit in find.find(town, typed)] == [team]


def test_the_list_masks_personal_numbers(town: Desk, team: str) -> None:
    hits = lists.organization_ids(town, lists.Query())
    row = lists.organization_rows(town, hits, ["name", "phone"])[0]
    assert row is not None
    assert row.cells == ("百泉社区夕阳红舞蹈队", "139****0001")


def test_filters_narrow_the_list(town: Desk, team: str, village: str) -> None:
    register.save_organization(town, None, {"name": "无处可归合唱团", "category": "文体活动类"})
    assert len(lists.organization_ids(town, lists.Query(community=village))) == 1
    assert len(lists.organization_ids(town, lists.Query(community=lists.UNPLACED))) == 1
    assert len(lists.organization_ids(town, lists.Query(category="文体活动类"))) == 1
    assert lists.counts(town) == {"total": 2, "incomplete": 2}


def test_a_missing_community_is_added_without_a_code_and_only_once(town: Desk) -> None:
    made = units.add_community(town, "新区社区", "城市").value
    assert made in [unit.id for unit in units.communities(town)]
    with pytest.raises(Problems, match="已有"):
        units.add_community(town, " 新区社区", "城市")


def test_official_names_are_proposed_and_can_be_corrected(town: Desk, village: str) -> None:
    own = units.own_unit(town)
    assert own.full_name == "辉县市百泉镇人民政府"
    units.save_unit(town, village, {"party_name": "中共百泉社区总支部委员会"})
    found = {unit.id: unit for unit in units.communities(town)}[village]
    assert found.party_name == "中共百泉社区总支部委员会"
