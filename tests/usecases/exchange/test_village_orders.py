"""Changes of villages, of tiers and of who enters: orders that move records go with the change itself."""

import subprocess

import pytest

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.records import Member, Organization
from cso_desk.usecases import (
    duplicates,
    filed_twice,
    handing_down,
    late_edits,
    merging,
    order_lists,
    order_paper,
    orders,
    receipts,
    register,
    send_package,
    take_packages,
    tiers,
    unit_changes,
    units,
    village_desks,
)
from cso_desk.usecases.unit_changes import NewCommunity, Paper

from .conftest import enrol_below, start

HERE, THERE = "410782103001", "410782103006"
PAPER = Paper("2026-11-20", "辉政文〔2026〕8号")
FILING = {"number": "BQ-2024-001", "date": "2024-03-01", "authority": "百泉镇人民政府"}


@pytest.fixture
def village(town, tmp_path):
    """百泉社区 with a desk of its own, enrolled at 百泉镇."""
    desk = start(tmp_path / "village", HERE)
    enrol_below(town, desk)
    yield desk
    desk.close()


@pytest.fixture
def second(town, tmp_path):
    """Another village of 百泉镇 with a desk of its own."""
    desk = start(tmp_path / "second", THERE)
    enrol_below(town, desk)
    yield desk
    desk.close()


@pytest.fixture
def report(tmp_path):
    """Send a report one level up and bring the receipt back; returns what was taken."""

    def travel(below, above, name):
        sent = send_package.make(below, None, tmp_path / name).value
        (taken,) = take_packages.take(above, [sent.file], tmp_path / f"{name}-r").value
        receipts.take_receipt(below, taken.receipt)
        return taken

    return travel


@pytest.fixture
def hand(tmp_path):
    """Write the 移交包, let the desks take their own, and bring the receipts back."""

    def travel(above, *below, name="hand"):
        made = {one.to: one for one in handing_down.hand_down(above, tmp_path / name).value}
        for desk in below:
            one = made[desk.unit]
            (taken,) = take_packages.take(desk, [one.file], tmp_path / f"{name}-r").value
            assert (taken.verdict, taken.refused) == ("ok", 0)
            receipts.take_receipt(above, taken.receipt)
        return made

    return travel


def _state(desk, record, kind=Organization):
    with desk.read() as session:
        found = store.get(session, kind, record)
        return found.owner, found.oe, getattr(found, "community", None)


def _unit(desk, code):
    return units.unit_by_code(desk, code).id


def test_a_village_that_ends_brings_its_records_to_the_township_with_the_change(
    town, village, add, report, hand
):
    organization = add(village)
    member = register.save_member(village, organization, None, {"name": "王测试"}).value
    report(village, town, "a")
    home = _unit(town, THERE)
    changed = unit_changes.merge(town, [village.unit, home], home, PAPER).value
    assert (changed.moved, changed.followed, changed.orders, changed.others) == (1, 1, 1, 0)
    assert changed.waits == ()
    assert _state(town, organization) == (town.unit, 2, home)
    assert handing_down.waiting(town) == [("百泉居民委员会", 1)]
    (order,) = orders.listed(town)
    assert (order.reason, order.document) == ("社区（村）合并", PAPER.document)
    hand(town, village)
    assert _state(village, organization) == (town.unit, 2, home)
    assert _state(village, member, Member)[:2] == (town.unit, 2)
    assert handing_down.waiting(town) == []
    register.save_organization(town, organization, {"name": "并入后的舞蹈队"})


def test_where_the_new_village_has_a_desk_the_records_go_on_to_it(
    town, village, second, add, report, hand
):
    organization = add(village)
    own = add(town, "百泉书画社")
    report(village, town, "a")
    changed = unit_changes.merge(town, [village.unit, second.unit], second.unit, PAPER).value
    assert (changed.moved, changed.followed, changed.orders) == (2, 1, 2)
    assert _state(town, own)[0] == town.unit
    assert _state(town, organization) == (second.unit, 3, second.unit)
    hand(town, village, second)
    for desk in (village, second):
        assert _state(desk, organization) == (second.unit, 3, second.unit)
    register.save_organization(second, organization, {"name": "并入后的舞蹈队"})
    taken = report(second, town, "b")
    assert (taken.refused, taken.differing) == (0, ())
    assert register.show(town, organization).values["name"] == "并入后的舞蹈队"


def test_a_split_takes_what_goes_to_the_new_village_and_leaves_the_rest(
    town, village, add, report, hand
):
    goes, stays = add(village, "东片舞蹈队"), add(village, "西片棋社")
    report(village, town, "a")
    new = NewCommunity("东新社区", "城市")
    homes = {goes: 1, stays: 0}
    changed = unit_changes.split(town, village.unit, [village.unit, new], homes, PAPER).value
    assert (changed.followed, changed.orders) == (1, 1)
    assert _state(town, goes) == (town.unit, 2, changed.made[0])
    assert _state(town, stays)[:2] == (village.unit, 1)
    hand(town, village)
    assert _state(village, goes)[:2] == (town.unit, 2)
    register.save_organization(village, stays, {"name": "西片象棋社"})


