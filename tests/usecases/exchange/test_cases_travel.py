"""Filing cases travel: each desk derives where they stand; a unit writes only its own and what its level does."""

from collections.abc import Callable
from pathlib import Path

from cso_desk.usecases import cases, certificates, register, take_packages, tiers
from cso_desk.usecases.opening import Desk
from cso_desk.usecases.send_package import SentInfo

from ..cases.conftest import DAY, READY, TO_ACCEPTED, TO_FILED, make_ready, opened, walk
from ..cases.packs import use_pack

Send = Callable[..., SentInfo]


def _village(desk: Desk) -> str:
    from cso_desk.usecases import units

    return units.unit_by_code(desk, "410782103001").id


def _carry(town: Desk, county: Desk, stick: Path, send: Send) -> None:
    send(town, stick)
    for file in sorted(stick.rglob("*.csopkg")):
        assert [one.verdict for one in take_packages.take(county, [file]).value] == ["ok"]
        file.unlink()


def test_the_county_reads_what_the_township_decided(
    town: Desk, county: Desk, stick: Path, send: Send
) -> None:
    team = make_ready(town, _village(town))
    chosen = opened(town, [team])
    walk(town, chosen, *TO_FILED)
    certificates.issue(town, [team])
    tiers.decide(town, [team], "村（社区）管理", {"date": DAY})
    _carry(town, county, stick, send)
    here, there = cases.show(town, chosen[0]), cases.show(county, chosen[0])
    assert (there.stage, there.due, there.mine) == (here.stage, here.due, False)
    assert [one.said_by for one in there.steps] == [one.said_by for one in here.steps]
    shown = register.show(county, team)
    assert (shown.state, shown.values["tier"]) == ("已备案", "村（社区）管理")
    assert shown.values["filing_number"] == "百泉社备〔2026〕1号"
    assert [one.state for one in certificates.listed(county, team)] == ["待领取"]
    failed = cases.open_cases(county, [team], "变更备案", {}, {"leader": "段双"}).value.failed
    assert "维护" in failed[0].message


def test_the_county_decides_on_the_townships_case_and_gives_the_number(
    town: Desk, county: Desk, stick: Path, send: Send
) -> None:
    for desk in (town, county):
        use_pack(desk, "1", "2026-01-01", authority="county", authority_short="辉民")
    team = make_ready(town, _village(town))
    chosen = opened(town, [team])
    walk(town, chosen, "submit", "party")
    _carry(town, county, stick, send)
    facts = {"said_by": "龚单", "paper_date": DAY}
    failed = cases.take_step(county, chosen, "committee", facts).value.failed
    assert "请由百泉镇录入" in failed[0].message
    assert cases.show(county, chosen[0]).stage == "待初审"
    walk(town, chosen, *TO_ACCEPTED[2:], "forward")
    _carry(town, county, stick, send)
    batch = cases.take_step(county, chosen, "county_agree", {"paper_date": DAY}).value
    assert batch.numbers == {chosen[0]: "辉民社备〔2026〕1号"}
    shown = register.show(county, team)
    assert (shown.state, shown.mine, shown.values["phone"]) == ("已备案", False, READY["phone"])
    assert cases.show(county, chosen[0]).stage == "同意备案"
    assert register.show(town, team).state == "未备案", "until the county's answer comes down"
