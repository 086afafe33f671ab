"""What one row of a package is to this desk: new, changed, the same, older, another's, late or forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .incoming import Incoming, Refused, order_of
from .moving import Move, holds, is_late, standing
from .ranks import Ranks
from .shapes import Values

_NO_RANKS = Ranks()


@dataclass(frozen=True, slots=True)
class Life:
    """Whose state a package reports, in which life (instance) of that desk's database, and its number there.

    Empty for other kinds of packages.
    """

    unit: str = ""
    instance: str = ""
    seq: int = 0

    def has_forgotten(self, stored: Values | None, row: Incoming) -> bool:
        """Tell whether an owner sends less than this desk took in of the row during an earlier life of the owner."""
        if stored is None or stored["owner"] != self.unit or row.sync["owner"] != self.unit:
            return False
        later = (stored["rev"], stored["inst"]) >= (row.sync["rev"], row.sync["inst"])
        return later and stored["oe"] == row.sync["oe"] and stored["inst"] != self.instance


def verdict_on(
    stored: Values | None,
    row: Incoming,
    moves: Sequence[Move] = (),
    ranks: Ranks = _NO_RANKS,
    table: str = "",
) -> str:
    """Return what a row of a package is to the desk, `moves` being what transfer orders say of it.

    `ranks` tell of a row of `table` that two levels corrected. Raises `Refused` not_owner, overruled for what a superior
    corrected too, and late for what a former owner wrote without knowing that the row is no longer its.
    """
    removed = row.sync["deleted"]
    move = standing(moves)
    if move is not None and not holds(row.sync, move):
        if row.sync["oe"] > move.oe:
            raise Refused("not_owner")
        if is_late(row.sync, moves):
            raise Refused("late")
        return "older"
    if stored is None:
        return "removed" if removed else "added"
    moves_now = move is not None and stored["oe"] <= move.oe and not holds(stored, move)
    moves_now = moves_now or ranks.overrules(table, stored, row)
    if stored["owner"] and not moves_now and ranks.overruled(table, stored, row):
        raise Refused("overruled")
    if stored["owner"] not in ("", row.sync["owner"]) and not moves_now:
        raise Refused("not_owner")
    # A row of the shared tree belongs to nobody yet: the first unit that owns it wins.
    if stored["owner"] == "" or moves_now:
        return "removed" if removed else "changed"
    if stored["row_hash"] == row.sync["row_hash"]:
        return "same"
    if order_of(row.sync) <= order_of(stored):
        return "older"
    if removed:
        return "removed"
    return "added" if stored["deleted"] else "changed"
