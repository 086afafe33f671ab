"""Which communities there were on a day, what they were called, and where an organization stood then.

Changes of communities are dated records (packages.md 2.5): the rows of today are read back through them, so that lists
and figures of a past day say what they said then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.policy import Pack
from cso_desk.records import Decision, Organization, Unit, UnitChange
from cso_desk.store import Desk, Session

from .filing_state import in_order, says
from .units import UnitInfo, info_of, units_under, valid_on


class UnitHistory:
    """The dated changes that a desk knows, the newest first."""

    def __init__(self, session: Session) -> None:
        found = store.listed(session, UnitChange, order=("date", "id"))
        self.changes = list(reversed(found))

    def after(self, day: str) -> list[UnitChange]:
        """Return the changes that came into force after a day (ISO), the newest first."""
        return [one for one in self.changes if str(one.date) > day]

    def called(self, unit: str, day: str) -> dict[str, str]:
        """Return name and code that a unit had on a day as far as they were others than today's."""
        found: dict[str, str] = {}
        for change in self.after(day):
            for before in change.from_units or ():
                if before["id"] == unit:
                    found |= {"name": before["name"], "code": before["code"]}
        return found

    def names(self, known: Mapping[str, str], day: str) -> dict[str, str]:
        """Return unit names as they were on a day."""
        return {unit: self.called(unit, day).get("name", name) for unit, name in known.items()}

    def place(self, organization: str, community: str | None, day: str) -> str | None:
        """Return where an organization stood on a day that stands in `community` now."""
        for change in self.after(day):
            moved = (change.moves or {}).get(organization)
            if moved and moved[1] == community:
                community = moved[0]
        return community


def communities_on(desk: Desk, day: date) -> list[UnitInfo]:
    """Return the communities under this desk's unit as they were on a day, with the names and codes of that day."""
    iso = day.isoformat()
    with desk.read() as session:
        history = UnitHistory(session)
        units = [one for one in units_under(session, desk.unit) if one.level == "community"]
        found = []
        for unit in units:
            if valid_on(unit, iso):
                then = history.called(unit.id, iso)
                info = info_of(unit)
                name, code = then.get("name", info.name), then.get("code", info.code)
                full = info.full_name if name == info.name else name
                found.append(replace(info, name=name, code=code, full_name=full))
    return sorted(found, key=lambda one: (not one.code, one.code, one.name))


def placed_on(desk: Desk, day: date) -> dict[str, str | None]:
    """Return the community of every organization of the register as it was on a day."""
    iso = day.isoformat()
    with desk.read() as session:
        history = UnitHistory(session)
        rows = store.values_of(session, Organization, ("id", "community"))
        return {record: history.place(record, community, iso) for record, community in rows}


def listed_on(desk: Desk, community: str, day: date) -> list[tuple[str, str]]:
    """Return (id, name) of the organizations of one community as they stood on a day, in the order of their names."""
    placed = [one for one, place in placed_on(desk, day).items() if place == community]
    found: list[tuple[str, str]] = []
    with desk.read() as session:
        for bundle in store.chunks(placed):
            found += store.values_of(session, Organization, ("id", "name"), id=bundle)
    return sorted(found, key=lambda one: one[1])


def counts_on(desk: Desk, pack: Pack, day: date) -> dict[str | None, int]:
    """Return how many organizations counted toward the averages in each community on a day.

    The states that count are the pack's; a filing counts from its date on, until it ends. A registered body counts
    from the day on which it was founded, where that is known.
    """
    counted = set(pack.value("filing.states_counted"))
    places = placed_on(desk, day)
    iso = day.isoformat()
    found: dict[str | None, int] = {}
    with desk.read() as session:
        decided = _decisions_until(session, iso)
        rows = store.values_of(session, Organization, ("id", "credit_code", "founded"))
    for record, credit_code, founded in rows:
        state = says(in_order(decided.get(record, ())), _then(credit_code, founded, iso))["state"]
        if state in counted:
            place = places[record]
            found[place] = found.get(place, 0) + 1
    return found


def _decisions_until(session: Session, day: str) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for one in store.listed(session, Decision):
        if one.date is None or str(one.date) <= day:
            found.setdefault(one.organization or "", []).append(one)
    return found


def _then(credit_code: str | None, founded: PartialDate | None, day: str) -> str | None:
    return None if founded is not None and str(founded) > day else credit_code


def former_names(session: Session, units: Sequence[Unit]) -> list[tuple[str, str, Unit]]:
    """Return (former name, former code, unit of today) of communities that were renamed, re-coded or merged.

    Changes are followed one after the other: what went into a village that was merged later belongs to the last one.
    A village that was split has no one successor and is left out.
    """
    today = {one.id: one for one in units}
    found: list[tuple[str, str, Unit]] = []
    heirs: dict[str, Unit] = {}
    for change in UnitHistory(session).changes:
        after: list[Any] = change.to_units or []
        if len(after) != 1:
            continue
        heir = today.get(after[0]["id"]) or heirs.get(after[0]["id"])
        if heir is None:
            continue
        for before in change.from_units or ():
            if before["id"] not in today:
                heirs[before["id"]] = heir
            found.append((before["name"], before["code"], heir))
    return found
