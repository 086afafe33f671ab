"""Conditions on one field of a record, as a list's query asks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, String, and_, or_, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from cso_desk.records import Record

Test = Literal["contains", "lacks", "is", "not", "least", "most", "between", "empty", "filled"]
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Condition:
    """One field, a test and the values it is tested against, as the record keeps them (dates as ISO texts).

    `is` and `not` take any number of values, `between` two, `empty` and `filled` none, the rest one.
    A date of less precision than a whole day holds all its days: 2019-03 is met by 2019-03-05.
    """

    key: str
    test: Test
    values: tuple[Any, ...] = ()
    dated: bool = False


def clause(record: type[Record], condition: Condition) -> ColumnElement[bool]:
    """Return the SQL of a condition; raises AttributeError for an unknown key."""
    found = getattr(record, condition.key)
    if not isinstance(found, InstrumentedAttribute):
        raise AttributeError(f"{record.__name__} has no column {condition.key!r}")
    column = type_coerce(found, String) if condition.dated else found.expression
    return _PARTS[condition.test](column, condition)


def clauses(
    record: type[Record], conditions: tuple[Condition, ...], any_of_them: bool
) -> ColumnElement[bool]:
    """Return the SQL of several conditions: all of them, or any."""
    parts = [clause(record, one) for one in conditions]
    return or_(*parts) if any_of_them else and_(*parts)


def _contains(column: Any, condition: Condition) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.contains(condition.values[0], autoescape=True)
    return found


def _lacks(column: Any, condition: Condition) -> ColumnElement[bool]:
    return or_(column.is_(None), ~_contains(column, condition))


def _is(column: Any, condition: Condition) -> ColumnElement[bool]:
    if condition.dated:
        return or_(*(column.startswith(value) for value in condition.values))
    found: ColumnElement[bool] = column.in_(condition.values)
    return found


def _not(column: Any, condition: Condition) -> ColumnElement[bool]:
    return or_(column.is_(None), ~_is(column, condition))


def _least(column: Any, condition: Condition) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column >= condition.values[0]
    return found


def _most(column: Any, condition: Condition) -> ColumnElement[bool]:
    last = condition.values[-1]
    found: ColumnElement[bool] = column <= (last + _LAST if condition.dated else last)
    return found


def _between(column: Any, condition: Condition) -> ColumnElement[bool]:
    return and_(_least(column, condition), _most(column, condition))


def _empty(column: Any, condition: Condition) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.is_(None)
    return found


def _filled(column: Any, condition: Condition) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.is_not(None)
    return found


_PARTS = {
    "contains": _contains,
    "lacks": _lacks,
    "is": _is,
    "not": _not,
    "least": _least,
    "most": _most,
    "between": _between,
    "empty": _empty,
    "filled": _filled,
}
