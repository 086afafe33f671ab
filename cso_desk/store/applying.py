"""Taking staged rows into the desk: the greater version wins, whatever the order of packages."""

from __future__ import annotations

from typing import Any

from .bulk import Pair, fill_initials, insert_rows, rewrite_rows
from .giving_back import keep_replaced
from .incoming import Incoming, Refused
from .moving import moves_of
from .operation import Op
from .shapes import Shape, rows_by, shapes
from .staging import TAKEN, Staging
from .streams import heed_streams
from .verdicts import verdict_on


def apply(op: Op, staging: Staging, package_id: str) -> dict[str, dict[str, int]]:
    """Write the staged rows as they came, with their sync columns and hash, journaled under `op`.

    Each row is compared once more, since the desk may have changed after the look. Returns by table
    how many rows were added, changed and removed; `op.changes` names them. Derived columns of what
    changed are for the caller to compute again.
    """
    done: dict[str, dict[str, int]] = {}
    for table in staging.counts:
        if table not in shapes():
            continue
        done[table] = dict.fromkeys(TAKEN, 0)
        for chunk in staging.to_take(table):
            _take(op, shapes()[table], chunk, package_id, done[table], staging)
    return done


def _take(
    op: Op,
    shape: Shape,
    chunk: list[Incoming],
    package_id: str,
    counts: dict[str, int],
    staging: Staging,
) -> None:
    op.session.flush()
    ids = [row.id for row in chunk]
    stored, moves = rows_by(op.session, shape, "id", ids), moves_of(op.session, ids)
    heed_streams(op.session, stored, chunk, staging.life)
    fresh: list[dict[str, Any]] = []
    pairs: list[Pair] = []
    for row in chunk:
        old = stored.get(row.id)
        try:
            verdict = verdict_on(old, row, moves.get(row.id, ()), staging.ranks, shape.name)
        except Refused:
            continue
        if verdict not in TAKEN:
            continue
        counts[verdict] += 1
        new = {**row.columns(over=old is not None), "src_pkg": package_id}
        if old is None:
            fresh.append({**shape.blank, **new, "id": row.id})
            fill_initials(shape, fresh[-1])
        else:
            if new.get("name") != old.get("name"):
                fill_initials(shape, new)
            pairs.append((old, new))
    if fresh:
        insert_rows(op, shape, fresh)
    keep_replaced(op, shape, package_id, [old["id"] for old, _ in pairs])
    rewrite_rows(op, shape, pairs)