def test_a_superior_above_the_township_leaves_the_order_to_it(town, county, village, add, report):
    organization = add(village)
    report(village, town, "a")
    report(town, county, "b")
    home = _unit(county, THERE)
    changed = unit_changes.merge(county, [village.unit, home], home, PAPER).value
    (words,) = changed.waits
    assert words == "百泉居民委员会维护的 1 个组织没有随转，请由百泉镇在它的工作台上办理。"
    assert (changed.orders, changed.followed, changed.others) == (0, 0, 1)
    assert _state(county, organization)[0] == village.unit


def test_a_change_that_fails_gives_no_order(town, village, add, report, monkeypatch):
    organization = add(village)
    report(village, town, "a")
    home = _unit(town, THERE)
    changes = len(unit_changes.changes(town))

    def broken(*_):
        raise OSError("断电")

    with monkeypatch.context() as patch:
        patch.setattr("cso_desk.usecases.order_taking.keep", broken)
        with pytest.raises(OSError):
            unit_changes.merge(town, [village.unit, home], home, PAPER)
    assert _state(town, organization) == (village.unit, 1, village.unit)
    assert len(unit_changes.changes(town)) == changes
    assert orders.listed(town) == []
    unit_changes.merge(town, [village.unit, home], home, PAPER)
    with pytest.raises(Problems):
        unit_changes.merge(town, [village.unit, home], home, PAPER)
    assert len(orders.listed(town)) == 1


def _large(village):
    values = {
        "name": "百泉夕阳红舞蹈队",
        "community": village.unit,
        "members": "60",
        "leader": "王测试",
    }
    return register.save_organization(village, None, values, FILING).value


def test_a_tier_moves_the_records_up_and_back_down(town, village, report, hand):
    organization = _large(village)
    report(village, town, "a")
    (proposal,) = [one for one in tiers.proposals(town) if one.organization == organization]
    assert proposal.proposed == tiers.TOWNSHIP_TIER
    done = tiers.decide(town, [organization], tiers.TOWNSHIP_TIER, {"reason": "规模较大"}).value
    assert (done.done, done.failed, done.handed) == ((organization,), (), (organization,))
    assert _state(town, organization)[:2] == (town.unit, 2)
    assert register.show(town, organization).values["tier"] == tiers.TOWNSHIP_TIER
    hand(town, village)
    with pytest.raises(Trouble) as refused:
        register.save_organization(village, organization, {"name": "舞蹈队"})
    assert refused.value.code == "not_owner"
    again = tiers.decide(town, [organization], tiers.COMMUNITY_TIER).value
    assert again.handed == (organization,)
    assert _state(town, organization)[:2] == (village.unit, 3)
    hand(town, village, name="back")
    assert _state(village, organization)[:2] == (village.unit, 3)
    assert register.show(village, organization).values["tier"] == tiers.COMMUNITY_TIER
    register.save_organization(village, organization, {"name": "舞蹈队"})
    assert report(village, town, "b").refused == 0


def test_one_decision_about_several_organizations_is_one_order(town, village, report):
    found = [
        register.save_organization(
            village,
            None,
            {"name": name, "community": village.unit, "members": "60"},
            {**FILING, "number": name},
        ).value
        for name in ("百泉舞蹈队", "百泉合唱团")
    ]
    unfiled = register.save_organization(village, None, {"name": "百泉棋社"}).value
    report(village, town, "a")
    done = tiers.decide(town, [*found, unfiled], tiers.TOWNSHIP_TIER).value
    assert (set(done.handed), [one.id for one in done.failed]) == (set(found), [unfiled])
    assert [one.organizations for one in orders.listed(town)] == [2]
    back = tiers.decide(town, found, tiers.COMMUNITY_TIER).value
    assert set(back.handed) == set(found)
    assert [one.organizations for one in orders.listed(town)] == [2, 2]
    again = tiers.decide(town, found, tiers.COMMUNITY_TIER).value
    assert set(again.done) == set(found)
    assert {_state(town, one)[0] for one in found} == {village.unit}


