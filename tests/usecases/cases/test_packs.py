"""What differs between places is data: the same desk with other packs, and a pack that begins in mid-case."""

from typing import Any

import pytest

from cso_desk.clock import FixedClock
from cso_desk.policy import default_pack
from cso_desk.usecases import case_flow, cases, register
from cso_desk.usecases.opening import Desk

from .conftest import DAY, OPINION, TO_ACCEPTED, TO_FILED, make_ready, opened, walk
from .packs import use_pack


def test_a_place_without_party_opinion_with_notice_and_validity(town: Desk, team: str) -> None:
    version = use_pack(
        town,
        "1",
        "2026-01-01",
        party_opinion=False,
        public_notice=True,
        validity=3,
        number="{area9}-{yyyy}-{seq:4}",
        minimums__members={"社会团体性质": 12, "民办非企业单位性质": 0},
    )
    register.save_member(town, team, None, {"name": "龚单"})
    register.save_member(town, team, None, {"name": "段双"})
    chosen = opened(town, [team])
    walk(town, chosen, "submit")
    assert cases.show(town, chosen[0]).stage == "待初审"
    walk(town, chosen, "committee")
    assert cases.show(town, chosen[0]).stage == "公示期"
    short = {"notice_from": "2026-11-17", "notice_until": "2026-11-19"}
    with pytest.raises(Exception, match="公示应满 5 个工作日"):
        cases.take_step(town, chosen, "notice", short)
    posted = {"notice_from": "2026-11-13", "notice_until": "2026-11-20"}
    assert not cases.take_step(town, chosen, "notice", posted).value.failed
    walk(town, chosen, "accept")
    facts = {"paper_date": "2026-11-20"}
    done = cases.take_step(town, chosen, "agree", facts).value
    assert done.numbers == {chosen[0]: "410782103-2026-0001"}
    shown = register.show(town, team)
    assert (shown.state, shown.values["valid_until"]) == ("已备案", "2029-11-19")
    assert cases.show(town, chosen[0]).decisions[0].rules == version
    assert "换证" in cases.kinds(town)


def test_a_place_where_the_county_decides(town: Desk, team: str) -> None:
    use_pack(town, "1", "2026-01-01", authority="county")
    chosen = opened(town, [team])
    walk(town, chosen, *TO_ACCEPTED, "forward")
    shown = cases.show(town, chosen[0])
    assert (shown.stage, {one.step for one in shown.offers}) == (
        "待县级决定",
        {"first.county_agree", "first.county_refuse", "first.withdraw"},
    )
    failed = cases.take_step(town, chosen, "county_agree", {"paper_date": DAY}).value.failed
    assert "请照纸面填写" in failed[0].message
    facts = {"paper_date": DAY, "number": "辉民社备〔2026〕7号"}
    assert not cases.take_step(town, chosen, "county_agree", facts).value.failed
    shown_org = register.show(town, team)
    assert shown_org.values["filing_number"] == "辉民社备〔2026〕7号"
    assert shown_org.values["filing_authority"].startswith("辉县市")
    assert "镇" not in shown_org.values["filing_authority"]


def test_two_minimums_give_two_answers(town: Desk, village: str) -> None:
    team = make_ready(town, village, members="6")
    first = opened(town, [team])
    assert not cases.show(town, first[0]).ready
    cases.take_step(town, first, "withdraw")
    use_pack(
        town,
        "1",
        "2026-01-01",
        minimums__members={"社会团体性质": 5, "民办非企业单位性质": 0},
    )
    second = opened(town, [team])
    assert cases.show(town, second[0]).ready
    assert not cases.show(town, first[0]).ready, "the first keeps its own rules"


def _move(desk: Desk, days: int) -> None:
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days * 86_400)


