"""How it all stands below this desk, unit by unit: who has reported, how many organizations, what is oldest.

Every unit's figures hold all that is below it; each is the number of a list (`UnitLine.filter`), and packages are
opened to their origin there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cso_desk import store
from cso_desk.policy import Pack
from cso_desk.records import Unit
from cso_desk.store import Desk, Tally

from . import averages, lists, policy_pack, report_periods, targets, units_reported
from .community_names import short_name
from .exchange_words import seqs_word
from .report_periods import Period
from .units import UnitInfo, info_of, own_unit, units_under, valid_on
from .units_reported import Cell, Heard

FILED, UNFILED = "已备案", "未备案"
_COMMUNITY = "community"
UPPER = ("province", "city", "county")
"""Levels that have units with desks of their own below them as a rule."""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: `parent` is the line above it (empty at the top), `filter` what the list of organizations is asked.

    `due` tells whether it has to report itself. `city` and `rural` are averages with their targets, empty where there
    is no such community.
    """

    unit: str
    name: str
    level: str
    parent: str
    filter: str
    due: bool
    cells: tuple[Cell, ...]
    last: str
    missing: str
    differing: str
    figures: Sum
    city: str
    rural: str

    @property
    def reported(self) -> bool:
        """Whether it reported for the newest period."""
        return self.cells[-1].state in (units_reported.TAKEN, units_reported.RETURNED)


@dataclass(frozen=True, slots=True)
class Overview:
    """All lines, a unit before those below it, and the whole."""

    unit: str
    periods: tuple[Period, ...]
    lines: tuple[UnitLine, ...]
    whole: UnitLine

    @property
    def due(self) -> list[UnitLine]:
        """The units that have to report to this desk."""
        return [one for one in self.lines if one.due]

    @property
    def words(self) -> str:
        """What the newest period asks and what came."""
        lacking = [one.name for one in self.due if not one.reported]
        period = self.periods[-1]
        until = f"（{period.due.month}月{period.due.day}日截止）" if period.due else ""
        said = (
            f"{period.name}{until}：应报 {len(self.due)} 个，已报 {len(self.due) - len(lacking)} 个"
        )
        if not lacking:
            return said + ("，已报齐。" if self.due else "。")
        names = "、".join(lacking[:5]) + (" 等" if len(lacking) > 5 else "")
        return f"{said}，还差 {len(lacking)} 个：{names}。"


def overview(desk: Desk) -> Overview:
    """Return how everything stands now."""
    return _Overview(desk).whole()


@dataclass
class Sum:
    """Organizations of a unit and of all below it.

    `kinds` counts them by category, `unfiled` those whose state is 未备案, `unplaced` those in no community. `city` and
    `rural` hold for each community how many count for the average, `uncounted` how many count and are in none. `oldest`
    is the day of the oldest newest package at or below the unit.
    """

    organizations: int = 0
    filed: int = 0
    unfiled: int = 0
    members: int = 0
    unplaced: int = 0
    uncounted: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    city: list[int] = field(default_factory=list)
    rural: list[int] = field(default_factory=list)
    oldest: str = ""

    def count(self, one: Tally, counted: Collection[str]) -> None:
        """Add organizations of one kind and state of a unit itself."""
        self.organizations += one.number
        self.members += one.members
        self.filed += one.number if one.state == FILED else 0
        self.unfiled += one.number if one.state == UNFILED else 0
        self.kinds[one.category] += one.number
        if not one.placed:
            self.unplaced += one.number
        if one.state in counted:
            self.uncounted += one.number

    def add(self, own: Sum, kind: str) -> None:
        """Add what a unit itself has, which is a community of this kind, or none."""
        self._add_numbers(own)
        if kind == averages.CITY:
            self.city.append(own.uncounted)
        elif kind == averages.RURAL:
            self.rural.append(own.uncounted)
        else:
            self.uncounted += own.uncounted

    def take_in(self, below: Sum) -> None:
        """Add the sum of a unit below."""
        self._add_numbers(below)
        self.uncounted += below.uncounted
        self.city += below.city
        self.rural += below.rural
        self.oldest = min((one for one in (self.oldest, below.oldest) if one), default="")

    def _add_numbers(self, other: Sum) -> None:
        for key in ("organizations", "filed", "unfiled", "members", "unplaced"):
            setattr(self, key, getattr(self, key) + getattr(other, key))
        self.kinds.update(other.kinds)


