"""The order of all organizations by name, kept until an operation changes something (design.md 4).

Sorting 40,000 hits by name would read 40,000 rows; with the ranks at hand it reads none.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cso_desk.records import Operation, Organization

from .at_once import numbers_of
from .shapes import in_chunks

FEW = 2000
"""So many hits are sorted by reading their names, when the ranks are not at hand."""
_KEPT = "name_order"
_GONE = -1


@dataclass(frozen=True, slots=True)
class NameOrder:
    """Local numbers in the order of their names, and the place of each number (-1: no living organization)."""

    operation: int
    numbers: array[int]
    places: array[int]


class Keeper:
    """What a desk's reading sessions share; a thread that finds it old makes it anew."""

    def __init__(self) -> None:
        self.order: NameOrder | None = None

    def info(self) -> dict[str, object]:
        """Return what a session carries so that `sorted_by_name` finds the keeper."""
        return {_KEPT: self}


def all_by_name(session: Session) -> array[int]:
    """Return the numbers of all living organizations in the order of their names."""
    return _order(session).numbers[:]


def sorted_by_name(session: Session, found: Sequence[int]) -> array[int]:
    """Return these numbers in the order of their names, without those of removed organizations."""
    if len(found) <= FEW and _kept(session) is None:
        return _few_sorted(session, found)
    order = _order(session)
    if len(found) * 4 > len(order.numbers):
        wanted = set(found)
        return array("q", [n for n in order.numbers if n in wanted])
    places = order.places
    last = len(places)
    living = [n for n in found if n < last and places[n] != _GONE]
    living.sort(key=places.__getitem__)
    return array("q", living)


def _few_sorted(session: Session, numbers: Sequence[int]) -> array[int]:
    named: list[tuple[str, int]] = []
    for chunk in in_chunks(numbers):
        statement = select(Organization.name, Organization.n).where(
            Organization.n.in_(chunk), Organization.deleted.is_(False)
        )
        named += [(row[0] or "", row[1]) for row in session.execute(statement)]
    return array("q", [n for _, n in sorted(named)])


def _kept(session: Session) -> NameOrder | None:
    """Return the order that was kept, if nothing has been written since."""
    keeper = session.info.get(_KEPT)
    order = keeper.order if isinstance(keeper, Keeper) else None
    return order if order is not None and order.operation == _newest(session) else None


def _newest(session: Session) -> int:
    return session.scalar(select(func.max(Operation.n))) or 0


def _order(session: Session) -> NameOrder:
    if (kept := _kept(session)) is not None:
        return kept
    statement = (
        select(Organization.n)
        .where(Organization.deleted.is_(False))
        .order_by(Organization.name, Organization.n)
    )
    numbers = numbers_of(session, statement)
    places = array("l", [_GONE]) * (max(numbers, default=0) + 1)
    for place, n in enumerate(numbers):
        places[n] = place
    order = NameOrder(_newest(session), numbers, places)
    keeper = session.info.get(_KEPT)
    if isinstance(keeper, Keeper):
        keeper.order = order
    return order
