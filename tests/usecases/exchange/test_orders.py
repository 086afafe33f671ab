"""Transfer orders: a superior moves organizations between desks; late edits are shown, never lost."""

import dataclasses

import pytest

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.packages.canonical import read_object
from cso_desk.packages.orders import SignedOrder, check_order
from cso_desk.packages.refusals import Refusal
from cso_desk.records import Member, Organization, TransferOrder, unit_id
from cso_desk.usecases import (
    handing_down,
    late_edits,
    order_taking,
    orders,
    receipts,
    register,
    send_package,
    take_packages,
    trust,
)

TOWN, OTHER, COUNTY = (code.ljust(12, "0") for code in ("410782103", "410782102", "410782"))


@pytest.fixture
def other(enrolled):
    """The township that organizations go to."""
    return enrolled("other")


@pytest.fixture
def report(tmp_path):
    """Send a full report and take it in above; returns what was taken."""

    def travel(below, above, name):
        sent = send_package.make(below, "410782", tmp_path / name).value
        (taken,) = take_packages.take(above, [sent.file], tmp_path / f"{name}-r").value
        receipts.take_receipt(below, taken.receipt)
        return taken

    return travel


@pytest.fixture
def hand(tmp_path):
    """Write the 移交包 of the county and let each desk below take its own."""

    def travel(county, *below, name="hand"):
        made = handing_down.hand_down(county, tmp_path / name).value
        found = {}
        for desk in below:
            (one,) = [one for one in made if one.to == desk.unit]
            (found[desk.unit],) = take_packages.take(desk, [one.file], tmp_path / f"{name}-r").value
            receipts.take_receipt(county, found[desk.unit].receipt)
        return found

    return travel


def _owner(desk, record_id, kind=Organization):
    with desk.read() as session:
        found = store.get(session, kind, record_id)
        return (found.owner, found.oe, found.rev)


def test_an_order_moves_the_organization_with_its_members_to_the_other_desk(
    town, other, county, add, report, hand
):
    organization = add(town)
    member = register.save_member(
        town, organization, None, {"name": "王测试", "phone": "13900001234"}
    ).value
    report(town, county, "a")
    given = orders.give(county, [organization], other.unit, "管理层级调整", "辉政〔2026〕7号").value
    assert (len(given.orders), given.organizations) == (1, 1)
    assert given.rows >= 2
    assert _owner(county, organization)[:2] == (other.unit, 2)
    taken = hand(county, town, other)
    assert {one.verdict for one in taken.values()} == {"ok"}
    for desk in (town, other, county):
        assert _owner(desk, organization)[:2] == (other.unit, 2)
        assert _owner(desk, member, Member)[:2] == (other.unit, 2)
    assert register.show(other, organization).mine
    register.save_organization(other, organization, {"name": "新名舞蹈队"})
    with pytest.raises(Trouble) as refused:
        register.save_organization(town, organization, {"name": "旧名舞蹈队"})
    assert refused.value.code == "not_owner"
    again = report(other, county, "b")
    assert (again.refused, again.differing) == (0, ())
    assert register.show(county, organization).values["name"] == "新名舞蹈队"
    assert handing_down.waiting(county) == []


def test_what_stays_below_is_not_lost_at_the_old_owner(town, other, county, add, report, hand):
    organization = add(town)
    report(town, county, "a")
    orders.give(county, [organization], other.unit, "合并")
    hand(county, town, other)
    assert register.show(town, organization).values["leader_id"]
    assert not register.show(other, organization).values["leader_id"]


def test_a_late_edit_that_arrives_above_is_shown_and_does_not_win(
    town, other, county, tmp_path, add, report
):
    organization = add(town)
    report(town, county, "a")
    orders.give(county, [organization], other.unit, "合并")
    register.save_organization(town, organization, {"name": "迟改的名字"})
    taken = report(town, county, "late")
    assert (taken.verdict, taken.refused) == ("part", 1)
    assert register.show(county, organization).values["name"] == "百泉夕阳红舞蹈队"
    (kept,) = [one for one in _rejected(town, taken.receipt) if one.code == "late"]
    assert (kept.winner["name"], kept.winner["owner"]) == ("百泉夕阳红舞蹈队", other.unit)
    assert "phone" not in kept.winner
    (late,) = late_edits.listed(county)
    assert (late.theirs["组织名称"], late.standing["组织名称"]) == (
        "迟改的名字",
        "百泉夕阳红舞蹈队",
    )


def _rejected(below, file):
    """Return the refused rows of a receipt that was taken already, as another copy of the desk would read them."""
    from cso_desk.packages.open import open_package
    from cso_desk.packages.receipt import read_receipt

    receiver = dataclasses.replace(trust.receiver_of(below), seen=lambda *_: None)
    with open_package(file, receiver) as package:
        return read_receipt(package).rejected


def test_a_late_edit_at_the_old_owner_is_kept_when_the_order_comes(
    town, other, county, add, report, hand
):
    organization = add(town)
    report(town, county, "a")
    orders.give(county, [organization], other.unit, "合并")
    register.save_organization(town, organization, {"name": "迟改的名字"})
    hand(county, town, other)
    assert register.show(town, organization).values["name"] == "百泉夕阳红舞蹈队"
    (late,) = late_edits.listed(town)
    assert late.theirs["组织名称"] == "迟改的名字"


