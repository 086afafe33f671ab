"""What a desk remembers for its clerk: list columns, font scale, deadlines, and what was typed but not saved."""

from __future__ import annotations

from typing import Any

from cso_desk.records import Draft, Setting
from cso_desk.store import Desk

from .done import Done


def get(desk: Desk, key: str, default: Any = None) -> Any:
    """Return a remembered value."""
    return desk.get_setting(f"view.{key}", default)


def put(desk: Desk, key: str, value: Any) -> Done[None]:
    """Remember a value of plain JSON."""
    with desk.aside() as session:
        session.merge(Setting(key=f"view.{key}", value=value))
    return Done(None)


def keep_draft(desk: Desk, key: str, values: dict[str, str]) -> Done[None]:
    """Keep what was typed into the form `key`, beside the journal."""
    kept_at = desk.clock.now().isoformat(timespec="seconds")
    with desk.aside() as session:
        session.merge(Draft(key=key, values=values, kept_at=kept_at))
    return Done(None)


def draft(desk: Desk, key: str) -> dict[str, str] | None:
    """Return what was typed into the form `key` and not saved, None if nothing was."""
    with desk.read() as session:
        found = session.get(Draft, key)
        return dict(found.values) if found else None


def drop_draft(desk: Desk, key: str) -> Done[None]:
    """Forget the draft of the form `key`."""
    with desk.aside() as session:
        found = session.get(Draft, key)
        if found is not None:
            session.delete(found)
    return Done(None)
