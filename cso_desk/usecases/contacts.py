"""The contact log (联系记录): who kept contact with an organization, what was said, what is still to be settled.

豫民文〔2021〕115号 二(二)2 and 二(四)1 ask for regular contact by 社区联系人 and 党建联络员.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.records import Contact, Organization
from cso_desk.store import Desk

from . import belonging
from .done import Done
from .units import names_of


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One matter of the contact log that is not settled yet."""

    id: str
    organization: str
    name: str
    community: str
    date: str
    who: str
    follow_up: str


def contacts(desk: Desk, organization: str) -> list[dict[str, str]]:
    """Return the log of an organization as texts, the newest first; `waiting` is 待跟进 where a matter is open."""
    found = belonging.listed(desk, Contact, organization, ("date", "id"))
    for one in found:
        open_matter = bool(one["follow_up"]) and not one["settled_on"]
        one["waiting"] = "待跟进" if open_matter else "已办结" if one["follow_up"] else ""
    return found


def proposed(desk: Desk, organization: str) -> dict[str, str]:
    """Return what a new entry starts from: the 社区联系人 of the organization, else its 党建联络员."""
    with desk.read() as session:
        found = store.get(session, Organization, organization)
        if found is None:
            return {}
        if found.community_contact or not found.party_liaison:
            return {"role": "社区联系人", "who": found.community_contact or ""}
        return {"role": "党建联络员", "who": found.party_liaison}


def save(
    desk: Desk, organization: str, contact: str | None, values: Mapping[str, str]
) -> Done[str]:
    """Add or change an entry; raises `Problems` (date, who and content are needed), `Trouble` not_owner."""
    words = "修改联系记录" if contact else "新增联系记录"
    return belonging.save(desk, Contact, organization, contact, values, words)


def settle(desk: Desk, organization: str, contact: str, day: str) -> Done[str]:
    """Note the day on which the matter of an entry was settled; raises `Problems` settled_on, `Trouble` not_owner."""
    if not day.strip():
        words = "请写办结日期，如 2026-10-20。"
        raise Problems([Problem("", "settled_on", "missing_required", words)])
    return belonging.save(desk, Contact, organization, contact, {"settled_on": day}, "联系记录办结")


def remove(desk: Desk, contact: str) -> Done[str]:
    """Take one entry out of the log."""
    return belonging.remove(desk, Contact, contact, "移除联系记录")


def open_follow_ups(desk: Desk) -> list[FollowUp]:
    """Return what this unit still has to settle, the oldest first; organizations that were removed are left out."""
    with desk.read() as session:
        found = store.listed(session, Contact, owner=desk.unit, settled_on=None, order=("date",))
        waiting = [one for one in found if one.follow_up]
        wanted = {one.organization for one in waiting if one.organization}
        known = {one.id: one for one in store.listed(session, Organization, id=wanted)}
        places = names_of(session, [one.community for one in known.values() if one.community])
    return [
        FollowUp(
            one.id,
            known[one.organization].id,
            known[one.organization].name,
            places.get(known[one.organization].community or "", ""),
            str(one.date or ""),
            one.who or "",
            one.follow_up or "",
        )
        for one in waiting
        if one.organization in known
    ]