def test_unchanged_rows_of_the_old_owner_are_simply_older(town, other, county, add, report):
    organization = add(town)
    report(town, county, "a")
    orders.give(county, [organization], other.unit, "合并")
    taken = report(town, county, "again")
    assert (taken.verdict, taken.refused) == ("ok", 0)
    assert late_edits.listed(county) == []
    assert _owner(county, organization)[0] == other.unit


def test_an_order_goes_back_and_forth(town, other, county, add, report, hand):
    organization = add(town)
    report(town, county, "a")
    orders.give(county, [organization], other.unit, "合并")
    hand(county, town, other, name="one")
    register.save_organization(other, organization, {"name": "在外改过"})
    report(other, county, "b")
    orders.give(county, [organization], town.unit, "改回")
    hand(county, town, other, name="two")
    assert _owner(town, organization)[:2] == (town.unit, 3)
    shown = register.show(town, organization)
    assert (shown.values["name"], shown.mine) == ("在外改过", True)
    assert shown.values["leader_id"]


def test_an_issuer_that_forgot_its_order_learns_it_from_the_new_owner(
    town, other, county, tmp_path, add, report, hand, reopened
):
    import shutil

    organization = add(town)
    report(town, county, "a")
    county.close()
    shutil.copytree(county.folder, tmp_path / "old")
    county = reopened(county.folder)
    orders.give(county, [organization], other.unit, "合并")
    hand(county, town, other)
    county.close()
    old = reopened(tmp_path / "old")
    assert _owner(old, organization)[0] == town.unit
    register.save_organization(other, organization, {"name": "接手后改"})
    sent = send_package.make(other, "410782", tmp_path / "s").value
    (taken,) = take_packages.take(old, [sent.file]).value
    assert (taken.verdict, taken.refused) == ("ok", 0)
    assert _owner(old, organization)[:2] == (other.unit, 2)
    assert register.show(old, organization).values["name"] == "接手后改"
    assert len(orders.listed(old)) == 1
    old.close()


def test_two_orders_of_one_epoch_are_decided_alike_everywhere(town, other, county, add, report):
    organization = add(town)
    report(town, county, "a")
    with county.read() as session:
        rows = orders.closure(session, [organization], town.unit)
    first, second = (_signed(county, rows, to, n) for n, to in enumerate((other.unit, county.unit)))
    for turn in ((first, second), (second, first)):
        with pytest.raises(_Back), county.operation("试") as op:
            for one in turn:
                order_taking.keep(op, [one])
            assert store.get(op.session, Organization, organization).owner == county.unit
            raise _Back
    with county.operation("移交") as op:
        order_taking.keep(op, [first, second])
    assert [one.alert for one in orders.listed(county)] == [True, True]


class _Back(Exception):
    """Takes the operation back."""


def _signed(desk, rows, to, number):
    from cso_desk.packages.orders import Order, sign_order

    order = Order(
        v=1,
        id=f"0190a2b4-0000-7000-8000-00000000000{number}",
        organizations=(),
        rows=rows,
        from_unit=unit_id("410782103"),
        from_name="百泉镇",
        to_unit=to,
        to_name="另一个单位",
        oe=2,
        issuer=desk.unit,
        issuer_name="辉县市",
        issued="2026-11-22T09:30:00+08:00",
        reason="合并",
        document="",
    )
    signed = sign_order(order, trust.keys_of(desk), trust.own_chain(desk))
    return order_taking.Shown(signed, order)


def test_an_order_that_was_changed_or_signed_by_another_is_not_carried_out(
    town, other, county, add, report
):
    organization = add(town)
    report(town, county, "a")
    orders.give(county, [organization], other.unit, "合并")
    with county.read() as session:
        (kept,) = store.listed(session, TransferOrder)
    signed = order_taking.signed_of(kept)
    inside, anchors = trust.inside_of(county), trust.anchors_of(town)
    assert check_order(signed, anchors, inside, vouched=False).to_unit == other.unit
    changed = SignedOrder(signed.text.replace("合并", "拆分"), signed.signature, signed.chain)
    with pytest.raises(Refusal) as refused:
        check_order(changed, anchors, inside, vouched=True)
    assert refused.value.code == "BAD_SIGNATURE"
    rows = read_object(signed.text.encode())["rows"]
    theirs = _signed(town, rows, other.unit, 5).signed
    with pytest.raises(Refusal) as refused:
        check_order(theirs, anchors, inside, vouched=True)
    assert refused.value.code == "OUT_OF_SCOPE"


def test_who_may_give_an_order(town, other, county, add, report):
    organization = add(town)
    report(town, county, "a")
    with pytest.raises(Trouble) as refused:
        orders.give(town, [organization], county.unit, "合并")
    assert refused.value.code == "OUT_OF_SCOPE"
    with pytest.raises(Trouble) as refused:
        orders.give(county, [organization], unit_id("410782101"), "合并")
    assert refused.value.code == "NOT_ENROLLED"
    for chosen, to, reason in (([], other.unit, "合并"), ([organization], other.unit, " ")):
        with pytest.raises(Problems):
            orders.give(county, chosen, to, reason)
    with pytest.raises(Problems):
        orders.give(county, [organization], town.unit, "合并")
    assert _owner(county, organization)[:2] == (town.unit, 1)
