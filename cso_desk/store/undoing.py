"""Undo (还原): a new operation that puts back what an earlier one changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select

from cso_desk.errors import Problem, Problems
from cso_desk.progress import Progress, Silent
from cso_desk.records import JournalBody, JournalEntry, Operation

from .bulk import Pair, rewrite
from .journal import OPERATION
from .operation import Op
from .shapes import Shape, journaled, rows_by

Change = tuple[dict[str, Any] | None, dict[str, Any]]
"""A record's state before the operation and the one after it."""
_BUNDLE = 500
"""So many records are put back together: the states of 300,000 at once would fill the memory."""


def revert(op: Op, operation_n: int, progress: Progress | None = None) -> None:
    """Put back the business fields that operation `operation_n` changed, as new writes with rev + 1.

    `op` must have been opened with `undoes=operation_n`. New records become tombstones, removed ones
    live again; sync columns are never restored. Derived columns are for the caller to compute again.
    A stop (through `progress`) leaves everything as it was.
    Raises `Problems` when the operation is unknown, undone already, or a record has changed since;
    `Trouble` not_owner.
    """
    if op.undoes != operation_n:
        raise RuntimeError("an undo is opened with undoes=")
    _refuse_unfit(op, operation_n)
    tell, done = progress or Silent(), 0
    tables = _tables_of(op, operation_n)
    total = sum(tables.values())
    for table in tables:
        shape = journaled()[table]
        for changes in _changes_of(op, operation_n, table):
            tell.step(min(done, total), total, "正在逐条还原")
            done += len(changes)
            stored = rows_by(op.session, shape, "id", list(changes))
            pairs = [_put_back(shape, stored[id_], *both) for id_, both in changes.items()]
            rewrite(op, shape, pairs)


def _refuse_unfit(op: Op, operation_n: int) -> None:
    if op.session.get(Operation, operation_n) is None or operation_n == op.n:
        raise _problem("", "unknown_operation", "找不到要还原的这一步，请刷新后再看。")
    undone = select(Operation.n).where(Operation.undoes == operation_n, Operation.n != op.n)
    if op.session.execute(undone).first():
        raise _problem("", "already_undone", "这一步已经还原过了。")


def _tables_of(op: Op, operation_n: int) -> dict[str, int]:
    """Return the tables that an operation changed, the one that it began with first, with how many entries."""
    of_it = (JournalEntry.op == operation_n, JournalEntry.table != OPERATION)
    order = func.min(JournalEntry.n)
    counted = select(JournalEntry.table, func.count()).where(*of_it)
    statement = counted.group_by(JournalEntry.table).order_by(order)
    tables = {table: number for table, number in op.session.execute(statement)}
    if not tables:
        words = (
            "这一步没有改动台账里的记录，不能用还原收回；政策包的版本请在“设置”的“政策包”里收回。"
        )
        raise _problem("", "nothing_journaled", words)
    erased = (
        select(JournalEntry.id)
        .outerjoin(JournalBody, JournalBody.n == JournalEntry.n)
        .where(*of_it, JournalBody.n.is_(None))
    )
    if record_id := op.session.scalar(erased.limit(1)):
        raise _problem(record_id, "erased", "这一步的内容已依法清除，不能还原。")
    return tables


def _changes_of(op: Op, operation_n: int, table: str) -> Iterator[dict[str, Change]]:
    """Yield, in bundles, the first `before` and last `after` of each record that an operation changed in a table."""
    done = 0
    while True:
        statement = (
            select(JournalEntry.n, JournalEntry.id, JournalBody.before, JournalBody.after)
            .join(JournalBody, JournalBody.n == JournalEntry.n)
            .where(
                JournalEntry.op == operation_n, JournalEntry.table == table, JournalEntry.n > done
            )
            .order_by(JournalEntry.n)
            .limit(_BUNDLE)
        )
        entries = op.session.execute(statement).all()
        if not entries:
            return
        done = entries[-1].n
        found: dict[str, Change] = {}
        for _, record_id, before, after in entries:
            found[record_id] = (found[record_id][0] if record_id in found else before, after)
        yield _with_others(op, operation_n, table, found, (entries[0].n, done))


def _with_others(
    op: Op, operation_n: int, table: str, found: dict[str, Change], between: tuple[int, int]
) -> dict[str, Change]:
    """Return what of a bundle is put back with it.

    An operation may have more than one entry of a record: it comes with the bundle of its last one.
    """
    first, last = between
    statement = (
        select(JournalEntry.n, JournalEntry.id)
        .where(
            JournalEntry.id.in_(found),
            JournalEntry.op == operation_n,
            JournalEntry.table == table,
            or_(JournalEntry.n < first, JournalEntry.n > last),
        )
        .order_by(JournalEntry.n.desc())
    )
    whole = dict(found)
    for n, record_id in op.session.execute(statement):
        if n > last:
            whole.pop(record_id, None)
        elif record_id in whole:
            earlier = select(JournalBody.before).where(JournalBody.n == n)
            whole[record_id] = (op.session.execute(earlier).scalar_one(), whole[record_id][1])
    return whole


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
    # The row says what stood after the step: only what the step changed is written.
    changed = {key: before.get(key) for key in shape.fields if before.get(key) != after.get(key)}
    found = {
        key: None if value is None else shape.fields[key].kind.from_json(value)
        for key, value in changed.items()
    }
    return stored, {**found, "deleted": bool(before.get("deleted"))}


def _business(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in snapshot.items() if key != "rev"}


def _problem(where: str, code: str, message: str) -> Problems:
    return Problems([Problem(where, "", code, message)])