def test_a_running_case_keeps_the_rules_under_which_it_was_opened(town: Desk, team: str) -> None:
    use_pack(town, "1", "2026-11-21", party_opinion=False, running_cases="old")
    chosen = opened(town, [team])
    walk(town, chosen, "submit")
    _move(town, 3)
    assert cases.show(town, chosen[0]).stage == "待党组织意见"
    walk(town, chosen, "party", "committee", "accept", "agree")
    shown = cases.show(town, chosen[0])
    assert {one.rules for one in shown.steps} == {default_pack().version}
    assert shown.decisions[0].rules == default_pack().version
    other = make_ready(town, _place(town, team), "百泉社区合唱团")
    fresh = opened(town, [other])
    walk(town, fresh, "submit")
    assert cases.show(town, fresh[0]).stage == "待初审"
    assert cases.show(town, fresh[0]).rules == "baiquan@1"


def test_a_pack_may_say_that_running_cases_go_on_by_it(town: Desk, team: str) -> None:
    new = use_pack(town, "1", "2026-11-21", party_opinion=False, running_cases="new")
    chosen = opened(town, [team])
    walk(town, chosen, "submit")
    _move(town, 3)
    late = {**OPINION, "paper_date": "2026-11-22"}
    assert not cases.take_step(town, chosen, "committee", late).value.failed
    assert not cases.take_step(town, chosen, "accept", {"paper_date": "2026-11-23"}).value.failed
    assert not cases.take_step(town, chosen, "agree", {"paper_date": "2026-11-23"}).value.failed
    shown = cases.show(town, chosen[0])
    assert [one.rules for one in shown.steps] == [default_pack().version, new, new, new]
    assert (shown.rules, shown.decisions[0].rules) == (default_pack().version, new)
    assert register.show(town, team).state == "已备案"


def test_a_paper_dated_before_the_new_pack_goes_by_the_old_one(town: Desk, team: str) -> None:
    use_pack(town, "1", "2026-11-21", party_opinion=False, running_cases="new")
    chosen = opened(town, [team])
    walk(town, chosen, "submit")
    _move(town, 3)
    assert (
        "待党组织意见"
        in cases.take_step(town, chosen, "committee", OPINION).value.failed[0].message
    )
    assert not cases.take_step(town, chosen, "party", OPINION).value.failed


def _place(desk: Desk, organization: str) -> str:
    from cso_desk.usecases import units

    assert register.show(desk, organization).values["community"]
    return units.unit_by_code(desk, "410782103001").id


@pytest.mark.parametrize("key", list(default_pack().subject("filing")["flows"]))
@pytest.mark.parametrize("authority", ["township", "county"])
@pytest.mark.parametrize("switches", [True, False])
def test_every_flow_of_the_default_pack_is_whole(key: str, authority: str, switches: bool) -> None:
    filing: dict[str, Any] = dict(default_pack().subject("filing"))
    filing["authority"] = {"value": authority}
    for one in ("party_opinion", "party_opinion_later", "public_notice"):
        filing[one] = {"value": switches}
    flow = case_flow.read_flow(filing, key)
    assert case_flow.unfit(flow, list(filing)) == []
    reached, queue = {flow.start}, [flow.start]
    while queue:
        for step in case_flow.offered(flow, case_flow.Standing(queue.pop())):
            to = flow.landing(step.to) if step.to != case_flow.BACK else flow.start
            if to not in reached:
                reached.add(to)
                queue.append(to)
    assert flow.ends & reached
    assert reached == {one.name for one in flow.stages if one.live}
    assert len({one.key for one in flow.steps}) == len(flow.steps)


def test_a_flow_that_leads_nowhere_is_named() -> None:
    filing: dict[str, Any] = dict(default_pack().subject("filing"))
    raw = filing["flows"]["change"]["value"]
    steps = [{**one, "to": "哪里"} if one["key"] == "submit" else one for one in raw["steps"]]
    filing["flows"] = {"change": {"value": {**raw, "steps": steps}}}
    assert any(
        "哪里" in words
        for words in case_flow.unfit(case_flow.read_flow(filing, "change"), list(filing))
    )


def test_the_usual_path_of_the_default_pack_has_five_steps(town: Desk, team: str) -> None:
    chosen = opened(town, [team])
    walk(town, chosen, *TO_FILED)
    assert len(cases.show(town, chosen[0]).steps) == 5
