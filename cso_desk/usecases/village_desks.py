"""A village gets a desk of its own, or gives it up: what was entered for it goes down, or comes back, by one order.

Until then the township enters for the village (由乡镇代录) and its desk owns those records (packages.md 2.3).
"""

from __future__ import annotations

from dataclasses import dataclass

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.records import Organization
from cso_desk.records.lists import TIERS
from cso_desk.store import Desk, Session

from . import orders
from .done import Done
from .orders import Given, Handover
from .tier_orders import village_desks
from .units import names_of

_TOWNSHIP_TIER = TIERS[0]
_SET_UP, _GIVEN_UP = "社区（村）使用自己的工作台", "社区（村）不再使用自己的工作台"


@dataclass(frozen=True, slots=True)
class VillageDesk:
    """A village with a desk: how many of its organizations are still kept here for it (代录), how many it keeps itself."""

    unit: str
    name: str
    kept_here: int
    kept_there: int


def listed(desk: Desk) -> list[VillageDesk]:
    """Return the villages below this desk that have a certificate, with what each side keeps."""
    found = village_desks(desk)
    with desk.read() as session:
        names = names_of(session, found)
        return [
            VillageDesk(
                one, names.get(one, ""), len(_kept_here(desk, session, one)), _there(session, one)
            )
            for one in found
        ]


def _kept_here(desk: Desk, session: Session, village: str) -> list[str]:
    """Return what was entered here for a village; what the township manages itself stays."""
    rows = store.values_of(
        session, Organization, ("id", "tier"), community=village, owner=desk.unit
    )
    return [record for record, tier in rows if tier != _TOWNSHIP_TIER]


def _there(session: Session, village: str) -> int:
    return len(store.values_of(session, Organization, ("id",), owner=village))


def hand_over(desk: Desk, village: str, document: str = "") -> Done[Given]:
    """Hand all that was entered here for a village to its desk. Raises `Problems` where there is nothing, `Trouble`."""
    _check(desk, village)
    with desk.read() as session:
        chosen = _kept_here(desk, session, village)
    if not chosen:
        raise _problem("没有代这个社区（村）录入的组织，不用移交。")
    return orders.give(desk, chosen, village, _SET_UP, document)


def take_back(desk: Desk, village: str, document: str = "") -> Done[Given]:
    """Take over all that a village's desk keeps, since it gives the desk up. Raises `Problems`, `Trouble`."""
    _check(desk, village)
    with desk.read() as session:
        name = names_of(session, [village]).get(village, "")
    with desk.operation(f"收回{name}维护的组织") as op:
        rows = orders.everything(op.session, village)
        if not rows:
            raise _problem(f"{name}没有自己维护的记录，不用收回。")
        given = orders.order_in(op, desk, rows, Handover(village, desk.unit, _GIVEN_UP, document))
    return Done(given, frozenset(op.changes))


def _check(desk: Desk, village: str) -> None:
    if village not in village_desks(desk):
        raise _problem("这个社区（村）没有单位证书，请先在“报送关系”里给它签发证书。")


def _problem(words: str) -> Problems:
    return Problems([Problem("", "unit", "unknown", words)])
