"""目标: how many organizations a superior asks for in a year, by unit; the averages of the pack stand where nobody asked.

Targets are averages of the communities of a kind, or a number for one community (practice.md 11). What is asked of a
unit holds for all below it until a nearer unit is named; for the same unit the highest superior's word stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.fields import BadValue
from cso_desk.policy import Pack
from cso_desk.records import Target, Unit, fields_of
from cso_desk.records.reporting import CITY_AVERAGE, NUMBER, RURAL_AVERAGE, TARGET_MEASURES
from cso_desk.store import Desk, Op, Session

from . import trust
from .done import Done
from .paper_data import chain_of
from .units import UnitInfo, info_of, names_of, units_under, valid_on

_ENTRIES = {CITY_AVERAGE: "targets.city_average", RURAL_AVERAGE: "targets.rural_average"}
_KINDS = {"城市": CITY_AVERAGE, "农村": RURAL_AVERAGE}
_TYPED = ("year", "number", "document")


@dataclass(frozen=True, slots=True)
class ShownTarget:
    """One target as lists show it; `mine` where this desk set it and may change it."""

    id: str
    unit: str
    unit_name: str
    year: int
    measure: str
    number: int
    document: str
    owner_name: str
    mine: bool


@dataclass(frozen=True)
class Asked:
    """What is asked of the units of a desk in a year."""

    pack: Pack
    year: int
    rows: Sequence[Target]
    chains: dict[str, list[str]] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)

    def average(self, kind: str, unit: str) -> int:
        """Return the average asked of the communities of a kind (城市, 农村) in a unit."""
        found = self.row(_KINDS[kind], unit)
        if found is not None and found.number is not None:
            return found.number
        return int(self.pack.value(_ENTRIES[_KINDS[kind]]))

    def number(self, unit: UnitInfo) -> int | None:
        """Return how many organizations one community shall have, None where its kind is unknown."""
        own = self.row(NUMBER, unit.id)
        if own is not None and own.number is not None:
            return own.number
        return self.average(unit.kind, unit.id) if unit.kind in _KINDS else None

    def row(self, measure: str, unit: str) -> Target | None:
        """Return the target that holds for a unit: of the nearest unit, the newest year, the highest superior."""
        chain = self.chains.get(unit, [unit])
        found = [one for one in self.rows if one.measure == measure and one.unit in chain]
        return min(found, key=lambda one: self._place(one, chain), default=None)

    def _place(self, one: Target, chain: list[str]) -> tuple[int, int, int]:
        return chain.index(one.unit or ""), -(one.year or 0), -self.ranks.get(one.owner, 0)


def asked(desk: Desk, pack: Pack, year: int, units: Sequence[UnitInfo]) -> Asked:
    """Return what is asked of this desk's unit and of these communities in a year; an earlier year holds on."""
    with desk.read() as session:
        known = store.listed(session, Target)
        rows = [one for one in known if one.year is not None and one.year <= year]
        if not rows:
            return Asked(pack, year, ())
        above = [one.id for one in chain_of(session, desk.unit)]
        chains = {one.id: [one.id, *_between(session, one, above)] for one in units}
        chains[desk.unit] = above
    return Asked(pack, year, rows, chains, {unit: place for place, unit in enumerate(above)})


def _between(session: Session, unit: UnitInfo, above: list[str]) -> list[str]:
    """Return the units above a community; only the way to this desk's own chain is read."""
    if unit.parent_id in above:
        return above[above.index(unit.parent_id) :]
    return [one.id for one in chain_of(session, unit.parent_id)]


def listed(desk: Desk) -> list[ShownTarget]:
    """Return all targets that this desk set or was given, the newest year first."""
    with desk.read() as session:
        found = store.listed(session, Target)
        names = names_of(session)
    shown = [
        ShownTarget(
            one.id,
            one.unit or "",
            names.get(one.unit or "", ""),
            one.year or 0,
            one.measure or "",
            one.number or 0,
            one.document or "",
            names.get(one.owner, ""),
            one.owner == desk.unit,
        )
        for one in found
    ]
    return sorted(shown, key=lambda one: (-one.year, one.unit_name, one.measure))


