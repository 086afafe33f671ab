"""Villages merge, split and are renamed: records follow, history stays readable, past figures do not move."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cso_desk.errors import Problems
from cso_desk.usecases import (
    disclose,
    first_page,
    history,
    import_ledger,
    lists,
    register,
    unit_changes,
    unit_history,
    units,
)
from cso_desk.usecases.unit_changes import NewCommunity, Paper

BEFORE, AFTER = date(2025, 12, 31), date(2026, 4, 1)
MARCH = Paper("2026-03-10", "辉政文〔2026〕8号")


def unit(town: Any, code: str) -> str:
    return units.unit_by_code(town, code).id


@pytest.fixture
def places(town: Any) -> tuple[str, str, str]:
    """Three communities of 百泉镇 with three, two and one filed organizations of 2024."""
    found = tuple(one.id for one in units.communities(town)[:3])
    for place, number in zip(found, (3, 2, 1), strict=True):
        for at in range(number):
            name = f"{units.unit_name(town, place)[:2]}第{at + 1}舞蹈队"
            made = register.save_organization(town, None, {"name": name, "community": place}).value
            filing = (f"百泉备{name}", "2024-05-06", "百泉镇人民政府")
            register.record_old_filing(town, made, *filing)
    return found


def counts(town: Any, day: date) -> dict[str, int]:
    """Return organizations by the name of the community on a day, empty communities left out."""
    shown = first_page.averages_on(town, day).communities
    return {gap.name: gap.count for gap in shown if gap.count}


def total(town: Any, day: date) -> int:
    board = first_page.averages_on(town, day)
    return board.city.organizations + board.rural.organizations


def test_two_merged_and_a_third_recoded_in_march_read_right_before_and_after(
    town: Any, places: tuple[str, str, str]
) -> None:
    one, two, three = places
    last_year = first_page.averages_on(town, BEFORE)
    old_names = [units.unit_name(town, place) for place in places]
    merged = unit_changes.merge(town, [one, two], NewCommunity("百泉新社区", "城市"), MARCH).value
    (new,) = merged.made
    old_code = units.unit_by_code(
        town, next(u.code for u in units.communities(town) if u.id == three)
    ).code
    unit_changes.recode(town, three, "410782103999", Paper("2026-03-15"))

    assert first_page.averages_on(town, BEFORE) == last_year, "last year's figures do not move"
    assert merged.moved == 5
    today = {place.id: place for place in units.communities(town)}
    assert new in today and one not in today and two not in today
    assert today[three].code == "410782103999"
    then = {place.id: place for place in unit_history.communities_on(town, BEFORE)}
    assert (one in then, two in then, new in then) == (True, True, False)
    assert then[three].code == old_code
    assert len(unit_history.listed_on(town, one, BEFORE)) == 3
    assert len(unit_history.listed_on(town, new, AFTER)) == 5
    assert unit_history.listed_on(town, one, AFTER) == []
    assert counts(town, AFTER)["百泉新社区"] == 5
    assert total(town, BEFORE) == total(town, AFTER) == 6
    ids = lists.organization_ids(town, lists.Query(community=new))
    assert len(ids) == 5
    record = lists.ids_of(town, ids)[0]
    change = history.history(town, record)[0]
    assert change.after["所在社区(村)"] == "百泉新社区"
    assert change.before["所在社区(村)"] in old_names[:2]
    listed = unit_changes.changes(town)
    assert [shown.kind for shown in listed] == ["重新编码", "合并"]
    assert listed[1].before == "、".join(old_names[:2]) and listed[1].after == "百泉新社区"
    assert old_code in listed[0].before and "410782103999" in listed[0].after


def test_one_village_goes_into_another(town: Any, places: tuple[str, str, str]) -> None:
    one, two, _ = places
    done = unit_changes.merge(town, [one], two, MARCH).value
    assert (done.moved, done.made) == (3, ())
    assert len(unit_history.listed_on(town, two, AFTER)) == 5
    assert len(unit_history.listed_on(town, two, BEFORE)) == 2


def test_a_split_asks_where_each_organization_goes(town: Any, places: tuple[str, str, str]) -> None:
    one = places[0]
    ids = [record for record, _ in unit_history.listed_on(town, one, AFTER)]
    into = [one, NewCommunity("百泉东社区", "城市")]
    with pytest.raises(Problems, match="没有选归属"):
        unit_changes.split(town, one, into, {ids[0]: 0}, MARCH)
    done = unit_changes.split(town, one, into, {ids[0]: 0, ids[1]: 1, ids[2]: 1}, MARCH).value
    assert done.moved == 2, "who stays has not moved"
    assert [record for record, _ in unit_history.listed_on(town, done.made[0], AFTER)] == ids[1:]
    assert len(unit_history.listed_on(town, one, BEFORE)) == 3


def test_a_renamed_village_keeps_its_organizations_and_its_old_name_in_the_past(
    town: Any, places: tuple[str, str, str]
) -> None:
    one = places[0]
    old = units.unit_name(town, one)
    record = unit_history.listed_on(town, one, AFTER)[0][0]
    unit_changes.rename(town, one, "百泉幸福社区", MARCH)
    names = {
        day: {u.id: u.name for u in unit_history.communities_on(town, day)}
        for day in (BEFORE, AFTER)
    }
    assert (names[BEFORE][one], names[AFTER][one]) == (old, "百泉幸福社区")
    assert register.show(town, record).values["community"] == "百泉幸福社区"


def test_last_years_disclosure_list_keeps_the_villages_of_last_year(
    town: Any, places: tuple[str, str, str]
) -> None:
    one, two, _ = places
    last_year = disclose.listed(town, 2025)
    unit_changes.merge(town, [one, two], NewCommunity("百泉新社区", "城市"), MARCH)
    assert disclose.listed(town, 2025) == last_year
    assert {sheet.organizations for sheet in disclose.listed(town, 2026)} == {0, 1, 5}


def test_one_undo_takes_a_change_back(town: Any, places: tuple[str, str, str]) -> None:
    one, two, _ = places
    before = (units.communities(town), first_page.averages_on(town, AFTER))
    unit_changes.merge(town, [one, two], NewCommunity("百泉新社区", "城市"), MARCH)
    history.undo_last(town)
    assert (units.communities(town), first_page.averages_on(town, AFTER)) == before
    assert unit_changes.changes(town) == []


def test_an_old_ledger_that_names_the_old_village_finds_its_successor(
    town: Any, places: tuple[str, str, str], tmp_path: Path
) -> None:
    one, two, _ = places
    old = units.unit_name(town, one)
    done = unit_changes.merge(town, [one, two], NewCommunity("百泉新社区", "城市"), MARCH).value
    ledger = tmp_path / "台账.csv"
    ledger.write_text(f"组织名称,所在社区,负责人\n旧村合唱团,{old},王某\n", "utf-8-sig")
    taken = import_ledger.take(town, [ledger]).value
    (problem,) = [one for one in taken.problems if one.code == "community_former"]
    assert f"“{old}”是变动前的名称" in problem.message and "百泉新社区" in problem.message
    assert "旧村合唱团" in dict(
        (n, r) for r, n in unit_history.listed_on(town, done.made[0], AFTER)
    )


def test_old_names_and_codes_are_followed_through_several_changes(
    town: Any, places: tuple[str, str, str], tmp_path: Path
) -> None:
    one, two, three = places
    first = {u.id: u for u in units.communities(town)}[one]
    unit_changes.rename(town, one, "百泉一社区", Paper("2026-02-01"))
    unit_changes.recode(town, one, "410782103998", Paper("2026-02-02"))
    unit_changes.merge(town, [one], two, MARCH)
    unit_changes.merge(town, [two], three, Paper("2026-04-10"))
    ledger = tmp_path / "台账.csv"
    rows = [
        f"甲合唱团,{first.name},王某,",
        "乙合唱团,百泉一社区,李某,",
        f"丙合唱团,,张某,{first.code}",
    ]
    ledger.write_text("\n".join(["组织名称,所在社区,负责人,社区代码", *rows]), "utf-8-sig")
    taken = import_ledger.take(town, [ledger]).value
    there = {name for _, name in unit_history.listed_on(town, three, date(2026, 5, 1))}
    assert {"甲合唱团", "乙合唱团", "丙合唱团"} <= there
    noted = [one for one in taken.problems if one.code == "community_former"]
    assert len(noted) == 3 and all(units.unit_name(town, three) in one.message for one in noted)


def test_the_name_of_today_gets_no_note(
    town: Any, places: tuple[str, str, str], tmp_path: Path
) -> None:
    unit_changes.recode(town, places[0], "410782103998", MARCH)
    ledger = tmp_path / "台账.csv"
    name = units.unit_name(town, places[0])
    ledger.write_text(f"组织名称,所在社区,负责人\n甲合唱团,{name},王某\n", "utf-8-sig")
    taken = import_ledger.take(town, [ledger]).value
    assert not [one for one in taken.problems if one.field == "所在社区"]
    assert "甲合唱团" in {n for _, n in unit_history.listed_on(town, places[0], AFTER)}


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        (Paper("2027-01-01"), "还没有到"),
        (Paper("2026-03"), "写到日"),
        (Paper(""), "写到日"),
    ],
)
def test_a_bad_day_is_refused(
    town: Any, places: tuple[str, str, str], paper: Paper, sentence: str
) -> None:
    with pytest.raises(Problems, match=sentence):
        unit_changes.rename(town, places[0], "百泉幸福社区", paper)


def test_what_cannot_be_is_refused_and_nothing_changes(
    town: Any, places: tuple[str, str, str]
) -> None:
    one, two, three = places
    before = units.communities(town)
    with pytest.raises(Problems, match="两个以上"):
        unit_changes.merge(town, [one], one, MARCH)
    with pytest.raises(Problems, match="已有"):
        unit_changes.rename(town, one, units.unit_name(town, two), MARCH)
    with pytest.raises(Problems, match="12 位"):
        unit_changes.recode(town, three, "4107", MARCH)
    taken = next(u.code for u in before if u.id == two)
    with pytest.raises(Problems, match="已是"):
        unit_changes.recode(town, three, taken, MARCH)
    assert units.communities(town) == before
    unit_changes.merge(town, [one], two, MARCH)
    with pytest.raises(Problems, match="已有一次合并"):
        unit_changes.rename(town, two, "百泉幸福社区", Paper("2026-01-05"))
    with pytest.raises(Problems, match="不在使用"):
        unit_changes.rename(town, one, "百泉幸福社区", Paper("2026-05-05"))


STEPS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 20)), max_size=5)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whatever_is_merged_and_split_the_number_of_organizations_stays(
    town: Any, steps: list[tuple[int, int, int]]
) -> None:
    place = units.communities(town)[0].id
    for at in range(3):
        register.save_organization(town, None, {"name": f"队{at}", "community": place})
    number = len(unit_history.placed_on(town, BEFORE))
    before = unit_history.placed_on(town, BEFORE)
    for at, (verb, first, second) in enumerate(steps):
        there = units.communities(town)
        one, two = there[first % len(there)].id, there[second % len(there)].id
        paper = Paper((date(2026, 1, 5) + timedelta(len(unit_changes.changes(town)))).isoformat())
        if verb == 0 and one != two:
            unit_changes.merge(town, [one], two, paper)
        elif verb == 1:
            homes = {record: second % 2 for record, _ in unit_history.listed_on(town, one, AFTER)}
            new = NewCommunity(f"新社区{number}{at}{first}{second}", "城市")
            try:
                unit_changes.split(town, one, [one, new], homes, paper)
            except Problems as found:
                assert "已有" in found.problems[0].message
    assert len(unit_history.placed_on(town, AFTER)) == number
    living = {u.id for u in units.communities(town)}
    assert set(unit_history.placed_on(town, AFTER).values()) <= living
    assert unit_history.placed_on(town, BEFORE) == before
