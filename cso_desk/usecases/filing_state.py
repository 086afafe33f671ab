"""What the filing decisions say of an organization: number, date, authority, state, validity and tier are derived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.records import Decision, Organization
from cso_desk.store import Session

OLD_FILING = "历史备案补录"
FILED = "同意备案"
CANCELLED, REVOKED, REGISTERED = "同意注销", "撤销备案", "转为登记"
RENEWED, TIERED = "同意换证", "确定管理层级"
_FILINGS = (OLD_FILING, FILED)
_ENDINGS = {CANCELLED: "已注销", REVOKED: "已撤销", REGISTERED: "已登记"}


class Filing(Protocol):
    """What the state depends on: a filing decision, or what a ledger says of one."""

    @property
    def number(self) -> str | None: ...
    @property
    def date(self) -> PartialDate | None: ...
    @property
    def authority(self) -> str | None: ...


def state_of(decision: Filing | None, credit_code: str | None) -> str:
    """Return 已登记, 已备案, 补录待完善 (number, date or authority lacks) or 未备案 for a filing decision."""
    if credit_code:
        return "已登记"
    if decision is None:
        return "未备案"
    return "已备案" if decision.number and decision.date and decision.authority else "补录待完善"


def says(decisions: Sequence[Decision], credit_code: str | None) -> dict[str, Any]:
    """Return the derived fields of an organization from its decisions in their order.

    A filing gives number, date, authority and validity; a renewal a new validity; an agreed change leaves all as it
    is; 注销, 撤销 and 转为登记 end the filing, whose number stays to be read. A refusal says nothing.
    """
    filing: Decision | None = None
    ending, valid_until, tier = "", None, None
    for one in decisions:
        if one.kind in _FILINGS:
            filing, ending, valid_until = one, "", one.valid_until
        elif one.kind in _ENDINGS:
            ending = _ENDINGS[one.kind]
        elif one.kind == RENEWED:
            valid_until = one.valid_until
        elif one.kind == TIERED:
            tier = (one.facts or {}).get("tier")
    state = state_of(filing, credit_code)
    return {
        "state": ending if ending and not credit_code else state,
        "filing_number": filing.number if filing else None,
        "filing_date": filing.date if filing else None,
        "filing_authority": filing.authority if filing else None,
        "valid_until": valid_until,
        "tier": tier,
    }


_SAID_OF = ("id", "credit_code", *says((), None))


def derive(organization: Organization, decisions: Sequence[Decision]) -> bool:
    """Write the derived fields of an organization from its decisions; tell whether anything changed."""
    wanted = says(decisions, organization.credit_code)
    changed = {key: value for key, value in wanted.items() if getattr(organization, key) != value}
    for key, value in changed.items():
        setattr(organization, key, value)
    return bool(changed)


def decisions_of(session: Session, organization: str) -> list[Decision]:
    """Return the living decisions on an organization by date, then as they were entered."""
    return in_order(store.listed(session, Decision, organization=organization))


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """Return decisions by date, then by entry (their ids carry the moment in which they were made)."""
    return sorted(decisions, key=lambda one: (str(one.date or ""), one.id))


def old_filing_of(session: Session, organization: str, owner: str) -> Decision | None:
    """Return the newest filing decision if it is an old filing of this owner, which a second entry corrects."""
    telling = (*_FILINGS, *_ENDINGS)
    filings = [one for one in decisions_of(session, organization) if one.kind in telling]
    newest = filings[-1] if filings else None
    return newest if newest and newest.kind == OLD_FILING and newest.owner == owner else None


def refresh_states(session: Session, organizations: Iterable[str]) -> int:
    """Derive the filing fields of these organizations anew (inside an operation); returns how many changed."""
    changed = 0
    for bundle in store.chunks(organizations):
        found: dict[str, list[Decision]] = {}
        for decision in store.listed(session, Decision, organization=bundle):
            found.setdefault(decision.organization or "", []).append(decision)
        other = []
        for row in store.values_of(session, Organization, _SAID_OF, id=bundle):
            decisions = in_order(found.get(row[0], ()))
            if tuple(says(decisions, row[1]).values()) != row[2:]:
                other.append(row[0])
        for organization in store.listed(session, Organization, id=other):
            changed += derive(organization, in_order(found.get(organization.id, ())))
    return changed