def test_a_late_edit_of_the_village_is_shown_at_the_township_and_taken_over(
    town, village, report, hand
):
    organization = _large(village)
    report(village, town, "a")
    register.save_organization(village, organization, {"leader": "李测试", "members": "66"})
    tiers.decide(town, [organization], tiers.TOWNSHIP_TIER)
    taken = report(village, town, "late")
    assert taken.verdict == "part"
    (late,) = late_edits.listed(town)
    assert late.mine and late_edits.count(town) == 1
    assert (late.theirs["负责人姓名"], late.standing["负责人姓名"]) == ("李测试", "王测试")
    assert late_edits.take_over(town, [late.n]).value == 1
    assert register.show(town, organization).values["leader"] == "李测试"
    assert register.show(town, organization).values["tier"] == tiers.TOWNSHIP_TIER
    assert (late_edits.listed(town), late_edits.count(town)) == ([], 0)
    with pytest.raises(Problems):
        late_edits.take_over(town, [late.n])
    hand(town, village)
    assert register.show(village, organization).values["leader"] == "李测试"
    (own,) = late_edits.listed(village)
    assert (own.mine, own.owner) == (False, "百泉镇")
    with pytest.raises(Trouble):
        late_edits.take_over(village, [own.n])
    assert late_edits.leave(village, [own.n]).value == 1
    assert late_edits.listed(village) == []


def test_the_late_edit_that_was_left_changes_nothing(town, village, report):
    organization = _large(village)
    report(village, town, "a")
    register.save_organization(village, organization, {"leader": "李测试"})
    tiers.decide(town, [organization], tiers.TOWNSHIP_TIER)
    report(village, town, "late")
    (late,) = late_edits.listed(town)
    late_edits.leave(town, [late.n])
    assert register.show(town, organization).values["leader"] == "王测试"
    assert late_edits.listed(town) == []


def test_a_village_gets_a_desk_and_gives_it_up(town, village, add, report, hand):
    one, other = add(town), add(town, "百泉书画社")
    (found,) = village_desks.listed(town)
    assert (found.name, found.kept_here, found.kept_there) == ("百泉居民委员会", 2, 0)
    given = village_desks.hand_over(town, village.unit, "百政〔2026〕3号").value
    assert given.organizations == 2
    assert _state(town, one)[:2] == (village.unit, 2)
    with pytest.raises(Problems):
        village_desks.hand_over(town, village.unit)
    hand(town, village)
    register.save_organization(village, other, {"name": "书画研习社"})
    report(village, town, "a")
    (found,) = village_desks.listed(town)
    assert (found.kept_here, found.kept_there) == (0, 2)
    assert village_desks.take_back(town, village.unit).value.organizations == 2
    hand(town, village, name="back")
    for desk in (town, village):
        assert _state(desk, other)[:2] == (town.unit, 3)
    assert register.show(town, other).values["name"] == "书画研习社"
    with pytest.raises(Problems):
        village_desks.take_back(town, village.unit)
    with pytest.raises(Problems):
        village_desks.hand_over(town, _unit(town, THERE))


def test_one_organization_filed_twice_goes_to_one_owner_that_merges_it(
    town, county, enrolled, add, report, hand
):
    other = enrolled("other")
    twin = {"name": "百泉夕阳红舞蹈队", "leader": "王测试", "phone": "13900001234"}
    place = units.communities(other)[0].id
    stays = add(town)
    moves = register.save_organization(other, None, {**twin, "community": place}).value
    report(town, county, "a")
    report(other, county, "b")
    (pair,) = duplicates.pairs(county)
    assert (pair.mine, pair.judged, set(pair.owners)) == (False, "", {"百泉镇", "峪河镇"})
    with pytest.raises(Problems):
        filed_twice.bring_together(county, stays, stays)
    given = filed_twice.bring_together(county, stays, moves, "辉民〔2026〕2号").value
    assert given.organizations == 1
    with pytest.raises(Problems):
        filed_twice.bring_together(county, stays, moves)
    (pair,) = duplicates.pairs(county)
    assert (pair.judged, pair.mine) == ("已移交，等百泉镇合并", False)
    hand(county, town, other)
    (below,) = duplicates.pairs(town)
    assert below.mine
    (order,) = order_lists.listed(town)
    assert (order.side, order.state) == ("收到（辉县市开出）", "已收到")
    assert "百泉夕阳红舞蹈队" in order.reason
    merging.merge(town, stays, moves, {})
    report(town, county, "c")
    assert duplicates.pairs(county) == []
    assert {one.state for one in order_lists.listed(county)} == {"已确认"}


def test_the_paper_lists_each_order_with_its_organizations(town, village, add):
    one, other = add(town), add(town, "百泉书画社")
    orders.give(town, [one, other], village.unit, "设立工作台", "百政〔2026〕3号")
    (order,) = order_lists.listed(town)
    assert (order.state, order.waits, order.organizations) == ("待送", ("百泉居民委员会",), 2)
    paper = order_paper.listing(town, [order.id])
    run = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True, check=True
    )
    words = run.stdout.decode()
    for part in ("组织移交清单", order.number, "百泉书画社", "设立工作台", "监交人"):
        assert part in words
    with pytest.raises(Trouble):
        order_paper.listing(town, [])
