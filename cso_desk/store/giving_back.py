"""Taking a package back: its rows become, column by column, what they were before it, new ones go.

A row is kept as the database holds it, so that owner, revision, hash and package of its former version come back too:
this is the copy of another's row, which only that unit may give a new revision.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Table, func, select
from sqlalchemy.orm import Session

from cso_desk.fields import Link
from cso_desk.records import JournalEntry, ReplacedRow

from .journal import OPERATION, Touched
from .operation import Op
from .shapes import Shape, Values, in_chunks, journaled, rows_by, shapes

_CHUNK = 500
Names = dict[str, list[str]]
"""Record ids by table."""


def keep_replaced(op: Op, shape: Shape, package: str, ids: Sequence[str]) -> None:
    """Keep stored rows as they are, before a package writes over them."""
    for chunk in in_chunks(ids, _CHUNK):
        marks = ", ".join("?" * len(chunk))
        found = op.connection.exec_driver_sql(
            f"SELECT * FROM {shape.name} WHERE id IN ({marks})", tuple(chunk)
        )
        rows = [
            (package, shape.name, row["id"], json.dumps(dict(row), ensure_ascii=False))
            for row in found.mappings()
        ]
        op.connection.exec_driver_sql(
            "INSERT INTO replaced_row(package, tbl, record, body) VALUES (?, ?, ?, ?)", rows
        )


def forget_replaced(op: Op, packages: Iterable[str]) -> None:
    """Forget what stood before these packages."""
    for package in packages:
        op.connection.exec_driver_sql("DELETE FROM replaced_row WHERE package = ?", (package,))


def written_by(session: Session, operation: int) -> Names:
    """Return by table the rows that an operation wrote."""
    chosen = (
        select(JournalEntry.table, JournalEntry.id)
        .where(JournalEntry.op == operation, JournalEntry.table.in_(shapes()))
        .distinct()
    )
    found: Names = {}
    for table, record in session.execute(chosen):
        found.setdefault(table, []).append(record)
    return found


def changed_after(session: Session, written: Names, operation: int) -> tuple[str, str] | None:
    """Return table and id of one of these rows that a later operation changed, None where there is none."""
    for table, ids in written.items():
        for chunk in in_chunks(ids, _CHUNK):
            chosen = select(JournalEntry.id).where(
                JournalEntry.id.in_(chunk),
                JournalEntry.table == table,
                JournalEntry.op > operation,
            )
            if (record := session.scalar(chosen.limit(1))) is not None:
                return table, record
    return None


def all_from(session: Session, written: Names, package: str) -> bool:
    """Tell whether each of these rows still stands as the package brought it."""
    for table, ids in written.items():
        columns = shapes()[table].table.c
        for chunk in in_chunks(ids, _CHUNK):
            here = select(func.count()).where(columns.id.in_(chunk), columns.src_pkg == package)
            if session.scalar(here) != len(chunk):
                return False
    return True


def leaning_on(
    session: Session, written: Names, operation: int, theirs: Callable[[str], bool]
) -> tuple[str, str] | None:
    """Return table and id of a living row that names one of these rows, is not of the sender and was written later.

    `theirs` tells whether an owner is the sender or below it.
    """
    for shape in journaled().values():
        for column, target in _links(shape):
            wanted = sorted({id_ for table in target for id_ in written.get(table, ())})
            for chunk in in_chunks(wanted, _CHUNK):
                if record := _later(session, shape.table, column, chunk, operation, theirs):
                    return shape.name, record
    return None


def _links(shape: Shape) -> list[tuple[Column[Any], tuple[str, ...]]]:
    found: list[tuple[Column[Any], tuple[str, ...]]] = [
        (shape.table.c[key], (field.kind.table,))
        for key, field in shape.fields.items()
        if isinstance(field.kind, Link)
    ]
    if "record_table" in shape.fields:
        found.append((shape.table.c.record, tuple(shapes())))
    return found


def _later(
    session: Session,
    table: Table,
    column: Column[Any],
    ids: Sequence[str],
    operation: int,
    theirs: Callable[[str], bool],
) -> str | None:
    written_later = select(JournalEntry.n).where(
        JournalEntry.id == table.c.id, JournalEntry.op > operation, JournalEntry.table != OPERATION
    )
    chosen = select(table.c.id, table.c.owner).where(
        column.in_(ids), table.c.deleted.is_(False), written_later.exists()
    )
    return next((row.id for row in session.execute(chosen) if not theirs(row.owner)), None)


def give_back(op: Op, package: str, written: Names) -> None:
    """Let the rows that a package wrote be what they were before it; those that were new go.

    `op.changes` names them all. Derived columns of what changed are for the caller to compute again.
    """
    op.write_journal()
    op.session.flush()
    for table in reversed([name for name in shapes() if name in written]):
        shape = shapes()[table]
        for chunk in in_chunks(written[table], _CHUNK):
            _give_back(op, shape, package, chunk)
    forget_replaced(op, [package])
    op.session.expire_all()


def _give_back(op: Op, shape: Shape, package: str, ids: Sequence[str]) -> None:
    before = rows_by(op.session, shape, "id", ids)
    chosen = select(ReplacedRow.record, ReplacedRow.body).where(
        ReplacedRow.package == package,
        ReplacedRow.tbl == shape.name,
        ReplacedRow.record.in_(ids),
    )
    kept: dict[str, str] = {record: body for record, body in op.session.execute(chosen)}
    _write(op, shape, [json.loads(body) for body in kept.values()])
    _drop(op, shape, [before[one] for one in ids if one not in kept])
    after = rows_by(op.session, shape, "id", list(kept))
    op.chain.append(op.n, [_touched(shape, before[one], after.get(one)) for one in ids])
    for one in ids:
        op.changes.add((shape.name, one))
        op.note_search(shape, before[one], after.get(one, before[one]))


def _write(op: Op, shape: Shape, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    keys = [key for key in shape.columns if key not in ("n", "id")]
    sets = ", ".join(f'"{key}" = ?' for key in keys)
    op.connection.exec_driver_sql(
        f"UPDATE {shape.name} SET {sets} WHERE id = ?",
        [(*(row.get(key) for key in keys), row["id"]) for row in rows],
    )


def _drop(op: Op, shape: Shape, rows: Sequence[Values]) -> None:
    numbers = [(row["n"],) for row in rows]
    if not numbers:
        return
    if shape.name == "organization":
        op.connection.exec_driver_sql("DELETE FROM organization_search WHERE rowid = ?", numbers)
    op.connection.exec_driver_sql(f"DELETE FROM {shape.name} WHERE n = ?", numbers)


def _touched(shape: Shape, old: Values, new: Values | None) -> Touched:
    after = None if new is None else shape.snapshot(new)
    return Touched(shape.name, old["id"], shape.snapshot(old), after)
