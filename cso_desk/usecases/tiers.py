"""分类管理: who supervises an organization. The pack proposes by size, the clerk decides, the decision is a record.

Larger ones are managed by the township, smaller ones by the village or community (豫民文〔2021〕115号). One that shrinks
is proposed back to the community; a registered body never falls back and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import PartialDate
from cso_desk.policy import Pack
from cso_desk.records import Decision, Organization
from cso_desk.records.lists import TIERS
from cso_desk.store import Desk, Op

from . import policy_pack, tier_orders
from .case_batch import Batch, each, organization_name
from .case_deadlines import whole_day
from .done import Done
from .filing_state import TIERED, decisions_of, derive
from .numbering import authority_of
from .register import owned, parse_values
from .tier_orders import TierOrders

TOWNSHIP_TIER, COMMUNITY_TIER = TIERS
_MANAGED = ("已备案", "补录待完善")


@dataclass(frozen=True, slots=True)
class TierProposal:
    """One organization whose tier is not what the rule of the place proposes; `why` is one sentence."""

    organization: str
    name: str
    now: str
    proposed: str
    why: str


def proposed(pack: Pack, organization: Organization) -> tuple[str, str]:
    """Return the tier that the rule `filing.tiers` proposes for an organization, and why."""
    rule = pack.value("filing.tiers")
    members = organization.members or 0
    if rule["area"] and organization.area == rule["area"]:
        return TOWNSHIP_TIER, f"活动地域是{organization.area}"
    if rule["members"] and members >= rule["members"]:
        return TOWNSHIP_TIER, f"成员 {members} 人，达到 {rule['members']} 人"
    return COMMUNITY_TIER, f"成员 {members} 人，不到 {rule['members']} 人"


def proposals(desk: Desk) -> list[TierProposal]:
    """Return the filed organizations whose tier should be decided, or decided anew.

    Those that the own desk of a village keeps count where they have grown to be managed by the township.
    """
    pack = policy_pack.pack(desk)
    owners = [desk.unit, *tier_orders.village_desks(desk)]
    with desk.read() as session:
        found = store.listed(session, Organization, order="name", state=_MANAGED, owner=owners)
        facts = [
            (one.id, one.name, one.tier or "", *proposed(pack, one), one.owner) for one in found
        ]
    return [
        TierProposal(*one[:5])
        for one in facts
        if one[2] != one[3] and (one[5] == desk.unit or one[3] == TOWNSHIP_TIER)
    ]


def decide(
    desk: Desk, organizations: Sequence[str], tier: str, facts: Mapping[str, str] | None = None
) -> Done[Batch]:
    """Decide who manages the organizations: tier is one of `TIERS`; facts: date (today), decided_by, reason.

    Registered bodies, ended filings and unfiled ones are left out. In the same step the records go by order to the desk
    that manages them now: from a village's desk to the township's, or back. Raises `Problems` for bad facts.
    """
    given = _facts(desk, tier, facts or {})
    pack = policy_pack.pack(desk, whole_day(given["date"]))

    moving = TierOrders(desk, _managed, organizations, facts or {})

    def decide_one(op: Op, organization: str) -> str:
        record = owned(desk, op.session, Organization, organization)
        _refuse_state(record)
        wish, why = proposed(pack, record)
        authority = authority_of(op.session, desk, pack, record)
        op.add(
            Decision(
                organization=organization,
                kind=TIERED,
                number=record.filing_number,
                authority=(authority.full_name or authority.name) if authority else None,
                facts={"tier": tier, "before": record.tier, "proposed": wish, "why": why},
                recorded_by=desk.user,
                policy_version=pack.version,
                **given,
            )
        )
        op.session.flush()
        derive(record, decisions_of(op.session, organization))
        op.session.flush()
        if tier == COMMUNITY_TIER:
            moving.back.append(organization)
        return organization

    words = f"确定管理层级：{tier}"
    done = each(desk, words, organizations, decide_one, organization_name, around=moving.around)
    return Done(replace(done.value, handed=tuple(moving.handed)), done.changes)


def _facts(desk: Desk, tier: str, facts: Mapping[str, str]) -> dict[str, Any]:
    if tier not in TIERS:
        words = f"管理层级应为“{'”或“'.join(TIERS)}”，请选一项。"
        raise Problems([Problem("", "tier", "not_in_list", words)])
    keys = ("date", "decided_by", "reason")
    given = parse_values(desk, Decision, {key: facts.get(key, "") for key in keys})
    given["date"] = given["date"] or PartialDate.of(desk.clock.today())
    day = whole_day(given["date"])
    if day is None or day > desk.clock.today():
        words = "日期要写到日，不能晚于今天，请核对。"
        raise Problems([Problem("", "date", "date_invalid", words)])
    return given


def _managed(record: Organization) -> bool:
    return record.state in _MANAGED


def _refuse_state(record: Organization) -> None:
    state = record.state or "未备案"
    if _managed(record):
        return
    words = f"这个组织现在是“{state}”，不确定管理层级。"
    if state == "已登记":
        words = "已登记的组织由登记机关管理，不回到备案管理；要改须先办理注销登记。"
    raise Problems([Problem(record.id, "", "wrong_state", words)])
