"""Rows on their way out: the projection that travels, tombstones, and what was sent and acknowledged.

Rows are plain dicts of JSON values. The hash of a row is a function of the room that packs it and is
passed in, so that store and packages stay strangers (packages.md 2.2).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from cso_desk.records import Record

from .operation import Op
from .shapes import Shape, rows_by, shape_of, shapes

HashRow = Callable[[dict[str, Any]], str]
Revisions = Mapping[str, Mapping[str, int]]
"""By table and record id: a revision."""
Owners = str | Collection[str]
"""One unit, or all units whose rows a desk passes on."""

_SYNC = ("owner", "oe", "rev", "inst", "hlc", "deleted", "upd_by", "upd_at", "src_pkg")
_STREAM = 1000


def travelling_keys(
    session: Session, record: type[Record], owner: Owners, *, drop: frozenset[str] | set[str]
) -> list[str]:
    """Return the keys of every row that `outgoing` yields: sync columns, business fields, extras.

    Extras are fields of a newer program that this one keeps and passes on unchanged.
    """
    shape = shape_of(record)
    return [
        "id",
        *_SYNC,
        *_sent_fields(shape, drop),
        *_extra_keys(session, shape, owner),
        "row_hash",
    ]


def outgoing(
    session: Session,
    record: type[Record],
    owner: Owners,
    *,
    drop: frozenset[str] | set[str],
    hash_row: HashRow,
) -> Iterator[dict[str, Any]]:
    """Yield the living rows of one or several owners as they travel, sorted by id, each with its `row_hash`.

    `drop` names the fields that this edge's profile keeps back; fields marked `never_leaves`, derived
    and local columns never travel. Every row has the same keys; an empty value is None.
    """
    shape = shape_of(record)
    sent = _sent_fields(shape, drop)
    extras = _extra_keys(session, shape, owner)
    for row in _rows(session, shape, owner, deleted=False):
        yield _travelling(shape, row, sent, extras, hash_row)


def chosen(
    session: Session,
    record: type[Record],
    ids: Sequence[str],
    *,
    drop: frozenset[str] | set[str],
    hash_row: HashRow,
) -> tuple[list[str], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return keys, living rows and tombstones of these records of any owner as they travel, sorted by id.

    A field of `drop` travels all the same where one of them has a value for it: this desk knows it then.
    """
    shape = shape_of(record)
    stored = sorted(rows_by(session, shape, "id", ids).values(), key=lambda row: str(row["id"]))
    living = [row for row in stored if not row["deleted"]]
    known = {key for key in drop if any(row[key] is not None for row in living)}
    sent = _sent_fields(shape, drop - known)
    extras = sorted({key for row in living for key in row["extra"] or {}})
    rows = [_travelling(shape, row, sent, extras, hash_row) for row in living]
    gone = [_tombstone(shape, row, hash_row) for row in stored if row["deleted"]]
    return ["id", *_SYNC, *sent, *extras, "row_hash"], rows, gone


def tombstones(
    session: Session, record: type[Record], owner: Owners, *, hash_row: HashRow
) -> Iterator[dict[str, Any]]:
    """Yield the tombstones of the removed rows of one or several owners, sorted by id (packages.md 1.3)."""
    shape = shape_of(record)
    for row in _rows(session, shape, owner, deleted=True):
        yield _tombstone(shape, row, hash_row)


def held(session: Session, record: type[Record], owner: Owners) -> Iterator[tuple[str, str]]:
    """Yield (id, row_hash as received) of what this desk took in of one or several owners, sorted by id."""
    table = shape_of(record).table
    statement = (
        select(table.c.id, table.c.row_hash)
        .where(_owned(table, owner), table.c.src_pkg != "")
        .order_by(table.c.id)
    )
    for row in session.connection().execution_options(yield_per=_STREAM).execute(statement):
        yield row[0], row[1]


def mark_sent(op: Op, revisions: Revisions) -> None:
    """Remember that these revisions went out in a package."""
    _mark(op, "sent_rev", revisions)


def mark_acknowledged(op: Op, revisions: Revisions) -> None:
    """Remember that a receipt acknowledged these revisions."""
    _mark(op, "acked_rev", revisions)


def note_acked(op: Op, parent: str, digests: Mapping[str, Mapping[str, str]]) -> None:
    """Remember which version of each row the unit `parent` acknowledged, by table and record id."""
    found = [
        (parent, name, one, kept) for name, rows in digests.items() for one, kept in rows.items()
    ]
    if found:
        op.connection.exec_driver_sql(
            "INSERT INTO acked_row(parent, tbl, id, digest) VALUES (?, ?, ?, ?) "
            "ON CONFLICT(parent, tbl, id) DO UPDATE SET digest = excluded.digest",
            found,
        )


