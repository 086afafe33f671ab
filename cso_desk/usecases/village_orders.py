"""Orders that a change of villages brings along: what a village's own desk keeps goes over with the change itself.

The township takes over what stands in a village that ends, writes the new village into it, and hands it on to the new
village's desk where it has one (packages.md 2.3: order, edit, order). Nothing of that waits for a second step.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cso_desk import store
from cso_desk.records import Organization, Unit, Venue
from cso_desk.store import Desk, Op, Session

from . import orders, trust
from .orders import Handover, Rows
from .paper_data import chain_of
from .units import names_of


@dataclass(frozen=True, slots=True)
class Followed:
    """How many organizations of village desks went along, by how many orders, and a sentence for each desk that waits.

    `homes` says per organization that went from which community to which.
    """

    organizations: int
    orders: int
    waits: tuple[str, ...]
    homes: Mapping[str, tuple[str, str]]


def follow(
    desk: Desk, op: Op, homes: Mapping[str, str], ended: Collection[str], why: Sequence[str]
) -> Followed:
    """Let organizations that village desks keep follow to their new community, within the change's operation.

    `homes` says per organization id which community it joins, `ended` which villages end, `why` are reason and document.
    """
    found = store.listed(op.session, Organization, id=list(homes))
    others = [one for one in found if one.owner != desk.unit]
    theirs = [one for one in others if _is_village(op.session, one.owner)]
    owners = orders.by_owner(theirs)
    for unit in set(ended) - {desk.unit}:
        if _is_village(op.session, unit) and _enrolled_here(desk, unit):
            owners.setdefault(unit, [])
    went: dict[str, tuple[str, str]] = {}
    waits: list[str] = []
    given = 0
    for owner, ids in owners.items():
        if not _enrolled_here(desk, owner):
            waits.append(_waits(desk, op.session, owner, len(ids)))
            continue
        moved, number = _follow_one(desk, op, owner, (ids, homes, owner in ended), why)
        went |= moved
        given += number
    return Followed(len(went), given, tuple(one for one in waits if one), went)


def _is_village(session: Session, unit: str) -> bool:
    found = store.get(session, Unit, unit)
    return found is not None and found.level == "community"


def _follow_one(
    desk: Desk,
    op: Op,
    owner: str,
    what: tuple[Sequence[str], Mapping[str, str], bool],
    why: Sequence[str],
) -> tuple[dict[str, tuple[str, str]], int]:
    ids, homes, ends = what
    session = op.session
    rows = orders.everything(session, owner) if ends else orders.closure(session, ids, owner)
    if not rows:
        return {}, 0
    given = len(orders.order_in(op, desk, rows, Handover(owner, desk.unit, *why)).orders)
    went = {}
    for one in store.listed(session, Organization, id=list(ids)):
        went[one.id] = (one.community or "", homes[one.id])
        one.community = homes[one.id]
    if ends and went:
        _move_venues(op, rows, {before: after for before, after in went.values()})
    session.flush()
    for unit, chosen in _by_desk(desk, went).items():
        onward = among(orders.closure(session, chosen, desk.unit), rows)
        given += len(orders.order_in(op, desk, onward, Handover(desk.unit, unit, *why)).orders)
    return went, given


def _move_venues(op: Op, rows: Rows, after: Mapping[str, str]) -> None:
    for venue in store.listed(op.session, Venue, id=list(rows.get(Venue.__tablename__, ()))):
        venue.community = after.get(venue.community or "", venue.community)


def _by_desk(desk: Desk, went: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    """Return which organizations go on to which village desk: to those that have a certificate from here."""
    found: dict[str, list[str]] = {}
    for record, (_, home) in went.items():
        if _enrolled_here(desk, home):
            found.setdefault(home, []).append(record)
    return found


def among(rows: Rows, allowed: Rows) -> Rows:
    """Return of some rows those that came over before: what this desk itself recorded stays with it."""
    kept = {
        table: {one: said for one, said in found.items() if one in allowed.get(table, {})}
        for table, found in rows.items()
    }
    return {table: found for table, found in kept.items() if found}


def _enrolled_here(desk: Desk, unit: str) -> bool:
    below = trust.neighbour(desk, unit)
    return below is not None and below.relation == trust.CHILD


def _waits(desk: Desk, session: Session, owner: str, number: int) -> str:
    names = names_of(session, [owner])
    who = _who_orders(desk, session, owner)
    head = f"{names.get(owner, '另一单位')}维护的 {number} 个组织没有随转"
    return f"{head}，请由{who}在它的工作台上办理。" if who and number else ""


def _who_orders(desk: Desk, session: Session, owner: str) -> str:
    """Return who has to order: the unit between that certified the owner, else the lowest unit above both."""
    below = {one.unit for one in trust.neighbours(session) if one.relation == trust.CHILD}
    above = {unit.id for unit in chain_of(session, desk.unit)} | below
    return next((one.name for one in chain_of(session, owner)[1:] if one.id in above), "")
