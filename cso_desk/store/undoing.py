"""Undo (还原): a new operation that puts back what an earlier one changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from cso_desk.errors import Problem, Problems
from cso_desk.records import JournalBody, JournalEntry, Operation

from .bulk import Pair, rewrite
from .journal import OPERATION
from .operation import Op
from .shapes import Shape, in_chunks, journaled, rows_by

Changes = dict[str, dict[str, tuple[dict[str, Any] | None, dict[str, Any]]]]
"""By table and record id: the state before the operation and the one after it."""


def revert(op: Op, operation_n: int) -> None:
    """Put back the business fields that operation `operation_n` changed, as new writes with rev + 1.

    `op` must have been opened with `undoes=operation_n`. New records become tombstones, removed ones
    live again; sync columns are never restored. Derived columns are for the caller to compute again.
    Raises `Problems` when the operation is unknown, undone already, or a record has changed since;
    `Trouble` not_owner.
    """
    if op.undoes != operation_n:
        raise RuntimeError("an undo is opened with undoes=")
    _refuse_unfit(op, operation_n)
    for table, changes in _changes_of(op, operation_n).items():
        shape = journaled()[table]
        for record_ids in in_chunks(list(changes)):
            stored = rows_by(op.session, shape, "id", record_ids)
            rewrite(op, shape, [_put_back(shape, stored[id_], *changes[id_]) for id_ in record_ids])


def _refuse_unfit(op: Op, operation_n: int) -> None:
    if op.session.get(Operation, operation_n) is None or operation_n == op.n:
        raise _problem("", "unknown_operation", "找不到要还原的这一步，请刷新后再看。")
    undone = select(Operation.n).where(Operation.undoes == operation_n, Operation.n != op.n)
    if op.session.execute(undone).first():
        raise _problem("", "already_undone", "这一步已经还原过了。")


def _changes_of(op: Op, operation_n: int) -> Changes:
    """Return the first `before` and last `after` of each record of an operation."""
    statement = (
        select(JournalEntry.table, JournalEntry.id, JournalBody.before, JournalBody.after)
        .outerjoin(JournalBody, JournalBody.n == JournalEntry.n)
        .where(JournalEntry.op == operation_n, JournalEntry.table != OPERATION)
        .order_by(JournalEntry.n)
    )
    found: Changes = {}
    for table, record_id, before, after in op.session.execute(statement):
        if after is None:
            raise _problem(record_id, "erased", "这一步的内容已依法清除，不能还原。")
        changes = found.setdefault(table, {})
        first = changes[record_id][0] if record_id in changes else before
        changes[record_id] = (first, after)
    if not found:
        words = (
            "这一步没有改动台账里的记录，不能用还原收回；政策包的版本请在“设置”的“政策包”里收回。"
        )
        raise _problem("", "nothing_journaled", words)
    return found


def _put_back(
    shape: Shape, stored: dict[str, Any], before: dict[str, Any] | None, after: dict[str, Any]
) -> Pair:
    if _business(shape.snapshot(stored)) != _business(after):
        name = stored.get("name") or "这条记录"
        raise _problem(
            stored["id"], "changed_since", f"“{name}”之后又改过，不能直接还原，请先还原后面的改动。"
        )
    if before is None:
        return stored, {"deleted": True}
    return stored, {**shape.restored(before), "deleted": bool(before.get("deleted"))}


def _business(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in snapshot.items() if key != "rev"}


def _problem(where: str, code: str, message: str) -> Problems:
    return Problems([Problem(where, "", code, message)])
