"""What the proof of a venue (F05) says: the shared venue of an organization, else what the organization's own columns say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cso_desk import store
from cso_desk.records import Organization, Venue
from cso_desk.store import Desk

from . import paper_data
from .paper_data import PaperData
from .register import texts_of


def with_venues(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the papers of organizations with their venue."""
    papers = paper_data.of_organizations(desk, list(organizations))
    shared: dict[str, Venue] = {}
    with desk.read() as session:
        for bundle in store.chunks([one["id"] for one in papers]):
            links = store.values_of(session, Organization, ("id", "shared_venue"), id=bundle)
            wanted = {venue for _, venue in links if venue}
            venues = {one.id: one for one in store.listed(session, Venue, id=wanted)}
            shared |= {org: venues[venue] for org, venue in links if venue in venues}
    for paper in papers:
        venue = shared.get(paper["id"])
        paper["venue"] = _shared(venue) if venue else _own(paper["org"])
    return papers


def _shared(venue: Venue) -> dict[str, str]:
    texts = texts_of(venue, {})
    return {**texts, "use_until": venue.use_until.chinese() if venue.use_until else ""}


def _own(org: Mapping[str, str]) -> dict[str, str]:
    return {
        "address": org["venue"],
        "source": org["venue_source"],
        "rooms": org["venue_rooms"],
        "size": org["venue_size"],
    }
