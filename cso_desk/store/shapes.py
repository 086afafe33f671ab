"""What the store must know of a travelling record class: its columns, its business fields, its snapshots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from cso_desk.fields import Kind
from cso_desk.records import LOCAL_COLUMNS, SCHEMA, SYNC_COLUMNS, Field, Record, Synced, fields_of
from cso_desk.sorted_json import sorted_json

Values = Mapping[str, Any]


def canonical(value: object) -> str:
    """Return the one JSON text of a structure: sorted keys, no blanks, characters as they are."""
    return sorted_json(value).decode()


@dataclass(frozen=True, eq=False)
class Shape:
    """One travelling record class, seen by the store.

    `fields` are the business fields (what is journaled and travels); `derived` are columns that every
    desk computes for itself: changing only those is no change of the record. `blank` is a new row:
    every column, with its default or None.
    """

    record: type[Record]
    table: Table
    fields: Mapping[str, Field]
    derived: frozenset[str]
    columns: tuple[str, ...]
    blank: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The table's name, which also names the record kind in journal and packages."""
        return str(self.table.name)

    def snapshot(self, values: Values) -> dict[str, Any]:
        """Return what the journal keeps of a row: filled business fields as JSON, `rev`, a deletion."""
        codecs = _codecs(self.record)
        found = {}
        for key, to_json in codecs.items():
            value = values.get(key)
            if value is not None:
                found[key] = value if to_json is None else to_json(value)
        found["rev"] = values["rev"]
        if values.get("deleted"):
            found["deleted"] = True
        return found

    def restored(self, snapshot: Values) -> dict[str, Any]:
        """Return the values of all business fields that a journal snapshot holds."""
        return {
            key: None if snapshot.get(key) is None else field.kind.from_json(snapshot[key])
            for key, field in self.fields.items()
        }


@cache
def _codecs(record: type[Record]) -> dict[str, Callable[[Any], Any] | None]:
    """Return per business field its JSON encoder, None where the value is its own JSON."""
    plain = Kind.to_json
    return {
        key: None if type(field.kind).to_json is plain else field.kind.to_json
        for key, field in fields_of(record).items()
        if not field.derived
    }


@cache
def shape_of(record: type[Record]) -> Shape:
    """Return the shape of a travelling record class. Raises TypeError for any other class."""
    if not issubclass(record, Synced):
        raise TypeError(f"{record.__name__} does not travel")
    table = record.__table__
    assert isinstance(table, Table)
    fields = {key: field for key, field in fields_of(record).items() if not field.derived}
    columns = tuple(column.key for column in table.columns)
    fixed = {"id", *fields, *SYNC_COLUMNS, *LOCAL_COLUMNS}
    blank: dict[str, Any] = dict.fromkeys(columns)
    for column in table.columns:
        if column.default is not None and column.default.is_scalar:
            blank[column.key] = column.default.arg
    blank["schema_no"] = SCHEMA
    return Shape(record, table, fields, frozenset(set(columns) - fixed), columns, blank)


@cache
def shapes() -> dict[str, Shape]:
    """Return the shapes of all travelling records by table name, parents before children."""
    from cso_desk.records import TRAVELLING

    return {record.__tablename__: shape_of(record) for record in TRAVELLING}


@cache
def journaled() -> dict[str, Shape]:
    """Return the shapes of all records that the journal keeps: those that travel and those that stay on this desk."""
    from cso_desk.records import JOURNALED

    return {record.__tablename__: shape_of(record) for record in JOURNALED}


def in_chunks(values: Sequence[Any], size: int = 500) -> Iterable[Sequence[Any]]:
    """Yield `values` in slices of at most `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def rows_by(
    session: Session, shape: Shape, column: str, keys: Sequence[Any]
) -> dict[Any, dict[str, Any]]:
    """Return whole rows as dicts, by the value of a unique column (`n` or `id`)."""
    found = {}
    table = shape.table
    for chunk in in_chunks(keys):
        statement = table.select().where(table.c[column].in_(chunk))
        for row in session.connection().execute(statement).mappings():
            found[row[column]] = dict(row)
    return found
