"""How a record's field is declared, once, for the database, the forms, the sheets, the papers and the packages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from sqlalchemy import JSON, Boolean, Dialect, Integer, String, TypeDecorator, types
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

from cso_desk.fields import Data, DateValue, Decimal2, Kind, Link, PartialDate, Whole, YesNo

Required = Literal["always", "to_file", "never"]
Private = Literal["none", "mask", "never_leaves"]
SCHEMA = 4
"""The number of the record schema; it travels in the cover of every package."""


@dataclass(frozen=True, slots=True)
class Field:
    """The facts of one field.

    `required`: `always` (a record cannot be saved without), `to_file` (a filing cannot be submitted without),
    `never`. `private`: `mask` on screen and in exports, `never_leaves` the desk in packages. `counts`: `sum` or
    `by` in statistics. `since`: the schema number that brought the field. `synonyms`: headings of old ledgers.
    """

    label: str
    kind: Kind
    key: str = ""
    hint: str = ""
    example: str = ""
    required: Required = "never"
    private: Private = "none"
    counts: Literal["", "sum", "by"] = ""
    since: int = 1
    synonyms: tuple[str, ...] = ()
    derived: bool = False

    def with_synonyms(self, more: tuple[str, ...]) -> Field:
        """Return the field with more headings that old ledgers use for it."""
        return replace(self, synonyms=(*self.synonyms, *more))


class Record(DeclarativeBase):
    """The mother of all mapped classes."""


class PartialDateColumn(TypeDecorator[PartialDate]):
    """A `PartialDate` kept as its ISO text, so that it sorts and keeps its precision."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: PartialDate | None, dialect: Dialect) -> str | None:
        """Return the text that is kept."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        """Return the date that was kept."""
        return None if value is None else PartialDate.from_iso(value)


def _column_type(kind: Kind) -> types.TypeEngine[Any]:
    if isinstance(kind, DateValue):
        return PartialDateColumn()
    if isinstance(kind, Whole | Decimal2):
        return Integer()
    if isinstance(kind, YesNo):
        return Boolean()
    if isinstance(kind, Data):
        return JSON(none_as_null=True)
    return String()


def field(
    label: str,
    kind: Kind,
    *,
    hint: str = "",
    example: str = "",
    required: Required = "never",
    private: Private = "none",
    counts: Literal["", "sum", "by"] = "",
    since: int = 1,
    synonyms: tuple[str, ...] = (),
    derived: bool = False,
    index: bool = False,
) -> MappedColumn[Any]:
    """Declare a field and return SQLAlchemy's own column for it, with the facts in `Column.info["field"]`."""
    facts = Field(
        label, kind, "", hint, example, required, private, counts, since, synonyms, derived
    )
    return mapped_column(_column_type(kind), nullable=True, index=index, info={"field": facts})


@cache
def fields_of(record: type[Record]) -> Mapping[str, Field]:
    """Return the declared fields of a record class by key, in the order of declaration."""
    found = {}
    for column in record.__table__.columns:
        if "field" in column.info:
            found[column.key] = replace(column.info["field"], key=column.key)
    return found


@cache
def cell_fields(record: type[Record]) -> Mapping[str, Field]:
    """Return the fields that fit into one cell of a form or table: neither links nor structures."""
    return {
        key: field
        for key, field in fields_of(record).items()
        if not isinstance(field.kind, Link | Data)
    }


@cache
def field_by_label(record: type[Record]) -> Mapping[str, Field]:
    """Return the declared fields of a record class by their Chinese label."""
    return {field.label: field for field in fields_of(record).values()}
