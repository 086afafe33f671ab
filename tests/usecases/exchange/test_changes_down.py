"""Merged and split communities come down: the township's organizations follow, and its own same change is recognised."""

from datetime import date

import pytest

from cso_desk import store
from cso_desk.records import Organization, Unit, unit_id
from cso_desk.usecases import (
    configuring,
    first_page,
    receipts,
    register,
    send_package,
    take_packages,
    unit_changes,
    unit_history,
    units,
)
from cso_desk.usecases.unit_changes import NewCommunity, Paper

ONE, TWO = unit_id("410782103001"), unit_id("410782103006")
PAPER = Paper("2026-11-01", "辉政〔2026〕5号")
NEW = NewCommunity("百泉新社区", "城市")


@pytest.fixture
def down(county, town, tmp_path):
    """Give from the county to the township."""
    count = iter(range(9))

    def travel():
        out = tmp_path / f"down{next(count)}"
        made = {one.to: one for one in configuring.give(county, out).value}
        (taken,) = take_packages.take(town, [made[town.unit].file], out / "r").value
        receipts.take_receipt(county, taken.receipt)
        return taken

    return travel


def home(desk, record):
    with desk.read() as session:
        return store.get(session, Organization, record).community


def clean(county, town, tmp_path):
    sent = send_package.make(town, "410782", tmp_path / "up").value
    (taken,) = take_packages.take(county, [sent.file], tmp_path / "up-r").value
    return (taken.verdict, taken.differing)


def test_a_merger_from_above_moves_the_organizations_and_keeps_past_days(
    county, town, down, add, tmp_path
):
    record = add(town)
    made = unit_changes.merge(county, [ONE, TWO], NEW, PAPER).value.made[0]
    taken = down()
    assert any("1 个组织已随转" in words for words in taken.notes)
    assert home(town, record) == made
    with town.read() as session:
        assert store.get(session, Unit, made).owner == county.unit
        assert store.get(session, Unit, ONE).valid_to is not None
    (shown,) = unit_changes.changes(town)
    assert (shown.kind, shown.after, shown.moved) == ("合并", "百泉新社区", 1)
    before = unit_history.placed_on(town, date(2026, 10, 1))
    assert before[record] == ONE
    assert ONE not in [one.id for one in first_page.today(town).communities]
    assert clean(county, town, tmp_path) == ("ok", ())
    assert home(county, record) == made


def test_the_same_change_of_the_township_is_recognised(county, town, down, add, tmp_path):
    record = add(town)
    own = unit_changes.merge(town, [ONE, TWO], NEW, PAPER).value.made[0]
    made = unit_changes.merge(county, [ONE, TWO], NEW, PAPER).value.made[0]
    taken = down()
    assert any("没有重复" in words for words in taken.notes)
    assert home(town, record) == made
    with town.read() as session:
        assert store.get(session, Unit, own) is None
    assert [one.moved for one in unit_changes.changes(town)] == [1]
    names = [one.name for one in units.communities(town)]
    assert names.count("百泉新社区") == 1
    assert clean(county, town, tmp_path) == ("ok", ())


def test_a_split_from_above_asks_for_homes_and_a_renaming_asks_nothing(county, town, down, add):
    record = add(town)
    into = [NewCommunity("百泉东社区", "城市"), NewCommunity("百泉西社区", "城市")]
    unit_changes.split(county, ONE, into, {}, PAPER)
    taken = down()
    assert any("1 个组织要改到新的社区" in words for words in taken.notes)
    assert home(town, record) == ONE
    unit_changes.rename(county, TWO, "新名社区", PAPER)
    assert down().verdict == "ok"
    assert register.show(town, record).values["name"]
    assert "新名社区" in [one.name for one in units.communities(town)]
