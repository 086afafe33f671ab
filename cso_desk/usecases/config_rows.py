"""The records that come down as they are, read-only below: units and their changes, owned by whoever issued them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.records import Record, Unit, UnitChange
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


SORTS: tuple[Sort, ...] = (
    Sort(Unit, _issued(Unit)),
    Sort(UnitChange, _issued(UnitChange)),
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
