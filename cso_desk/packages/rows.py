"""One row on its way between desks: its columns, its hash, its order, and the hash of a whole table.

Rules: packages.md 2.2 and 2.6.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, NamedTuple

import msgspec

from cso_desk.packages.canonical import read_object, sha256_hex
from cso_desk.packages.cover import Sha256, TableName
from cso_desk.packages.units import UnitId
from cso_desk.sorted_json import sorted_json

Row = Mapping[str, object]

MAX_LINE: Final = 1024 * 1024
DELETES: Final = "_deletes"

_Count = Annotated[int, msgspec.Meta(ge=0)]
_Number = Annotated[int, msgspec.Meta(ge=1)]
_Word = Annotated[str, msgspec.Meta(max_length=200)]


class SyncColumns(msgspec.Struct, frozen=True):
    """The columns that every synced row carries beside its own fields; `upd_by` and `upd_at` are only shown."""

    id: UnitId
    owner: UnitId
    oe: _Count
    rev: _Number
    inst: UnitId
    hlc: _Word
    deleted: bool
    upd_by: _Word | None
    upd_at: _Word | None
    src_pkg: UnitId | None
    row_hash: Sha256


class Tombstone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What remains of a deleted row; `row_hash` is over this line without itself."""

    table: TableName
    id: UnitId
    owner: UnitId
    oe: _Count
    rev: _Number
    inst: UnitId
    hlc: _Word
    row_hash: Sha256
    reason: Annotated[str, msgspec.Meta(max_length=2000)] | None
    by: _Word | None
    at: _Word | None


class Line(NamedTuple):
    """One line of a table as it came: `no` counts from 1, `raw` is without the line feed.

    `row` is empty and `fault` a code of packages.md 5 where the line is bad: MALFORMED, or HASH_MISMATCH when its
    content differs from its `row_hash`.
    """

    no: int
    raw: bytes
    row: dict[str, Any]
    fault: str | None


def _frictionless(**types: str) -> tuple[Mapping[str, str], ...]:
    return tuple({"name": name, "type": kind} for name, kind in types.items())


SYNC_FIELDS: Final = _frictionless(
    id="string",
    owner="string",
    oe="integer",
    rev="integer",
    inst="string",
    hlc="string",
    deleted="boolean",
    upd_by="string",
    upd_at="string",
    src_pkg="string",
    row_hash="string",
)
"""The sync columns as Frictionless field descriptors."""

TOMBSTONE_FIELDS: Final = _frictionless(
    table="string",
    id="string",
    owner="string",
    oe="integer",
    rev="integer",
    inst="string",
    hlc="string",
    row_hash="string",
    reason="string",
    by="string",
    at="string",
)
"""The columns of `_deletes.jsonl` as Frictionless field descriptors."""


def row_hash(row: Row) -> str:
    """Return SHA-256 of the canonical JSON of the projection `row`, its own `row_hash` left out."""
    return sha256_hex(sorted_json({key: row[key] for key in row if key != "row_hash"}))


def order_of(row: Row, schema: int, profile_no: int) -> tuple[object, ...]:
    """Return the tuple by which the strictly greater of two versions of a row wins, everywhere."""
    keys = ("oe", "rev", "inst", "deleted")
    return (*(row[key] for key in keys), schema, profile_no, row["row_hash"])


class StateHash:
    """SHA-256 over the `id row_hash` lines of a table's rows and tombstones, sorted by id, each id once."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._last = ""

    def add(self, row_id: str, hash_: str) -> None:
        """Take in the next row; raises ValueError when its id does not follow, since two desks could not agree then."""
        if row_id <= self._last:
            raise ValueError(f"ids not ascending: {row_id} after {self._last}")
        self._last = row_id
        self._sha256.update(f"{row_id} {hash_}\n".encode("ascii"))

    def hexdigest(self) -> str:
        """Return the hash of what was taken in so far."""
        return self._sha256.hexdigest()


def state_hash(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the `StateHash` of a whole table from its (id, row_hash) pairs, sorted by id."""
    state = StateHash()
    for row_id, hash_ in pairs:
        state.add(row_id, hash_)
    return state.hexdigest()


def make_line(row: Row, columns: type[msgspec.Struct] | None) -> tuple[bytes, str]:
    """Return a row's line with line feed, and its hash, which is added where the row does not have it yet.

    `columns` are the sync columns to check (None in tables without). Raises ValueError for a row that no receiver
    would take: it is a fault of the program that made it.
    """
    hash_ = row_hash(row)
    if columns is not None:
        msgspec.convert({**row, "row_hash": hash_}, columns)
    if row.get("row_hash", hash_) != hash_:
        raise ValueError(f"row_hash of {row.get('id')} is not of its content")
    line = sorted_json({**row, "row_hash": hash_} if columns is not None else dict(row)) + b"\n"
    if len(line) > MAX_LINE:
        raise ValueError(f"row {row.get('id')} is longer than {MAX_LINE} bytes")
    return line, hash_


def read_line(no: int, raw: bytes, columns: type[msgspec.Struct] | None) -> Line:
    """Parse one line strictly; a bad line is returned with its fault, so that one cannot spoil the rest."""
    try:
        row = read_object(raw)
        if columns is not None:
            msgspec.convert(row, columns)
            if row["row_hash"] != row_hash(row):
                return Line(no, raw, {}, "HASH_MISMATCH")
    except (ValueError, RecursionError):
        return Line(no, raw, {}, "MALFORMED")
    return Line(no, raw, row, None)


def columns_of(table: str) -> type[msgspec.Struct] | None:
    """Return the columns that every row of `table` must carry; tables of the protocol itself begin with `_`."""
    if table == DELETES:
        return Tombstone
    return None if table.startswith("_") else SyncColumns
