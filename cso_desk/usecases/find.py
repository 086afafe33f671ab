"""Search as one types: any part of a name, pinyin initials, leader, phone, filing number."""

from __future__ import annotations

from dataclasses import dataclass

from cso_desk import store
from cso_desk.records import Organization
from cso_desk.store import Desk

from .lists import organization_rows

_KEYS = ("name", "community", "leader", "phone", "filing_number")


@dataclass(frozen=True, slots=True)
class Found:
    """One hit, as texts."""

    id: str
    name: str
    community: str
    leader: str
    phone: str
    filing_number: str


def find(desk: Desk, text: str, limit: int = 50) -> list[Found]:
    """Return the organizations that match `text`, the best first, at most `limit`."""
    with desk.read() as session:
        hits = (
            store.best(session, text, limit)
            if text.strip()
            else list(store.ids(session, store.Query(Organization))[:limit])
        )
    rows = organization_rows(desk, hits, _KEYS, masked=False)
    return [Found(row.id, *row.cells) for row in rows if row]
