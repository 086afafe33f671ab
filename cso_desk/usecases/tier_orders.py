"""Orders that a decided tier brings along: records go to the desk of the unit that manages the organization now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from cso_desk import store
from cso_desk.records import Organization, Unit
from cso_desk.store import Desk, Op

from . import orders, trust
from .orders import Handover, Rows, by_owner
from .village_orders import among

REASON = "管理层级调整"


def village_desks(desk: Desk) -> list[str]:
    """Return the villages (unit ids) below this desk that have a desk of their own."""
    with desk.read() as session:
        below = [one.unit for one in trust.neighbours(session) if one.relation == trust.CHILD]
        found = store.listed(session, Unit, id=below, level="community")
        return [one.id for one in found]


class TierOrders:
    """The orders of one decision, one for each village; `handed` collects the organizations that changed hands.

    What the decision leaves with the villages is put into `back` while it is written.
    """

    def __init__(
        self,
        desk: Desk,
        managed: Callable[[Organization], bool],
        organizations: Sequence[str],
        facts: Mapping[str, str],
    ) -> None:
        self._desk, self._managed, self._wanted = desk, managed, list(organizations)
        self._reason = "：".join(filter(None, (REASON, facts.get("reason", "").strip())))
        self._villages = frozenset(village_desks(desk))
        self._fetched: dict[str, Rows] = {}
        self.back: list[str] = []
        self.handed: list[str] = []

    @contextmanager
    def around(self, op: Op) -> Iterator[None]:
        """Take over what the villages' desks keep, and at the end hand on what the villages manage."""
        self._fetch(op)
        yield
        self._hand_back(op)

    def _fetch(self, op: Op) -> None:
        found = store.listed(op.session, Organization, id=self._wanted)
        theirs = [one for one in found if one.owner in self._villages and self._managed(one)]
        for owner, ids in by_owner(theirs).items():
            rows = orders.closure(op.session, ids, owner)
            orders.order_in(op, self._desk, rows, Handover(owner, self._desk.unit, self._reason))
            self._fetched[owner] = rows
            self.handed += ids

    def _hand_back(self, op: Op) -> None:
        op.session.flush()
        own = store.listed(op.session, Organization, id=self.back, owner=self._desk.unit)
        for home in sorted({one.community for one in own if one.community in self._villages}):
            ids = [one.id for one in own if one.community == home]
            before = self._fetched.get(home, {})
            came = [one for one in ids if one in before.get(Organization.__tablename__, {})]
            rows = among(orders.closure(op.session, came, self._desk.unit), before)
            fresh = orders.closure(op.session, sorted({*ids} - {*came}), self._desk.unit)
            for table, found in fresh.items():
                rows.setdefault(table, {}).update(found)
            orders.order_in(op, self._desk, rows, Handover(self._desk.unit, home, self._reason))
            self.handed += [one for one in ids if one not in self.handed]
