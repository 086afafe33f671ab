"""Units without a code that a report itself brings: second seats and development zones below its sender (packages.md 2.5).

The unit that certified them owns their row in the division tree and reports it with their records, so a desk above that
never heard of them knows at once whom they belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.records import Unit
from cso_desk.store import Desk

if TYPE_CHECKING:
    from cso_desk.packages.open import Opened

_MOST = 1000


def may_own(desk: Desk, package: Opened, speaks: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return the test whether the sender speaks for a unit, counting the units that this package brings.

    Such a unit is unknown here, has no code, and its row belongs to a unit that the sender speaks for and lies below one.
    """
    found = _declared(desk, package, speaks)
    return lambda unit: speaks(unit) or unit in found


def _declared(desk: Desk, package: Opened, speaks: Callable[[str], bool]) -> frozenset[str]:
    if package.cover.kind != "report" or Unit.__tablename__ not in package.tables():
        return frozenset()
    found: set[str] = set()
    for line in package.rows(Unit.__tablename__):
        row = line.row
        if not line.fault and len(found) < _MOST and _brought(row, speaks, found):
            found.add(str(row["id"]))
    with desk.read() as session:
        known = {one.id for one in store.listed(session, Unit, id=sorted(found))}
    return frozenset(found - known)


def _brought(row: Mapping[str, Any], speaks: Callable[[str], bool], found: set[str]) -> bool:
    owner, parent = row.get("owner"), row.get("parent")
    texts = isinstance(row.get("id"), str) and isinstance(owner, str) and isinstance(parent, str)
    if not texts or row.get("code"):
        return False
    return speaks(str(owner)) and (speaks(str(parent)) or parent in found)
