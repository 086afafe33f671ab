"""What the first page of a desk above says of the newest report: 应报, 已报, 还差 (practice.md 10)."""

from __future__ import annotations

from cso_desk import store
from cso_desk.records import Unit
from cso_desk.store import Desk

from . import report_periods, units_reported
from .units import own_unit, valid_on
from .units_reported import Heard

UPPER = ("province", "city", "county")
"""Levels whose units below have desks of their own as a rule."""


def waiting(desk: Desk) -> tuple[str, int]:
    """Return the line and how many units have not reported; empty words where none has to."""
    enrolled = units_reported.enrolled(desk)
    if own_unit(desk).level not in UPPER and not enrolled:
        return "", 0
    day = desk.clock.today().isoformat()
    with desk.read() as session:
        below = store.listed(session, Unit, parent=desk.unit)
        due = {one.id for one in below if one.level != "community" and valid_on(one, day)}
    period = report_periods.periods(desk)[-1]
    heard = units_reported.heard(desk, inside=False)
    lacking = 0
    for unit in due | enrolled:
        said = units_reported.cells(heard.get(unit, Heard()), [period], expected=True, today=day)
        lacking += said[0].state not in (units_reported.TAKEN, units_reported.RETURNED)
    number = len(due | enrolled)
    return (
        f"{period.name}：应报 {number} 个，已报 {number - lacking} 个，还差 {lacking} 个",
        lacking,
    )
