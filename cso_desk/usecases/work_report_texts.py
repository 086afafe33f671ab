"""What a work report says at first (F16): figures of the period, frozen, and sentences that the clerk may change.

Source: domain.md 3.13: 活动（次数、人次、四主题）、收支、成员变化、党建、荣誉、信息公开.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.records import (
    Disclosure,
    DisclosureLine,
    Honour,
    Member,
    Organization,
)
from cso_desk.store import Desk, Session

from . import activity_lists, money
from .activity_lists import Count
from .activity_rules import first_day_of
from .money import Totals
from .money_periods import Period
from .money_words import plain

TEXTS = ("activities", "money", "members", "party", "disclosure", "honours")
"""The parts that are written from the records; 存在问题 and 下一步计划 only the organization knows."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the records say of one organization in a period."""

    held: Count
    money: Totals
    joined: int
    left: int
    honours: tuple[str, ...]
    posted: tuple[str, ...]


def facts(desk: Desk, organizations: Sequence[str], period: Period) -> dict[str, Facts]:
    """Return the facts of several organizations."""
    held = activity_lists.counts(desk, organizations, period.year, period.begins, period.ends)
    amounts = money.totals_of(desk, organizations, period.begins, period.ends)
    with desk.read() as session:
        return {
            one: Facts(
                held[one],
                amounts[one],
                *_moves(session, one, period),
                _honours(session, one, period),
                _posted(session, one, period.year),
            )
            for one in organizations
        }


def _moves(session: Session, organization: str, period: Period) -> tuple[int, int]:
    dates = store.values_of(session, Member, ("joined", "left"), organization=organization)
    within = [
        [day is not None and period.begins <= day <= period.ends for day in map(first_day_of, both)]
        for both in dates
    ]
    return sum(joined for joined, _ in within), sum(left for _, left in within)


def _honours(session: Session, organization: str, period: Period) -> tuple[str, ...]:
    found = store.listed(session, Honour, organization=organization, year=period.year)
    kept = []
    for one in found:
        day = first_day_of(one.date)
        if day is None or period.begins <= day <= period.ends:
            kept.append(f"{one.name}（{one.issuer}）" if one.issuer else one.name or "")
    return tuple(kept)


def _posted(session: Session, organization: str, year: int) -> tuple[str, ...]:
    lines = store.values_of(session, DisclosureLine, ("disclosure",), organization=organization)
    ids = [line[0] for line in lines]
    found = store.listed(session, Disclosure, id=ids, year=year)
    return tuple(
        f"{one.posted_on.chinese()}在{one.place or '公开栏'}张贴"
        for one in found
        if one.posted_on is not None
    )


def figures(one: Organization, known: Facts, themes: Sequence[str]) -> dict[str, Any]:
    """Return the numbers that a report keeps: people as whole numbers, money in fen."""
    held, amounts = known.held, known.money
    return {
        "times": held.times,
        "people": held.people,
        "themes": {theme: held.themes.get(theme, 0) for theme in themes},
        "no_theme": held.themes.get(activity_lists.NO_THEME, 0),
        "opening": amounts.opening if amounts.kept else None,
        "income": amounts.income if amounts.kept else None,
        "spending": amounts.spending if amounts.kept else None,
        "closing": amounts.closing if amounts.kept else None,
        "members": one.members,
        "party_members": one.party_members,
        "joined": known.joined,
        "left": known.left,
        "honours": len(known.honours),
    }


def texts(one: Organization, known: Facts, period: Period) -> Mapping[str, str]:
    """Return the proposed sentences by key of `TEXTS`; empty where the records say nothing."""
    return {
        "activities": _activities(known.held, period),
        "money": _money(known.money),
        "members": _members(one, known),
        "party": _party(one),
        "disclosure": "；".join(known.posted) + "。" if known.posted else "",
        "honours": "；".join(known.honours) + "。" if known.honours else "",
    }


def _activities(held: Count, period: Period) -> str:
    if not held.times:
        return ""
    parts = [f"{theme} {number} 次" for theme, number in held.themes.items() if number]
    by_theme = f"，其中{'、'.join(parts)}" if parts else ""
    return f"{period.title}开展活动 {held.times} 次，参加 {held.people} 人次{by_theme}。"


def _money(amounts: Totals) -> str:
    if not amounts.kept:
        return ""
    parts = [
        f"期初结余 {plain(amounts.opening)} 元",
        f"收入 {plain(amounts.income)} 元{_kinds(amounts.income_by)}",
        f"支出 {plain(amounts.spending)} 元{_kinds(amounts.spending_by)}",
        f"期末结余 {plain(amounts.closing)} 元",
    ]
    return "，".join(parts) + "。"


def _kinds(by_kind: Mapping[str, int]) -> str:
    parts = [f"{kind} {plain(amount)} 元" for kind, amount in by_kind.items()]
    return f"（{'、'.join(parts)}）" if parts else ""


def _members(one: Organization, known: Facts) -> str:
    parts = [f"现有成员 {one.members} 人"] if one.members is not None else []
    parts += [f"新加入 {known.joined} 人"] if known.joined else []
    parts += [f"退出 {known.left} 人"] if known.left else []
    return "，".join(parts) + "。" if parts else ""


def _party(one: Organization) -> str:
    parts = [f"有党员 {one.party_members} 名"] if one.party_members else []
    parts += [f"党组织形式为{one.party_form}"] if one.party_form else []
    parts += [f"党建联络员{one.party_liaison}"] if one.party_liaison else []
    return "，".join(parts) + "。" if parts else ""
