"""What the page of work offers to choose from: organizations by name, and of one organization its activities."""

from __future__ import annotations

from collections import Counter

from cso_desk import store
from cso_desk.records import Organization
from cso_desk.store import Desk

from . import activity_lists
from .activity_lists import Filter
from .community_names import short_name
from .units import names_of


def organizations(desk: Desk, community: str = "", *, mine: bool = False) -> list[tuple[str, str]]:
    """Return (id, name) of organizations in the order of their names; namesakes say their community too.

    `mine` leaves out what other units own, whose records cannot be written here.
    """
    wanted = {"community": community} if community else {}
    if mine:
        wanted["owner"] = desk.unit
    with desk.read() as session:
        found = store.values_of(session, Organization, ("id", "name", "community"), **wanted)
        places = names_of(session, [one[2] for one in found if one[2]])
    again = Counter(name for _, name, _ in found)
    named = [
        (one, f"{name}（{short_name(places.get(place, '社区待定'))}）" if again[name] > 1 else name)
        for one, name, place in found
    ]
    return sorted(named, key=lambda one: one[1])


def activities(desk: Desk, organization: str) -> list[tuple[str, str]]:
    """Return (id, day and title) of an organization's activities, the newest first."""
    found = activity_lists.listed(desk, Filter(organization=organization))
    return [(one.id, f"{one.begins_on} {one.title}") for one in found]
