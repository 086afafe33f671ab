"""Change, renewal, cancellation, revocation, rectification and registration: what each writes and keeps."""

import pytest

from cso_desk.errors import Problems
from cso_desk.usecases import cases, certificates, history, people, register
from cso_desk.usecases.opening import Desk

from .conftest import DAY, OPINION, TO_FILED, make_ready, opened, walk
from .packs import use_pack


@pytest.fixture
def filed(town: Desk, team: str) -> str:
    """A filed organization with its certificate picked up."""
    walk(town, opened(town, [team]), *TO_FILED)
    issued = certificates.issue(town, [team]).value.done
    certificates.pick_up(town, issued, {"picked_up_by": "龚单"})
    return team


def _change(desk: Desk, organization: str, **changes: str) -> str:
    batch = cases.open_cases(desk, [organization], "变更备案", {"event_on": DAY}, changes).value
    assert not batch.failed
    return batch.done[0]


def test_a_change_is_written_when_it_is_agreed_and_keeps_before_and_after(
    town: Desk, filed: str
) -> None:
    case = _change(town, filed, venue="百泉社区党群服务中心", leader="段双")
    assert cases.show(town, case).changes == (
        ("活动场所", "百泉社区文化广场", "百泉社区党群服务中心"),
        ("负责人姓名", "龚单", "段双"),
    )
    walk(town, [case], "submit", "committee")
    assert register.show(town, filed).values["leader"] == "龚单"
    walk(town, [case], "agree")
    shown = register.show(town, filed)
    assert (shown.values["leader"], shown.values["venue"]) == ("段双", "百泉社区党群服务中心")
    assert (shown.state, shown.values["filing_number"]) == ("已备案", "百泉社备〔2026〕1号")
    newest = history.history(town, filed)[0]
    assert newest.after["负责人姓名"] == "段双"
    history.undo_last(town)
    assert register.show(town, filed).values["leader"] == "龚单"
    assert cases.show(town, case).stage == "审查中"


def test_a_change_that_is_refused_changes_nothing(town: Desk, filed: str) -> None:
    case = _change(town, filed, name="百泉社区银龄舞蹈队")
    walk(town, [case], "submit", "committee")
    facts = {"paper_date": DAY, "reasons": ["名称、业务范围不符合规定"]}
    cases.take_step(town, [case], "refuse", facts)
    assert register.show(town, filed).values["name"] == "百泉社区夕阳红舞蹈队"
    assert cases.show(town, case).stage == "不予变更"


def test_a_change_needs_something_to_change_that_may_be_changed(town: Desk, filed: str) -> None:
    case = _change(town, filed, leader="龚单")
    assert "还没有写变更事项" in cases.take_step(town, [case], "submit").value.failed[0].message
    cases.revise(town, case, {}, {"scope": "书画、棋牌"})
    assert not cases.take_step(town, [case], "submit").value.failed
    with pytest.raises(Problems, match="不能再改申请内容"):
        cases.revise(town, case, {"reason": "搬家"})
    with pytest.raises(Problems, match="可办的有"):
        cases.open_cases(town, [filed], "变更备案", {}, {"nature": "社会团体性质"})


def test_a_cancellation_ends_the_filing_and_takes_the_certificate_back(
    town: Desk, filed: str
) -> None:
    case = opened(town, [filed], "注销备案", event_on=DAY)
    with pytest.raises(Problems, match="要写理由"):
        cases.take_step(town, case, "submit")
    cases.take_step(town, case, "submit", {"reasons": ["分立、合并"]})
    walk(town, case, "committee")
    cases.take_step(town, case, "agree", {"paper_date": DAY, "returned": "是"})
    shown = register.show(town, filed)
    assert (shown.state, shown.values["filing_number"]) == ("已注销", "百泉社备〔2026〕1号")
    assert [one.state for one in certificates.listed(town, filed)] == ["已收回"]
    history.undo_last(town)
    assert register.show(town, filed).state == "已备案"
    assert [one.state for one in certificates.listed(town, filed)] == ["已领取"]


def test_a_revocation_leaves_the_certificate_to_be_recalled(town: Desk, filed: str) -> None:
    case = opened(town, [filed], "撤销备案")
    found = {"paper_date": DAY, "opinion": "上门三次未找到负责人"}
    cases.take_step(town, case, "investigate", found)
    cases.take_step(town, case, "hear", {**found, "opinion": "家属无异议"})
    revoke = {"paper_date": DAY, "reasons": ["失去联系"], "decided_by": "甄主任"}
    cases.take_step(town, case, "revoke", revoke)
    shown = cases.show(town, case[0])
    assert (shown.stage, shown.decisions[0].reason) == ("撤销备案", "失去联系")
    assert register.show(town, filed).state == "已撤销"
    out = certificates.listed(town, state=certificates.TO_RECALL)
    assert [one.organization for one in out] == [filed]
    certificates.recall(town, [out[0].id], {"recalled_why": "撤销备案"})
    assert certificates.to_recall(town) == []


