"""Verbs of 分类管理: proposals of management tiers, their decision, organizations that are ready to register."""

from __future__ import annotations

from dataclasses import asdict

import click

from .cases import ORGANIZATIONS, answer, batch_value, organizations
from .doorway import Call, Outcome, verb
from .organizations import WHERE

_TIERS = {"乡镇": 0, "社区": 1}


@verb("tier list", "管理层级与规定的建议不一致的组织。", example="cso-desk tier list")
def tier_list(call: Call) -> Outcome:
    """List proposals."""
    from cso_desk.usecases import tiers

    with call.desk() as desk:
        found = tiers.proposals(desk)
    lines = [f"{one.name}：{one.now or '未定'} → {one.proposed}（{one.why}）" for one in found]
    return Outcome([asdict(one) for one in found], lines or ["没有要确定的。"])


@verb(
    "tier decide",
    "确定管理层级。",
    example="cso-desk tier decide 幸福社区舞蹈队 --to 乡镇 --date 2026-03-12",
)
@ORGANIZATIONS
@WHERE
@click.option("--to", required=True, type=click.Choice(list(_TIERS)), help="由谁管理")
@click.option("--date", "day", default="", help="决定日期，不写为今天")
@click.option("--by", "person", default="", help="批准人")
@click.option("--reason", default="", help="理由")
def tier_decide(
    call: Call,
    given: tuple[str, ...],
    community: str | None,
    to: str,
    day: str,
    person: str,
    reason: str,
) -> Outcome:
    """Decide who manages the organizations."""
    from cso_desk.records.lists import TIERS
    from cso_desk.usecases import tiers

    facts = {"date": day, "decided_by": person, "reason": reason}
    with call.desk(write=True) as desk:
        chosen = organizations(desk, given, community)
        batch = tiers.decide(desk, chosen, TIERS[_TIERS[to]], facts).value
    lines = [f"已确定 {len(batch.done)} 个组织的管理层级。"]
    if batch.handed:
        lines.append(f"其中 {len(batch.handed)} 个随同移交，请用 order hand 生成移交包。")
    return answer({**batch_value(batch), "handed": list(batch.handed)}, lines, batch)


@verb("tier ready", "具备登记条件的组织，附依据。", example="cso-desk tier ready")
def tier_ready(call: Call) -> Outcome:
    """List organizations that are ready to register, with their evidence."""
    from cso_desk.usecases import registering

    with call.desk() as desk:
        found = registering.ready_to_register(desk)
    lines = [f"{one.name}　{one.nature}　{one.filing_number}" for one in found]
    return Outcome([asdict(one) for one in found], lines or ["没有。"])
