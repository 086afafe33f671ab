"""What the records say for an indicator of one organization and year: the answer, its words, and the list behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.records import (
    Activity,
    Disclosure,
    Honour,
    Member,
    MoneyEntry,
    Organization,
    WorkReport,
    fields_of,
)
from cso_desk.store import Desk, Session

from . import charter, disclosures
from .disclosure_rows import LATE, MISSING

_PEOPLE_STEP = 10
"""So many participants are counted as one (参与人次 by tens)."""
_NO_PARTY = ("", "未建立")


@dataclass(frozen=True, slots=True)
class Automatic:
    """A proposal: the answer of the indicator, in words, and the lines that it counts."""

    answer: int
    words: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """What a value is taken from: the desk, one read of it, the organization, the year."""

    desk: Desk
    session: Session
    organization: Organization
    year: int


def value(case: Case, key: str) -> Automatic:
    """Return the value with this key (one of `VALUES`); raises KeyError for an unknown one."""
    return VALUES[key](case)


def _gaps(lines: Iterable[str]) -> Automatic:
    found = tuple(lines)
    return Automatic(len(found), f"缺 {len(found)} 项" if found else "没有缺项", found)


def _filing_gaps(case: Case) -> Automatic:
    fields = fields_of(Organization).values()
    wanted = [one for one in fields if one.required in ("always", "to_file")]
    return _gaps(one.label for one in wanted if getattr(case.organization, one.key) in (None, ""))


def _venue_gaps(case: Case) -> Automatic:
    keys = {"venue": "活动场所", "venue_source": "场所来源"}
    return _gaps(words for key, words in keys.items() if not getattr(case.organization, key))


def _roster_gaps(case: Case) -> Automatic:
    kept = len(store.listed(case.session, Member, organization=case.organization.id, left=None))
    said = case.organization.members or 0
    if not kept:
        return _gaps(["没有花名册"])
    return _gaps([f"花名册 {kept} 人，成员总数写的是 {said} 人"] if kept < said else [])


def _party_form(case: Case) -> Automatic:
    form = case.organization.party_form or ""
    if form not in _NO_PARTY:
        return Automatic(0, form, (f"党组织形式：{form}",))
    liaison = case.organization.party_liaison or ""
    if liaison:
        return Automatic(1, "有党建联络员", (f"党建联络员：{liaison}",))
    return Automatic(2, "都没有", ())


def _charter_gaps(case: Case) -> Automatic:
    lacking = charter.missing(case.desk, case.organization.id)
    return _gaps(f"章程缺“{title}”" for title in lacking)


def _of_year(day: PartialDate | None, year: int) -> bool:
    return day is not None and str(day).startswith(f"{year}")


def _activities_of(case: Case) -> list[Activity]:
    found = store.listed(
        case.session, Activity, order="begins_on", organization=case.organization.id
    )
    return [one for one in found if _of_year(one.begins_on, case.year) and not one.cancelled]


def _activities(case: Case) -> Automatic:
    found = _activities_of(case)
    lines = tuple(f"{one.begins_on} {one.title}" for one in found)
    return Automatic(len(found), f"{len(found)} 次", lines)


def _themes(case: Case) -> Automatic:
    named: dict[str, int] = {}
    for one in _activities_of(case):
        if one.theme:
            named[one.theme] = named.get(one.theme, 0) + 1
    lines = tuple(f"{theme}：{number} 次" for theme, number in sorted(named.items()))
    return Automatic(len(named), f"{len(named)} 个主题", lines)


def _people_tens(case: Case) -> Automatic:
    found = [one for one in _activities_of(case) if one.people]
    whole = sum(one.people or 0 for one in found)
    lines = tuple(f"{one.begins_on} {one.title}：{one.people} 人" for one in found)
    return Automatic(whole // _PEOPLE_STEP, f"{whole} 人次", lines)


def _report_gaps(case: Case) -> Automatic:
    lines = []
    for one in _activities_of(case):
        if one.reported_on is None:
            lines.append(f"{one.begins_on} {one.title}：没有报备")
        elif str(one.reported_on) > str(one.begins_on):
            lines.append(f"{one.begins_on} {one.title}：{one.reported_on} 才报备")
        if one.summary_on is None and not one.summary:
            lines.append(f"{one.begins_on} {one.title}：没有总结")
    reports = store.listed(
        case.session, WorkReport, organization=case.organization.id, year=case.year
    )
    if not reports:
        lines.append(f"没有 {case.year} 年的工作报告")
    return _gaps(lines)


def _money_gaps(case: Case) -> Automatic:
    found = store.listed(case.session, MoneyEntry, organization=case.organization.id)
    entries = [
        one for one in found if _of_year(one.date, case.year) and one.direction in ("收入", "支出")
    ]
    if not entries:
        return _gaps([f"没有 {case.year} 年的收支流水"])
    return _gaps(f"{one.date} {one.summary}：没有凭证号" for one in entries if not one.voucher)


def _disclosure_gaps(case: Case) -> Automatic:
    place = case.organization.community
    sheets = (
        store.listed(case.session, Disclosure, community=place, year=case.year) if place else []
    )
    posted = [one for one in sheets if one.posted_on is not None]
    lines = [] if posted else [f"{case.year} 年公开表没有张贴"]
    wanted = disclosures.Filter(case.year, organization=case.organization.id)
    for row in disclosures.rows(case.desk, wanted):
        if row.item.organization and row.mark in (LATE, MISSING):
            words = f"{row.posted_on} 才公开" if row.mark == LATE else "没有公开"
            lines.append(f"{row.when} {row.item.title}：{words}")
    return _gaps(lines)


def _honours(case: Case) -> Automatic:
    found = store.listed(case.session, Honour, organization=case.organization.id)
    mine = [one for one in found if str(one.year or "") == str(case.year)]
    return Automatic(len(mine), f"{len(mine)} 项", tuple(one.name or "" for one in mine))


VALUES: Mapping[str, Callable[[Case], Automatic]] = {
    "filing_gaps": _filing_gaps,
    "venue_gaps": _venue_gaps,
    "roster_gaps": _roster_gaps,
    "party_form": _party_form,
    "charter_gaps": _charter_gaps,
    "money_gaps": _money_gaps,
    "disclosure_gaps": _disclosure_gaps,
    "activities": _activities,
    "themes": _themes,
    "people_tens": _people_tens,
    "report_gaps": _report_gaps,
    "honours": _honours,
}
"""The values that an indicator's rule may name (`auto`)."""
