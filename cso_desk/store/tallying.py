"""Organizations counted by the unit that they belong to: their community, without one the unit that owns them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cso_desk.records import Organization


@dataclass(frozen=True, slots=True)
class Tally:
    """How many organizations of one kind and state a unit has, and their members; `placed` by a community."""

    unit: str
    placed: bool
    category: str
    state: str
    number: int
    members: int


def tallies(session: Session) -> list[Tally]:
    """Count all living organizations."""
    table = Organization.__table__.c
    unit = func.coalesce(table.community, table.owner)
    placed = table.community.is_not(None)
    keys = (unit, placed, func.coalesce(table.category, ""), func.coalesce(table.state, ""))
    members = func.coalesce(func.sum(table.members), 0)
    statement = select(*keys, func.count(), members).where(table.deleted.is_(False)).group_by(*keys)
    return [Tally(row[0], bool(row[1]), *row[2:]) for row in session.execute(statement)]


def belonging_to(units: Collection[str]) -> ColumnElement[bool]:
    """Return the condition of a list's query that an organization belongs to one of these units."""
    table = Organization.__table__.c
    return func.coalesce(table.community, table.owner).in_(list(units))
