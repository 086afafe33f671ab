"""After a restored backup: rows of which the upper level holds a later version than their owner (packages.md 2.6).

The owner chooses a side; either way the row becomes greater than both, so that every desk takes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cso_desk.records import QuarantinedRow

from .bulk import insert_rows, rewrite_rows
from .operation import Op
from .shapes import Shape, Values, rows_by, shapes

FORKED, LACKING = "forked", "lacking"
_SYNC = ("owner", "oe", "inst", "upd_at")


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One row of this desk that differs from what the upper level took in during an earlier life.

    `winner` is that version: JSON values by key with `rev`, `inst`, `oe` and, for a removed row, `deleted`. `stored` is
    this desk's row, None where the restored backup does not have it.
    """

    table: str
    record: str
    winner: Mapping[str, Any]
    stored: Values | None


def winner_of(shape: Shape, stored: Values, *, private: bool) -> dict[str, Any]:
    """Return a stored row for a receipt, `private` to its own owner alone."""
    said = shape.snapshot(stored)
    kept = ("none", "mask") if private else ("none",)
    open_ = {
        key: value
        for key, value in said.items()
        if key not in shape.fields or shape.fields[key].private in kept
    }
    return {**open_, **{key: stored[key] for key in _SYNC}}


def unsettled(session: Session, unit: str) -> list[Unsettled]:
    """Return what still waits for a choice, each row once with the greatest version that came back."""
    chosen = select(QuarantinedRow).where(QuarantinedRow.code.in_((FORKED, LACKING)))
    best: dict[tuple[str, str], dict[str, Any]] = {}
    for kept in session.scalars(chosen.order_by(QuarantinedRow.n)):
        winner = json.loads(kept.raw)
        place = (kept.table, kept.record)
        if kept.table in shapes() and _rank(winner) > _rank(best.get(place)):
            best[place] = winner
    found = []
    for (table, record), winner in best.items():
        stored = rows_by(session, shapes()[table], "id", [record]).get(record)
        mine = winner["owner"] == unit and (stored is None or stored["owner"] == unit)
        if mine and _is_news(shapes()[table], winner, stored):
            found.append(Unsettled(table, record, winner, stored))
    return found


def _is_news(shape: Shape, winner: Values, stored: Values | None) -> bool:
    """Tell whether the version that came back is later than the stored one, or another one of the same number."""
    if stored is None or _rank(winner) != _rank(stored):
        return _rank(winner) > _rank(stored)
    said = shape.snapshot(stored)
    return any(said.get(key) != winner[key] for key in winner if key in shape.fields)


def _rank(row: Values | None) -> tuple[int, int, str]:
    return (0, 0, "") if row is None else (row["oe"], row["rev"], row["inst"])


def settle(op: Op, one: Unsettled, *, theirs: bool) -> None:
    """Write this desk's version, or the one that came back, as a new revision above both.

    Without a version of its own, this desk's side is that the row does not exist: it becomes a tombstone.
    """
    shape = shapes()[one.table]
    stored = one.stored
    values: dict[str, Any] = {}
    if theirs or stored is None:
        restored = shape.restored(one.winner)
        values = {key: restored[key] for key in shape.fields if key in one.winner or stored is None}
        values["deleted"] = bool(one.winner.get("deleted")) if theirs else True
    rev = max(one.winner["rev"], 0 if stored is None else stored["rev"]) + 1
    if stored is None:
        stamp = {**op.stamp.for_new(op.stamp.unit), "oe": one.winner["oe"], "rev": rev}
        insert_rows(op, shape, [{**shape.blank, **stamp, **values, "id": one.record}])
        return
    rewrite_rows(op, shape, [(stored, {**op.stamp.for_changed(stored), **values, "rev": rev})])
