"""Changes of communities that came from above: this desk's organizations follow, and what it did itself is not doubled.

The superior's row says who became whom. What moved here stands in a change of this desk's own with the same kind, day
and units, so that the figures of past days are read back as ever; lists show both as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cso_desk import store
from cso_desk.records import Organization, Unit, UnitChange, Venue
from cso_desk.records.lists import UNIT_CHANGE_KINDS
from cso_desk.store import Desk, Op

from .config_rows import speakers

_MERGE, _SPLIT = UNIT_CHANGE_KINDS[:2]


def are_same(one: UnitChange, other: UnitChange) -> bool:
    """Tell whether two units recorded one change: same kind, day, units before, and after by id, code or name."""
    same = one.kind == other.kind and str(one.date) == str(other.date)
    return same and _ids(one.from_units) == _ids(other.from_units) and _after(one, other)


def _ids(side: Any) -> set[str]:
    return {unit["id"] for unit in side or ()}


def _after(one: UnitChange, other: UnitChange) -> bool:
    mine, theirs = one.to_units or (), other.to_units or ()
    return len(mine) == len(theirs) and all(_twin(unit, theirs) is not None for unit in mine)


def _twin(unit: Mapping[str, str], among: Iterable[Mapping[str, str]]) -> Mapping[str, str] | None:
    return next((one for one in among if _is_one(unit, one)), None)


def _is_one(unit: Mapping[str, str], other: Mapping[str, str]) -> bool:
    if unit["id"] == other["id"]:
        return True
    return (
        unit["code"] == other["code"]
        if unit["code"] and other["code"]
        else (unit["name"] == other["name"])
    )


def once(changes: Sequence[UnitChange]) -> list[UnitChange]:
    """Return changes as people count them: what two levels recorded stands once, with the one that moved something."""
    found: list[UnitChange] = []
    for change in changes:
        twin = next((one for one in found if are_same(one, change)), None)
        if twin is None:
            found.append(change)
        elif change.moves and not twin.moves:
            found[found.index(twin)] = change
    return found


def follow(desk: Desk, op: Op, package: str) -> Iterator[str]:
    """Let this desk's records follow the changes that a package from above brought; yield sentences for the clerk."""
    above = [one for one in speakers(desk, op.session) if one != desk.unit]
    own = store.listed(op.session, UnitChange, owner=desk.unit)
    for change in store.listed(op.session, UnitChange, owner=above, src_pkg=package, order="date"):
        known = next((one for one in own if are_same(one, change)), None)
        if known is not None:
            yield from _recognise(desk, op, known, change)
        else:
            yield from _carry_out(desk, op, change)


def _recognise(desk: Desk, op: Op, known: UnitChange, change: UnitChange) -> Iterator[str]:
    """Put the superior's new communities in the place of those that this desk made for the same change."""
    for unit in known.to_units or ():
        twin = _twin(unit, change.to_units or ())
        if twin is not None and twin["id"] != unit["id"]:
            _replace(desk, op, known, unit["id"], twin)
            yield f"{twin['name']}：本机已做过这次{change.kind}，没有重复，已改用上级的那一个"


def _replace(desk: Desk, op: Op, known: UnitChange, made: str, twin: Mapping[str, str]) -> None:
    here: dict[str, Any] = {"community": made, "owner": desk.unit}
    for organization in store.listed(op.session, Organization, **here):
        organization.community = twin["id"]
    for venue in store.listed(op.session, Venue, **here):
        venue.community = twin["id"]
    known.to_units = [dict(twin) if one["id"] == made else one for one in known.to_units]
    known.moves = {
        record: [before, twin["id"] if after == made else after]
        for record, (before, after) in (known.moves or {}).items()
    }
    unit = store.get(op.session, Unit, made)
    if unit is not None and unit.owner == desk.unit:
        op.remove(unit)
    op.session.flush()


def _carry_out(desk: Desk, op: Op, change: UnitChange) -> Iterator[str]:
    """Move this desk's organizations where the change leads to one community; ask for their homes where it splits."""
    targets = change.to_units or ()
    ended = _ids(change.from_units) - _ids(targets)
    own = store.listed(op.session, Organization, community=list(ended), owner=desk.unit)
    words = "、".join(unit["name"] for unit in change.from_units or ())
    if not own or not targets:
        return
    if change.kind != _MERGE or len(targets) != 1:
        yield f"“{words}”已{change.kind}，本单位有 {len(own)} 个组织要改到新的社区（村），请在“组织”里逐个改"
        return
    home = targets[0]["id"]
    moves = {one.id: [one.community, home] for one in own}
    for one in own:
        one.community = home
    for venue in store.listed(op.session, Venue, community=list(ended), owner=desk.unit):
        venue.community = home
    keys = ("kind", "date", "document", "note", "from_units", "to_units")
    op.add(UnitChange(**{key: getattr(change, key) for key in keys}, moves=moves))
    op.session.flush()
    yield f"“{words}”已并入“{targets[0]['name']}”，本单位 {len(own)} 个组织已随转"
