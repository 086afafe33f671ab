"""What nearly every village has is entered for several villages at once; what is there or is no such organization is left out."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cso_desk import store
from cso_desk.errors import Problems
from cso_desk.policy import default_pack
from cso_desk.records import Organization
from cso_desk.usecases import history, lists, policy_pack, presets, register, units
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.presets import NEW, REFUSED, THERE

FOUR = ["红白理事会", "道德评议会", "村民议事会", "禁毒禁赌会"]


@pytest.fixture
def villages(town: Desk) -> list[str]:
    """Three villages."""
    return [one.id for one in units.communities(town) if one.kind == "农村"][:3]


def total(town: Desk) -> int:
    return lists.counts(town)["total"]


def test_the_four_councils_are_proposed_first(town: Desk) -> None:
    found = presets.offered(town)
    assert [one.word for one in found if one.first] == FOUR
    assert {one.category for one in found} <= set(default_pack().value("categories.scheme"))
    titles = {one["title"] for one in default_pack().value("charters.templates")}
    assert {one.charter for one in found} <= titles
    assert register.check_value(town, "organization", "preset", "红白理事会") is None
    assert register.check_value(town, "organization", "preset", "没有的会")
    assert policy_pack.words(town, "preset")[:4] == tuple(FOUR)


def test_four_for_three_villages_come_in_one_step_and_go_in_one(
    town: Desk, villages: list[str]
) -> None:
    done = presets.create(town, villages, FOUR).value
    assert (len(done.organizations), done.left_out, total(town)) == (12, (), 12)
    shown = register.show(town, done.organizations[0])
    name = units.unit_name(town, villages[0]).replace("村民委员会", "")
    assert shown.values["name"].endswith("红白理事会") and shown.values["name"].startswith(name[:2])
    assert (shown.state, shown.values["preset"]) == ("未备案", "红白理事会")
    assert shown.values["scope"] and shown.values["nature"] == "社会团体性质"
    history.undo_last(town)
    assert total(town) == 0


def test_what_a_village_has_is_left_out_however_it_is_called(
    town: Desk, villages: list[str]
) -> None:
    for name, place, more in (
        ("红白喜事理事会", villages[0], {}),
        ("和谐评议团", villages[1], {"preset": "道德评议会"}),
    ):
        register.save_organization(town, None, {"name": name, "community": place, **more})
    found = {(one.community, one.word): one for one in presets.plan(town, villages, FOUR)}
    assert found[villages[0], "红白理事会"].why == "已有“红白喜事理事会”"
    assert found[villages[1], "道德评议会"].does == THERE
    assert sum(one.does == NEW for one in found.values()) == 10
    done = presets.create(town, villages, FOUR).value
    assert (len(done.organizations), len(done.left_out), total(town)) == (10, 2, 12)


def test_a_second_time_nothing_is_left_to_do(town: Desk, villages: list[str]) -> None:
    presets.create(town, villages, FOUR)
    again = presets.create(town, villages, FOUR)
    assert (again.value.organizations, again.changes, total(town)) == ((), frozenset(), 12)


def test_statutory_bodies_are_no_such_organizations(town: Desk, villages: list[str]) -> None:
    found = presets.plan(town, villages[:1], ["人民调解委员会", "村务监督委员会", "读书会"])
    assert [one.does for one in found] == [REFUSED, REFUSED, NEW]
    assert "依法设立" in found[0].why
    done = presets.create(town, villages[:1], ["人民调解委员会", "读书会"]).value
    assert len(done.organizations) == 1
    assert register.show(town, done.organizations[0]).values["preset"] == ""


def test_an_urban_community_has_residents(town: Desk, village: str) -> None:
    (line,) = presets.plan(town, [village], ["村民议事会"])
    assert line.name == "百泉社区居民议事会"


def test_an_ended_one_is_not_there(town: Desk, villages: list[str]) -> None:
    (made,) = presets.create(town, villages[:1], ["红白理事会"]).value.organizations
    with town.operation("测试") as op:
        record = store.get(op.session, Organization, made)
        assert record is not None
        record.state = "已注销"
    (line,) = presets.plan(town, villages[:1], ["红白理事会"])
    assert line.does == NEW


def test_nothing_chosen_is_said(town: Desk, villages: list[str]) -> None:
    for chosen, words, field in (
        ([], FOUR, "communities"),
        (["nowhere"], FOUR, "communities"),
        (villages, [" "], "words"),
        (villages, ["很长" * 40], "words"),
    ):
        with pytest.raises(Problems) as caught:
            presets.create(town, chosen, words)
        assert caught.value.problems[0].field == field
    assert total(town) == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    places=st.lists(st.integers(0, 5), min_size=1, max_size=4),
    words=st.lists(st.sampled_from([*FOUR, "老年协会", "文体队"]), min_size=1, max_size=4),
)
def test_no_village_ever_has_one_kind_twice(
    town: Desk, places: list[int], words: list[str]
) -> None:
    every = [one.id for one in units.communities(town)]
    before = total(town)
    done = presets.create(town, [every[at] for at in places], words).value
    assert len(done.organizations) + len(done.left_out) == len(set(places)) * len(set(words))
    assert total(town) == before + len(done.organizations)
    with town.read() as session:
        rows = store.values_of(session, Organization, ("community", "preset"))
    assert len(rows) == len(set(rows))