class _Overview:
    """Reads once what all lines need."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pack: Pack = policy_pack.pack(desk)
        self._today: date = desk.clock.today()
        self._own = own_unit(desk)
        self._enrolled = units_reported.enrolled(desk)
        self._heard = units_reported.heard(desk)
        self._periods = report_periods.periods(desk)
        self._blank = tuple(Cell("", "") for _ in self._periods)
        with desk.read() as session:
            day = self._today.isoformat()
            own = self._own.id
            tree = [one for one in units_under(session, own) if one.id != own]
            known = {one.id for one in tree}
            strange = self._enrolled - known
            tree += store.listed(session, Unit, id=strange) if strange else []
            counted = self._pack.value("filing.states_counted")
            self._own_sums: dict[str, Sum] = {}
            for one in store.tallies(session):
                self._own_sums.setdefault(one.unit, Sum()).count(one, counted)
        kept = [one for one in tree if valid_on(one, day) or one.id in self._own_sums]
        self._units = {one.id: info_of(one) for one in kept}
        self._asked = targets.asked(desk, self._pack, self._today.year, ())
        if self._asked.rows:
            self._asked.chains.update({unit: self._chain(unit) for unit in self._units})
        self._below: dict[str, list[str]] = {}
        for unit in self._units.values():
            self._below.setdefault(self._parent(unit), []).append(unit.id)

    def _chain(self, unit: str) -> list[str]:
        """Return a unit and all above it, for what is asked of it."""
        found, at = [unit], self._units[unit].parent_id
        while at in self._units:
            found.append(at)
            at = self._units[at].parent_id
        return [*found, *self._asked.chains.get(self._own.id, [self._own.id])]

    def _parent(self, unit: UnitInfo) -> str:
        """Return the line above a unit: a unit that reports to this desk directly stands at the top."""
        if unit.id in self._enrolled or unit.parent_id not in self._units:
            return ""
        return unit.parent_id

    def whole(self) -> Overview:
        lines = [*self._lines("", ""), *self._own_line()]
        everything = Sum()
        for unit, one in self._own_sums.items():
            everything.add(one, self._kind(unit))
        everything.oldest = min(
            (one.figures.oldest for one in lines if one.figures.oldest), default=""
        )
        whole = self._line(self._own, "", everything, self._blank)
        return Overview(self._own.name, tuple(self._periods), tuple(lines), whole)

    def _kind(self, unit: str) -> str:
        found = self._units.get(unit)
        return found.kind if found is not None and found.level == _COMMUNITY else ""

    def _lines(self, parent: str, through: str) -> list[UnitLine]:
        """Return the lines below one, a unit before those below it, in the order of their codes."""
        found: list[UnitLine] = []
        for unit in self._below.get(parent, ()):
            info = self._units[unit]
            below = self._lines(unit, info.name)
            found += [self._own_or_below(info, parent, below, through), *below]
        return found

    def _own_or_below(
        self, info: UnitInfo, parent: str, below: Sequence[UnitLine], through: str
    ) -> UnitLine:
        total = Sum()
        total.add(self._own_sums.get(info.id, Sum()), self._kind(info.id))
        for one in below:
            if one.parent == info.id:
                total.take_in(one.figures)
        last = self._heard.get(info.id, Heard()).last
        days = [one for one in (total.oldest, last.made_at[:10] if last else "") if one]
        total.oldest = min(days, default="")
        return self._line(info, parent, total, self._cells(info, parent, through))

    def _own_line(self) -> Iterator[UnitLine]:
        """Yield a line for what belongs to this desk's own unit and to no community."""
        own = self._own_sums.get(self._own.id)
        if own is not None and self._own.level != _COMMUNITY:
            total = Sum()
            total.add(own, "")
            line = self._line(self._own, "", total, self._blank)
            yield replace(line, name="本级（不属于社区、村）", filter=lists.OWN)

    def _cells(self, unit: UnitInfo, parent: str, through: str) -> tuple[Cell, ...]:
        heard = self._heard.get(unit.id, Heard())
        expected = self._due(unit, parent) or bool(heard.packages) or unit.level != _COMMUNITY
        keeper = through or ("" if unit.level != _COMMUNITY else self._own.name)
        today = self._today.isoformat()
        return units_reported.cells(
            heard, self._periods, expected=expected, today=today, through=keeper
        )

    def _due(self, unit: UnitInfo, parent: str) -> bool:
        """Tell whether a unit reports to this desk itself: a community only with a desk of its own."""
        if unit.id in self._enrolled:
            return True
        return not parent and unit.id != self._own.id and unit.level != _COMMUNITY

    def _line(self, unit: UnitInfo, parent: str, total: Sum, cells: tuple[Cell, ...]) -> UnitLine:
        heard = self._heard.get(unit.id, Heard())
        last = heard.last
        return UnitLine(
            unit=unit.id,
            name=short_name(unit.name),
            level=unit.level_word,
            parent=parent,
            filter=unit.id if unit.id != self._own.id else "",
            due=self._due(unit, parent),
            cells=cells,
            last=f"第{last.seq}号 {last.made_at[:10]}" if last else "",
            missing=seqs_word(heard.missing) if heard.missing else "",
            differing="、".join(heard.differing),
            figures=total,
            city=self._average(averages.CITY, unit.id, total),
            rural=self._average(averages.RURAL, unit.id, total),
        )

    def _average(self, kind: str, unit: str, total: Sum) -> str:
        numbers = total.city if kind == averages.CITY else total.rural
        counted_as = self._pack.value("targets.unplaced_counted_as")
        more = total.uncounted if counted_as == kind else 0
        found = averages.average(self._asked.average(kind, unit), numbers, more)
        return f"{found.text}/{found.target}" if found.text else ""
