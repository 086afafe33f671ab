"""Orders as people see them: given or received, who has still to be told, and to whom this desk may hand over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cso_desk import store
from cso_desk.records import Organization, TransferOrder
from cso_desk.store import Desk, Session

from . import handing_down, order_paper, orders, trust
from .units import own_unit

_SEVERAL = 5
GIVEN, RECEIVED = "本单位开出", "收到"
TO_SEND, CONFIRMED, KNOWN = "待送", "已确认", "已收到"


@dataclass(frozen=True, slots=True)
class ShownOrder:
    """One order; `state` is 待送 or 已确认 for what this desk hands down, else 已收到; `waits` names who was not told."""

    id: str
    number: str
    side: str
    state: str
    from_name: str
    to_name: str
    organizations: int
    names: str
    reason: str
    document: str
    issued_on: str
    waits: tuple[str, ...]
    alert: bool


def listed(desk: Desk) -> list[ShownOrder]:
    """Return all orders, the newest first."""
    known = {one.id: one for one in orders.listed(desk)}
    with desk.read() as session:
        waits = handing_down.waiting_by_order(desk, session)
        kept = store.listed(session, TransferOrder, order="id", descending=True)
        return [_shown(desk, session, one, waits.get(one.id, []), known[one.id]) for one in kept]


def _shown(
    desk: Desk, session: Session, kept: TransferOrder, waits: Sequence[str], info: orders.OrderInfo
) -> ShownOrder:
    mine = kept.issuer == desk.unit
    state = TO_SEND if waits else CONFIRMED if mine else KNOWN
    return ShownOrder(
        id=kept.id,
        number=order_paper.number_of(kept),
        side=GIVEN if mine else f"{RECEIVED}（{info.issuer}开出）",
        state=state,
        from_name=info.from_name,
        to_name=info.to_name,
        organizations=info.organizations,
        names=_names(session, kept),
        reason=kept.reason,
        document=kept.document,
        issued_on=kept.issued_at[:10],
        waits=tuple(waits),
        alert=info.alert,
    )


def _names(session: Session, kept: TransferOrder) -> str:
    rows = store.values_of(session, Organization, ("name",), id=list(kept.organizations))
    more = "等" if len(rows) > _SEVERAL else ""
    return "、".join(sorted(name for (name,) in rows)[:_SEVERAL]) + more


def targets(desk: Desk) -> list[tuple[str, str]]:
    """Return (id, name) of the units that organizations may be handed to: those certified here, and this one."""
    own = own_unit(desk)
    with desk.read() as session:
        below = [one for one in trust.neighbours(session) if one.relation == trust.CHILD]
    return [*((one.unit, one.name) for one in below), (own.id, own.name)]
