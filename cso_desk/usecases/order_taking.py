"""Transfer orders (移交令) that packages show: proved, kept word for word, carried out (packages.md 2.4).

Anyone may show an order to anyone, its issuer included, which may have forgotten it after restoring an old backup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.records import MovedRow, TransferOrder, Unit
from cso_desk.store import Desk, Move, Op, Session

from . import trust

if TYPE_CHECKING:
    from cso_desk.packages.certificates import Anchor, Inside
    from cso_desk.packages.open import Opened
    from cso_desk.packages.orders import Order, SignedOrder


@dataclass(frozen=True, slots=True)
class Shown:
    """An order that a package carries and that has been proved."""

    signed: SignedOrder
    order: Order


def shown_in(desk: Desk, package: Opened) -> tuple[list[Shown], list[str]]:
    """Return the proved orders of a package, and a sentence for each that could not be proved."""
    from cso_desk.packages.orders import ORDERS, check_order, read_orders
    from cso_desk.packages.refusals import Refusal

    if ORDERS not in package.tables():
        return [], []
    found: list[Shown] = []
    doubts: list[str] = []
    trusted, inside = anchors(desk), _inside_of(desk)
    vouched = from_above(desk, package)
    for line in package.rows(ORDERS):
        try:
            (signed,) = read_orders([line.row])
            order = check_order(signed, trusted, inside, vouched=vouched)
        except Refusal:
            words = "有一份移交令核对不上，没有执行；请让开出移交令的单位重新发一份。"
            doubts.append(words)
            continue
        found.append(Shown(signed, order))
    return found, doubts


def from_above(desk: Desk, package: Opened) -> bool:
    """Tell whether a package comes from a superior that this desk pinned."""
    sender = trust.neighbour(desk, package.cover.from_unit)
    return sender is not None and sender.relation == trust.PARENT


def may_own(desk: Desk, package: Opened, shown: Sequence[Shown]) -> Callable[[str], bool]:
    """Return the test whether the sender speaks for a unit; a superior does for those that its orders name too."""
    named: set[str] = set()
    if from_above(desk, package):
        named = {unit for one in shown for unit in (one.order.from_unit, one.order.to_unit)}
    return lambda unit: unit in named or package.speaks_for(unit)


def _inside_of(desk: Desk) -> Inside:
    """Return the test where a unit lies; a superior of this desk is believed about units that this desk does not know."""
    known = trust.inside_of(desk)

    def inside(unit: str, above: str) -> bool:
        if known(unit, above):
            return True
        with desk.read() as session:
            strange = store.get(session, Unit, unit) is None
        return strange and known(desk.unit, above)

    return inside


def anchors(desk: Desk) -> list[Anchor]:
    """Return whom this desk believes an order: itself and whom it certified, and every unit above it."""
    from cso_desk.packages.certificates import Anchor

    above = trust.own_chain(desk).certificates[:-1]
    mine = trust.former_keys(desk, lost=False)
    more = [*(one.fingerprint for one in above), *(one.fingerprint for one in mine)]
    return [*trust.anchors_of(desk), *(Anchor(one, False) for one in more)]


def moves_in(shown: Sequence[Shown]) -> dict[str, list[Move]]:
    """Return what these orders say, by record id."""
    found: dict[str, list[Move]] = {}
    for one in shown:
        order = one.order
        for rows in order.rows.values():
            for record, (rev, inst) in rows.items():
                move = Move(order.oe, order.id, order.from_unit, order.to_unit, rev, inst)
                found.setdefault(record, []).append(move)
    return found


def keep(op: Op, shown: Sequence[Shown], *, known_to: str = "") -> int:
    """Keep orders that are new here and carry them out; return how many rows changed hands.

    `known_to` is the neighbour that showed them: it need not be told.
    """
    moved = 0
    for one in shown:
        known = op.session.get(TransferOrder, one.order.id)
        if known is None:
            known = _remember(op, one)
            moved += store.enact(op, one.order.rows)
        if known_to and known_to not in known.sent:
            known.sent = {**known.sent, known_to: KNOWN}
    return moved


KNOWN = "known"
"""What `TransferOrder.sent` says of a unit that showed the order itself."""


def _remember(op: Op, one: Shown) -> TransferOrder:
    order = one.order
    kept = TransferOrder(
        id=order.id,
        text=one.signed.text,
        signature=one.signed.signature,
        chain=one.signed.chain,
        issuer=order.issuer,
        from_unit=order.from_unit,
        to_unit=order.to_unit,
        oe=order.oe,
        organizations=list(order.organizations),
        reason=order.reason,
        document=order.document,
        issued_at=order.issued,
        known_at=op.stamp.at,
        sent={},
    )
    op.session.add(kept)
    for table, rows in order.rows.items():
        op.session.add_all(_moved(order, table, record, *said) for record, said in rows.items())
    op.session.flush()
    return kept


def _moved(order: Order, table: str, record: str, rev: int, inst: str) -> MovedRow:
    facts: dict[str, Any] = {"rev": rev, "inst": inst, "oe": order.oe, "order": order.id}
    units = {"from_unit": order.from_unit, "to_unit": order.to_unit}
    return MovedRow(table=table, record=record, **facts, **units)


def signed_of(kept: TransferOrder) -> SignedOrder:
    """Return an order as it travels."""
    from cso_desk.packages.orders import SignedOrder

    return SignedOrder(kept.text, kept.signature, kept.chain)


def to_show(session: Session) -> dict[str, list[dict[str, object]]]:
    """Return the table of all orders that this desk knows, for a package; nothing where there are none."""
    from cso_desk.packages.orders import ORDERS, order_rows

    known = store.listed(session, TransferOrder, order="id")
    return {ORDERS: order_rows(map(signed_of, known))} if known else {}


def schema_for(tables: dict[str, list[dict[str, object]]]) -> dict[str, Any]:
    """Return the Frictionless fields of what `to_show` gave."""
    from cso_desk.packages.orders import order_schema

    return {table: order_schema() for table in tables}
