"""What a charter of a kind of organization (文体队伍, 红白理事会 …) begins with: data of the policy pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.records import Organization
from cso_desk.store import Desk

from . import charter, policy_pack
from .charter_text import OwnClause, filled


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind: the template that suits, the answers that it begins with, and the clauses that it adds."""

    id: str
    title: str
    template: str
    answers: Mapping[str, str]
    own: tuple[OwnClause, ...]


def _raw(desk: Desk) -> list[Mapping[str, Any]]:
    entry = policy_pack.pack(desk).subject("charters").get("presets")
    return list(entry["value"]) if entry else []


def titles(desk: Desk) -> list[tuple[str, str]]:
    """Return (id, title) of all kinds, in the pack's order."""
    return [(one["id"], one["title"]) for one in _raw(desk)]


def suggested(desk: Desk, organization: str) -> str:
    """Return the id of the kind whose words stand in the organization's name, the longest word deciding; else empty."""
    with desk.read() as session:
        found = store.get(session, Organization, organization)
        name = found.name if found else ""
    rated = [
        (len(word), -place, one["id"])
        for place, one in enumerate(_raw(desk))
        for word in one["words"]
        if word in name
    ]
    return max(rated)[2] if rated else ""


def apply(desk: Desk, organization: str, wanted: str) -> Preset:
    """Return a kind (by id or title) in the words of the organization's place.

    Purpose and scope of the record stand above those of the kind. Raises `Trouble` for an unknown kind.
    """
    raw = next((one for one in _raw(desk) if wanted in (one["id"], one["title"])), None)
    if raw is None:
        known = "、".join(title for _, title in titles(desk))
        raise Trouble("NO_PRESET", f"没有“{wanted}”这一种，可用的有：{known}。")
    words, held = charter.words_and_record(desk, organization)
    answers = {
        key: filled(text, words)
        for key, text in raw["answers"].items()
        if not held.get(f"organization.{key}")
    }
    own = tuple(OwnClause(one["title"], filled(one["text"], words)) for one in raw["own"])
    return Preset(raw["id"], raw["title"], raw["template"], answers, own)
