"""Hand organizations from one unit's desk to another's: a superior of both gives a signed order (packages.md 2.4).

The order moves the organizations with all that names them and belongs to the same owner. `hand_down` then writes a
移交包 for each unit below that the order concerns: with the order and with the rows as this desk knows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import Link
from cso_desk.records import (
    TRAVELLING,
    Attachment,
    MovedRow,
    Organization,
    Person,
    Record,
    TransferOrder,
    Unit,
    Venue,
    fields_of,
    new_id,
)
from cso_desk.store import Desk, Op, Session

from . import order_taking, trust
from .done import Done
from .merging import link_keys
from .order_taking import Shown
from .units import names_of

Rows = dict[str, dict[str, tuple[int, str]]]
"""What goes over: by table and id the revision and instance that the issuer knows."""
_SHARED: tuple[type[Record], ...] = (Person, Venue)
_FIRST_EPOCH = 1


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed over: the orders' ids, how many organizations, how many rows in all."""

    orders: tuple[str, ...]
    organizations: int
    rows: int


@dataclass(frozen=True, slots=True)
class OrderInfo:
    """One order for the list; `alert` tells that another order of the same epoch names the same rows."""

    id: str
    issuer: str
    from_name: str
    to_name: str
    organizations: int
    reason: str
    document: str
    issued_at: str
    alert: bool


def give(
    desk: Desk, organizations: Sequence[str], to: str, reason: str, document: str = ""
) -> Done[Given]:
    """Hand organizations to the unit `to` (its id), with all that belongs to them.

    They may have several owners: each pair of owners gets its own order. Raises `Problems` for an empty choice, a
    missing reason or organizations that are there already; `Trouble` OUT_OF_SCOPE when this unit is not the lowest
    superior of both that has a desk, NOT_ENROLLED when `to` has no desk.
    """
    chosen = list(dict.fromkeys(organizations))
    if not chosen:
        raise _problem("organizations", "too_few", "请先选要移交的组织。")
    if not reason.strip():
        raise _problem("reason", "missing_required", "请写移交原因，如“管理层级调整”。")
    named = _name(desk, to)
    with desk.operation(f"移交 {len(chosen)} 个组织：给{named}") as op:
        found = store.listed(op.session, Organization, id=chosen)
        moving = [one for one in found if one.owner != to]
        if len(found) < len(chosen) or not moving:
            raise _problem(
                "organizations", "unknown", f"没有可以移交给{named}的组织，请刷新后再选。"
            )
        given = [
            order_in(
                op, desk, closure(op.session, ids, owner), Handover(owner, to, reason, document)
            )
            for owner, ids in by_owner(moving).items()
        ]
    return Done(_together(given, len(moving)), frozenset(op.changes))


@dataclass(frozen=True, slots=True)
class Handover:
    """From whom to whom (unit ids), why, and by which document."""

    owner: str
    to: str
    reason: str
    document: str = ""


def by_owner(organizations: Sequence[Organization]) -> dict[str, list[str]]:
    """Return the ids of organizations by their owner."""
    found: dict[str, list[str]] = {}
    for one in sorted(organizations, key=lambda one: one.owner):
        found.setdefault(one.owner, []).append(one.id)
    return found


def order_in(op: Op, desk: Desk, rows: Rows, what: Handover) -> Given:
    """Order within an operation that these rows (as `closure` gives them) go over, and carry it out here.

    Raises `Trouble` as `give` does, before anything is written.
    """
    check_power(desk, what.owner, what.to)
    shown = _orders(desk, op, rows, what)
    moved = order_taking.keep(op, shown)
    organizations = len(rows.get(Organization.__tablename__, ()))
    return Given(tuple(one.order.id for one in shown), organizations, moved)


def _together(given: Sequence[Given], organizations: int) -> Given:
    orders = tuple(order for one in given for order in one.orders)
    return Given(orders, organizations, sum(one.rows for one in given))


def check_power(desk: Desk, owner: str, to: str) -> None:
    """Raise `Trouble` unless this desk is the lowest superior with a desk of both units, and `to` has a desk."""
    inside = trust.inside_of(desk)
    if not inside(owner, desk.unit) or not inside(to, desk.unit):
        raise Trouble(
            "OUT_OF_SCOPE", "移交双方要都归本单位管辖；请由双方共同的上级在它的工作台上办理。"
        )
    with desk.read() as session:
        below = [one for one in trust.neighbours(session) if one.relation == trust.CHILD]
    if to != desk.unit and not any(inside(to, one.unit) for one in below):
        words = f"{_name(desk, to)}还没有单位证书，收不到移交的数据；请先给它办好单位证书。"
        raise Trouble("NOT_ENROLLED", words)
    nearer = [one for one in below if inside(owner, one.unit) and inside(to, one.unit)]
    if nearer:
        words = f"双方都归{nearer[0].name}管辖，请由{nearer[0].name}在它的工作台上办理移交。"
        raise Trouble("OUT_OF_SCOPE", words)


