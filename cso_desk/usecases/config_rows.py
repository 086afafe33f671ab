"""The records that come down as they are, read-only below: units and their changes, owned by whoever issued them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.records import Record, ReportPeriod, Target, Unit, UnitChange
from cso_desk.store import Desk, Session

from . import trust
from .projection import schema_of
from .trust import Neighbour

Chosen = Callable[[Desk, Session, Neighbour], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sort:
    """One kind of record that comes down: which ids a unit below gets."""

    record: type[Record]
    chosen: Chosen

    @property
    def table(self) -> str:
        """The name of its table."""
        return str(self.record.__tablename__)


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of one kind for one unit below, tombstones apart."""

    schema: list[Any]
    rows: list[dict[str, Any]]
    deletes: list[dict[str, Any]]


def _issued(record: type[Record]) -> Chosen:
    """Return the choice of all rows that this desk or a unit above it wrote."""

    def chosen(desk: Desk, session: Session, child: Neighbour) -> list[str]:
        owners = speakers(desk, session)
        return [one for (one,) in store.values_ever(session, record, ("id",), owner=owners)]

    return chosen


def _changes(desk: Desk, session: Session, child: Neighbour) -> dict[str, set[str]]:
    """Return the changes that name a unit of a child's branch, with all units that they name; removed ones too."""
    inside, owners = trust.inside_of(desk), speakers(desk, session)
    keys = ("id", "from_units", "to_units", "deleted")
    found: dict[str, set[str]] = {}
    for record, before, after, gone in store.values_ever(session, UnitChange, keys, owner=owners):
        named = {str(one["id"]) for side in (before, after) for one in side or ()}
        if gone or any(inside(unit, child.unit) for unit in named):
            found[record] = named
    return found


def _changes_of_branch(desk: Desk, session: Session, child: Neighbour) -> list[str]:
    return list(_changes(desk, session, child))


def _units_of_branch(desk: Desk, session: Session, child: Neighbour) -> list[str]:
    """Return the units of a child's branch, those above it, and those that its communities came from or went to."""
    inside, owners = trust.inside_of(desk), speakers(desk, session)
    named = {unit for units in _changes(desk, session, child).values() for unit in units}
    return [
        unit
        for unit, gone in store.values_ever(session, Unit, ("id", "deleted"), owner=owners)
        if gone or unit in named or inside(unit, child.unit) or inside(child.unit, unit)
    ]


def _of_branch(desk: Desk, session: Session, child: Neighbour) -> list[str]:
    """Return the targets of a unit below, of those that it lies in, and of those below it."""
    inside, owners = trust.inside_of(desk), speakers(desk, session)
    found = store.values_ever(session, Target, ("id", "unit", "deleted"), owner=owners)
    return [
        one
        for one, unit, gone in found
        if gone or (unit and (inside(unit, child.unit) or inside(child.unit, unit)))
    ]


SORTS: tuple[Sort, ...] = (
    Sort(Unit, _units_of_branch),
    Sort(UnitChange, _changes_of_branch),
    Sort(Target, _of_branch),
    Sort(ReportPeriod, _issued(ReportPeriod)),
)
"""The kinds of records that come down, parents before children."""


def speakers(desk: Desk, session: Session) -> list[str]:
    """Return this unit and the units above it whose rows it holds: for those it speaks to units below."""
    inside = trust.inside_of(desk)
    return sorted({desk.unit, *(one for one in store.owners(session) if inside(desk.unit, one))})


def found(desk: Desk, session: Session, sort: Sort, child: Neighbour) -> Found:
    """Return what a unit below gets of one kind, as it travels."""
    from cso_desk.packages.rows import row_hash

    ids = sort.chosen(desk, session, child)
    keys, rows, gone = store.chosen(session, sort.record, ids, drop=set(), hash_row=row_hash)
    return Found(schema_of(sort.record, keys), rows, gone)
