"""How complete what is known of an organization is (资料完整度): 0 to 100, with what is missing and where it goes.

A figure for the clerk's own eyes: it is worked out when it is read, by the weights of the policy pack, is never
kept and blocks nothing (practice.md, 待完善).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.records import Charter, Member, Organization, fields_of
from cso_desk.store import Desk, Session

from . import policy_pack
from .units import communities

FORM, ROSTER, CHARTER, FILING = "form", "roster", "charter", "filing"
_WORDS = {ROSTER: "花名册", CHARTER: "章程", FILING: "备案编号和日期"}
_FILED = ("已备案", "补录待完善")
"""Only an organization in these states can lack the facts of its filing."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing: `what` (a field's key or its place), its label, its points, the place it is put.

    `place` is form (the organization's own form), roster, charter or filing (历史备案补录).
    """

    what: str
    label: str
    weight: int
    place: str


@dataclass(frozen=True, slots=True)
class Quality:
    """The score, and what is missing, what counts most first."""

    score: int
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class CommunityQuality:
    """One community: how many organizations, their mean score rounded down, how many of them lack something."""

    id: str
    name: str
    organizations: int
    score: int | None
    lacking: int


@dataclass(frozen=True, slots=True)
class _Held:
    """What is looked at of one organization."""

    values: Mapping[str, Any]
    roster: bool
    charter: bool

    def has(self, what: str) -> bool:
        """Tell whether something is there."""
        if what == ROSTER:
            return self.roster
        if what == CHARTER:
            return self.charter
        if what == FILING:
            return bool(self.values["filing_number"] and self.values["filing_date"])
        return self.values[what] not in (None, "")

    def applies(self, what: str) -> bool:
        """Tell whether something is asked of this organization at all."""
        return what != FILING or self.values["state"] in _FILED


def quality(desk: Desk, organization: str) -> Quality:
    """Return the score of one organization; raises `Trouble` for an unknown one."""
    weights = _weights(desk)
    with desk.read() as session:
        found = list(_held(session, weights, id=organization))
    if not found:
        raise Trouble("NO_RECORD", "找不到这个组织，可能已被删除，请刷新列表。")
    return _judged(found[0], weights)


def by_community(desk: Desk) -> list[CommunityQuality]:
    """Return the figure of each community of this desk, in their order; the score is None where there is nothing."""
    weights = _weights(desk)
    judged: dict[str, list[Quality]] = {}
    with desk.read() as session:
        for held in _held(session, weights):
            community = held.values["community"] or ""
            judged.setdefault(community, []).append(_judged(held, weights))
    return [
        _of_community(unit.id, unit.name, judged.get(unit.id, [])) for unit in communities(desk)
    ]


def _of_community(unit: str, name: str, found: list[Quality]) -> CommunityQuality:
    mean = sum(one.score for one in found) // len(found) if found else None
    return CommunityQuality(unit, name, len(found), mean, sum(bool(one.lacks) for one in found))


def _weights(desk: Desk) -> dict[str, int]:
    """Return the points by what they are for; what this program does not know is left out."""
    known = {*fields_of(Organization), *_WORDS}
    entry = policy_pack.pack(desk).value("quality.weights")
    return {one["what"]: one["weight"] for one in entry if one["what"] in known and one["weight"]}


def _held(session: Session, weights: Mapping[str, int], **which: Any) -> Iterable[_Held]:
    keys = [key for key in fields_of(Organization) if key in weights]
    keys = list(dict.fromkeys([*keys, "id", "community", "state", "filing_number", "filing_date"]))
    narrowed = {"organization": which["id"]} if "id" in which else {}
    rosters = store.count_by(session, Member, "organization", **narrowed)
    charters = store.count_by(session, Charter, "organization", **narrowed)
    for row in store.values_of(session, Organization, keys, **which):
        values = dict(zip(keys, row, strict=True))
        yield _Held(values, values["id"] in rosters, values["id"] in charters)


def _judged(held: _Held, weights: Mapping[str, int]) -> Quality:
    asked = {what: weight for what, weight in weights.items() if held.applies(what)}
    lacking = {what: weight for what, weight in asked.items() if not held.has(what)}
    total = sum(asked.values())
    score = 100 * (total - sum(lacking.values())) // total if total else 100
    lacks = [Lack(what, _label(what), n, _place(what)) for what, n in lacking.items()]
    lacks.sort(key=lambda one: -one.weight)
    return Quality(score, tuple(lacks))


def _label(what: str) -> str:
    return _WORDS[what] if what in _WORDS else fields_of(Organization)[what].label


def _place(what: str) -> str:
    return what if what in _WORDS else FORM