def set_target(
    desk: Desk, unit: str, measure: str, year: str, number: str, document: str = ""
) -> Done[str]:
    """Ask a number of a unit for a year and return the target's id; an empty number takes this desk's own back.

    `unit` is this desk's or lies below it; 组织数 is for one community, the averages for units above. Raises `Problems`.
    """
    return Done(*_only(set_targets(desk, year, {(unit, measure): number}, document)))


def _only(done: Done[list[str]]) -> tuple[str, frozenset[tuple[str, str]]]:
    return next(iter(done.value), ""), done.changes


def set_targets(
    desk: Desk, year: str, numbers: Mapping[tuple[str, str], str], document: str = ""
) -> Done[list[str]]:
    """Ask several numbers for a year in one step, by unit and measure; an empty one is taken back.

    Returns the ids. Raises `Problems`, of which `where` is the unit and `field` the measure, year or document; then
    nothing is written.
    """
    checked: dict[tuple[str, str], dict[str, Any]] = {}
    problems: list[Problem] = []
    with desk.read() as session:
        for (unit, measure), number in numbers.items():
            typed = {"year": year, "number": number, "document": document}
            checked[unit, measure], faults = _parsed(typed)
            faults += _misplaced(desk, session, unit, measure)
            fields = {"number": measure} if len(numbers) > 1 else {}
            problems += [
                replace(one, where=unit, field=fields.get(one.field, one.field)) for one in faults
            ]
    if problems:
        raise Problems(dict.fromkeys(problems))
    with desk.operation("设置目标") as op:
        found = [_write(op, unit, measure, said) for (unit, measure), said in checked.items()]
    return Done([one for one in found if one], frozenset(op.changes))


def _write(op: Op, unit: str, measure: str, said: Mapping[str, Any]) -> str:
    owner = op.stamp.unit
    known = store.listed(
        op.session, Target, unit=unit, year=said["year"], measure=measure, owner=owner
    )
    if said["number"] is None:
        for one in known:
            op.remove(one)
        return known[0].id if known else ""
    kept = known[0] if known else op.add(Target(unit=unit, measure=measure))
    kept.year, kept.number, kept.document = said["year"], said["number"], said["document"] or None
    op.session.flush()
    return kept.id


def _parsed(typed: dict[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    found: dict[str, Any] = {}
    problems = []
    for key in _TYPED:
        kind = fields_of(Target)[key].kind
        try:
            found[key] = kind.parse(typed[key])
        except BadValue as fault:
            problems.append(Problem("", key, fault.code, fault.message))
            continue
        words = kind.check(found[key]) if found[key] is not None else ""
        if words:
            problems.append(Problem("", key, "bad_value", words))
    if found.get("year", 0) is None:
        problems.append(Problem("", "year", "missing_required", "请写年度，如 2027。"))
    return found, problems


def _misplaced(desk: Desk, session: Session, unit: str, measure: str) -> list[Problem]:
    found = store.get(session, Unit, unit)
    if found is None or not trust.inside_of(desk)(unit, desk.unit):
        return [Problem("", "unit", "unknown", "只能给本单位和下级设目标，请从列表里选。")]
    if measure not in TARGET_MEASURES:
        words = f"目标项应为{'、'.join(TARGET_MEASURES)}之一。"
        return [Problem("", "measure", "not_in_list", words)]
    if (measure == NUMBER) != (found.level == "community"):
        words = "组织数按社区（村）设，平均数按乡镇（街道）以上设，请改选单位或目标项。"
        return [Problem("", "measure", "wrong_level", words)]
    return []


def next_below(desk: Desk) -> list[UnitInfo]:
    """Return this desk's unit and those right below it, for the table in which targets are typed."""
    today = desk.clock.today().isoformat()
    with desk.read() as session:
        under = [info_of(one) for one in units_under(session, desk.unit) if valid_on(one, today)]
    own = [one for one in under if one.id == desk.unit]
    return [*own, *(one for one in under if one.parent_id == desk.unit)]
