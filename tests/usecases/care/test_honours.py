"""Honours and federations: kept, listed, refused in words."""

import pytest

from cso_desk.errors import Problems
from cso_desk.usecases import federation, history, honours, register, used_words


@pytest.fixture
def teams(town, village):
    made = [
        register.save_organization(town, None, {"name": name, "community": village}).value
        for name in ("百泉联合会", "太极拳队", "合唱团")
    ]
    register.save_organization(town, made[0], {"hub": "是"})
    return made


def test_honours_come_by_year_and_are_taken_back(town, teams):
    first = honours.save(town, teams[1], None, {"year": "2023", "name": "先进集体"}).value
    honours.save(
        town,
        teams[1],
        None,
        {"year": "2025", "name": "十佳组织", "level": "市级", "issuer": "市民政局"},
    )
    assert [one["name"] for one in honours.honours(town, teams[1])] == ["十佳组织", "先进集体"]
    honours.save(town, teams[1], first, {"level": "县级"})
    assert honours.honours(town, teams[1])[1]["level"] == "县级"
    honours.remove(town, first)
    history.undo_last(town)
    assert len(honours.honours(town, teams[1])) == 2
    with pytest.raises(Problems) as refused:
        honours.save(town, teams[1], None, {"year": "去年", "name": ""})
    assert [one.field for one in refused.value.problems] == ["year", "name"]


def test_a_federation_and_its_members_both_ways(town, teams):
    hub, *members = teams
    assert federation.hubs(town) == [(hub, "百泉联合会（百泉居民委员会）")]
    assert federation.hubs(town, without=hub) == []
    assert federation.set_federation(town, members, hub).value == 2
    assert [one["name"] for one in federation.members(town, hub)] == ["合唱团", "太极拳队"]
    assert federation.federation_of(town, members[0]) == (hub, "百泉联合会")
    federation.set_federation(town, members[:1], "")
    assert federation.federation_of(town, members[0]) is None
    assert [one["id"] for one in federation.members(town, hub)] == [members[1]]


def test_what_is_no_federation_is_refused(town, teams):
    hub, first, second = teams
    federation.set_federation(town, [first], hub)
    for members, wanted, code in (
        ([first], "nobody", "unknown_hub"),
        ([first], second, "not_hub"),
        ([hub], hub, "own_member"),
    ):
        with pytest.raises(Problems) as refused:
            federation.set_federation(town, members, wanted)
        assert [one.code for one in refused.value.problems] == [code]
    register.save_organization(town, first, {"hub": "是"})
    with pytest.raises(Problems, match="不能加入自己"):
        federation.set_federation(town, [second, hub], first)
    assert federation.federation_of(town, second) is None


def test_a_federation_that_is_gone_is_none(town, teams):
    hub, first, _ = teams
    federation.set_federation(town, [first], hub)
    register.remove(town, hub)
    assert federation.federation_of(town, first) is None


def test_words_that_were_typed_before_are_offered(town, teams):
    for team, words in zip(teams, ("文化站", "妇联", "文化站"), strict=True):
        register.save_organization(town, team, {"supervisor": words})
    assert used_words.used(town)["supervisor"] == ("文化站", "妇联")
    assert used_words.used(town)["station"] == ()
