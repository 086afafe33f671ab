"""The emergency roster (应急人员名册, L02): members with a skill, by skill and place, one run of sheets for each township."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cso_desk import store
from cso_desk.fields import Phone
from cso_desk.records import Member, Person
from cso_desk.store import Desk, Session

from . import paper_data
from .paper_data import PaperData
from .township_groups import Group, grouped

_BETWEEN = re.compile(r"[、，,；;/\s]+")
_KEYS = ("organization", "name", "sex", "phone", "address", "position", "skills", "person")
Row = dict[str, str]


def of_townships(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return a page for each township: a line for each skill of a person, and the number of persons.

    Skills are the member's own and, where the line is linked to a shared person, that person's.
    """
    base = paper_data.common(desk)
    with desk.read() as session:
        return [
            {**group.page(base), "skilled": _skilled(session, group)}
            for group in grouped(desk, session, organizations)
        ]


def _skilled(session: Session, group: Group) -> dict[str, object]:
    homes = {one.id: one for one in group.organizations}
    members = [
        dict(zip(_KEYS, row, strict=True))
        for bundle in store.chunks(homes)
        for row in store.values_of(session, Member, _KEYS, organization=bundle, left=None)
    ]
    known = _skills_of_persons(session, {one["person"] for one in members if one["person"]})
    lines: dict[tuple[str, str], Row] = {}
    for one in members:
        home = homes[one["organization"]]
        phone = Phone().show(one["phone"]) if one["phone"] else ""
        person = one["person"] or f"{one['name']}　{phone or home.id}"
        row = {key: one[key] or "" for key in ("name", "sex", "address", "position")}
        row |= {"phone": phone, "organization": home.name, "community": group.place(home)}
        for skill in _split(one["skills"], known.get(one["person"] or "")):
            lines.setdefault((person, skill), {**row, "skill": skill})
    order = ("skill", "community", "name")
    rows = sorted(lines.values(), key=lambda line: [line[key] for key in order])
    return {"people": str(len({person for person, _ in lines})), "rows": rows}


def _skills_of_persons(session: Session, persons: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for bundle in store.chunks(persons):
        found |= dict(store.values_of(session, Person, ("id", "skills"), id=bundle))
    return found


def _split(*texts: str | None) -> list[str]:
    parts = [part for text in texts if text for part in _BETWEEN.split(text)]
    return [part for part in dict.fromkeys(parts) if part and part != "无"]
