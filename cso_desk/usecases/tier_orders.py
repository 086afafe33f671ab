"""Orders that a decided tier brings along: records go to the desk of the unit that manages the organization now."""

from __future__ import annotations

from collections.abc import Mapping

from cso_desk import store
from cso_desk.records import Organization, Unit
from cso_desk.store import Desk, Op

from . import orders, trust
from .orders import Handover, Rows
from .village_orders import among

REASON = "管理层级调整"


def village_desks(desk: Desk) -> list[str]:
    """Return the villages (unit ids) below this desk that have a desk of their own."""
    with desk.read() as session:
        below = [one.unit for one in trust.neighbours(session) if one.relation == trust.CHILD]
        found = store.listed(session, Unit, id=below, level="community")
        return [one.id for one in found]


class TierOrders:
    """The orders of one decision; `handed` collects the organizations that changed hands."""

    def __init__(self, desk: Desk, facts: Mapping[str, str]) -> None:
        self._desk = desk
        self._reason = "：".join(filter(None, (REASON, facts.get("reason", "").strip())))
        self._villages = frozenset(village_desks(desk))
        self._fetched: dict[str, Rows] = {}
        self.handed: list[str] = []

    def fetch(self, op: Op, organization: Organization) -> None:
        """Take an organization of a village's desk over; one of another owner stays. Raises `Trouble` OUT_OF_SCOPE."""
        owner = organization.owner
        if owner not in self._villages:
            return
        rows = orders.closure(op.session, [organization.id], owner)
        orders.order_in(op, self._desk, rows, Handover(owner, self._desk.unit, self._reason))
        self._fetched[organization.id] = rows
        self.handed.append(organization.id)

    def hand_back(self, op: Op, organization: Organization) -> None:
        """Give an organization of the own desk to its village's desk, where the village has one."""
        home = organization.community or ""
        if home not in self._villages or organization.owner != self._desk.unit:
            return
        rows = orders.closure(op.session, [organization.id], self._desk.unit)
        before = self._fetched.get(organization.id)
        rows = rows if before is None else among(rows, before)
        orders.order_in(op, self._desk, rows, Handover(self._desk.unit, home, self._reason))
        if organization.id not in self.handed:
            self.handed.append(organization.id)
