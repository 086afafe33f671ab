"""What the filing decisions say of an organization: number, date, authority and state are derived, never typed."""

from __future__ import annotations

from collections.abc import Iterable

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.records import Decision, Organization
from cso_desk.store import Session


def state_of(decision: Decision | None, credit_code: str | None) -> str:
    """Return 已登记, 已备案, 补录待完善 (number, date or authority lacks) or 未备案."""
    if credit_code:
        return "已登记"
    if decision is None:
        return "未备案"
    return "已备案" if decision.number and decision.date and decision.authority else "补录待完善"


def derive(organization: Organization, decision: Decision | None) -> bool:
    """Write the derived fields of an organization from its latest decision; tell whether anything changed."""
    wanted: dict[str, str | PartialDate | None] = {
        "state": state_of(decision, organization.credit_code),
        "filing_number": decision.number if decision else None,
        "filing_date": decision.date if decision else None,
        "filing_authority": decision.authority if decision else None,
    }
    changed = {key: value for key, value in wanted.items() if getattr(organization, key) != value}
    for key, value in changed.items():
        setattr(organization, key, value)
    return bool(changed)


def latest_decision(session: Session, organization: str) -> Decision | None:
    """Return the newest living decision on an organization."""
    found = store.listed(session, Decision, organization=organization)
    return max(found, key=lambda one: (str(one.date or ""), one.upd_at, one.id), default=None)


def refresh_states(session: Session, organizations: Iterable[str]) -> int:
    """Derive the filing fields of these organizations anew (inside an operation); returns how many changed."""
    changed = 0
    for bundle in store.chunks(organizations):
        newest: dict[str, Decision] = {}
        for decision in store.listed(
            session, Decision, order=("date", "upd_at", "id"), organization=bundle
        ):
            newest[decision.organization or ""] = decision
        for organization in store.listed(session, Organization, id=bundle):
            changed += derive(organization, newest.get(organization.id))
    return changed
