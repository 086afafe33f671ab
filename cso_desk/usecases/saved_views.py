"""Saved views: filters, text, order and columns of a list under a name; pinned ones stand beside the filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.records import SavedView, new_id
from cso_desk.store import Desk

from .done import Done

_LONGEST = 20


@dataclass(frozen=True, slots=True)
class View:
    """One saved view; `content` is the plain JSON that its page put there."""

    id: str
    name: str
    pinned: bool
    content: Mapping[str, Any]


def views(desk: Desk, page: str) -> list[View]:
    """Return the saved views of a page in the order of their names, the pinned ones first."""
    with desk.read() as session:
        found = [_view(one) for one in session.query(SavedView).filter_by(page=page)]
    return sorted(found, key=lambda view: (not view.pinned, view.name))


def _view(kept: SavedView) -> View:
    content = dict(kept.content or {})
    return View(kept.id, kept.name, bool(content.pop("pinned", False)), content)


def save(desk: Desk, page: str, name: str, content: Mapping[str, Any]) -> Done[str]:
    """Keep a view under a name; one of the same name is replaced. Raises `Problems` name."""
    plain = _name(name)
    with desk.aside() as session:
        kept = session.query(SavedView).filter_by(page=page, name=plain).one_or_none()
        if kept is None:
            kept = SavedView(id=new_id(), page=page, name=plain, content={})
            session.add(kept)
        kept.content = {**content, "pinned": bool((kept.content or {}).get("pinned"))}
        saved = kept.id
    return Done(saved)


def rename(desk: Desk, view: str, name: str) -> Done[str]:
    """Give a view another name; raises `Problems` name, `Trouble` for an unknown view."""
    plain = _name(name)
    with desk.aside() as session:
        kept = _known(session, view)
        twin = session.query(SavedView).filter_by(page=kept.page, name=plain).one_or_none()
        if twin is not None and twin.id != view:
            raise Problems([Problem("", "name", "duplicate_row", f"已有“{plain}”，请换个名字。")])
        kept.name = plain
    return Done(view)


def pin(desk: Desk, view: str, pinned: bool) -> Done[str]:
    """Put a view beside the filters, or take it away from there."""
    with desk.aside() as session:
        kept = _known(session, view)
        kept.content = {**(kept.content or {}), "pinned": pinned}
    return Done(view)


def delete(desk: Desk, view: str) -> Done[str]:
    """Forget a view."""
    with desk.aside() as session:
        session.delete(_known(session, view))
    return Done(view)


def _known(session: Any, view: str) -> SavedView:
    kept: SavedView | None = session.get(SavedView, view)
    if kept is None:
        raise Trouble("NO_VIEW", "这个视图已经删了，请重新打开菜单再选。")
    return kept


def _name(text: str) -> str:
    plain = " ".join(text.split())
    if not plain or len(plain) > _LONGEST:
        words = f"请给视图起个名字，不超过 {_LONGEST} 个字。"
        raise Problems([Problem("", "name", "missing_required", words)])
    return plain
