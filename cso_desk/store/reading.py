"""Plain look-ups of records, so that use cases need no SQL: one, all that match, counts by a field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from cso_desk.records import Record, Synced

from .scanning import by_scan, few_values

S = TypeVar("S", bound=Record)
_MANY = (tuple, list, set, frozenset)
_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Between:
    """A wanted value anywhere from `low` to `high`, both included."""

    low: Any
    high: Any


def get(session: Session, record: type[S], record_id: str) -> S | None:
    """Return the record with this id; None for an unknown or deleted one."""
    return session.scalars(_chosen(select(record), record, {"id": record_id})).one_or_none()


def listed(
    session: Session,
    record: type[S],
    /,
    *,
    order: str | Sequence[str] = (),
    descending: bool = False,
    limit: int | None = None,
    **equals: Any,
) -> list[S]:
    """Return the living records whose fields equal what is given (a collection means any of its values).

    `order` names one or several fields; without it they come as they were entered.
    """
    keys = (order,) if isinstance(order, str) else order
    columns = [getattr(record, key) for key in keys] or _entered(record)
    query = _chosen(select(record), record, equals)
    query = query.order_by(*(column.desc() if descending else column for column in columns))
    return list(session.scalars(query.limit(limit) if limit else query))


def values_of(
    session: Session, record: type[Record], keys: Sequence[str], /, **equals: Any
) -> list[tuple[Any, ...]]:
    """Return the named fields of the living records that match, as tuples, as they were entered."""
    query = _chosen(select(*(getattr(record, key) for key in keys)), record, equals)
    query = query.order_by(*_entered(record))
    return [tuple(row) for row in session.execute(query)]


def values_ever(
    session: Session, record: type[Record], keys: Sequence[str], /, **equals: Any
) -> list[tuple[Any, ...]]:
    """Return what `values_of` does, removed records included: for what may never be used a second time."""
    query = select(*(getattr(record, key) for key in keys))
    for key, wanted in equals.items():
        query = query.where(_equal(getattr(record, key), wanted))
    return [tuple(row) for row in session.execute(query.order_by(*_entered(record)))]


def count_by(session: Session, record: type[Record], key: str, **equals: Any) -> dict[Any, int]:
    """Return how many living records that match have each value of the field `key`."""
    column = getattr(record, key)
    groups = by_scan(column) if few_values(key) else column
    query = _chosen(select(column, func.count()), record, equals).group_by(groups)
    return {value: number for value, number in session.execute(query)}


def organizations_of(session: Session, record: type[Record], ids: Sequence[str]) -> set[str]:
    """Return the organizations that these records belong to, deleted records included."""
    column, key = record.__table__.c.organization, record.__table__.c.id
    return {row[0] for row in session.execute(select(column).where(key.in_(ids))) if row[0]}


def chunks(ids: Iterable[str], size: int = _CHUNK) -> Iterable[list[str]]:
    """Cut ids into lists that fit into one query."""
    bundle: list[str] = []
    for one in ids:
        bundle.append(one)
        if len(bundle) == size:
            yield bundle
            bundle = []
    if bundle:
        yield bundle


def _entered(record: type[Record]) -> list[Any]:
    return list(record.__table__.primary_key)


def _chosen(query: Select[Any], record: type[Record], equals: dict[str, Any]) -> Select[Any]:
    if issubclass(record, Synced):
        query = query.where(record.deleted.is_(False))
    for key, wanted in equals.items():
        column = getattr(record, key)
        query = query.where(_equal(by_scan(column) if few_values(key) else column, wanted))
    return query


def _equal(column: Any, wanted: Any) -> ColumnElement[bool]:
    if wanted is None:
        found: ColumnElement[bool] = column.is_(None)
    elif isinstance(wanted, Between):
        found = column.between(wanted.low, wanted.high)
    elif isinstance(wanted, _MANY):
        found = column.in_(list(wanted))
    else:
        found = column == wanted
    return found
