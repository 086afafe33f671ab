"""Returns for correction: raised above, given down, answered by the owner, resubmitted, settled; lost, doubled, late."""

import subprocess

import pytest

from cso_desk import store
from cso_desk.errors import Problems, Trouble
from cso_desk.records import ReturnItem
from cso_desk.usecases import (
    history,
    receipts,
    register,
    return_answers,
    return_paper,
    returns,
    send_package,
    sending_back,
    take_packages,
)
from cso_desk.usecases.returns import Remark


@pytest.fixture
def report(tmp_path):
    """Report to the county and take it in there; the receipt comes back unless `lost`."""
    numbers = iter(range(100))

    def travel(below, above, *, lost=False, code="410782"):
        n = next(numbers)
        sent = send_package.make(below, code, tmp_path / f"up{n}").value
        (taken,) = take_packages.take(above, [sent.file], tmp_path / f"up{n}-r").value
        if not lost:
            receipts.take_receipt(below, taken.receipt)
        return taken

    return travel


@pytest.fixture
def give(tmp_path):
    """Write the 退回修改包 of a desk; the unit below takes its own unless it is `lost`."""
    numbers = iter(range(100))

    def travel(above, below=None, *, receipt=True):
        n = next(numbers)
        made = sending_back.give(above, tmp_path / f"down{n}").value
        if below is None:
            return made
        (one,) = [one for one in made if one.to == below.unit]
        (taken,) = take_packages.take(below, [one.file], tmp_path / f"down{n}-r").value
        if receipt:
            receipts.take_receipt(above, taken.receipt)
        return taken

    return travel


@pytest.fixture
def reported(town, county, add, report):
    """An organization of 百泉镇 that the county has, and that is 已接收."""
    organization = add(town, members="12")
    report(town, county)
    assert register.show(town, organization).sync_state == "已接收"
    return organization


def _back(county, organization, key="members", reason="与花名册不符", proposed="18"):
    return returns.send_back(county, [Remark(organization, reason, key, proposed)]).value[0]


def _only(desk, **chosen):
    (one,) = returns.listed(desk, **chosen)
    return one


def test_a_proposal_is_taken_reported_and_closed(town, county, reported, report, give):
    item = _back(county, reported)
    here = _only(county)
    assert (here.state, here.seen, here.proposed, here.given) == ("待处理", "12", "18", "未送出")
    assert here.package_seq == 1
    taken = give(county, town)
    assert (taken.verdict, taken.added) == ("ok", 1)
    assert _only(county).given == "已收到"
    assert register.show(town, reported).sync_state == "退回修改"
    assert returns.count_waiting(town) == 1
    got = _only(town)
    assert (got.reason, got.seen, got.now, got.can_accept) == ("与花名册不符", "12", "12", True)
    return_answers.accept(town, item)
    shown = register.show(town, reported)
    assert (shown.values["members"], shown.sync_state) == ("18", "未报")
    again = report(town, county)
    assert (again.refused, again.differing) == (0, ())
    assert register.show(town, reported).sync_state == "已接收"
    above = _only(county)
    assert (above.state, above.answer, above.now) == ("已改", "已改", "18")
    returns.settle(county, [item])
    assert _only(county).state == "已了结"
    give(county, town)
    assert _only(town).state == "已了结"
    assert sending_back.waiting(county) == []


def test_an_answer_in_words_travels_and_the_four_states_follow_it(
    town, county, reported, report, give, tmp_path
):
    item = _back(county, reported, proposed="")
    give(county, town)
    return_answers.explain(town, item, "有 6 人是志愿者，不计入。")
    assert register.show(town, reported).sync_state == "未报"
    sent = send_package.make(town, "410782", tmp_path / "s").value
    assert register.show(town, reported).sync_state == "已导出待送"
    (taken,) = take_packages.take(county, [sent.file], tmp_path / "r").value
    assert _only(county).state == "已答复"
    assert _only(county).answer_words == "有 6 人是志愿者，不计入。"
    receipts.take_receipt(town, taken.receipt)
    assert register.show(town, reported).sync_state == "已接收"


def test_the_remark_comes_before_the_receipt_of_the_report_that_it_answers(
    town, county, add, tmp_path, give
):
    organization = add(town, members="12")
    sent = send_package.make(town, "410782", tmp_path / "s").value
    (taken,) = take_packages.take(county, [sent.file], tmp_path / "r").value
    _back(county, organization)
    give(county, town)
    receipts.take_receipt(town, taken.receipt)
    assert register.show(town, organization).sync_state == "退回修改"


