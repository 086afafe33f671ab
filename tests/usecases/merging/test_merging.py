"""Two records of one organization become one, field by field, and nothing of either is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.records import TRAVELLING, Charter, Decision, Member, Organization
from cso_desk.usecases import history, merging, people, register

SIDES = st.sampled_from([merging.LEFT, merging.RIGHT])
FIELDS = ("leader", "phone", "venue", "members", "note", "scope")


def add(town: Any, **values: str) -> str:
    return register.save_organization(town, None, values).value


def values(town: Any, record: str) -> dict[str, str]:
    return dict(register.show(town, record).values)


@pytest.fixture
def two(town: Any, village: str) -> tuple[str, str]:
    """Two records of one team: each knows something that the other does not."""
    left = add(town, name="百泉社区舞蹈队", community=village, leader="王某", members="20")
    right = add(
        town, name="舞蹈队", leader="王某某", phone="13900001111", venue="文化广场", members="22"
    )
    return left, right


def test_what_is_chosen_stays_and_blanks_are_filled(town: Any, two: tuple[str, str]) -> None:
    left, right = two
    merged = merging.merge(town, left, right, {"leader": "right"}).value
    shown = values(town, merged.kept)
    assert merged.kept == left
    assert (shown["name"], shown["leader"], shown["members"]) == ("百泉社区舞蹈队", "王某某", "20")
    assert (shown["phone"], shown["venue"]) == ("13900001111", "文化广场")
    with pytest.raises(Trouble):
        register.show(town, right)


def test_members_charters_and_both_numbers_go_to_the_one_that_stays(
    town: Any, two: tuple[str, str]
) -> None:
    left, right = two
    for name in ("甲某", "乙某"):
        register.save_member(town, right, None, {"name": name})
    register.save_member(town, left, None, {"name": "甲某"})
    register.record_old_filing(town, left, "百泉备1号", "2020-01-02", "百泉镇人民政府")
    register.record_old_filing(town, right, "百泉备9号", "2021-03-04", "百泉镇人民政府")
    merged = merging.merge(town, left, right, {}).value
    assert [line["name"] for line in register.members(town, left)] == ["甲某", "乙某"]
    assert len(merged.notes) == 2 and "百泉备1号、百泉备9号" in merged.notes[0]
    with town.read() as session:
        numbers = store.values_of(session, Decision, ("number",), organization=left)
    assert sorted(number for (number,) in numbers) == ["百泉备1号", "百泉备9号"]
    assert values(town, left)["filing_number"] == "百泉备9号", "the later decision counts"


def test_one_undo_brings_both_back(town: Any, two: tuple[str, str]) -> None:
    left, right = two
    register.save_member(town, right, None, {"name": "甲某"})
    before = (values(town, left), values(town, right))
    merging.merge(town, left, right, {"leader": "right", "members": "right"})
    history.undo_last(town)
    assert (values(town, left), values(town, right)) == before
    assert [line["name"] for line in register.members(town, right)] == ["甲某"]


def test_nothing_is_merged_with_itself_or_by_a_wrong_choice(
    town: Any, two: tuple[str, str]
) -> None:
    left, right = two
    with pytest.raises(Problems, match="同一条记录"):
        merging.merge(town, left, left, {})
    with pytest.raises(Problems, match="左右两边"):
        merging.merge(town, left, right, {"leader": "both"})
    assert values(town, right)["name"] == "舞蹈队"


def test_no_record_names_the_one_that_is_gone(town: Any, two: tuple[str, str]) -> None:
    left, right = two
    register.save_member(town, right, None, {"name": "甲某"})
    with town.operation("章程") as op:
        op.add(Charter(organization=right, version=1))
    register.record_old_filing(town, right, "百泉备9号", "2021-03-04", "百泉镇人民政府")
    merging.merge(town, left, right, {})
    with town.read() as session:
        for record in TRAVELLING:
            for key in merging.link_keys(record):
                assert store.listed(session, record, **{key: right}) == [], (record, key)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(choose=st.dictionaries(st.sampled_from(FIELDS), SIDES), roster=st.integers(0, 3))
def test_every_value_and_every_row_is_still_there(
    town: Any, choose: dict[str, str], roster: int
) -> None:
    left = add(town, name="左队", leader="左某", members="10", note="左注")
    right = add(town, name="右队", leader="右某", members="12", scope="跳舞", venue="广场")
    for number in range(roster):
        register.save_member(town, right, None, {"name": f"成员{number}"})
    first, second = values(town, left), values(town, right)
    merging.merge(town, left, right, choose)
    kept = values(town, left)
    for key in FIELDS:
        wanted = choose.get(key) or ("left" if first[key] else "right")
        assert kept[key] == (first if wanted == "left" else second)[key]
    with town.read() as session:
        assert len(store.listed(session, Member, organization=left)) == roster
        assert store.get(session, Organization, right) is None


def test_a_shared_leader_goes_with_the_name_that_was_chosen(
    town: Any, two: tuple[str, str]
) -> None:
    left, right = two
    known = people.save_person(town, None, {"name": "王某某", "phone": "13900001111"}).value
    people.link_leader(town, known, [right])
    merging.merge(town, left, right, {"leader": "right"})
    people.save_person(town, known, {"phone": "13900009999"})
    assert values(town, left)["phone"] == "13900009999"
