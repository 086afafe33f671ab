"""Look-alikes are offered with their reasons, few false ones among them, and never again once judged."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from cso_desk import store
from cso_desk.records import Organization
from cso_desk.usecases import duplicates, history, practice, register, units
from cso_desk.usecases.likeness import ONE_SIGN, SAME_LEADER, SAME_NAME, SAME_ROOM

SIGNS = {
    "红": "虹",
    "阳": "杨",
    "队": "对",
    "和": "合",
    "春": "椿",
    "心": "芯",
    "乐": "樂",
    "福": "幅",
}


def rows_of(desk: Any) -> list[dict[str, Any]]:
    """Return all organizations as plain values."""
    keys = ("id", "name", "community", "category", "leader", "phone", "venue", "nature")
    with desk.read() as session:
        return [
            dict(zip(keys, row, strict=True))
            for row in store.values_of(session, Organization, keys)
        ]


def one_sign_off(random: Random, name: str) -> str:
    """Return a name with one character written otherwise, not in its first two."""
    known = [at for at, sign in enumerate(name) if sign in SIGNS and at > 1]
    at = random.choice(known) if known else len(name) - 2
    return name[:at] + SIGNS.get(name[at], "某") + name[at + 1 :]


def activity_of(name: str) -> str:
    """Return the activity that ends a practice name."""
    from cso_desk.usecases.practice_names import words

    every = [one for group in words()["categories"].values() for one in group["activities"]]
    return max((one for one in every if name.endswith(one)), key=len, default="")


def plant(desk: Any, seed: int, number: int = 30) -> set[frozenset[str]]:
    """Add look-alikes of every third kind to known organizations; return the planted pairs."""
    random = Random(seed)
    known = [row for row in rows_of(desk) if row["community"] and activity_of(row["name"])]
    planted = set()
    for at, row in enumerate(random.sample(known, number)):
        values = {"community": row["community"], "category": row["category"] or ""}
        activity = activity_of(row["name"])
        if at % 3 == 0:
            values |= {"name": one_sign_off(random, row["name"])}
        elif at % 3 == 1:
            values |= {
                "name": "长乐" + activity,
                "leader": row["leader"] or "",
                "phone": row["phone"] or "",
            }
        else:
            values |= {"name": row["name"][:-1] + "分队", "venue": row["venue"] or ""}
        made = register.save_organization(desk, None, values).value
        planted.add(frozenset((row["id"], made)))
    return planted


@pytest.mark.parametrize("seed", range(1, 7))
def test_thirty_look_alikes_among_two_hundred_are_offered_and_few_others(
    town: Any, seed: int
) -> None:
    practice.fill_with_practice(town, organizations=200, seed=seed)
    planted = plant(town, seed)
    offered = {
        frozenset((pair.first.id, pair.second.id)): pair.reasons for pair in duplicates.pairs(town)
    }
    assert planted <= set(offered), "a planted look-alike is not offered"
    false = set(offered) - planted
    assert len(false) <= 10, [offered[pair] for pair in false]


def test_what_was_judged_different_never_comes_again(town: Any) -> None:
    practice.fill_with_practice(town, organizations=200, seed=1)
    plant(town, 1)
    before = duplicates.pairs(town)
    judged = [(pair.first.id, pair.second.id) for pair in before[:12]]
    assert duplicates.judge_different(town, judged, "两个村的队伍").value == 12
    left = {pair.id for pair in duplicates.pairs(town)}
    assert left == {pair.id for pair in before[12:]}
    first = before[0].first.id
    with town.read() as session:
        name = store.get(session, Organization, first).name
        place = store.get(session, Organization, first).community
    typed = duplicates.like(town, {"name": name, "community": place or ""}, first)
    assert before[0].second.id not in {one.id for one in typed}
    assert duplicates.judge_different(town, judged).value == 0, "judged once is enough"
    history.undo_operation(town, _last_change(town))
    assert {pair.id for pair in duplicates.pairs(town)} == {pair.id for pair in before}


def _last_change(town: Any) -> int:
    found = history.last(town)
    assert found is not None
    return found[0]


def add(town: Any, **values: str) -> str:
    return register.save_organization(town, None, values).value


def reasons(town: Any) -> list[tuple[str, ...]]:
    return [pair.reasons for pair in duplicates.pairs(town)]


def test_one_leader_with_four_teams_and_a_room_of_eight_are_no_doubles(
    town: Any, village: str
) -> None:
    same = {"community": village, "leader": "张多能", "phone": "13900001111", "venue": "文化广场"}
    for name in (
        "百泉社区夕阳红舞蹈队",
        "百泉社区金秋合唱团",
        "百泉社区丹心志愿服务队",
        "百泉社区棋友会",
    ):
        add(town, name=name, **same)
    for name in ("盘鼓队", "腰鼓队", "太极拳队", "书画社"):
        add(town, name=f"百泉社区{name}", community=village, venue="文化广场", leader=f"李{name}")
    assert reasons(town) == []


def test_first_and_second_team_are_two_teams(town: Any, village: str) -> None:
    add(town, name="百泉社区夕阳红舞蹈一队", community=village)
    add(town, name="百泉社区夕阳红舞蹈二队", community=village)
    assert reasons(town) == []


def test_reasons_tell_what_is_the_same(town: Any, village: str) -> None:
    leader = {"leader": "王某", "phone": "13900002222"}
    add(town, name="百泉社区夕阳红舞蹈队", community=village, venue="文化广场", **leader)
    add(town, name="夕阳红舞蹈队", community=village, venue="百泉社区文化广场", **leader)
    assert reasons(town) == [(SAME_NAME, SAME_LEADER, SAME_ROOM)]
    add(town, name="百泉社区夕阳虹舞蹈队", community=village)
    assert sorted(reasons(town), key=len)[:2] == [(ONE_SIGN,), (ONE_SIGN,)]


def test_a_typed_name_shows_who_is_meant_before_it_is_saved(town: Any, village: str) -> None:
    known = add(town, name="百泉社区夕阳红舞蹈队", community=village, leader="王某")
    typed = {"name": "百泉社区夕阳虹舞蹈队", "community": village}
    (found,) = duplicates.like(town, typed)
    assert (found.id, found.leader, found.reasons) == (known, "王某", (ONE_SIGN,))
    assert duplicates.like(town, {"name": "百泉社区乒乓球俱乐部", "community": village}) == []
    assert duplicates.like(town, {"name": "  "}) == []


def test_a_typed_name_is_known_before_its_community_is_chosen(town: Any, village: str) -> None:
    known = add(town, name="百泉社区夕阳红舞蹈队", community=village)
    (found,) = duplicates.like(town, {"name": "百泉社区夕阳红舞蹈队"})
    assert (found.id, found.reasons) == (known, (SAME_NAME,))


def test_one_whose_community_is_open_is_known_by_its_whole_name(town: Any, village: str) -> None:
    known = add(town, name="百泉社区夕阳红舞蹈队", community=village)
    again = add(town, name="百泉社区夕阳红舞蹈队")
    (pair,) = duplicates.pairs(town)
    assert {pair.first.id, pair.second.id} == {known, again}
    assert pair.reasons == (SAME_NAME,)


def test_the_same_name_in_two_villages_is_everyday(town: Any, village: str) -> None:
    other = units.unit_by_code(town, "410782103006").id
    for place, leader in ((village, "王某"), (other, "李某")):
        add(town, name="金秋合唱团", community=place, leader=leader, phone="")
    assert duplicates.pairs(town) == []


def test_the_same_team_filed_in_two_places_is_a_hint(town: Any, village: str) -> None:
    other = units.unit_by_code(town, "410782103006").id
    for place in (village, other):
        add(town, name="金秋合唱团", community=place, leader="王某", phone="13900001111")
    (pair,) = duplicates.pairs(town)
    assert pair.reasons == (SAME_NAME, SAME_LEADER)
    assert pair.first.community != pair.second.community


def test_two_organizations_stand_side_by_side(town: Any, village: str) -> None:
    left = add(town, name="百泉社区舞蹈队", community=village, leader="王某")
    right = add(town, name="百泉社区舞蹈队", community=village, leader="李某")
    lines = {line.key: line for line in duplicates.compare(town, left, right)}
    assert (lines["leader"].left, lines["leader"].right, lines["leader"].differs) == (
        *("王某", "李某"),
        True,
    )
    assert not lines["name"].differs
    assert "note" not in lines, "what both lack is not shown"


def test_three_thousand_are_compared_in_little_more_than_the_reading_takes(town: Any) -> None:
    from time import perf_counter

    practice.fill_with_practice(town, organizations=3000, seed=5)
    start = perf_counter()
    rows_of(town)
    reading = perf_counter() - start
    start = perf_counter()
    duplicates.pairs(town)
    assert perf_counter() - start < max(2.0, 60 * reading)
