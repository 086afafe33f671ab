"""Erasures that packages show: proved, kept, carried out, passed on both ways (packages.md 2.6).

A package that does not show an erasure was made by who does not know it: its rows are blanked on arrival, and a unit
below is told of it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cso_desk import store
from cso_desk.records import ErasedRow, Erasure, MovedRow, SentPackage
from cso_desk.store import Desk, Op, Session
from cso_desk.store import attachments as contents

from . import mailing, order_taking, trust
from .case_state import derive_touched
from .exchange_words import RECORDS
from .order_taking import KNOWN
from .trust import Neighbour

if TYPE_CHECKING:
    from cso_desk.packages.certificates import Inside
    from cso_desk.packages.erasures import ErasureOrder, SignedErasure
    from cso_desk.packages.open import Opened


@dataclass(frozen=True, slots=True)
class ShownErasure:
    """An erasure that a package carries and that has been proved."""

    signed: SignedErasure
    order: ErasureOrder

    @property
    def records(self) -> Set[str]:
        """The ids of the records that it names."""
        return {record for rows in self.order.rows.values() for record in rows}


def shown_in(desk: Desk, package: Opened) -> tuple[list[ShownErasure], list[str]]:
    """Return the proved erasures of a package, and a sentence for each that could not be proved."""
    from cso_desk.packages.erasures import ERASURES, check_erasure, read_erasure
    from cso_desk.packages.refusals import Refusal

    if ERASURES not in package.tables():
        return [], []
    found: list[ShownErasure] = []
    doubts: list[str] = []
    anchors, inside = order_taking.anchors(desk), trust.inside_of(desk)
    vouched = order_taking.from_above(desk, package)
    for line in package.rows(ERASURES):
        try:
            signed = read_erasure(line.row)
            known = vouched or signed.order.issuer == package.cover.from_unit
            order = check_erasure(signed, anchors, inside, vouched=known)
        except Refusal:
            order = None
        if order is None or not (vouched or _in_power(desk, order, inside)):
            words = "有一份清除令核对不上，没有执行；请让开出清除令的单位重新发一份。"
            doubts.append(words)
            continue
        found.append(ShownErasure(signed, order))
    return found, doubts


def _in_power(desk: Desk, order: ErasureOrder, inside: Inside) -> bool:
    """Tell whether each row that is stored here belongs, or once belonged, to the issuer or a unit below it."""
    with desk.read() as session:
        for table, rows in order.rows.items():
            record = RECORDS.get(table)
            if record is None:
                continue
            for ids in store.chunks(list(rows)):
                owners = store.values_ever(session, record, ("id", "owner"), id=ids)
                moved = store.values_of(session, MovedRow, ("record", "from_unit"), record=ids)
                units: dict[str, set[str]] = {}
                for one, unit in (*owners, *moved):
                    units.setdefault(one, set()).add(unit)
                if not all(any(inside(u, order.issuer) for u in each) for each in units.values()):
                    return False
    return True


def named_in(shown: Sequence[ShownErasure]) -> Mapping[str, Set[str]]:
    """Return by erasure the ids of the records that it names."""
    return {one.order.id: one.records for one in shown}


def keep(op: Op, shown: Sequence[ShownErasure], *, known_to: str = "") -> int:
    """Keep erasures that are new here and carry them out; return how many rows were blanked.

    `known_to` is the neighbour that showed them; of any other that this desk knows, it must be told (again).
    """
    changed = 0
    for one in shown:
        known = op.session.get(Erasure, one.order.id)
        if known is None:
            known = _remember(op, one)
            changed += store.erase(op, one.order.rows)
    told = {one.order.id for one in shown}
    for erasure in store.listed(op.session, Erasure) if known_to else ():
        heard = erasure.id in told
        sent = {unit: package for unit, package in erasure.sent.items() if unit != known_to}
        sent |= dict.fromkeys([known_to], KNOWN) if heard else {}
        if erasure.sent != sent:
            erasure.sent = sent
    op.session.flush()
    return changed


def clear_again(desk: Desk, known: Sequence[tuple[str, str, str]]) -> None:
    """Carry out once more what this desk knew before a backup was restored: (text, signature, chain) of each."""
    from cso_desk.packages.erasures import SignedErasure

    shown = [ShownErasure(one, one.order) for one in (SignedErasure(*said) for said in known)]
    with desk.operation("清除恢复的备份里已依法清除的内容") as op:
        keep(op, shown)
        op.session.flush()
        derive_touched(desk, op)
    tidy(desk)


def _remember(op: Op, one: ShownErasure) -> Erasure:
    order, signed = one.order, one.signed
    kept = Erasure(
        id=order.id,
        text=signed.text,
        signature=signed.signature,
        chain=signed.chain,
        issuer=order.issuer,
        known_at=op.stamp.at,
        sent={},
    )
    op.session.add(kept)
    for table, rows in order.rows.items():
        op.session.add_all(
            ErasedRow(erasure=order.id, table=table, record=record, fields=" ".join(fields))
            for record, fields in rows.items()
        )
    op.session.flush()
    return kept


def tidy(desk: Desk) -> None:
    """After an erasure: take away contents that nothing names any more, and packages that still hold the rows."""
    contents.sweep(desk)
    with desk.read() as session:
        erased = {row[0] for row in store.values_of(session, ErasedRow, ("record",))}
        waiting = store.listed(session, SentPackage, acknowledged_at="", kind="report")
        mailing.discard(
            *(
                mailing.outbox_file(desk, one.id)
                for one in waiting
                if any(erased & rows.keys() for rows in one.revisions.values())
            )
        )


def signed_of(kept: Erasure) -> SignedErasure:
    """Return an erasure as it travels."""
    from cso_desk.packages.erasures import SignedErasure

    return SignedErasure(kept.text, kept.signature, kept.chain)


def to_show(session: Session) -> dict[str, list[dict[str, object]]]:
    """Return the table of all erasures that this desk knows, for a package with rows; nothing where there are none."""
    from cso_desk.packages.erasures import ERASURES, erasure_rows

    known = store.listed(session, Erasure, order="id")
    return {ERASURES: erasure_rows(map(signed_of, known))} if known else {}


def schema_for(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Frictionless fields of what `to_show` gave."""
    from cso_desk.packages.erasures import erasure_schema

    return {table: erasure_schema() for table in tables}


def waiting_for(
    session: Session, child: Neighbour, inside: Inside, heard: Set[str]
) -> list[Erasure]:
    """Return the erasures of rows that a unit below or one under it owns or owned, and that it has not confirmed."""
    return [
        one
        for one in store.listed(session, Erasure, order="id")
        if one.sent.get(child.unit, "") not in heard
        and any(inside(unit, child.unit) for unit in _holders(session, one))
    ]


def _holders(session: Session, erasure: Erasure) -> set[str]:
    found: set[str] = set()
    rows = store.values_of(session, ErasedRow, ("table", "record"), erasure=erasure.id)
    records: dict[str, list[str]] = {}
    for table, record in rows:
        records.setdefault(table, []).append(record)
    for table, wanted in records.items():
        for ids in store.chunks(wanted):
            if table in RECORDS:
                owners = store.values_ever(session, RECORDS[table], ("owner",), id=ids)
                found |= {unit for (unit,) in owners}
            moved = store.values_of(session, MovedRow, ("from_unit", "to_unit"), record=ids)
            found |= {unit for pair in moved for unit in pair}
    return found
