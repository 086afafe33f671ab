"""Where the place has switched 公示 on, an unanswered objection to an organization's notice holds its filing."""

from cso_desk.usecases import cases, disclosure_remarks, disclosure_steps
from cso_desk.usecases.opening import Desk

from .conftest import opened, walk
from .packs import use_pack


def test_an_open_objection_holds_the_filing(town: Desk, team: str) -> None:
    use_pack(town, "1", "2026-01-01", party_opinion=False, public_notice=True)
    chosen = opened(town, [team])
    walk(town, chosen, "submit", "committee")
    text = {"content": "拟备案组织：百泉社区夕阳红舞蹈队。"}
    refs = disclosure_steps.add_event(town, [team], "filing", "2026-11-13", text).value
    disclosure_steps.approve(town, refs, "2026-11-13", "李主任")
    disclosure_steps.post(town, refs, "2026-11-13", "张会计")
    said = {"said_on": "2026-11-15", "content": "名称与原有舞蹈队重复。"}
    remark = disclosure_remarks.say(town, refs[0], "异议", said).value
    over = {"notice_from": "2026-11-13", "notice_until": "2026-11-20"}
    failed = cases.take_step(town, chosen, "notice", over).value.failed
    assert "异议还没有答复" in failed[0].message
    assert cases.show(town, chosen[0]).stage == "公示期"
    answer = {"answer": "已改名。", "answered_by": "李主任", "answered_on": "2026-11-20"}
    disclosure_remarks.answer(town, remark, answer)
    assert not cases.take_step(town, chosen, "notice", over).value.failed
    assert cases.show(town, chosen[0]).stage == "待受理"
