"""Ownership epochs: what transfer orders make of a row, whichever desk reads it and whenever (packages.md 2.4).

Of all orders that name a row the one with the greatest (epoch, order id) says whose it is. Ids rise with time, so two
orders of one epoch, given by an issuer that had forgotten the first, are decided alike everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cso_desk.records import MovedRow, QuarantinedRow

from .bulk import Pair, rewrite_rows
from .operation import Op
from .shapes import Shape, Values, canonical, in_chunks, rows_by, shapes

LATE = "late"
OWN_DESK = ""
"""The package that a quarantined row came in, where it is this desk's own late edit."""


@dataclass(frozen=True, slots=True)
class Move:
    """What one order says of one row; `rev` and `inst` are the version that its issuer knew."""

    oe: int
    order: str
    from_unit: str
    to_unit: str
    rev: int
    inst: str

    @property
    def rank(self) -> tuple[int, str]:
        """The order of orders."""
        return self.oe, self.order


Moves = Mapping[str, Sequence[Move]]
"""By record id: what the orders say of it."""


def moves_of(
    session: Session, ids: Sequence[str], more: Moves | None = None
) -> dict[str, list[Move]]:
    """Return what the orders that this desk knows, and `more`, say of these records."""
    found: dict[str, list[Move]] = {}
    for chunk in in_chunks(ids):
        for row in session.scalars(select(MovedRow).where(MovedRow.record.in_(chunk))):
            move = Move(row.oe, row.order, row.from_unit, row.to_unit, row.rev, row.inst)
            found.setdefault(row.record, []).append(move)
    for record in ids if more else ():
        found.setdefault(record, []).extend((more or {}).get(record, ()))
    return found


def standing(moves: Sequence[Move]) -> Move | None:
    """Return the order that decides, None where no order names the row."""
    return max(moves, key=lambda one: one.rank, default=None)


def holds(row: Values, move: Move) -> bool:
    """Tell whether a row has the owner and epoch that the order gives it."""
    return bool(row["oe"] == move.oe and row["owner"] == move.to_unit)


def is_late(row: Values, moves: Sequence[Move]) -> bool:
    """Tell whether a row of a former owner says something that the issuer of the order did not know."""
    after = [
        one
        for one in moves
        if one.oe > row["oe"] or (one.oe == row["oe"] and one.to_unit != row["owner"])
    ]
    first = min(after, key=lambda one: one.rank, default=None)
    return first is not None and (row["rev"], row["inst"]) > (first.rev, first.inst)


def enact(op: Op, record_ids: Mapping[str, Iterable[str]]) -> int:
    """Give the named rows (by table) the owner and epoch that the known orders say; return how many changed.

    What the desk itself wrote without knowing the order goes to quarantine whole, and the row steps back to the
    version that the order names, so that the row that stands elsewhere replaces it.
    """
    op.session.flush()
    moved = 0
    for table, ids in record_ids.items():
        if table not in shapes():
            continue
        shape = shapes()[table]
        for chunk in in_chunks(list(ids)):
            moved += _enact(op, shape, chunk)
    return moved


def _enact(op: Op, shape: Shape, ids: Sequence[str]) -> int:
    stored = rows_by(op.session, shape, "id", ids)
    moves = moves_of(op.session, ids)
    pairs: list[Pair] = []
    for record, row in stored.items():
        move = standing(moves.get(record, ()))
        if move is None or holds(row, move) or row["oe"] > move.oe:
            continue
        new: dict[str, Any] = {
            "owner": move.to_unit,
            "oe": move.oe,
            "rev": row["rev"],
            "row_hash": "",
        }
        new["acked_rev"] = 0
        if is_late(row, moves[record]):
            op.session.add(_kept(shape, row))
            new.update(rev=move.rev, inst=move.inst)
        pairs.append((row, new))
    rewrite_rows(op, shape, pairs)
    return len(pairs)


def _kept(shape: Shape, row: Values) -> QuarantinedRow:
    body = {"id": row["id"], "owner": row["owner"], "oe": row["oe"], "upd_by": row["upd_by"]}
    raw = canonical({**shape.snapshot(row), **body, "upd_at": row["upd_at"]}).encode()
    words = "这条记录移交以前本单位又改过，还没有报上去；两边的内容都留着，请与接手的单位核对。"
    return QuarantinedRow(
        package=OWN_DESK, table=shape.name, line=0, record=row["id"], raw=raw, code=LATE, why=words
    )
