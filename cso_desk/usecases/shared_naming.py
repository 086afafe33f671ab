"""Words into shared records for scripts: a person by id or name, a venue by id, name or address, fields by label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.records import Person, Record, Venue, field_by_label
from cso_desk.store import Desk

from .naming import community_of


def person_of(desk: Desk, text: str) -> str:
    """Return the id of this desk's person that `text` (id or name) means; raises `Trouble` for none or several."""
    return _one(desk, Person, text, ("name", "id_number"), "人", "person list")


def venue_of(desk: Desk, text: str) -> str:
    """Return the id of this desk's venue that `text` (id, name or address) means; raises `Trouble`."""
    return _one(desk, Venue, text, ("name", "address"), "场所", "venue list")


def _one(
    desk: Desk,
    record: type[Person | Venue],
    text: str,
    keys: tuple[str, ...],
    noun: str,
    where: str,
) -> str:
    plain = text.strip()
    with desk.read() as session:
        if store.get(session, record, plain) is not None:
            return plain
        found: set[str] = set()
        for key in keys:
            wanted: dict[str, Any] = {key: plain, "owner": desk.unit}
            found |= {one.id for one in store.listed(session, record, **wanted)}
    if not found:
        raise Trouble("NO_RECORD", f"名单里没有“{text}”这个{noun}，请用 {where} 查准。")
    if len(found) > 1:
        raise Trouble("AMBIGUOUS", f"有 {len(found)} 个“{text}”，请写 {where} 里的编号（id）。")
    return found.pop()


def keys_of(desk: Desk, record: type[Record], texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts by field key of texts by Chinese label; raises `Problems` for an unknown label."""
    labels = field_by_label(record)
    found = {}
    for label, text in texts.items():
        field = labels.get(label)
        if field is None or field.derived:
            words = f"没有“{label}”这个字段，可用的有{'、'.join(labels)}。"
            raise Problems([Problem("", label, "unknown_field", words)])
        found[field.key] = community_of(desk, text) if field.key == "community" else text
    return found


def person_keys(desk: Desk, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a person's fields by key."""
    return keys_of(desk, Person, texts)


def venue_keys(desk: Desk, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts of a venue's fields by key."""
    return keys_of(desk, Venue, texts)
