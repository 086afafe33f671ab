"""The list of filing cases: which ones, in which order, and the texts of the rows that are looked at."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.errors import Trouble
from cso_desk.records import Case, Organization, fields_of
from cso_desk.store import Desk, Session

from . import case_rules, lists, naming
from .case_deadlines import first_day, is_overdue, soon_until, whole_day
from .lists import Column, Row
from .units import communities, names_of

ALL, OPEN, ENDED, OVERDUE, SOON = "", "办理中", "已办结", "已超期", "快到期"
STATUSES = (OPEN, SOON, OVERDUE, ENDED)
"""What the list can be narrowed to; empty shows all."""


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """What the list shows: part of an organization's name, leader or phone; filters; order by a column's key."""

    text: str = ""
    kind: str | None = None
    stage: str | None = None
    status: str = ALL
    community: str | None = None
    organization: str | None = None
    order: str = "opened_on"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class CaseChoices:
    """What the filters offer."""

    kinds: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = STATUSES
    communities: list[tuple[str, str]] = field(default_factory=list)


COLUMNS: Sequence[Column] = (
    Column("organization", "组织名称", 240),
    Column("community", "所在社区(村)", 160),
    Column("kind", "事项", 96),
    Column("stage", "环节", 120),
    Column("due_on", "办理期限", 104),
    Column("left", "剩余时间", 104),
    Column("opened_on", "申请日期", 104),
    Column("number", "申请编号", 104),
    Column("filing_number", "备案编号", 180),
    Column("event_on", "事由发生日期", 104, shown=False),
    Column("reason", "理由", 200, shown=False),
    Column("rules", "政策包版本", 160, shown=False),
)
_SAME_ORDER = {"left": "due_on"}
_OF_ORGANIZATION = ("community", "filing_number")
"""Columns that sort by what the organization says."""
_SORTABLE = frozenset(fields_of(Case))


def case_ids(desk: Desk, query: CaseQuery) -> array[int]:
    """Return the local numbers of all cases that match, in order (for the windowed list)."""
    filters: dict[str, Any] = {}
    if query.kind:
        filters["kind"] = query.kind
    if query.stage:
        filters["stage"] = query.stage
    if query.organization:
        filters["organization"] = query.organization
    wanted = _SAME_ORDER.get(query.order, query.order)
    order = wanted if wanted in _SORTABLE else "opened_on"
    asked = store.Query(Case, filters=filters, order=order, descending=query.descending)
    kept = _kept(desk, query)
    with desk.read() as session:
        found = store.ids(session, asked)
        if query.text or query.community or kept is not None:
            chosen = _chosen(session, query, kept)
            found = array("q", (n for n in found if n in chosen))
        if query.order in _OF_ORGANIZATION:
            found = _by_organization(session, found, query)
    return found


def _by_organization(session: Session, found: array[int], query: CaseQuery) -> array[int]:
    """Return cases in the order of what their organizations say; those that say nothing come last."""
    said = dict(store.values_of(session, Organization, ("id", query.order)))
    if query.order == "community":
        names = names_of(session, [one for one in set(said.values()) if one])
        said = {key: names.get(one or "", "") for key, one in said.items()}
    held = dict(store.values_of(session, Case, ("n", "organization")))
    texts = {n: said.get(held.get(n)) or "" for n in found}
    full = sorted((n for n in found if texts[n]), key=texts.__getitem__, reverse=query.descending)
    return array("q", [*full, *(n for n in found if not texts[n])])


class _Kept:
    """Whether a case is in the wanted status."""

    def __init__(self, desk: Desk, status: str) -> None:
        self._status = status
        self._ends = case_rules.end_stages(desk)
        self._today, self._first = desk.clock.today(), first_day(desk)
        self._soon = soon_until(desk)

    def __call__(self, stage: str | None, due: Any) -> bool:
        ended = stage in self._ends
        if self._status in (OPEN, ENDED):
            return ended == (self._status == ENDED)
        if ended:
            return False
        if self._status == OVERDUE:
            return is_overdue(due, self._today, self._first)
        day = whole_day(due)
        return day is not None and self._today <= day <= self._soon


def _kept(desk: Desk, query: CaseQuery) -> _Kept | None:
    return _Kept(desk, query.status) if query.status in STATUSES else None


def _chosen(session: Session, query: CaseQuery, kept: _Kept | None) -> set[int]:
    organizations = _organizations(session, query)
    rows = store.values_of(session, Case, ("n", "organization", "stage", "due_on"))
    return {
        n
        for n, organization, stage, due in rows
        if (organizations is None or organization in organizations)
        and (kept is None or kept(stage, due))
    }


def _organizations(session: Session, query: CaseQuery) -> set[str] | None:
    if not query.text and not query.community:
        return None
    asked = lists.store_query(lists.Query(text=query.text, community=query.community))
    found = store.rows(session, Organization, store.ids(session, asked), ["id"])
    return {row[0] for row in found if row}


def case_rows(desk: Desk, ns: Sequence[int], keys: Sequence[str]) -> list[Row | None]:
    """Return the rows of these local numbers in their order; None for one that has gone meanwhile."""
    own = ["id", "owner", "organization", "stage", "due_on"]
    wanted = list(dict.fromkeys([*own, *(key for key in keys if key in _SORTABLE)]))
    ends, today, soon = case_rules.end_stages(desk), desk.clock.today(), soon_until(desk)
    with desk.read() as session:
        raw = [
            dict(zip(wanted, row, strict=True)) if row else None
            for row in store.rows(session, Case, ns, wanted)
        ]
        held = [one["organization"] for one in raw if one]
        found = {one.id: one for one in store.listed(session, Organization, id=held)}
        names = names_of(session, [one.community for one in found.values() if one.community])
    rows: list[Row | None] = []
    for n, values in zip(ns, raw, strict=True):
        if values is None:
            rows.append(None)
            continue
        organization = found.get(values["organization"])
        left = (
            "" if values["stage"] in ends else days_left(whole_day(values["due_on"]), today, soon)
        )
        cells = tuple(_cell(key, values, organization, names, left) for key in keys)
        rows.append(Row(n, values["id"], cells, values["owner"] == desk.unit))
    return rows


def _cell(
    key: str,
    values: Mapping[str, Any],
    organization: Organization | None,
    names: Mapping[str, str],
    left: str,
) -> str:
    if key == "left":
        return left
    if key in ("organization", "community", "filing_number"):
        if organization is None:
            return ""
        if key == "community":
            return names.get(organization.community or "", "") or organization.community_text or ""
        return (organization.name if key == "organization" else organization.filing_number) or ""
    value = values[key]
    return "" if value is None else fields_of(Case)[key].kind.show(value)


def days_left(due: date | None, today: date, soon: date | None = None) -> str:
    """Return how long there is to a last day in calendar days, empty without one; up to `soon` it says 快到期."""
    if due is None:
        return ""
    days = (due - today).days
    if days < 0:
        return f"已超 {-days} 天"
    if not days:
        return "今天到期"
    return f"快到期，剩 {days} 天" if soon and due <= soon else f"还剩 {days} 天"


def left_of(desk: Desk, case_id: str) -> str:
    """Return how long there is to the last day of a case, empty for one that has none or is ended."""
    with desk.read() as session:
        found = store.values_of(session, Case, ("stage", "due_on"), id=case_id)
    if not found or found[0][0] in case_rules.end_stages(desk):
        return ""
    return days_left(whole_day(found[0][1]), desk.clock.today(), soon_until(desk))


def ids_of(desk: Desk, ns: Sequence[int]) -> list[str]:
    """Return the record ids of local numbers, in their order; gone ones are left out."""
    with desk.read() as session:
        return [row[0] for row in store.rows(session, Case, ns, ["id"]) if row]


def filter_choices(desk: Desk) -> CaseChoices:
    """Return what the filters of the list offer: kinds of the pack, stages in which cases stand."""
    with desk.read() as session:
        stages = store.count_by(session, Case, "stage")
    places = [(unit.id, unit.name) for unit in communities(desk)]
    return CaseChoices(
        tuple(case_rules.kinds(desk)),
        tuple(sorted(one for one in stages if one)),
        communities=places,
    )


def cases_of(desk: Desk, organization: str) -> list[str]:
    """Return the ids of an organization's cases, the newest first."""
    return ids_of(desk, case_ids(desk, CaseQuery(organization=organization)))


def case_of(desk: Desk, text: str, community_code: str | None = None) -> str:
    """Return the id of the case that `text` means: its id, its 申请编号, or an organization's newest case.

    Raises `Trouble` NO_RECORD, AMBIGUOUS.
    """
    with desk.read() as session:
        if store.get(session, Case, text) is not None:
            return text
        numbered = store.listed(session, Case, number=text.strip())
    if len(numbered) == 1:
        return numbered[0].id
    organization = naming.organization_of(desk, text, community_code)
    found = cases_of(desk, organization)
    if not found:
        raise Trouble("NO_RECORD", f"“{text}”还没有备案事项，请先用 case open 新开。")
    return found[0]
