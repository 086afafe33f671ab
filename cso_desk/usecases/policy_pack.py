"""The policy pack in force on this desk."""

from __future__ import annotations

from cso_desk.policy import Pack, default_pack
from cso_desk.store import Desk

_LISTS = {"category": "categories.scheme"}


def pack(desk: Desk) -> Pack:
    """Return the pack that decides now."""
    return default_pack()


def words(desk: Desk, list_key: str) -> tuple[str, ...]:
    """Return the words of a code list that belongs to the place; empty for a list that the pack does not know."""
    path = _LISTS.get(list_key)
    return tuple(pack(desk).value(path)) if path else ()
