"""Packages carry what changed since the last acknowledged one, and whatever is lost heals."""

from datetime import datetime
from pathlib import Path

import pytest

from cso_desk import store
from cso_desk.clock import FixedClock
from cso_desk.packages.open import peek
from cso_desk.policy import default_pack
from cso_desk.records import Edge, Organization, SentPackage
from cso_desk.usecases import edges, projection, receipts, register, send_package, take_packages


@pytest.fixture
def make(town, tmp_path):
    """Make the next package of the township."""
    numbers = iter(range(100))

    def make_one(full: bool = False):
        return send_package.make(town, None, tmp_path / f"out{next(numbers)}", full=full).value

    return make_one


@pytest.fixture
def take(county, tmp_path):
    """Let the county take a package; returns the receipt file."""
    numbers = iter(range(100))

    def take_one(file: Path) -> Path:
        answers = tmp_path / f"answers{next(numbers)}"
        (taken,) = take_packages.take(county, [file], answers).value
        assert (taken.verdict, taken.differing) == ("ok", ()), taken
        return taken.receipt

    return take_one


def settle(town, make, take) -> None:
    """Bring both desks to the same state and the receipt home."""
    receipts.take_receipt(town, take(make().file))


def names(desk) -> list[str]:
    with desk.read() as session:
        return sorted(one.name for one in store.listed(session, Organization))


def test_the_first_is_full_and_the_next_carries_only_what_changed(town, county, make, take, add):
    first, _ = add(town, "甲队"), add(town, "乙队")
    settle(town, make, take)
    register.save_organization(town, first, {"name": "丙队"})
    preview = send_package.preview(town)
    assert (preview.base, preview.organizations) == (1, 2)
    sent = make()
    cover = peek(sent.file).cover
    assert (cover.base, cover.full, cover.rows["organization"].upsert) == (1, False, 1)
    assert (sent.full, sent.rows, sent.organizations) == (False, 1, 2)
    take(sent.file)
    assert names(county) == ["丙队", "乙队"]


def test_without_a_receipt_everything_goes_again(town, county, make, take, add):
    add(town, "甲队")
    lost = make()
    add(town, "乙队")
    second = make()
    assert (second.full, second.rows) == (True, 2)
    receipts.take_receipt(town, take(second.file))
    states = {one.seq: one.state for one in send_package.outbox(town)}
    assert states == {lost.seq: "已由后一份代替", second.seq: "已接收"}
    assert make().rows == 0


def test_a_lost_package_heals_with_the_next_one(town, county, make, take, add):
    add(town, "甲队")
    settle(town, make, take)
    add(town, "乙队")
    make()
    add(town, "丙队")
    third = make()
    assert (peek(third.file).cover.base, third.rows) == (1, 2)
    receipts.take_receipt(town, take(third.file))
    assert names(county) == ["丙队", "乙队", "甲队"]


def test_a_late_receipt_of_an_older_package_takes_nothing_back(town, make, take, add):
    one = add(town, "甲队")
    older = make()
    register.save_organization(town, one, {"name": "乙队"})
    newer = make()
    late, early = take(older.file), take(newer.file)
    receipts.take_receipt(town, early)
    receipts.take_receipt(town, late)
    assert make().rows == 0
    with town.read() as session:
        assert session.get_one(Edge, peek(newer.file).cover.to_unit).acked_seq == 2


def test_an_old_receipt_given_again_tells_of_the_newest_package(town, county, make, take, add):
    add(town, "甲队")
    first = make()
    take(first.file)
    add(town, "乙队")
    second = make()
    take(second.file)
    add(town, "丙队")
    settle(town, make, take)
    assert [one.state for one in send_package.outbox(town)][1:] == ["已由后一份代替"] * 2


def test_the_number_in_another_cover_heals_a_lost_receipt(town, county, make, take, add):
    add(town, "甲队")
    settle(town, make, take)
    add(town, "乙队")
    sent = make()
    receipt = peek(take(sent.file)).cover
    with town.operation("读封面") as op:
        waiting = edges.heard(op, receipt)
        assert [one.seq for one in waiting] == [sent.seq]
        assert edges.heard(op, receipt, "another life") == []
    assert make().rows == 0
    assert [one.state for one in send_package.outbox(town)][1] == "已接收"


def test_on_request_and_in_a_new_quarter_all_goes(town, make, take, add):
    add(town, "甲队")
    settle(town, make, take)
    assert make().full is False
    assert (make(full=True).full, make(full=True).rows) == (True, 1)
    town.clock = FixedClock(datetime(2027, 1, 4, 9, 0))
    assert make().full


def test_another_profile_makes_the_next_package_full(town, make, take, add):
    add(town, "甲队")
    settle(town, make, take)
    profile = projection.projection_of(default_pack(), "township").profile
    changed = type(profile)(profile.name, profile.no + 1)
    today = town.clock.today()
    with town.read() as session:
        to = session.scalars(store_edges()).one()
        plans = [
            edges.plan(session, to, instance, one, today, False).full
            for instance, one in (
                (town.instance, profile),
                (town.instance, changed),
                ("x", profile),
            )
        ]
    assert plans == [False, True, True]


def store_edges():
    from sqlalchemy import select

    return select(Edge.parent)


def test_a_county_that_lost_rows_gets_everything_with_the_next_package(
    town, county, make, take, add
):
    one = add(town, "甲队")
    settle(town, make, take)
    with county.operation("从旧备份恢复") as op:
        op.connection.exec_driver_sql("DELETE FROM organization WHERE id = ?", (one,))
    add(town, "乙队")
    (taken,) = take_packages.take(county, [make().file], county.folder / "a").value
    assert taken.differing == ("社区社会组织",)
    said = receipts.take_receipt(town, taken.receipt).value
    assert said.differing == ("社区社会组织",)
    healing = make()
    assert healing.full
    receipts.take_receipt(town, take(healing.file))
    assert names(county) == ["乙队", "甲队"]
    assert make().full is False


def test_packages_noted_by_the_first_release_are_acknowledged_too(town, make, take, add):
    one = add(town, "甲队")
    sent = make()
    with town.operation("旧版本") as op:
        (kept,) = store.listed(op.session, SentPackage, id=sent.id)
        kept.revisions = {"organization": {one: 1}}
    receipts.take_receipt(town, take(sent.file))
    assert register.show(town, one).sync_state == "已接收"
    assert make().rows == 1
