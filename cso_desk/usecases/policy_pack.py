"""The policy packs of this desk: the shipped one, and the office's own versions over it, each with its dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.policy import Pack, default_pack
from cso_desk.policy.pack import overlaid
from cso_desk.records import PackVersion
from cso_desk.store import Desk

_LISTS = {"category": "categories.scheme"}


def pack(desk: Desk, day: date | None = None) -> Pack:
    """Return the pack that is in force on a day, today where none is given."""
    wanted = (day or desk.clock.today()).isoformat()
    with desk.read() as session:
        kept = store.listed(session, PackVersion, order=("valid_from", "saved_at"))
        chosen = [one.content for one in kept if one.valid_from <= wanted]
    return _over_default(chosen[-1]) if chosen else default_pack()


def pack_of(desk: Desk, version: str | None) -> Pack:
    """Return the pack of a version that a record names (`id@version`); raises `Trouble` NO_PACK."""
    if version in (None, default_pack().version):
        return default_pack()
    with desk.read() as session:
        kept = store.listed(session, PackVersion, version=version)
        content = kept[0].content if kept else None
    if content is None:
        raise Trouble("NO_PACK", f"本机没有政策包 {version}，请向制定单位索取后在“设置”里启用。")
    return _over_default(content)


def _over_default(content: dict[str, Any]) -> Pack:
    over = Pack(content["head"], content["subjects"], content["layouts"])
    return overlaid(default_pack(), over)


def words(desk: Desk, list_key: str) -> tuple[str, ...]:
    """Return the words of a code list that belongs to the place; empty for a list that the pack does not know."""
    path = _LISTS.get(list_key)
    return tuple(pack(desk).value(path)) if path else ()