def test_the_same_package_twice_changes_nothing(town, county, reported, tmp_path):
    item = _back(county, reported)
    (made,) = sending_back.give(county, tmp_path / "down").value
    (first,) = take_packages.take(town, [made.file], tmp_path / "r").value
    return_answers.explain(town, item, "核实过。")
    (second,) = take_packages.take(town, [made.file], tmp_path / "r2").value
    assert (first.verdict, second.verdict) == ("ok", "duplicate")
    assert _only(town).state == "已答复"


def test_a_lost_package_goes_again_with_the_next(town, county, add, report, give):
    first, second = add(town, "甲队", members="5"), add(town, "乙队", members="6")
    report(town, county)
    _back(county, first)
    (lost,) = give(county)
    assert lost.items == 1
    assert returns.listed(county)[0].given == "已送出"
    _back(county, second)
    assert give(county, town).added == 2
    assert sending_back.waiting(county) == []


def test_packages_out_of_order_end_in_the_newest_state(town, county, reported, tmp_path):
    item = _back(county, reported)
    (older,) = sending_back.give(county, tmp_path / "a").value
    returns.settle(county, [item])
    (newer,) = sending_back.give(county, tmp_path / "b").value
    take_packages.take(town, [newer.file], tmp_path / "r")
    (late,) = take_packages.take(town, [older.file], tmp_path / "r").value
    assert (late.verdict, late.added, late.changed) == ("ok", 0, 0)
    assert _only(town).state == "已了结"


def test_a_lost_receipt_is_healed_by_the_next_report(town, county, reported, report, give):
    _back(county, reported)
    give(county, town, receipt=False)
    assert _only(county).given == "已送出"
    register.save_organization(town, reported, {"members": "18"})
    report(town, county)
    assert _only(county).given == "已收到"
    assert sending_back.waiting(county) == []


def test_a_record_that_was_removed_meanwhile_is_said_to_be_gone(
    town, county, reported, report, give
):
    item = _back(county, reported)
    register.remove(town, reported)
    give(county, town)
    got = _only(town)
    assert (got.state, got.gone, got.can_accept, got.about_name) == (
        *("已改", True, False),
        "百泉夕阳红舞蹈队",
    )
    with pytest.raises(Trouble):
        return_answers.accept(town, item)
    report(town, county)
    assert (_only(county).state, _only(county).gone) == ("已改", True)


def test_a_field_that_was_changed_meanwhile_is_shown_and_not_overwritten(
    town, county, reported, give
):
    item = _back(county, reported)
    register.save_organization(town, reported, {"members": "15"})
    give(county, town)
    got = _only(town)
    assert (got.seen, got.now, got.proposed, got.state, got.can_accept) == (
        *("12", "15", "18"),
        *("已改", False),
    )
    with pytest.raises(Trouble) as refused:
        return_answers.accept(town, item)
    assert refused.value.code == "changed_meanwhile"
    assert register.show(town, reported).values["members"] == "15"


def test_a_field_that_stays_below_counts_as_changed_when_the_record_is(
    town, county, reported, report, give
):
    _back(county, reported, key="leader_id", reason="请核对身份证号", proposed="")
    assert _only(county).seen == ""
    with pytest.raises(Problems) as personal:
        _back(county, reported, key="phone", reason="电话不对", proposed="13900001235")
    assert personal.value.problems[0].code == "personal"
    give(county, town)
    assert _only(town).state == "待处理"
    register.save_organization(town, reported, {"leader_id": ""})
    report(town, county)
    assert _only(county).state == "已改"


def test_a_whole_record_may_be_sent_back_and_a_reason_has_its_length(county, reported):
    long = "请核对" * 200
    with pytest.raises(Problems) as refused:
        _back(county, reported, key="", reason=long, proposed="")
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == (
        "reason",
        "too_long",
    )
    assert returns.listed(county) == []
    _back(county, reported, key="", reason=long[:500], proposed="")
    assert (_only(county).field, len(_only(county).reason)) == ("整条记录", 500)


def test_what_cannot_be_sent_back_is_refused(town, county, reported):
    with pytest.raises(Problems):
        _back(county, reported, reason="  ")
    with pytest.raises(Problems) as wrong:
        _back(county, reported, proposed="很多")
    assert "成员总数" in wrong.value.problems[0].message
    with pytest.raises(Trouble) as own:
        _back(town, reported)
    assert own.value.code == "own_record"
    _back(county, reported)
    with pytest.raises(Problems) as second:
        _back(county, reported)
    assert second.value.problems[0].code == "second"


def test_only_the_owner_answers_and_only_the_writer_closes(town, county, reported, give):
    item = _back(county, reported)
    give(county, town)
    with pytest.raises(Trouble) as settled:
        returns.settle(town, [item])
    with pytest.raises(Trouble) as answered:
        return_answers.explain(county, item, "由县里答")
    assert (settled.value.code, answered.value.code) == ("not_owner", "not_owner")


