"""One evaluation round as pages and papers show it, and the look-ups that all verbs of a round share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.records import IndicatorScore, Organization, Round, Tally, fields_of
from cso_desk.store import Desk, Session

from .community_names import short_name
from .evaluate_results import OPEN
from .register import owned
from .scoring import COUNT_COLUMNS
from .units import names_of

COLUMN_KEYS: Mapping[str, str] = {
    field.label: key for key, field in fields_of(Tally).items() if field.label in COUNT_COLUMNS
}
"""The column of a tally form → the key of the `Tally` field."""


@dataclass(frozen=True, slots=True)
class RoundInfo:
    """One round; `organizations` are judged in it, `entered` of them have all counts."""

    id: str
    title: str
    year: int
    unit: str
    unit_name: str
    state: str
    opened_on: str
    held_on: str
    scheme: str
    organizations: int
    entered: int
    mine: bool
    entry: str = "计票表"


def known(session: Session, round_id: str) -> Round:
    """Return a round; raises `Trouble` NO_ROUND."""
    found = store.get(session, Round, round_id)
    if found is None:
        raise Trouble("NO_ROUND", f"没有这一轮评议（{round_id}），请刷新列表，或核对轮次编号。")
    return found


def own_round(desk: Desk, session: Session, round_id: str) -> Round:
    """Return a round of this desk for writing; raises `Trouble` NO_ROUND or not_owner."""
    known(session, round_id)
    return owned(desk, session, Round, round_id)


def open_one(desk: Desk, session: Session, round_id: str) -> Round:
    """Return a round of this desk that has no result yet; raises `Trouble` ROUND_SETTLED too."""
    found = own_round(desk, session, round_id)
    if found.state != OPEN:
        raise Trouble(
            "ROUND_SETTLED", "这一轮已经出了结果，不能再改；录错了请先还原“评议出结果”这一步。"
        )
    return found


def info(desk: Desk, session: Session, one: Round) -> RoundInfo:
    """Return what lists show of a round."""
    keys = ("organization", "valid")
    tallies = store.values_of(session, Tally, keys, round=one.id)
    waiting = {organization for organization, valid in tallies if valid is None}
    everyone = {organization for organization, _ in tallies}
    return RoundInfo(
        one.id,
        one.title or "",
        one.year or 0,
        one.unit or "",
        short_name(names_of(session, [one.unit]).get(one.unit, "")) if one.unit else "",
        one.state or "",
        str(one.opened_on or ""),
        str(one.held_on or ""),
        one.scheme["name"],
        len(everyone),
        len(everyone - waiting),
        one.owner == desk.unit,
        one.entry or "计票表",
    )


def round_info(desk: Desk, round_id: str) -> RoundInfo:
    """Return one round; raises `Trouble` for an unknown one."""
    with desk.read() as session:
        return info(desk, session, known(session, round_id))


def names(session: Session, round_id: str) -> dict[str, str]:
    """Return the organizations that are judged, id to name, in the order of the paper."""
    order = judged(session, round_id)
    found = dict(store.values_of(session, Organization, ("id", "name"), id=order))
    return {one: found.get(one, "") for one in order}


def judged(session: Session, round_id: str) -> list[str]:
    """Return the ids of the organizations of a round, in the order of the paper."""
    rows = store.values_of(session, Tally, ("position", "organization"), round=round_id)
    return list(dict.fromkeys(row[1] for row in sorted(rows, key=lambda row: row[0] or 0)))


def answers(session: Session, round_id: str) -> dict[str, dict[str, Sequence[int]]]:
    """Return the reviewer's answers to the indicators, by organization and indicator."""
    found: dict[str, dict[str, Sequence[int]]] = {}
    for one in store.listed(session, IndicatorScore, round=round_id):
        if one.answer is not None:
            found.setdefault(one.organization or "", {})[one.indicator or ""] = one.answer
    return found
