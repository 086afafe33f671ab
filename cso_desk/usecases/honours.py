"""Honours of an organization (domain.md 5.4 j): year, name, level, who gave it."""

from __future__ import annotations

from collections.abc import Mapping

from cso_desk.records import Honour
from cso_desk.store import Desk

from . import belonging
from .done import Done


def honours(desk: Desk, organization: str) -> list[dict[str, str]]:
    """Return the honours of an organization as texts, the newest year first."""
    return belonging.listed(desk, Honour, organization, ("year", "date", "id"))


def save(desk: Desk, organization: str, honour: str | None, values: Mapping[str, str]) -> Done[str]:
    """Add or change an honour; raises `Problems` (year and name are needed), `Trouble` not_owner."""
    words = "修改荣誉" if honour else "新增荣誉"
    return belonging.save(desk, Honour, organization, honour, values, words)


def remove(desk: Desk, honour: str) -> Done[str]:
    """Take one honour off."""
    return belonging.remove(desk, Honour, honour, "移除荣誉")