def test_a_sibling_may_not_send_back(town, county, enrolled, reported, tmp_path):
    """A township that has the county's certificate writes a remark for another township, for that one's key."""
    other = enrolled("other")
    item = _back(county, reported)
    with county.read() as session:
        kept = store.get(session, ReturnItem, item)
    _forge(other, town, kept, tmp_path)
    found = list((tmp_path / "forged").glob("*.csopkg"))
    (taken,) = take_packages.take(town, found, tmp_path / "r").value
    assert (taken.verdict, taken.code) == ("refused", "UNKNOWN_SENDER")
    assert returns.listed(town) == []


def test_a_unit_below_may_not_send_back_either(town, county, reported, tmp_path):
    item = _back(county, reported)
    with county.read() as session:
        kept = store.get(session, ReturnItem, item)
    _forge(town, county, kept, tmp_path)
    found = list((tmp_path / "forged").glob("*.csopkg"))
    (taken,) = take_packages.take(county, found, tmp_path / "r").value
    assert (taken.verdict, taken.code) == ("refused", "OUT_OF_SCOPE")


def _forge(sender, receiver, kept, tmp_path):
    """Seal a remark at a desk that is not above the receiver."""
    from cso_desk.packages.units import Party
    from cso_desk.progress import Silent
    from cso_desk.usecases import mailing, trust

    keys = trust.keys_of(receiver)
    party = Party(receiver.unit, "对方", keys.sign_public, keys.seal_public)
    with sender.operation("试") as op:
        op.session.add(
            ReturnItem(
                unit=receiver.unit,
                record_table="organization",
                record=kept.record,
                reason="冒名退回",
                seen_rev=1,
            )
        )
        op.session.flush()
        (own,) = store.listed(op.session, ReturnItem, reason="冒名退回")
        letter, _ = sending_back._letter(sender, op, trust.below(party), [own.id])
        sealed = mailing.seal(sender, op, letter, Silent())
        mailing.remember(sender, op, sealed, {})
    (tmp_path / "forged").mkdir()
    (tmp_path / "forged" / sealed.name).write_bytes(sealed.file.read_bytes())


def test_a_remark_passes_through_the_township_to_the_community(
    town, county, add, report, give, tmp_path, enrol_at
):
    from cso_desk.clock import FixedClock
    from cso_desk.usecases import opening

    from .conftest import MOMENT, PASSWORD

    folder = tmp_path / "community"
    unit = opening.NewUnit("410782103001", "百泉社区居民委员会", "community")
    made = opening.start_desk(folder, unit, "社区经办", PASSWORD, FixedClock(MOMENT))
    community = made.desk
    try:
        enrol_at(town, community)
        organization = register.save_organization(
            community, None, {"name": "百泉社区合唱队", "members": "9"}
        ).value
        report(community, town, code="410782103")
        report(town, county)
        item = _back(county, organization, proposed="19")
        give(county, town)
        passing = _only(town)
        assert (passing.for_me, passing.mine, passing.given) == (False, False, "未送出")
        assert returns.count_waiting(town) == 0
        with pytest.raises(Trouble) as refused:
            return_answers.accept(town, item)
        assert refused.value.code == "not_owner"
        give(town, community)
        assert _only(town).given == "已收到"
        assert returns.count_waiting(community) == 1
        return_answers.accept(community, item)
        report(community, town, code="410782103")
        report(town, county)
        assert (_only(county).state, _only(county).now) == ("已改", "19")
    finally:
        community.close()


def test_a_remark_that_is_taken_back_goes_below_too(town, county, reported, give):
    item = _back(county, reported)
    give(county, town)
    history.undo_record(county, item)
    assert returns.listed(county) == []
    assert give(county, town).removed == 1
    assert returns.listed(town) == []
    assert register.show(town, reported).sync_state == "已接收"
    assert sending_back.waiting(county) == []


def test_the_notice_says_what_goes_back_and_why(town, county, reported, tmp_path):
    _back(county, reported)
    item = _back(county, reported, key="", reason="请补报章程", proposed="")
    (file,) = return_paper.write_notices(county, tmp_path / "papers")
    plain = _printed(file)
    for words in ("百泉夕阳红舞蹈队", "与花名册不符", "18", "整条记录", "请补报章程", "接收人"):
        assert words in plain
    returns.settle(county, [item])
    (file,) = return_paper.write_notices(county, tmp_path / "papers")
    assert "请补报章程" not in _printed(file)


def _printed(file):
    told = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True).stdout
    return "".join(told.decode().split())
