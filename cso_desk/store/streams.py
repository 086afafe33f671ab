"""Two contents of one revision from one sender: the later package of its stream says what it sends now.

A revision is its owner's; which of its fields travel is the sender's, and changes when a profile does, here or at a
desk below it (packages.md 2.2). The order of hashes alone would keep the old content at about every second row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cso_desk.records import TakenPackage

from .incoming import Incoming
from .verdicts import Life

_VERSION = ("owner", "oe", "rev", "inst", "deleted")
_ABOVE = "~"
"""Greater than every hash."""


def heed_streams(
    session: Session, stored: dict[Any, dict[str, Any]], rows: Iterable[Incoming], life: Life
) -> None:
    """Let stored rows of the same revision that came earlier from the same sender give way, and later ones stay."""
    alike = [row for row in rows if row.id in stored and _is_alike(stored[row.id], row)]
    if not life.unit or not alike:
        return
    packages = {stored[row.id]["src_pkg"] for row in alike}
    chosen = select(TakenPackage).where(
        TakenPackage.id.in_(packages), TakenPackage.sender == life.unit
    )
    came = {one.id: (one.instance, one.seq) for one in session.scalars(chosen)}
    lives = _lives(session, life.unit)
    latest = max(lives.values(), default=0) + 1
    now = (lives.get(life.instance, latest), life.seq)
    for row in alike:
        old = stored[row.id]
        if old["src_pkg"] in came:
            instance, seq = came[old["src_pkg"]]
            earlier = (lives[instance], seq) < now
            numbers = {key: row.sync[key] for key in ("schema_no", "profile_no")}
            stored[row.id] = {**old, **numbers, "row_hash": "" if earlier else _ABOVE}


def _is_alike(stored: dict[str, Any], row: Incoming) -> bool:
    same = all(stored[key] == row.sync[key] for key in _VERSION)
    return same and stored["row_hash"] not in ("", row.sync["row_hash"])


def _lives(session: Session, sender: str) -> dict[str, int]:
    """Return the lives of a sender's database in the order in which they were first heard of."""
    first = select(TakenPackage.instance, func.min(TakenPackage.n))
    found = first.where(TakenPackage.sender == sender).group_by(TakenPackage.instance)
    return {instance: n for instance, n in session.execute(found)}