def test_the_number_of_an_ended_filing_is_not_used_again(town: Desk, filed: str) -> None:
    case = opened(town, [filed], "撤销备案")
    found = {"paper_date": DAY, "opinion": "查实"}
    cases.take_step(town, case, "investigate", found)
    cases.take_step(town, case, "revoke", {"paper_date": DAY, "reasons": ["失去联系"]})
    again = opened(town, [filed])
    walk(town, again, *TO_FILED[:-1])
    facts = {"paper_date": DAY, "number": "百泉社备〔2026〕1号"}
    assert "以前用过" in cases.take_step(town, again, "agree", facts).value.failed[0].message
    walk(town, again, "agree")
    shown = register.show(town, filed)
    assert (shown.state, shown.values["filing_number"]) == ("已备案", "百泉社备〔2026〕2号")


def test_rectification_has_a_deadline_and_punishes_nobody(town: Desk, filed: str) -> None:
    case = opened(town, [filed], "限期整改")
    cases.take_step(town, case, "talk", {**OPINION, "opinion": "说明账目公开的要求"})
    facts = {"paper_date": DAY, "reasons": ["账目不公开"], "deadline": "2026-12-10"}
    cases.take_step(town, case, "order", facts)
    shown = cases.show(town, case[0])
    assert (shown.stage, shown.due) == ("整改中", "2026-12-10")
    assert [one.kind for one in shown.decisions] == ["限期整改"]
    assert register.show(town, filed).state == "已备案"
    walk(town, case, "done")
    assert cases.show(town, case[0]).ended


def test_renewal_gives_a_new_end_and_a_new_certificate(town: Desk, team: str) -> None:
    use_pack(town, "1", "2026-01-01", validity=3)
    walk(town, opened(town, [team]), *TO_FILED)
    certificates.issue(town, [team])
    assert "已经发过证" in certificates.issue(town, [team]).value.failed[0].message
    assert register.show(town, team).values["valid_until"] == "2029-11-17"
    case = opened(town, [team], "换证")
    walk(town, case, "submit", "committee", "agree")
    shown = register.show(town, team)
    assert (shown.values["valid_until"], shown.values["filing_number"]) == (
        "2032-11-17",
        "百泉社备〔2026〕1号",
    )
    assert len(certificates.issue(town, [team]).value.done) == 1


def test_without_validity_there_is_no_renewal(town: Desk, filed: str) -> None:
    assert "换证" not in cases.kinds(town)
    with pytest.raises(Problems, match="不用办换证"):
        cases.open_cases(town, [filed], "换证")


def test_a_registered_body_never_falls_back(town: Desk, filed: str) -> None:
    from cso_desk.fields import CreditCode

    letters = CreditCode._ALPHABET
    first = "51410782MJY000001"
    last = letters[(31 - sum(letters.index(c) * 3**i for i, c in enumerate(first)) % 31) % 31]
    case = opened(town, [filed], "转为登记")
    cases.take_step(town, case, "propose", {"paper_date": DAY})
    facts = {"paper_date": DAY, "credit_code": first + last}
    assert not cases.take_step(town, case, "registered", facts).value.failed
    shown = register.show(town, filed)
    assert (shown.state, shown.values["credit_code"]) == ("已登记", first + last)
    assert "现在是“已登记”" in cases.open_cases(town, [filed], "首次备案").value.failed[0].message


def test_a_lost_certificate_is_issued_again_under_its_number(town: Desk, filed: str) -> None:
    held = certificates.listed(town, filed)[0]
    certificates.report_lost(town, [held.id])
    again = certificates.issue(town, [filed]).value
    assert len(again.done) == 1
    states = [one.state for one in certificates.listed(town, filed)]
    assert sorted(states) == ["已遗失", "待领取"]
    assert {one.number for one in certificates.listed(town, filed)} == {held.number}
    assert "不能再办“领取证书”" in certificates.pick_up(town, [held.id]).value.failed[0].message


def test_a_decision_with_a_certificate_is_not_taken_back_alone(town: Desk, team: str) -> None:
    walk(town, opened(town, [team]), *TO_FILED)
    decided = history.last(town)
    certificates.issue(town, [team])
    assert decided is not None
    with pytest.raises(Problems, match="先还原“发证”"):
        history.undo_operation(town, decided[0])


def test_a_mixed_selection_lists_what_is_of_another_kind(
    town: Desk, filed: str, village: str
) -> None:
    other = make_ready(town, village, "百泉社区合唱团")
    first = opened(town, [other])
    change = _change(town, filed, leader="段双")
    batch = cases.take_step(town, [*first, change], "change.submit").value
    assert (batch.done, [one.id for one in batch.failed]) == ((change,), first)


def test_an_agreed_change_of_leader_lets_the_shared_person_go(town: Desk, filed: str) -> None:
    people.from_leader(town, filed)
    assert people.leader_link(town, filed).person
    case = _change(town, filed, leader="段双")
    walk(town, [case], "submit", "committee", "agree")
    now = people.leader_link(town, filed)
    assert (now.leader, now.person) == ("段双", "")
