"""Practice data on a real desk: realistic, the same for the same seed, and marked as practice."""

from collections import Counter

import pytest

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.records import Decision, Member, Organization, fields_of
from cso_desk.usecases import backup, find, first_page, history, lists, practice, register
from cso_desk.usecases.opening import Desk


def contents(desk: Desk) -> list[tuple[object, ...]]:
    keys = [key for key in fields_of(Organization)]
    with desk.read() as session:
        return store.values_of(session, Organization, keys)


def test_what_is_filled_in(town: Desk) -> None:
    counts = practice.fill_with_practice(town, 300, seed=7).value
    assert (counts.organizations, counts.communities) == (300, 33)
    assert lists.counts(town)["total"] == 300
    with town.read() as session:
        states = store.count_by(session, Organization, "state")
        sizes = store.count_by(session, Organization, "community")
        assert sum(store.count_by(session, Decision, "kind").values()) == counts.decisions
        assert sum(store.count_by(session, Member, "position").values()) == counts.members
        decided = {one.organization: one for one in store.listed(session, Decision)}
        for one in store.listed(session, Organization):
            decision = decided.get(one.id)
            assert one.filing_number == (decision.number if decision else None)
            assert one.filing_date == (decision.date if decision else None)
    assert set(states) == {"已备案", "补录待完善", "未备案", "已登记"}
    assert states["已备案"] > 150
    assert max(sizes.values()) > 4 * min(sizes.values())
    assert first_page.today(town).practice


def test_every_value_is_good(town: Desk) -> None:
    practice.fill_with_practice(town, 200, seed=3)
    with town.read() as session:
        for one in store.listed(session, Organization):
            for key, field in fields_of(Organization).items():
                value = getattr(one, key)
                assert value is None or field.kind.check(value) is None, (key, value)


def test_the_same_seed_gives_the_same_desk(town: Desk) -> None:
    practice.fill_with_practice(town, 60, seed=5)
    first = contents(town)
    history.undo_last(town)
    assert lists.counts(town)["total"] == 0
    practice.fill_with_practice(town, 60, seed=5)
    assert contents(town) == first
    history.undo_last(town)
    practice.fill_with_practice(town, 60, seed=6)
    assert contents(town) != first


def test_names_are_unique_in_their_community_and_some_leaders_lead_several(town: Desk) -> None:
    practice.fill_with_practice(town, 400, seed=1)
    with town.read() as session:
        named = store.values_of(session, Organization, ("community", "name"))
        led = Counter(
            row[0] for row in store.values_of(session, Organization, ("leader_id",)) if row[0]
        )
    assert len(set(named)) == 400
    assert max(led.values()) >= 2


def test_everything_works_on_it(town: Desk) -> None:
    practice.fill_with_practice(town, 50, seed=2)
    hit = find.find(town, "百泉", 5)
    assert hit
    shown = register.show(town, hit[0].id)
    assert shown.mine
    assert backup.make(town, "练习").value.proven


def test_only_an_empty_desk_is_filled(town: Desk, village: str) -> None:
    register.save_organization(town, None, {"name": "真的队", "community": village})
    with pytest.raises(Trouble) as caught:
        practice.fill_with_practice(town, 10)
    assert caught.value.code == "NOT_EMPTY"
    assert not first_page.today(town).practice


@pytest.mark.parametrize("number", [0, -1, 300_001])
def test_the_number_has_bounds(town: Desk, number: int) -> None:
    with pytest.raises(Problems, match="应在 1 到 300000 之间"):
        practice.fill_with_practice(town, number)


def test_one_organization_is_enough(town: Desk) -> None:
    assert practice.fill_with_practice(town, 1).value.organizations == 1
