"""Search as one types: any part of a name, pinyin initials, leader, phone, filing number."""

from __future__ import annotations

from dataclasses import dataclass

from cso_desk.store import Desk

from .lists import Query, organization_ids, organization_rows

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
    hits = organization_ids(desk, Query(text=text))[:limit]
    rows = organization_rows(desk, hits, _KEYS, masked=False)
    return [Found(row.id, *row.cells) for row in rows if row]
