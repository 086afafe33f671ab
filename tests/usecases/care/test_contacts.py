"""The contact log: kept, corrected, followed up; another unit's can only be read."""

import pytest

from cso_desk.errors import Problems, Trouble
from cso_desk.usecases import contacts, first_page, history, register

VISIT = {"date": "2026-10-12", "who": "王干事", "content": "看排练", "follow_up": "配钥匙"}


@pytest.fixture
def team(town, village):
    values = {
        "name": "百泉社区太极拳队",
        "community": village,
        "community_contact": "王干事",
        "party_liaison": "李书记",
    }
    return register.save_organization(town, None, values).value


def test_entries_are_kept_newest_first_and_say_what_waits(town, team):
    contacts.save(town, team, None, {**VISIT, "role": "社区联系人", "way": "走访"})
    contacts.save(
        town, team, None, {"date": "2026-11", "who": "李书记", "content": "座谈", "way": "座谈"}
    )
    later, visit = contacts.contacts(town, team)
    assert (later["date"], later["waiting"]) == ("2026-11", "")
    assert (visit["way"], visit["waiting"], visit["mine"]) == ("走访", "待跟进", "是")
    (open_one,) = contacts.open_follow_ups(town)
    assert (open_one.organization, open_one.name, open_one.follow_up) == (
        team,
        "百泉社区太极拳队",
        "配钥匙",
    )
    assert (open_one.community, open_one.date, open_one.who) == (
        register.show(town, team).values["community"],
        "2026-10-12",
        "王干事",
    )
    contacts.save(town, team, visit["id"], {"settled_on": "2026-10-20"})
    assert contacts.open_follow_ups(town) == []
    assert contacts.contacts(town, team)[1]["waiting"] == "已办结"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"who": "王", "content": "x"}, "date"),
        ({"date": "2026-10-12", "content": "x"}, "who"),
        ({"date": "2026-10-12", "who": "王", "content": " "}, "content"),
        ({**VISIT, "date": "十月"}, "date"),
        ({**VISIT, "way": "托梦"}, "way"),
        ({**VISIT, "settled_on": "2026-10-11"}, "settled_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(town, team, values, field):
    before = history.last(town)
    with pytest.raises(Problems) as refused:
        contacts.save(town, team, None, values)
    assert [one.field for one in refused.value.problems] == [field]
    assert contacts.contacts(town, team) == [] and history.last(town) == before


def test_a_month_is_not_before_a_day_in_it(town, team):
    saved = contacts.save(town, team, None, {**VISIT, "settled_on": "2026-10"})
    assert saved.changes == {("contact", saved.value)}


def test_a_new_entry_proposes_who_keeps_contact(town, team):
    assert contacts.proposed(town, team) == {"role": "社区联系人", "who": "王干事"}
    register.save_organization(town, team, {"community_contact": ""})
    assert contacts.proposed(town, team) == {"role": "党建联络员", "who": "李书记"}
    register.save_organization(town, team, {"party_liaison": ""})
    assert contacts.proposed(town, team) == {"role": "社区联系人", "who": ""}
    assert contacts.proposed(town, "nobody") == {}


def test_removing_is_taken_back_and_a_removed_organization_waits_for_nothing(town, team):
    one = contacts.save(town, team, None, VISIT).value
    contacts.remove(town, one)
    assert contacts.contacts(town, team) == []
    history.undo_last(town)
    assert len(contacts.open_follow_ups(town)) == 1
    register.remove(town, team)
    assert contacts.open_follow_ups(town) == []
    with pytest.raises(Trouble, match="找不到"):
        contacts.save(town, team, None, VISIT)


def test_settling_needs_a_day(town, team):
    one = contacts.save(town, team, None, VISIT).value
    for day in ("", "明天", "2026-10-01"):
        with pytest.raises(Problems) as refused:
            contacts.settle(town, team, one, day)
        assert [problem.field for problem in refused.value.problems] == ["settled_on"]
    contacts.settle(town, team, one, "2026-10-20")
    assert contacts.contacts(town, team)[0]["waiting"] == "已办结"


def test_the_first_page_counts_what_waits(town, team):
    contacts.save(town, team, None, VISIT)
    waiting = {one.words: one for one in first_page.today(town).waiting}
    assert waiting["1 件联系记录里的事待跟进"].page == "待跟进"
