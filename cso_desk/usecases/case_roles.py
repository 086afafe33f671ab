"""Who acts in a filing case: which unit a role means for an organization, and whose desk may record it (代录)."""

from __future__ import annotations

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.records import Case, Organization, Unit
from cso_desk.store import Desk, Session

from .community_names import committee_name, short_name

APPLICANT, PARTY, COMMITTEE = "申请人", "村（社区）党组织", "村（居）民委员会"
TOWNSHIP, COUNTY = "乡镇（街道）", "县级民政部门"
_RANKS = {APPLICANT: 0, PARTY: 0, COMMITTEE: 0, TOWNSHIP: 1, COUNTY: 2}
_LEVELS = {"community": 0, "township": 1, "county": 2, "city": 3, "province": 3}


def desk_rank(session: Session, desk: Desk) -> int:
    """Return 0 for a community's desk, 1 for a township's, 2 for a county's, 3 above."""
    unit = store.get(session, Unit, desk.unit)
    return _LEVELS.get((unit.level if unit else None) or "", 1)


def refuse_role(session: Session, desk: Desk, case: Case, role: str, label: str) -> None:
    """Raise `Trouble` not_owner when this desk may not record what a role did in a case.

    On its own cases a township or county records everybody's acts from paper (代录); a community's desk only what
    happens in the community. On a case of a unit below, a desk records what its own level, or one above it, did.
    """
    rank, wanted = desk_rank(session, desk), _RANKS[role]
    own = case.owner in ("", desk.unit)
    if (own and (rank >= 1 or wanted == 0)) or (not own and rank >= 1 and wanted >= rank):
        return
    if own:
        raise Trouble("not_owner", f"“{label}”由{role}办理，请上报后由上级录入。")
    holder = store.get(session, Unit, case.owner)
    name = holder.name if holder else "另一单位"
    raise Trouble("not_owner", f"这件事项由{name}维护，“{label}”请由{name}录入。")


def unit_of(session: Session, role: str, organization: Organization) -> str:
    """Return the full name of the unit that a role means for an organization, the role itself where none is known."""
    if role == APPLICANT:
        return organization.name
    unit = store.get(session, Unit, organization.community or organization.owner)
    if role in (PARTY, COMMITTEE):
        return _in_community(role, unit)
    level = "township" if role == TOWNSHIP else "county"
    while unit is not None and unit.level != level:
        unit = store.get(session, Unit, unit.parent) if unit.parent else None
    return (unit.full_name or unit.name) if unit else role


def _in_community(role: str, unit: Unit | None) -> str:
    if unit is None or unit.level != "community":
        return role
    if role == PARTY:
        return unit.party_name or f"{short_name(unit.name)}党组织"
    word = "村民委员会" if unit.kind == "农村" else "居民委员会"
    return unit.full_name or committee_name(unit.name, word)
