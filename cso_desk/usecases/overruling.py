"""Rows of the division tree that two levels corrected: the superior's stands, at the latest with its receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.records import Unit
from cso_desk.store import Desk, Op, Ranks

from . import trust

if TYPE_CHECKING:
    from cso_desk.packages.open import Opened
    from cso_desk.packages.receipt import Receipt

CODE = "overruled"
_NAMES = frozenset({"full_name", "party_name", "office"})
"""Official names that a unit knows best: a superior that leaves them empty does not empty them below."""


def ranks(desk: Desk, *, from_above: bool) -> Ranks:
    """Return who stands above whom in the division tree, for the rows of a package."""
    kept = _NAMES if from_above else frozenset()
    return Ranks(Unit.__tablename__, trust.inside_of(desk), kept)


def heed(desk: Desk, op: Op, package: Opened, receipt: Receipt) -> int:
    """Take over the superior's rows that a receipt brings in the place of this desk's own; return how many."""
    rows = [
        {**one.winner, "id": one.id}
        for one in receipt.rejected
        if one.code == CODE and one.table == Unit.__tablename__ and one.winner is not None
    ]
    inside, sender = trust.inside_of(desk), package.cover.from_unit
    return store.take_over(
        op, Unit, rows, lambda unit: unit != desk.unit and inside(sender, unit), keep=_NAMES
    )
