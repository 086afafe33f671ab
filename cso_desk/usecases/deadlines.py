"""上报截止日期: what this desk asks of the units below, and what its superiors ask of it (practice.md 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import BadValue, PartialDate
from cso_desk.records import ReportPeriod, fields_of
from cso_desk.store import Desk

from .done import Done
from .units import names_of

_TYPED = ("name", "year", "period", "due_on", "document")
_REQUIRED = ("name", "year", "period", "due_on")


@dataclass(frozen=True, slots=True)
class Deadline:
    """One report that is asked for: `above` where a superior asks it of this desk, else this desk asks it of those below.

    `due_on` is the last day (ISO), `days` how many days are left, below zero when it is over.
    """

    id: str
    name: str
    year: int
    period: str
    due_on: str
    document: str
    owner: str
    owner_name: str
    above: bool
    days: int

    @property
    def words(self) -> str:
        """The sentence of the first page."""
        left = f"还有 {self.days} 天" if self.days > 0 else "今天截止"
        return f"上报截止 {self.due_on}（{self.owner_name}：{self.name}），{left}"


def deadlines(desk: Desk) -> list[Deadline]:
    """Return all reports that are asked for, the earliest first: those above and those that this desk set."""
    today = desk.clock.today()
    with desk.read() as session:
        found = store.listed(session, ReportPeriod, order=("due_on", "id"))
        names = names_of(session, [one.owner for one in found])
    return [_shown(one, names, desk.unit, today) for one in found]


def _shown(one: ReportPeriod, names: Mapping[str, str], unit: str, today: date) -> Deadline:
    due = _day(one.due_on) or today
    facts = (one.id, one.name or "", one.year or 0, one.period or "", due.isoformat())
    owner = (one.owner, names.get(one.owner, ""))
    return Deadline(*facts, one.document or "", *owner, one.owner != unit, (due - today).days)


def _day(said: PartialDate | None) -> date | None:
    if said is None or said.month is None or said.day is None:
        return None
    return date(said.year, said.month, said.day)


def next_due(desk: Desk) -> Deadline | None:
    """Return the next report that a superior asks of this desk, None where nothing is ahead."""
    ahead = [one for one in deadlines(desk) if one.above and one.days >= 0]
    return ahead[0] if ahead else None


def set_deadline(desk: Desk, values: Mapping[str, str], record: str | None = None) -> Done[str]:
    """Ask a report of the units below, or change one that this desk asked; returns its id. Raises `Problems`.

    `values`: name, year, period (年报, 上半年 …), due_on (a whole day), document.
    """
    parsed = _parsed(values)
    with desk.operation("设置上报截止日期") as op:
        one = store.get(op.session, ReportPeriod, record) if record else None
        if record and one is None:
            raise Trouble("NO_RECORD", "这个截止日期已不在，请刷新列表。")
        one = one if one is not None else op.add(ReportPeriod())
        for key, value in parsed.items():
            setattr(one, key, value)
        op.session.flush()
        made = one.id
    return Done(made, frozenset(op.changes))


def remove_deadline(desk: Desk, record: str) -> Done[str]:
    """Ask for a report no longer; raises `Trouble` NO_RECORD, not_owner."""
    with desk.operation("取消上报截止日期") as op:
        one = store.get(op.session, ReportPeriod, record)
        if one is None:
            raise Trouble("NO_RECORD", "这个截止日期已不在，请刷新列表。")
        op.remove(one)
    return Done(record, frozenset(op.changes))


def _parsed(values: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    problems = []
    for key in _TYPED:
        declared = fields_of(ReportPeriod)[key]
        try:
            found[key] = declared.kind.parse(values.get(key, ""))
        except BadValue as fault:
            problems.append(Problem("", key, fault.code, fault.message))
            continue
        words = declared.kind.check(found[key]) if found[key] is not None else ""
        if found[key] is None and key in _REQUIRED:
            words = f"请写{declared.label}。"
        if words:
            problems.append(Problem("", key, "bad_value", words))
    if not problems and _day(found["due_on"]) is None:
        words = "截止日期要写到日，如 2027-01-05。"
        problems.append(Problem("", "due_on", "date_invalid", words))
    if problems:
        raise Problems(problems)
    return found
