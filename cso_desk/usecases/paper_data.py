"""What papers say of an organization, a unit and a moment: nested texts that layouts name by key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.records import Charter, Member, Organization, Unit
from cso_desk.store import Desk, Session

from .register import default_authority, texts_of
from .units import UnitInfo, info_of, names_of

PaperData = dict[str, Any]


def common(desk: Desk) -> PaperData:
    """Return what every paper may name: own unit, filing authority, day, and whether this is a practice desk."""
    with desk.read() as session:
        units = chain_of(session, desk.unit)
    own = units[0]
    return {
        **{unit.level: unit_data(unit) for unit in units},
        "unit": unit_data(own),
        "authority": {"full_name": default_authority(desk)},
        "today": PartialDate.of(desk.clock.today()).chinese(),
        "user": desk.user,
        "practice": bool(desk.get_setting("practice", False)),
    }


def chain_of(session: Session, unit: str | None) -> list[UnitInfo]:
    """Return the unit and its ancestors, the lowest first."""
    found = []
    while unit:
        record = store.get(session, Unit, unit)
        if record is None:
            break
        found.append(info_of(record))
        unit = record.parent
    return found


def unit_data(unit: UnitInfo) -> dict[str, str]:
    """Return the texts of a unit under the keys of its fields."""
    return {
        "name": unit.name,
        "full_name": unit.full_name,
        "party_name": unit.party_name,
        "office": unit.office,
        "code": unit.code,
        "kind": unit.kind,
        "level": unit.level_word,
    }


def of_organizations(desk: Desk, ids: list[str]) -> list[PaperData]:
    """Return the data of these organizations' papers, in their order; unknown ids are left out."""
    base = common(desk)
    found = []
    for bundle in store.chunks(ids, 500):
        with desk.read() as session:
            records = {one.id: one for one in store.listed(session, Organization, id=bundle)}
            rosters = _rosters(session, bundle)
            charters = _charters(session, bundle)
            names = names_of(session, [r.community for r in records.values() if r.community])
            places = _places(session, records.values())
            for one in bundle:
                if one in records:
                    data = _organization(
                        records[one], names, places.get(records[one].community or "", {})
                    )
                    data["members"] = rosters.get(one, [])
                    data.update(charters.get(one, {"charter": {}, "clauses": []}))
                    found.append({**base, **data})
    return found


def _organization(record: Organization, names: dict[str, str], place: PaperData) -> PaperData:
    texts = texts_of(record, names)
    for key in ("founded", "filing_date"):
        value = getattr(record, key)
        texts[key] = value.chinese() if value else ""
    born = record.leader_birth
    texts["leader_birth"] = PartialDate(born.year, born.month).chinese() if born else ""
    filing = {
        key.removeprefix("filing_"): texts[key]
        for key in ("filing_number", "filing_date", "filing_authority")
    }
    return {"id": record.id, "org": texts, "filing": filing, **place}


def _places(session: Session, records: Any) -> dict[str, PaperData]:
    found = {}
    for community in {one.community for one in records if one.community}:
        found[community] = {unit.level: unit_data(unit) for unit in chain_of(session, community)}
    return found


def _rosters(session: Session, organizations: list[str]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for member in store.listed(session, Member, organization=organizations, left=None):
        lines = found.setdefault(member.organization or "", [])
        texts = texts_of(member, {})
        texts["birth"] = month_text(member.birth)
        lines.append({"no": str(len(lines) + 1), **texts})
    return found


def month_text(day: PartialDate | None) -> str:
    """Return 1950.03 for a table's narrow column, the year alone where no month is known, "" for None."""
    if day is None:
        return ""
    return f"{day.year}.{day.month:02d}" if day.month else str(day)


def _charters(session: Session, organizations: list[str]) -> dict[str, PaperData]:
    found: dict[str, PaperData] = {}
    for charter in store.listed(session, Charter, order="version", organization=organizations):
        texts = {
            "passed_on": charter.passed_on.chinese() if charter.passed_on else "",
            "reported_on": charter.reported_on.chinese() if charter.reported_on else "",
        }
        found[charter.organization or ""] = {"charter": texts, "clauses": charter.clauses or []}
    return found


def moment(desk: Desk) -> datetime:
    """Return the moment that papers are made at."""
    return desk.clock.now()
