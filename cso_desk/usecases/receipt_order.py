"""Receipts that come late or say less than an earlier one: the superior's newest word counts (packages.md 2.6, 2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cso_desk import store
from cso_desk.records import SentPackage, TakenPackage
from cso_desk.store import Op, Session

from . import edges

if TYPE_CHECKING:
    from cso_desk.packages.cover import Cover
    from cso_desk.packages.receipt import Receipt

TAKEN_BACK = "taken_back"
"""What `SentPackage.verdict` and a receipt's words call a package that the superior took and then took back."""
CODE = "TAKEN_BACK"
"""The receipt's code for it; its verdict is `refused`, which older programs understand."""
_TOOK = ("ok", "part")


def verdict_of(receipt: Receipt) -> str:
    """Return the verdict of a receipt, `taken_back` for one that countermands an earlier one."""
    return TAKEN_BACK if receipt.verdict == "refused" and receipt.code == CODE else receipt.verdict


def later(session: Session, cover: Cover) -> list[TakenPackage]:
    """Return the receipts that the same superior gave after the one with this cover and that came before it."""
    found = store.listed(
        session, TakenPackage, sender=cover.from_unit, instance=cover.instance, kind="receipt"
    )
    return [one for one in found if one.seq > cover.seq]


def is_outdated(session: Session, cover: Cover, package: str) -> bool:
    """Tell whether a later receipt about the same package came already."""
    return any(one.counts.get("package") == package for one in later(session, cover))


def is_cumulative(session: Session, cover: Cover) -> bool:
    """Tell whether the number up to which a receipt acknowledges is still the newest that the superior said."""
    return not any(one.cover.get("acked_seq") is not None for one in later(session, cover))


def take_back(op: Op, sent: SentPackage, acked_seq: int) -> None:
    """Let what a package carried wait again; `acked_seq` is the last number that the superior still holds, 0 for none."""
    edges.take_back(op, sent, acked_seq)
    sent.verdict, sent.acknowledged_at = TAKEN_BACK, ""
    op.session.flush()


def gone_there(op: Op, cover: Cover, receipt: Receipt) -> tuple[int, ...]:
    """Let packages wait again that the superior had acknowledged and now calls missing; return their numbers.

    It took them back, or restored a backup, and the receipt that said so got lost.
    """
    if not receipt.missing_seqs or later(op.session, cover):
        return ()
    found = store.listed(
        op.session,
        SentPackage,
        to=cover.from_unit,
        kind="report",
        instance=receipt.instance,
        seq=receipt.missing_seqs,
        verdict=_TOOK,
    )
    for sent in found:
        take_back(op, sent, 0)
    return tuple(one.seq for one in found)