def _orders(desk: Desk, op: Op, rows: Rows, what: Handover) -> list[Shown]:
    from cso_desk.packages.orders import MAX_ROWS, Order, sign_order

    epoch = _next_epoch(op.session, rows)
    keys, chain = trust.keys_of(desk), trust.own_chain(desk)
    names = names_of(op.session, [what.owner, what.to, desk.unit])
    shown = []
    for part in _parts(rows, MAX_ROWS):
        order = Order(
            v=1,
            id=new_id(),
            organizations=tuple(part.get(Organization.__tablename__, ())),
            rows=part,
            from_unit=what.owner,
            from_name=names.get(what.owner) or "原单位",
            to_unit=what.to,
            to_name=names[what.to],
            oe=epoch,
            issuer=desk.unit,
            issuer_name=names[desk.unit],
            issued=op.stamp.at,
            reason=what.reason.strip(),
            document=what.document.strip(),
        )
        shown.append(Shown(sign_order(order, keys, chain), order))
    return shown


def _parts(rows: Rows, size: int) -> Iterator[Rows]:
    stream = (
        (table, record, said) for table, each in rows.items() for record, said in each.items()
    )
    while chunk := list(islice(stream, size)):
        part: Rows = {}
        for table, record, said in chunk:
            part.setdefault(table, {})[record] = said
        yield part


def _next_epoch(session: Session, rows: Rows) -> int:
    """Return an epoch above every one that these rows have or any known order gives them."""
    highest = _FIRST_EPOCH
    for table, found in rows.items():
        for ids in store.chunks(found):
            known = store.values_ever(session, _kind(table), ("oe",), id=ids)
            ordered = store.values_of(session, MovedRow, ("oe",), record=ids)
            highest = max(highest, *(row[0] for row in (*known, *ordered)))
    return highest + 1


def _kind(table: str) -> type[Record]:
    return next(one for one in TRAVELLING if one.__tablename__ == table)


def closure(session: Session, organizations: Sequence[str], owner: str) -> Rows:
    """Return these organizations and all of `owner` that names them, by table and id with revision and instance.

    Persons and venues go along when nobody else of that owner needs them.
    """
    rows: Rows = {Organization.__tablename__: _said(session, Organization, owner, id=organizations)}
    for record in TRAVELLING:
        keys = [] if record is Organization else link_keys(record)
        for key in keys:
            _add(rows, record, _said(session, record, owner, **{key: organizations}))
    moved = [one for found in rows.values() for one in found]
    _add(rows, Attachment, _said(session, Attachment, owner, record=moved))
    for shared in _SHARED:
        _add(rows, shared, _unshared(session, shared, owner, rows))
    return {table: found for table, found in rows.items() if found}


def everything(session: Session, owner: str) -> Rows:
    """Return all rows of a unit whose desk ends, as `closure` does."""
    found: Rows = {}
    for record in TRAVELLING:
        rows = store.values_of(session, record, ("id", "rev", "inst"), owner=owner)
        found[record.__tablename__] = {one: (rev, inst) for one, rev, inst in rows}
    return {table: rows for table, rows in found.items() if rows}


def _add(rows: Rows, record: type[Record], found: Mapping[str, tuple[int, str]]) -> None:
    rows.setdefault(record.__tablename__, {}).update(found)


def _said(
    session: Session, record: type[Record], owner: str, /, **equals: Sequence[str]
) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    ((key, wanted),) = equals.items()
    for ids in store.chunks(wanted):
        chosen: dict[str, Any] = {"owner": owner, key: ids}
        rows = store.values_of(session, record, ("id", "rev", "inst"), **chosen)
        found.update({record_id: (rev, inst) for record_id, rev, inst in rows})
    return found


def _unshared(
    session: Session, shared: type[Record], owner: str, rows: Rows
) -> dict[str, tuple[int, str]]:
    named: set[str] = set()
    others: set[str] = set()
    for record in TRAVELLING:
        moving = rows.get(record.__tablename__, {})
        for key in _links_to(record, shared):
            for record_id, target in store.values_of(session, record, ("id", key), owner=owner):
                if target:
                    (named if record_id in moving else others).add(target)
    return _said(session, shared, owner, id=sorted(named - others))


def _links_to(record: type[Record], target: type[Record]) -> list[str]:
    kinds = {key: field.kind for key, field in fields_of(record).items()}
    table = target.__tablename__
    return [key for key, kind in kinds.items() if isinstance(kind, Link) and kind.table == table]


def listed(desk: Desk) -> list[OrderInfo]:
    """Return all orders that this desk gave or was shown, the newest first."""
    with desk.read() as session:
        found = store.listed(session, TransferOrder, order="id", descending=True)
        return [_info(session, one) for one in found]


def _info(session: Session, kept: TransferOrder) -> OrderInfo:
    order = order_taking.signed_of(kept).order
    return OrderInfo(
        id=kept.id,
        issuer=order.issuer_name,
        from_name=order.from_name,
        to_name=order.to_name,
        organizations=len(kept.organizations),
        reason=kept.reason,
        document=kept.document,
        issued_at=kept.issued_at,
        alert=_twins(session, kept),
    )


def _twins(session: Session, order: TransferOrder) -> bool:
    """Tell whether another order gives one of the same rows the same epoch: its issuer had forgotten the first."""
    rows = [row for (row,) in store.values_of(session, MovedRow, ("record",), order=order.id)]
    for ids in store.chunks(rows):
        found = store.values_of(session, MovedRow, ("order",), record=ids, oe=order.oe)
        if any(other != order.id for (other,) in found):
            return True
    return False


def _name(desk: Desk, unit: str) -> str:
    with desk.read() as session:
        found = store.get(session, Unit, unit)
    if found is None:
        raise _problem("to", "unknown", "区划里没有接收单位，请从列表里选。")
    return found.name


def _problem(key: str, code: str, message: str) -> Problems:
    return Problems([Problem("", key, code, message)])
