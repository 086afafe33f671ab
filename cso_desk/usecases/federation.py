"""Federations (联合会): which organizations are hubs (枢纽型), and who belongs to which (domain.md 3.1)."""

from __future__ import annotations

from collections.abc import Sequence

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.records import Organization
from cso_desk.store import Desk, Session

from .done import Done
from .register import owned
from .units import names_of


def hubs(desk: Desk, *, without: str = "") -> list[tuple[str, str]]:
    """Return (id, name with community) of all hubs but `without`, by name."""
    with desk.read() as session:
        found = store.listed(session, Organization, hub=True, order="name")
        places = names_of(session, [one.community for one in found if one.community])
    return [
        (one.id, _with_place(one.name, places.get(one.community or "", "")))
        for one in found
        if one.id != without
    ]


def _with_place(name: str, place: str) -> str:
    return f"{name}（{place}）" if place else name


def federation_of(desk: Desk, organization: str) -> tuple[str, str] | None:
    """Return (id, name) of the federation that an organization belongs to, None for none or one that is gone."""
    with desk.read() as session:
        found = store.get(session, Organization, organization)
        hub = store.get(session, Organization, found.federation or "") if found else None
        return (hub.id, hub.name) if hub is not None else None


def members(desk: Desk, hub: str) -> list[dict[str, str]]:
    """Return the organizations of a federation as texts (id, name, community, leader, state), by name."""
    with desk.read() as session:
        found = store.listed(session, Organization, federation=hub, order="name")
        places = names_of(session, [one.community for one in found if one.community])
    return [
        {
            "id": one.id,
            "name": one.name,
            "community": places.get(one.community or "", ""),
            "leader": one.leader or "",
            "state": one.state or "未备案",
        }
        for one in found
    ]


def set_federation(desk: Desk, organizations: Sequence[str], hub: str) -> Done[int]:
    """Let organizations belong to a hub, or to none where `hub` is empty; return how many.

    Raises `Problems`: unknown_hub, not_hub, own_member (a federation inside itself); `Trouble` not_owner.
    """
    words = "加入联合会" if hub else "退出联合会"
    with desk.operation(words) as op:
        if hub:
            _refuse_no_hub(op.session, hub)
        for one in organizations:
            row = owned(desk, op.session, Organization, one)
            if hub:
                _refuse_circle(op.session, row, hub)
            row.federation = hub or None
            op.session.flush()
    return Done(len(organizations), frozenset(op.changes))


def _refuse_no_hub(session: Session, hub: str) -> None:
    found = store.get(session, Organization, hub)
    if found is None:
        raise _problem("unknown_hub", "台账里没有这个联合会，请从列表里选一个。")
    if not found.hub:
        raise _problem(
            "not_hub", f"“{found.name}”不是枢纽型组织，请先在它的“修改”里把“是否枢纽型”选为“是”。"
        )


def _refuse_circle(session: Session, row: Organization, hub: str) -> None:
    seen: set[str] = set()
    above: str | None = hub
    while above and above not in seen:
        if above == row.id:
            raise _problem(
                "own_member", f"“{row.name}”不能加入自己或自己的成员，请另选一个联合会。"
            )
        seen.add(above)
        found = store.get(session, Organization, above)
        above = found.federation if found else None


def _problem(code: str, words: str) -> Problems:
    return Problems([Problem("", "federation", code, words)])
