"""分类管理: tiers proposed by size and decided as records; organizations that are ready to register, with evidence."""

import pytest

from cso_desk.errors import Problems
from cso_desk.records.lists import TIERS
from cso_desk.usecases import history, lists, register, registering, tiers
from cso_desk.usecases.opening import Desk

from .conftest import DAY, TO_FILED, make_ready, opened, walk

TOWNSHIP, COMMUNITY = TIERS


def _filed(desk: Desk, village: str, name: str, **more: str) -> str:
    made = make_ready(desk, village, name, **more)
    walk(desk, opened(desk, [made]), *TO_FILED)
    return made


def test_the_larger_and_the_wider_go_to_the_township(town: Desk, village: str) -> None:
    small = _filed(town, village, "百泉社区合唱团")
    large = _filed(town, village, "百泉社区舞蹈队", members="50")
    wide = _filed(town, village, "百泉镇志愿服务队", area="本乡镇（街道）")
    make_ready(town, village, "百泉社区棋牌队", members="90")
    found = {one.organization: one for one in tiers.proposals(town)}
    assert {key: one.proposed for key, one in found.items()} == {
        small: COMMUNITY,
        large: TOWNSHIP,
        wide: TOWNSHIP,
    }
    assert found[large].why == "成员 50 人，达到 50 人"


def test_the_clerk_decides_and_one_that_shrinks_is_proposed_back(town: Desk, village: str) -> None:
    team = _filed(town, village, "百泉社区舞蹈队", members="60")
    batch = tiers.decide(town, [team], TOWNSHIP, {"date": DAY, "decided_by": "甄主任"}).value
    assert batch.done == (team,)
    assert register.show(town, team).values["tier"] == TOWNSHIP
    assert tiers.proposals(town) == []
    register.save_organization(town, team, {"members": "20"})
    assert [(one.now, one.proposed) for one in tiers.proposals(town)] == [(TOWNSHIP, COMMUNITY)]
    tiers.decide(town, [team], COMMUNITY, {"date": "2026-11-19"})
    shown = register.show(town, team)
    assert (shown.values["tier"], shown.state) == (COMMUNITY, "已备案")
    history.undo_last(town)
    assert register.show(town, team).values["tier"] == TOWNSHIP


def test_the_clerk_may_decide_against_the_proposal(town: Desk, village: str) -> None:
    team = _filed(town, village, "百泉社区合唱团")
    tiers.decide(town, [team], TOWNSHIP, {"reason": "骨干组织"})
    assert register.show(town, team).values["tier"] == TOWNSHIP
    hits = lists.organization_ids(town, lists.Query())
    row = lists.organization_rows(town, hits, ["tier"])[0]
    assert row is not None and row.cells == (TOWNSHIP,)


def test_who_is_not_filed_or_is_registered_is_left_out(town: Desk, village: str) -> None:
    from cso_desk.fields import CreditCode

    letters = CreditCode._ALPHABET
    first = "51410782MJY000001"
    last = letters[(31 - sum(letters.index(c) * 3**i for i, c in enumerate(first)) % 31) % 31]
    registered = _filed(town, village, "百泉社区舞蹈队", members="60")
    register.save_organization(town, registered, {"credit_code": first + last})
    unfiled = make_ready(town, village, "百泉社区合唱团")
    assert tiers.proposals(town) == []
    failed = tiers.decide(town, [registered, unfiled], COMMUNITY).value.failed
    assert ["不回到备案管理" in failed[0].message, "未备案" in failed[1].message] == [True, True]


@pytest.mark.parametrize(
    ("tier", "facts", "field"),
    [
        ("县管理", {}, "tier"),
        (TOWNSHIP, {"date": "2026-12-01"}, "date"),
        (TOWNSHIP, {"date": "2026"}, "date"),
    ],
)
def test_bad_facts_are_refused(
    town: Desk, team: str, tier: str, facts: dict[str, str], field: str
) -> None:
    with pytest.raises(Problems) as caught:
        tiers.decide(town, [team], tier, facts)
    assert {one.field for one in caught.value.problems} == {field}


def test_ready_to_register_with_evidence(town: Desk, village: str) -> None:
    _filed(town, village, "百泉社区合唱团", members="49", funds="30000")
    _filed(town, village, "百泉社区棋牌队", members="50", funds="29999.99")
    ready = _filed(town, village, "百泉社区舞蹈队", members_unit="30", funds="30000")
    found = registering.ready_to_register(town)
    assert [one.organization for one in found] == [ready]
    sheet = found[0]
    assert (sheet.filing_number, sheet.reference) == ("百泉社备〔2026〕3号", True)
    lines = {one.label: one for one in sheet.lines}
    assert (lines["单位会员数"].needed, lines["单位会员数"].met) == ("不少于 30 个", True)
    assert (lines["活动资金数额"].held, lines["活动资金数额"].met) == ("30000", True)
    assert (lines["成员总数"].met, lines["花名册"].held) == (False, "10 人")
    assert not registering.evidence(town, _filed(town, village, "百泉社区书画社")).ready
