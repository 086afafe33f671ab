"""How the way to a superior stands: what it acknowledged, so what the next package has to carry (packages.md 2.6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.records import SCHEMA, AckedRow, Edge, SentPackage
from cso_desk.store import Op, Session

from . import origin, returned

if TYPE_CHECKING:
    from cso_desk.packages.cover import Cover, Profile

_DIGEST = 16
"""How much of a row's hash is kept: 64 bits tell two versions of one row apart."""

Sent = Mapping[str, Mapping[str, tuple[int, str]]]
"""By table and record id: the revision and the digest of what went."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the next package is: `base` the last acknowledged number since which rows changed, None where all go."""

    to: str
    base: int | None

    @property
    def full(self) -> bool:
        """Whether all rows go."""
        return self.base is None


def digest(row_hash: str) -> str:
    """Return what is kept of a row's hash."""
    return row_hash[:_DIGEST]


def basis_of(schema: int, profile: Profile) -> str:
    """Return what the rows of a package depend on beside themselves."""
    return f"{schema}/{profile.name}/{profile.no}"


def plan(
    session: Session, to: str, instance: str, profile: Profile, today: date, full: bool
) -> Plan:
    """Return what the next package to a superior has to be.

    It is full on first contact, in a new life of the database, after a change of schema or profile, when the superior's
    data turned out to differ, once a quarter, and on request.
    """
    edge = session.get(Edge, to)
    if (
        full
        or edge is None
        or edge.instance != instance
        or edge.wants_full
        or edge.basis != basis_of(SCHEMA, profile)
        or _quarter(edge.full_on) != _quarter(today.isoformat())
    ):
        return Plan(to, None)
    return Plan(to, edge.acked_seq)


def _quarter(day: str) -> tuple[str, int]:
    return day[:4], (int(day[5:7]) - 1) // 3


def acked(session: Session, one: Plan, table: str) -> Mapping[str, str]:
    """Return the digests of a table's rows that need not go again."""
    if one.full:
        return {}
    found = store.values_of(session, AckedRow, ("id", "digest"), parent=one.to, tbl=table)
    return {record: kept for record, kept in found}


def acknowledge(
    op: Op, sent: SentPackage, at: str, came_back: Collection[tuple[str, str | None]] = ()
) -> list[SentPackage]:
    """Mark a package as taken by the superior, but for the rows that came back.

    Returns the earlier packages without receipt for which this one stands: it carried all that had changed since the
    last acknowledged one.
    """
    marked = {
        table: {one: what for one, what in rows.items() if (table, one) not in came_back}
        for table, rows in sent.revisions.items()
    }
    revisions = {
        table: {one: _rev(what) for one, what in rows.items()}
        for table, rows in marked.items()
        if not table.startswith("_")
    }
    store.mark_acknowledged(op, revisions)
    _note_rows(op, sent, marked)
    _note_returned(op, sent, came_back)
    sent.acknowledged_at = at
    found = store.listed(op.session, SentPackage, to=sent.to, kind="report", acknowledged_at="")
    return [one for one in found if one.n < sent.n]


def _rev(what: int | list[object]) -> int:
    """Return a revision; packages of the first releases were noted without digests."""
    return what if isinstance(what, int) else int(str(what[0]))


def _note_rows(op: Op, sent: SentPackage, marked: Mapping[str, Mapping[str, object]]) -> None:
    edge = op.session.get(Edge, sent.to)
    cover = origin.said(op.session, sent.id)
    if cover is None or sent.instance != op.stamp.instance:
        return
    if edge is not None and edge.instance == sent.instance and edge.acked_seq >= sent.seq:
        return
    rows = {
        table: {one: str(what[1]) for one, what in found.items() if isinstance(what, list)}
        for table, found in marked.items()
    }
    store.note_acked(op, sent.to, rows)
    if edge is None:
        edge = Edge(parent=sent.to, full_on="", wants_full=False)
        op.session.add(edge)
    edge.instance, edge.acked_seq = sent.instance, sent.seq
    edge.basis = basis_of(cover.schema, cover.profile)
    if cover.full:
        edge.full_on, edge.wants_full = cover.created[:10], False
    op.session.flush()


def _note_returned(
    op: Op, sent: SentPackage, came_back: Collection[tuple[str, str | None]]
) -> None:
    revisions = [
        (table, one, sent.revisions.get(table, {}).get(one))
        for table, one in came_back
        if one is not None
    ]
    rows = [(table, one, _rev(what)) for table, one, what in revisions if what is not None]
    returned.note(op, sent.to, rows)


def take_back(op: Op, sent: SentPackage, acked_seq: int) -> None:
    """Let the rows of a package go again: the superior took it back, `acked_seq` is the last number that it still has."""
    rows = {
        table: {
            one: (_rev(what), str(what[1])) for one, what in found.items() if isinstance(what, list)
        }
        for table, found in sent.revisions.items()
    }
    store.forget_acked(op, sent.to, rows)
    edge = op.session.get(Edge, sent.to)
    if edge is None or edge.instance != sent.instance or edge.acked_seq != sent.seq:
        return
    if acked_seq:
        edge.acked_seq = acked_seq
        cover = origin.said(op.session, sent.id)
        edge.wants_full = edge.wants_full or (cover is not None and cover.full)
    else:
        op.session.delete(edge)
    op.session.flush()


def want_full(op: Op, to: str) -> None:
    """Let the next package be full, because the superior's data turned out to differ."""
    edge = op.session.get(Edge, to)
    if edge is not None:
        edge.wants_full = True
        op.session.flush()


def heard(op: Op, cover: Cover, instance: str | None = None) -> list[SentPackage]:
    """Honour the cumulative acknowledgement in a cover from the superior: a lost receipt heals.

    `instance` is the life of the database that it speaks of; where the cover does not say, it counts only when the
    superior has acknowledged something of this life before. Returns all packages that wait no longer.
    """
    edge = op.session.get(Edge, cover.from_unit)
    known = edge is not None and edge.instance == op.stamp.instance
    if cover.acked_seq is None or not (instance == op.stamp.instance or (not instance and known)):
        return []
    found = store.listed(
        op.session,
        SentPackage,
        to=cover.from_unit,
        kind="report",
        instance=op.stamp.instance,
        seq=cover.acked_seq,
        acknowledged_at="",
    )
    if not found:
        return []
    found[0].verdict = "ok"
    return [found[0], *acknowledge(op, found[0], op.stamp.at)]
