"""Lists: all local numbers of a sort and filter at once, then the rows of a window (design.md 4)."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from cso_desk.fields import Division, Link, Text
from cso_desk.records import Field, Organization, Record, Unit, fields_of

from . import search
from .shapes import in_chunks

_Join = tuple[Any, ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Query:
    """Which rows of a record kind, in which order.

    A key like `own_fields.f12` orders by one value inside a structure.

    `text` is what a clerk typed. `filters` maps a key to a value, a tuple of values, or None for
    "is empty". `order` is a key; empty values come last. Of the keys `any_empty` at least one is
    empty. `where` holds further SQLAlchemy conditions.
    """

    record: type[Record]
    text: str = ""
    filters: Mapping[str, object] = field(default_factory=dict)
    order: str = "name"
    descending: bool = False
    any_empty: tuple[str, ...] = ()
    where: tuple[ColumnElement[bool], ...] = ()


def ids(session: Session, query: Query) -> array[int]:
    """Return the local numbers `n` of all hits in order; removed rows are never among them.

    With a text and the order "name", names that begin with the text come first.
    Raises AttributeError for an unknown key.
    """
    statement = _narrowed(select(_column(query.record, "n")), query)
    for join, order in _orders(query):
        if join is not None:
            statement = statement.outerjoin(*join)
        statement = statement.order_by(order)
    return array("q", session.connection().execute(statement).scalars())


def count(session: Session, query: Query) -> int:
    """Return how many rows `ids` would give."""
    statement = _narrowed(select(func.count()).select_from(query.record), query)
    return int(session.scalar(statement) or 0)


def rows(
    session: Session, record: type[Record], ns: Sequence[int], keys: Sequence[str]
) -> list[tuple[Any, ...] | None]:
    """Return the values of `keys` for each local number, None for a row that is gone.

    Keys are fields or columns like `id`, `owner`, `rev`. Raises AttributeError for an unknown one.
    """
    n = _column(record, "n")
    columns = [_column(record, key) for key in keys]
    found: dict[int, tuple[Any, ...]] = {}
    for chunk in in_chunks(list(ns)):
        statement = select(n, *columns).where(n.in_(chunk), _column(record, "deleted").is_(False))
        found.update((row[0], tuple(row[1:])) for row in session.execute(statement))
    return [found.get(number) for number in ns]


def _narrowed(statement: Select[Any], query: Query) -> Select[Any]:
    record = query.record
    statement = statement.where(_column(record, "deleted").is_(False), *query.where)
    for key, value in query.filters.items():
        statement = statement.where(_is(_column(record, key), value))
    if query.any_empty:
        statement = statement.where(
            or_(*(_column(record, key).is_(None) for key in query.any_empty))
        )
    condition = _text_condition(record, query.text)
    return statement if condition is None else statement.where(condition)


def _is(column: InstrumentedAttribute[Any], value: object) -> ColumnElement[bool]:
    if value is None:
        return column.is_(None)
    if not isinstance(value, tuple):
        return column == value
    filled = [one for one in value if one is not None]
    chosen = column.in_(filled)
    return or_(chosen, column.is_(None)) if None in value else chosen


def _text_condition(record: type[Record], text: str) -> ColumnElement[bool] | None:
    if record is Organization:
        return search.hits(text)
    words = text.split()
    if not words:
        return None
    columns = [
        _column(record, key)
        for key, field in fields_of(record).items()
        if isinstance(field.kind, Text)
    ]
    if record is Unit:
        columns.append(_column(record, "initials"))
    conditions = [
        or_(*(column.contains(word, autoescape=True) for column in columns)) for word in words
    ]
    return and_(*conditions)


def _orders(query: Query) -> list[tuple[_Join | None, ColumnElement[Any]]]:
    """Return what to join and to order by, first things first."""
    record, key = query.record, query.order
    facts = fields_of(record).get(key)
    if key == "name" and facts is None:
        key = "n"
    if "." in key:
        inside = _inside(record, *key.split(".", 1))
        direction = inside.desc() if query.descending else inside.asc()
        return [(None, direction.nulls_last()), (None, _column(record, "n").asc())]
    join, column = _sorting(record, key, facts)
    direction = column.desc() if query.descending else column.asc()
    if facts is not None and (facts.required != "always" or join is not None):
        direction = direction.nulls_last()
    orders: list[tuple[_Join | None, ColumnElement[Any]]] = []
    if key == "name" and query.text.strip():
        begins = _column(record, "name").startswith(query.text.strip(), autoescape=True)
        orders.append((None, case((begins, 0), else_=1)))
    return [*orders, (join, direction), (None, _column(record, "n").asc())]


def _sorting(
    record: type[Record], key: str, facts: Field | None
) -> tuple[_Join | None, ColumnElement[Any]]:
    """Return the column that sorts a key: units by their code, linked organizations by their name."""
    own = _column(record, key)
    if facts is not None and isinstance(facts.kind, Division):
        unit = aliased(Unit)
        return (unit, unit.id == own), unit.code.expression
    if facts is not None and isinstance(facts.kind, Link) and facts.kind.table == "organization":
        other = aliased(Organization)
        return (other, other.id == own), other.name.expression
    return None, own.expression


def _inside(record: type[Record], key: str, path: str) -> ColumnElement[Any]:
    """Return one value inside a structure."""
    return func.json_extract(_column(record, key), f'$."{path}"')


def _column(record: type[Record], key: str) -> InstrumentedAttribute[Any]:
    found = getattr(record, key)
    if not isinstance(found, InstrumentedAttribute):
        raise AttributeError(f"{record.__name__} has no column {key!r}")
    return found