def forget_acked(op: Op, parent: str, sent: Mapping[str, Mapping[str, tuple[int, str]]]) -> None:
    """Forget that the unit `parent` acknowledged these very versions (revision and digest) of rows: they go again."""
    for name, rows in sent.items():
        op.connection.exec_driver_sql(
            "DELETE FROM acked_row WHERE parent = ? AND tbl = ? AND id = ? AND digest = ?",
            [(parent, name, one, kept) for one, (_, kept) in rows.items()] or [("", "", "", "")],
        )
        if name not in shapes():
            continue
        table = shapes()[name].name
        op.connection.exec_driver_sql(
            f"UPDATE {table} SET acked_rev = min(acked_rev, ? - 1) WHERE id = ? AND acked_rev = ?",
            [(rev, one, rev) for one, (rev, _) in rows.items()] or [(0, "", 0)],
        )
        op.changes.update((table, one) for one in rows)


def waiting(session: Session, owner: str) -> dict[str, int]:
    """Return by table how many rows of `owner`, tombstones included, changed since their last receipt."""
    found = {}
    for name, shape in shapes().items():
        columns = shape.table.c
        changed = select(func.count()).where(
            columns.owner == owner, columns.rev > columns.acked_rev
        )
        found[name] = int(session.scalar(changed) or 0)
    return found


def _mark(op: Op, column: str, revisions: Revisions) -> None:
    op.session.flush()
    for name, marked in revisions.items():
        if not marked:
            continue
        table = shapes()[name].name
        op.connection.exec_driver_sql(
            f"UPDATE {table} SET {column} = max({column}, min(rev, ?)) WHERE id = ?",
            [(rev, record_id) for record_id, rev in marked.items()],
        )
        op.changes.update((table, record_id) for record_id in marked)


def _rows(
    session: Session, shape: Shape, owner: Owners, *, deleted: bool
) -> Iterator[Mapping[str, Any]]:
    table = shape.table
    statement = (
        table.select()
        .where(_owned(table, owner), table.c.deleted.is_(deleted))
        .order_by(table.c.id)
    )
    connection = session.connection().execution_options(yield_per=_STREAM)
    for row in connection.execute(statement).mappings():
        yield dict(row)


def _travelling(
    shape: Shape,
    row: Mapping[str, Any],
    sent: Sequence[str],
    extras: Sequence[str],
    hash_row: HashRow,
) -> dict[str, Any]:
    found = _sync(row)
    for key in sent:
        value = row[key]
        found[key] = None if value is None else shape.fields[key].kind.to_json(value)
    kept = row["extra"] or {}
    found.update((key, kept.get(key)) for key in extras)
    found["row_hash"] = hash_row(found)
    return found


def _tombstone(shape: Shape, row: Mapping[str, Any], hash_row: HashRow) -> dict[str, Any]:
    found = {
        "table": shape.name,
        **{key: row[key] for key in ("id", "owner", "oe", "rev", "inst", "hlc")},
        "reason": None,
        "by": row["upd_by"] or None,
        "at": row["upd_at"] or None,
    }
    found["row_hash"] = hash_row(found)
    return found


def owners(session: Session) -> set[str]:
    """Return all units that own a row of this desk, removed ones included; nobody's rows left out."""
    found: set[str] = set()
    for shape in shapes().values():
        found.update(session.scalars(select(shape.table.c.owner).distinct()))
    return found - {""}


def _owned(table: Table, owner: Owners) -> ColumnElement[bool]:
    return table.c.owner == owner if isinstance(owner, str) else table.c.owner.in_(list(owner))


def _sync(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {"id": row["id"], **{key: row[key] for key in _SYNC}}
    for key in ("upd_by", "upd_at", "src_pkg"):
        found[key] = found[key] or None
    return found


def _sent_fields(shape: Shape, drop: frozenset[str] | set[str]) -> list[str]:
    return [
        key
        for key, field in shape.fields.items()
        if field.private != "never_leaves" and key not in drop
    ]


def _extra_keys(session: Session, shape: Shape, owner: Owners) -> list[str]:
    table = shape.table
    statement = select(table.c.extra).where(
        _owned(table, owner), table.c.extra.is_not(None), table.c.deleted.is_(False)
    )
    return sorted({key for kept in session.scalars(statement) for key in kept})
