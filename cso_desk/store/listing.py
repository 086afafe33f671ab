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

from . import name_order, search
from .at_once import numbers_of
from .conditions import Condition, clauses
from .scanning import by_scan, few_values, needs_rows
from .shapes import in_chunks

_Join = tuple[Any, ColumnElement[bool]]
_TOO_MANY = 20_000
"""Hits that are no longer parted into those by name and those by other words."""
_LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Query:
    """Which rows of a record kind, in which order.

    A key like `own_fields.f12` orders by one value inside a structure.

    `text` is what a clerk typed. `filters` maps a key to a value, a tuple of values, or None for
    "is empty". `order` is a key; empty values come last. Of the keys `any_empty` at least one is
    empty. `where` holds further SQLAlchemy conditions, `conditions` such on single fields: all of
    them must be met, or with `any_condition` one.
    """

    record: type[Record]
    text: str = ""
    filters: Mapping[str, object] = field(default_factory=dict)
    order: str = "name"
    descending: bool = False
    any_empty: tuple[str, ...] = ()
    where: tuple[ColumnElement[bool], ...] = ()
    conditions: tuple[Condition, ...] = ()
    any_condition: bool = False


def ids(session: Session, query: Query) -> array[int]:
    """Return the local numbers `n` of all hits in order; removed rows are never among them.

    With a text and the order "name", names that begin with the text come first, then those that hold it.
    Raises AttributeError for an unknown key.
    """
    if query.record is Organization and query.order == "name" and not query.descending:
        return _by_name(session, query)
    statement = _narrowed(select(_column(query.record, "n")), query, query.order)
    for join, *orders in _orders(query):
        if join is not None:
            statement = statement.outerjoin(*join)
        statement = statement.order_by(*orders)
    return numbers_of(session, statement)


def _by_name(session: Session, query: Query) -> array[int]:
    """Return organizations in the order of their names by the order that the desk keeps."""
    found = _numbers(session, query)
    if found is None:
        return name_order.all_by_name(session)
    whole = name_order.sorted_by_name(session, found)
    typed = query.text.strip()
    if not typed or not whole:
        return whole
    begins = set(_beginning(session, typed))
    # Of more nobody reads all: which of them hold the text in their name tells nothing any more.
    holds = () if len(whole) > _TOO_MANY else search.name_hits(session, typed)
    return _parted(whole, begins, set(holds) - begins)


def _parted(whole: array[int], begins: set[int], holds: set[int]) -> array[int]:
    """Return the same numbers, those of `begins` first, those of `holds` next."""
    before = begins | holds
    if not before or len(holds) == len(whole):
        return whole
    first = [n for n in whole if n in begins] if begins else []
    second = [n for n in whole if n in holds] if holds else []
    return array("q", [*first, *second, *(n for n in whole if n not in before)])


def _numbers(session: Session, query: Query) -> array[int] | None:
    """Return the hits of a query for organizations in no order, None for all of them."""
    narrow = query.filters or query.where or query.any_empty or query.conditions
    if not narrow:
        return search.numbers(session, query.text)
    return numbers_of(session, _narrowed(select(Organization.n), query))


def _beginning(session: Session, typed: str, limit: int = -1) -> array[int]:
    """Return the organizations whose name begins with `typed`, in the order of their names."""
    statement = (
        select(Organization.n)
        .where(
            Organization.deleted.is_(False),
            Organization.name >= typed,
            Organization.name < typed + _LAST_CHARACTER,
        )
        .order_by(Organization.name)
    )
    return numbers_of(session, statement, limit)


def best(session: Session, typed: str, limit: int) -> list[int]:
    """Return at most `limit` organizations for what a clerk typed without looking at all hits.

    Names that begin with it come first, then names that hold it, then all else; an empty text has none.
    """
    words = typed.strip()
    if search.match_expression(words) is None or limit < 1:
        return []
    some = search.numbers(session, words, limit + 1) or array("q")
    if len(some) <= limit:
        return list(ids(session, Query(Organization, words)))
    found = dict.fromkeys(_beginning(session, words, limit))
    for more in (search.name_hits(session, words, limit), some):
        found.update(dict.fromkeys(more if len(found) < limit else ()))
    return list(found)[:limit]


def count(session: Session, query: Query) -> int:
    """Return how many rows `ids` would give."""
    if query.record is Organization and query.text:
        found = _numbers(session, query)
        if found is not None:
            return len(found)
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


def record_ids(session: Session, record: type[Record], ns: Sequence[int]) -> list[str]:
    """Return the ids of local numbers in their order; unknown ones are left out.

    Many are looked up in the index of all ids, which holds the numbers too: no row is read.
    """
    if len(ns) <= _TOO_MANY:
        return [row[0] for row in rows(session, record, ns, ("id",)) if row]
    statement = select(_column(record, "n"), _column(record, "id"))
    known = {n: record for n, record in session.connection().execute(statement)}
    return [known[n] for n in ns if n in known]


def _narrowed(statement: Select[Any], query: Query, *more: str) -> Select[Any]:
    """Return a statement with the conditions of a query; `more` are keys that it uses itself."""
    record = query.record
    living = _column(record, "deleted")
    keys = {*query.filters, *(one.key for one in query.conditions), *more}
    rows = record is Organization and not query.any_empty and needs_rows(keys)
    statement = statement.where((by_scan(living) if rows else living).is_(False), *query.where)
    for key, value in query.filters.items():
        statement = statement.where(_is(_column(record, key), value, few_values(key)))
    if query.any_empty:
        statement = statement.where(
            or_(*(_column(record, key).is_(None) for key in query.any_empty))
        )
    if query.conditions:
        met = clauses(record, query.conditions, query.any_condition)
        statement = statement.where(met)
    condition = _text_condition(record, query.text)
    return statement if condition is None else statement.where(condition)


def _is(
    column: InstrumentedAttribute[Any], value: object, few_values: bool = False
) -> ColumnElement[bool]:
    if few_values and isinstance(value, str):
        return by_scan(column) == value
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


def _orders(query: Query) -> list[tuple[Any, ...]]:
    """Return what to join (or None) and to order by, first things first."""
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
    # "Empty last" as a term of its own: with NULLS LAST an index of this column alone would be taken,
    # and each of its 300,000 entries leads to a row on another page.
    last = [column.is_(None)] if facts is None or facts.required != "always" or join else []
    orders: list[tuple[Any, ...]] = []
    if key == "name" and query.text.strip():
        begins = _column(record, "name").startswith(query.text.strip(), autoescape=True)
        orders.append((None, case((begins, 0), else_=1)))
    return [*orders, (join, *last, direction), (None, _column(record, "n").asc())]


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
