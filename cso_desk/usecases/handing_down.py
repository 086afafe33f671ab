"""移交包: the orders and the rows that they moved, for each unit below that they concern (packages.md 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cso_desk import store
from cso_desk.progress import Progress, Silent
from cso_desk.records import TRAVELLING, Erasure, MovedRow, SentPackage, TransferOrder
from cso_desk.store import Desk, Op, Session

from . import erasure_taking, mailing, order_taking, policy_pack, trust, witness
from .done import Done
from .mailing import Leftovers, Letter
from .projection import Projection, projection_of, schema_of
from .trust import Neighbour


@dataclass(frozen=True, slots=True)
class HandedDown:
    """One 移交包 that was written: for whom, how many orders, rows and erasures."""

    file: Path
    to: str
    to_name: str
    orders: int
    rows: int
    check_code: str
    erasures: int = 0


Waiting = tuple[Neighbour, list[TransferOrder], list[Erasure]]


def waiting(desk: Desk) -> list[tuple[str, int]]:
    """Return the names of units below that have to be told of orders and erasures, and of how many."""
    with desk.read() as session:
        found = _waiting(desk, session)
        return [(one.name, len(orders) + len(erasures)) for one, orders, erasures in found]


def waiting_by_order(desk: Desk, session: Session) -> dict[str, list[str]]:
    """Return by order id the names of the units below that have to be told of it and have not confirmed it."""
    found: dict[str, list[str]] = {}
    for child, orders, _ in _waiting(desk, session):
        for one in orders:
            found.setdefault(one.id, []).append(child.name)
    return found


def _waiting(desk: Desk, session: Session) -> list[Waiting]:
    inside = trust.inside_of(desk)
    known = store.listed(session, TransferOrder, order="id")
    heard = _heard(session, [*known, *store.listed(session, Erasure)])
    found = []
    for child in trust.neighbours(session):
        if child.relation != trust.CHILD:
            continue
        concerns = _concerning(known, partial(_below, inside, child.unit))
        orders = [one for one in concerns if one.sent.get(child.unit, "") not in heard]
        erasures = erasure_taking.waiting_for(session, child, inside, heard)
        if orders or erasures:
            found.append((child, orders, erasures))
    return found


def _below(inside: Callable[[str, str], bool], above: str, unit: str) -> bool:
    return inside(unit, above)


def _concerning(
    known: Sequence[TransferOrder], below: Callable[[str], bool]
) -> list[TransferOrder]:
    """Return the orders of a unit: from or to it, and those that moved the same organizations on."""
    direct = [one for one in known if below(one.from_unit) or below(one.to_unit)]
    moved = {organization for one in direct for organization in one.organizations}
    ids = {one.id for one in direct}
    return [one for one in known if one.id in ids or moved & set(one.organizations)]


def _heard(session: Session, known: Sequence[TransferOrder | Erasure]) -> set[str]:
    """Return the packages whose receipt came; a package on its way counts as lost until then."""
    packages = {package for one in known for package in one.sent.values()}
    sent = store.listed(session, SentPackage, id=packages)
    return {order_taking.KNOWN, *(one.id for one in sent if one.acknowledged_at)}


def hand_down(desk: Desk, out: Path, progress: Progress | None = None) -> Done[list[HandedDown]]:
    """Write a 移交包 into `out` for every unit below that an order concerns and that has not confirmed it.

    Raises `Trouble`: RESTORED, the STICK_ ones, DISK_FULL; `Stopped`. What was written before stays written.
    """
    witness.hold(desk, out)
    mailing.ready_folder(out)
    with desk.read() as session:
        waiting_for = [
            (child, [one.id for one in orders], [one.id for one in erasures])
            for child, orders, erasures in _waiting(desk, session)
        ]
    done: list[HandedDown] = []
    changes: frozenset[tuple[str, str]] = frozenset()
    for child, *ids in waiting_for:
        made, touched = _hand_one(desk, child, ids, out, progress or Silent())
        done.append(made)
        changes |= touched
    return Done(done, changes)


def _hand_one(
    desk: Desk, child: Neighbour, ids: Sequence[Sequence[str]], out: Path, progress: Progress
) -> tuple[HandedDown, frozenset[tuple[str, str]]]:
    with ExitStack() as stack:
        leftovers = stack.enter_context(Leftovers())
        op = stack.enter_context(desk.operation(f"生成移交包：给{child.name}"))
        orders = store.listed(op.session, TransferOrder, order="id", id=ids[0])
        erasures = store.listed(op.session, Erasure, order="id", id=ids[1])
        letter = _letter(desk, op, child, orders)
        sealed = mailing.seal(desk, op, letter, progress)
        leftovers.files.append(sealed.file)
        mailing.remember(desk, op, sealed, {})
        cover = sealed.made.cover
        told: list[TransferOrder | Erasure] = [*orders, *erasures]
        for one in told:
            one.sent = {**one.sent, child.unit: cover.id}
        op.session.flush()
        changes = frozenset(op.changes)
        file = mailing.hand_over_kept(stack, sealed, out, progress)
    carried = {t: n.upsert + n.delete for t, n in cover.rows.items() if not t.startswith("_")}
    facts = (len(orders), sum(carried.values()), sealed.made.check_code, len(erasures))
    return HandedDown(file, child.unit, child.name, *facts), changes


def _letter(desk: Desk, op: Op, child: Neighbour, orders: Sequence[TransferOrder]) -> Letter:
    from cso_desk.packages.orders import ORDERS, order_rows, order_schema

    projection = projection_of(policy_pack.pack(desk))
    wanted = _rows_of(op.session, [one.id for one in orders])
    tables: dict[str, Any] = dict(erasure_taking.to_show(op.session))
    schemas = erasure_taking.schema_for(tables)
    if orders:
        tables[ORDERS] = order_rows(map(order_taking.signed_of, orders))
        schemas[ORDERS] = order_schema()
    deletes: list[dict[str, Any]] = []
    for record in TRAVELLING:
        table = record.__tablename__
        if table in wanted:
            keys, tables[table], gone = _chosen(op.session, record, wanted[table], projection)
            schemas[table] = schema_of(record, keys)
            deletes += gone
    return Letter(
        kind="transfer",
        to=child,
        tables=tables,
        schemas=schemas,
        deletes=deletes,
        profile=projection.profile,
        acked_seq=mailing.last_taken(op.session, child.unit),
    )


def _rows_of(session: Session, orders: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for table, record in store.values_of(session, MovedRow, ("table", "record"), order=orders):
        found.setdefault(table, set()).add(record)
    return {table: sorted(ids) for table, ids in found.items()}


def _chosen(session: Session, record: Any, ids: Sequence[str], projection: Projection) -> Any:
    from cso_desk.packages.rows import row_hash

    drop = projection.dropped(record)
    return store.chosen(session, record, ids, drop=drop, hash_row=row_hash)
