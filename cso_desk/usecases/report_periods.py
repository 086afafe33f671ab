"""Which reports are due when: what this level asked of the units below, each calendar year where it asked nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from cso_desk import store
from cso_desk.records import ReportPeriod
from cso_desk.store import Desk, Session

_GRACE = timedelta(days=30)
SHOWN = 4
"""How many periods stand side by side, the newest ones."""


@dataclass(frozen=True, slots=True)
class Period:
    """One report: packages made from `begins` to `ends` (both included) count for it; `due` is None for a plain year."""

    name: str
    begins: date
    ends: date
    due: date | None = None

    def holds(self, moment: str) -> bool:
        """Tell whether an ISO moment lies in it."""
        return self.begins.isoformat() <= moment[:10] <= self.ends.isoformat()

    def is_late(self, moment: str) -> bool:
        """Tell whether an ISO moment is after the last day."""
        return self.due is not None and moment[:10] > self.due.isoformat()


def periods(desk: Desk) -> list[Period]:
    """Return the newest periods, the earlier ones first, the last of them the one that runs today."""
    today = desk.clock.today()
    with desk.read() as session:
        asked = _asked(session, desk.unit)
    if not asked:
        return [_year(today.year - 1), _year(today.year)]
    begun = [one for one in _tiled(asked) if one.begins <= today]
    return (begun or _tiled(asked)[:1])[-SHOWN:]


def _year(year: int) -> Period:
    return Period(f"{year} 年", date(year, 1, 1), date(year, 12, 31))


def _asked(session: Session, unit: str) -> list[tuple[date, str]]:
    found = store.listed(session, ReportPeriod, owner=unit)
    dated = [(_day(one), f"{one.year} 年{one.period}") for one in found if one.due_on is not None]
    return sorted(set(dated))


def _day(one: ReportPeriod) -> date:
    """Return the last day; of a month or a year its last day counts."""
    text = str(one.due_on)
    if len(text) == 10:
        return date.fromisoformat(text)
    year, month = int(text[:4]), int(text[5:7] or 12)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _tiled(asked: list[tuple[date, str]]) -> list[Period]:
    """Let each period begin where the one before it ends: 30 days after its last day, at most half-way to the next."""
    ends = [day + min(_GRACE, (later - day) / 2) for (day, _), (later, _) in pairwise(asked)]
    first = asked[0][0] - timedelta(days=365)
    begins = [first, *(one + timedelta(days=1) for one in ends)]
    last = [*ends, date(9999, 12, 31)]
    return [
        Period(name, begin, end, day)
        for (day, name), begin, end in zip(asked, begins, last, strict=True)
    ]
