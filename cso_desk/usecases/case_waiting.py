"""What is due or overdue in filing: for the first page and the list of last days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cso_desk import store
from cso_desk.policy import Pack
from cso_desk.records import Case, Certificate, Organization, Term
from cso_desk.store import Desk, Session

from . import case_rules, policy_pack
from .case_deadlines import due_in, first_day, is_overdue, soon_until, whole_day
from .case_lists import ENDED, OPEN, OVERDUE, SOON
from .case_roles import desk_rank
from .certificates import TO_RECALL, to_recall

__all__ = ["ENDED", "Deadline", "deadlines", "waiting"]

_TOWNSHIP = 1
CASE, VALIDITY, TERM = "事项", "有效期", "任期"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One last day: what (事项, 有效期 or 任期), the record to open, the organization, the words, the day."""

    what: str
    id: str
    organization: str
    name: str
    words: str
    day: date
    overdue: bool


def waiting(desk: Desk) -> list[tuple[str, int, str, Mapping[str, Any]]]:
    """Return (words, how many, page, that page's filter) of what waits in filing, things without any left out."""
    found = deadlines(desk)
    cases = [one for one in found if one.what == CASE]
    late = sum(1 for one in cases if one.overdue)
    expiring = [one for one in found if one.what == VALIDITY]
    terms = sum(1 for one in found if one.what == TERM)
    with desk.read() as session:
        stages = store.count_by(session, Case, "stage")
        unclaimed = store.count_by(session, Certificate, "state").get("待领取", 0)
    ends = case_rules.end_stages(desk)
    running = sum(number for stage, number in stages.items() if stage and stage not in ends)
    recall = len(to_recall(desk))
    page = "备案"
    lines: list[tuple[str, int, str, Mapping[str, Any]]] = [
        (f"{running} 件备案事项在办", running, page, {"status": OPEN}),
        (f"{len(cases) - late} 件备案事项快到期限", len(cases) - late, page, {"status": SOON}),
        (f"{late} 件备案事项已过期限", late, page, {"status": OVERDUE}),
        (f"{len(expiring)} 个组织该办换证", len(expiring), page, {"deadlines": VALIDITY}),
        (f"{terms} 名负责人任期将满或已满", terms, page, {"deadlines": TERM}),
        (f"{unclaimed} 份证书还没有领取", unclaimed, page, {"certificates": "待领取"}),
        (f"{recall} 份证书应当收回", recall, page, {"certificates": TO_RECALL}),
    ]
    return [one for one in lines if one[1]]


def deadlines(desk: Desk) -> list[Deadline]:
    """Return what is overdue or soon due, the earliest day first; nothing before the first day of use is overdue."""
    pack, first, today = policy_pack.pack(desk), first_day(desk), desk.clock.today()
    soon = soon_until(desk)
    ends = case_rules.end_stages(desk)
    with desk.read() as session:
        found = [
            *_cases(session, ends, soon),
            *(_reminders(session, pack, today) if desk_rank(session, desk) <= _TOWNSHIP else ()),
        ]
    marked = [_marked(one, today, first) for one in found if one.day >= first]
    return sorted(marked, key=lambda one: (one.day, one.name))


def _marked(one: Deadline, today: date, first: date) -> Deadline:
    overdue = first <= one.day < today
    return Deadline(one.what, one.id, one.organization, one.name, one.words, one.day, overdue)


def _cases(session: Session, ends: frozenset[str], soon: date) -> Iterator[Deadline]:
    keys = ("id", "organization", "kind", "stage", "due_on")
    rows = [
        (*row[:4], day)
        for row in store.values_of(session, Case, keys)
        if row[3] not in ends and (day := whole_day(row[4])) is not None and day <= soon
    ]
    names = _names(session, [row[1] for row in rows])
    for id_, organization, kind, stage, day in rows:
        words = f"{kind}：{stage}"
        yield Deadline(CASE, id_, organization, names.get(organization, ""), words, day, False)


def _reminders(session: Session, pack: Pack, today: date) -> Iterator[Deadline]:
    """Return what communities and townships are reminded of; above them it is nobody's own work."""
    yield from _validities(session, pack, today)
    yield from _terms(session, pack, today)


def _validities(session: Session, pack: Pack, today: date) -> Iterator[Deadline]:
    if not pack.value("filing.validity"):
        return
    lead = _ahead(pack, "renewal_lead", today)
    keys = ("id", "name", "valid_until")
    for id_, name, until in store.values_of(session, Organization, keys, state="已备案"):
        day = whole_day(until)
        if day is not None and day <= lead:
            yield Deadline(VALIDITY, id_, id_, name, f"有效期至 {day}", day, False)


def _terms(session: Session, pack: Pack, today: date) -> Iterator[Deadline]:
    lead = _ahead(pack, "renewal_lead", today)
    keys = ("id", "organization", "name", "position", "ends", "postponed_to")
    rows = [
        (*row[:4], day)
        for row in store.values_of(session, Term, keys, left_on=None)
        if (day := whole_day(row[5] or row[4])) is not None and day <= lead
    ]
    names = _names(session, [row[1] for row in rows])
    for id_, organization, person, position, day in rows:
        words = f"{position or '负责人'}{person or ''}任期至 {day}"
        yield Deadline(TERM, id_, organization, names.get(organization, ""), words, day, False)


def _ahead(pack: Pack, entry: str, today: date) -> date:
    term = pack.value(f"filing.{entry}")
    return due_in(pack)(today, term["number"], term["unit"])


def _names(session: Session, organizations: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for bundle in store.chunks(set(organizations)):
        found.update(dict(store.values_of(session, Organization, ("id", "name"), id=bundle)))
    return found


def overdue_cases(desk: Desk) -> list[str]:
    """Return the ids of cases whose last day has passed."""
    today, first, ends = desk.clock.today(), first_day(desk), case_rules.end_stages(desk)
    with desk.read() as session:
        rows = store.values_of(session, Case, ("id", "stage", "due_on"))
    return [id_ for id_, stage, due in rows if stage not in ends and is_overdue(due, today, first)]
