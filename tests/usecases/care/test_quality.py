"""资料完整度: weights of the pack, what is missing and where it goes, never kept, never blocking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_desk.errors import Trouble
from cso_desk.policy import default_pack
from cso_desk.records import Organization, fields_of
from cso_desk.usecases import charter, history, policy_pack, quality, register
from cso_desk.usecases.quality import _Held, _judged

FULL = {
    "leader": "王测试",
    "phone": "13900001234",
    "category": "文体活动类",
    "nature": "社会团体性质",
    "area": "本社区（村）",
    "venue": "百泉社区活动室",
    "members": "20",
    "scope": "广场舞",
    "founded": "2019",
    "party_members": "0",
    "community_contact": "李干事",
}


@pytest.fixture
def team(town, village):
    return register.save_organization(town, None, {"name": "太极队", "community": village}).value


def test_the_shipped_weights_make_a_hundred_and_name_what_there_is():
    weights = default_pack().value("quality.weights")
    assert sum(one["weight"] for one in weights) == 100
    known = {*fields_of(Organization), "roster", "charter", "filing"}
    assert {one["what"] for one in weights} <= known
    assert default_pack().entry("quality.weights").reference


def test_a_new_organization_says_what_is_missing_and_where_it_goes(town, team):
    found = quality.quality(town, team)
    # 94 points are asked of it: it is not filed, so the facts of a filing are not.
    assert found.score == 100 * 10 // 94
    assert [(one.label, one.weight, one.place) for one in found.lacks[:2]] == [
        ("负责人姓名", 10, "form"),
        ("联系电话", 10, "form"),
    ]
    assert {one.place for one in found.lacks} == {"form", "roster", "charter"}


def test_it_grows_as_things_come_and_falls_as_they_go(town, team):
    full = {**FULL, "category": policy_pack.words(town, "category")[0]}
    register.save_organization(town, team, full)
    assert quality.quality(town, team).score == 100 * 78 // 94
    register.save_member(town, team, None, {"name": "赵测试"})
    assert [one.what for one in quality.quality(town, team).lacks] == ["charter"]
    draft = charter.start(town, team)
    assert draft is not None
    history.undo_last(town)
    assert [one.what for one in quality.quality(town, team).lacks] == ["roster", "charter"]


def test_the_facts_of_a_filing_are_asked_of_filed_ones(town, team):
    register.record_old_filing(town, team, "百社备〔2020〕3号", "2020-03", "百泉镇人民政府")
    assert "filing" not in {one.what for one in quality.quality(town, team).lacks}
    assert quality.quality(town, team).score == 16


def test_each_community_has_one_figure(town, team, village):
    register.save_organization(
        town, None, {"name": "乙队", "community": village, **{"leader": "甲"}}
    )
    register.save_organization(town, None, {"name": "无处队"})
    figures = {one.id: one for one in quality.by_community(town)}
    here = figures.pop(village)
    assert (here.organizations, here.lacking) == (2, 2)
    assert here.score == (100 * 10 // 94 + 100 * 20 // 94) // 2
    assert all((one.organizations, one.score) == (0, None) for one in figures.values())


def test_the_office_sets_the_weights(town, team):
    weights = [{"what": "name", "weight": 3}, {"what": "leader", "weight": 1}]
    policy_pack.save_version(town, {"quality.weights": weights}, town.clock.today())
    assert quality.quality(town, team).score == 75
    weights.append({"what": "from_a_newer_program", "weight": 9})
    policy_pack.save_version(town, {"quality.weights": weights}, town.clock.today())
    assert quality.quality(town, team).score == 75


def test_what_is_not_there_has_no_score(town):
    with pytest.raises(Trouble, match="找不到这个组织"):
        quality.quality(town, "nobody")


_WHATS = ("leader", "phone", "roster", "charter", "filing")


@given(
    st.dictionaries(st.sampled_from(_WHATS), st.integers(1, 100), min_size=1),
    st.dictionaries(st.sampled_from(("leader", "phone")), st.sampled_from(("x", "", None))),
    st.booleans(),
    st.booleans(),
    st.sampled_from(("已备案", "未备案")),
)
def test_a_score_is_a_hundred_exactly_when_nothing_is_missing(
    weights, typed, roster, has_charter, state
):
    empty = {"leader": None, "phone": None, "filing_number": None, "filing_date": None}
    held = _Held({**empty, **typed, "state": state}, roster, has_charter)
    found = _judged(held, weights)
    assert 0 <= found.score <= 100
    assert (found.score == 100) == (not found.lacks)
    assert [one.weight for one in found.lacks] == sorted(
        (one.weight for one in found.lacks), reverse=True
    )
