"""Who has reported (应报/已报): what came from each unit in each period, how it was taken, which numbers are missing.

A unit below a unit reports through it: what it signed itself came along (packages.md 2.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from cso_desk import store
from cso_desk.records import KeptCover, TakenBack, TakenPackage, Taking
from cso_desk.store import Desk, Session

from . import trust
from .arriving import missing_seqs
from .report_periods import Period

TAKEN, RETURNED, BACK, MISSING, BY_UNIT_ABOVE = "已接收", "部分退回", "已还原", "未报", "代录"


@dataclass(frozen=True, slots=True)
class Came:
    """One package of a unit: number, moments (ISO) of making and taking, how many rows of it were sent back.

    `taken_at` is empty where it came inside the package of the unit above it.
    """

    package: str
    seq: int
    made_at: str
    taken_at: str = ""
    organizations: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """All that came from one unit, the newest last; `back` are moments of packages that were taken back."""

    packages: tuple[Came, ...] = ()
    back: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def last(self) -> Came | None:
        """The newest package."""
        return self.packages[-1] if self.packages else None


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in the matrix for one unit and period: a state, and its words with day and number."""

    state: str
    words: str


@dataclass
class _Collected:
    packages: list[Came] = field(default_factory=list)
    back: list[str] = field(default_factory=list)


def heard(desk: Desk, *, inside: bool = True) -> dict[str, Heard]:
    """Return what came from every unit below; without `inside` only from those that report to this desk themselves."""
    with desk.read() as session:
        found: dict[str, _Collected] = {}
        direct = _direct(session, found)
        if inside:
            _inside(session, found, desk.unit, direct)
        return {unit: _whole(session, unit, one, unit in direct) for unit, one in found.items()}


def enrolled(desk: Desk) -> set[str]:
    """Return the units that this desk certified: they report to it themselves."""
    with desk.read() as session:
        return {one.unit for one in trust.neighbours(session) if one.relation == trust.CHILD}


def _direct(session: Session, found: dict[str, _Collected]) -> set[str]:
    for one in store.listed(session, TakenPackage, kind="report"):
        cover = one.cover
        organizations = cover["rows"].get("organization", {}).get("upsert", 0)
        came = Came(
            one.id, one.seq, cover["created"], one.taken_at, organizations, len(one.refused)
        )
        found.setdefault(one.sender, _Collected()).packages.append(came)
    direct = set(found)
    for back in store.listed(session, TakenBack):
        found.setdefault(back.sender, _Collected()).back.append(back.cover["created"])
    return direct


def _inside(
    session: Session, found: dict[str, _Collected], own: str, direct: Iterable[str]
) -> None:
    """Add the covers that came inside packages of the units above their senders."""
    from cso_desk.packages.cover import read_cover

    skipped = {own, *direct}
    for sender, raw in store.values_of(session, KeptCover, ("sender", "cover")):
        if sender not in skipped:
            cover = read_cover(raw).cover
            came = Came(cover.id, cover.seq, cover.created)
            found.setdefault(sender, _Collected()).packages.append(came)


def _whole(session: Session, unit: str, one: _Collected, direct: bool) -> Heard:
    packages = one.packages if direct else sorted(one.packages, key=lambda came: came.made_at)
    if not direct or not packages:
        return Heard(tuple(packages), tuple(one.back))
    last = store.listed(
        session, TakenPackage, sender=unit, kind="report", descending=True, limit=1
    )[0]
    newest = max(
        seq
        for (seq,) in store.values_of(
            session, TakenPackage, ("seq",), sender=unit, instance=last.instance
        )
    )
    missing = missing_seqs(session, unit, last.instance, newest)
    taking = session.get(Taking, last.id)
    differing: Sequence[Any] = (taking.differing or ()) if taking is not None else ()
    return Heard(tuple(packages), tuple(one.back), missing, tuple(differing))


def cells(
    one: Heard, asked: Sequence[Period], *, expected: bool, today: str, through: str = ""
) -> tuple[Cell, ...]:
    """Return what stands for a unit in each period.

    A unit that is not `expected` to report itself has its records kept by the unit above it (代录) and is never 未报;
    `through` names that unit where a package came inside its package.
    """
    return tuple(_cell(one, period, expected, today, through) for period in asked)


def _cell(one: Heard, period: Period, expected: bool, today: str, through: str) -> Cell:
    inside = [came for came in one.packages if period.holds(came.made_at)]
    if inside:
        return _came(inside[-1], period, through)
    if any(period.holds(moment) for moment in one.back):
        return Cell(BACK, "导入已还原，待重报")
    if not expected:
        return Cell(BY_UNIT_ABOVE, f"由{through or '上级'}代录")
    if period.is_late(today):
        assert period.due is not None
        return Cell(MISSING, f"未报（{period.due.month}月{period.due.day}日截止）")
    return Cell(MISSING, "未报")


def _came(came: Came, period: Period, through: str) -> Cell:
    day = (came.taken_at or came.made_at)[5:10]
    late = "，逾期补报" if period.is_late(came.made_at) else ""
    way = f"，经{through}" if through and not came.taken_at else ""
    if came.refused:
        return Cell(RETURNED, f"已接收 {day} 第{came.seq}号，退回 {came.refused} 条{late}")
    return Cell(TAKEN, f"已接收 {day} 第{came.seq}号{way}{late}")
