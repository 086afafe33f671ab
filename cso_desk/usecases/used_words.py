"""Words that were typed before (业务主管（指导）单位, 社区联系人 …), offered while typing; nobody has to take them."""

from __future__ import annotations

from collections.abc import Mapping

from cso_desk import store
from cso_desk.records import Organization
from cso_desk.store import Desk

FIELDS = ("supervisor", "community_contact", "party_liaison", "party_superior", "station", "venue")
MOST = 200


def used(desk: Desk, keys: tuple[str, ...] = FIELDS) -> Mapping[str, tuple[str, ...]]:
    """Return by field key the texts that organizations have there, the most used first."""
    found = {}
    with desk.read() as session:
        for key in keys:
            counted = store.count_by(session, Organization, key)
            texts = [text for text in counted if text]
            texts.sort(key=lambda text: (-counted[text], text))
            found[key] = tuple(texts[:MOST])
    return found
