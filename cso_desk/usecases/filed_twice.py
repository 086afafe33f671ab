"""One organization filed in two places: its superior brings both records to one desk, which merges them (packages.md 2.4).

Both stay to be seen until their owner has merged them; the pair is not offered to be judged again.
"""

from __future__ import annotations

from cso_desk import store
from cso_desk.errors import Problem, Problems
from cso_desk.records import Organization
from cso_desk.store import Desk

from . import orders
from .done import Done
from .orders import Given

REASON = "同一组织在两处备案"


def bring_together(desk: Desk, stays: str, moves: str, document: str = "") -> Done[Given]:
    """Judge two organizations as one: `moves` goes by order to the owner of `stays`, which then merges them.

    Raises `Problems` for one organization twice, a gone one, or two that one desk keeps already; `Trouble` as
    `orders.give` does.
    """
    if stays == moves:
        raise _problem("same", "这是同一条记录，请选两个不同的组织。")
    with desk.read() as session:
        kept = store.get(session, Organization, stays)
        moving = store.get(session, Organization, moves)
        if kept is None or moving is None:
            raise _problem("gone", "其中一个组织已经不在台账里，请刷新后再看。")
        owner, name = kept.owner, kept.name
        if moving.owner == owner:
            raise _problem("same_owner", "两条记录已由同一个单位维护，由它合并就行，不用移交。")
    return orders.give(desk, [moves], owner, f"{REASON}：与“{name}”为同一组织，请合并", document)


def _problem(code: str, words: str) -> Problems:
    return Problems([Problem("", "", code, words)])
