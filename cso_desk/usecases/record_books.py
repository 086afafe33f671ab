"""The six books of a village-level organization (六簿, B01 to B06), filled from what records hold, else to fill by hand.

Activities and money are one year's: this year's, or where it has none yet the newest earlier year that has some.
Source: domain.md 3.14 (the ledger set of a 老年协会).
"""

from __future__ import annotations

from collections.abc import Sequence

from cso_desk import store
from cso_desk.fields import PartialDate
from cso_desk.records import Activity, Member, MoneyEntry
from cso_desk.store import Desk

from . import paper_data
from .paper_data import PaperData
from .register import texts_of

OPENING, INCOME = "期初结余", "收入"
"""Directions of the money journal; what is neither is spending."""


def of_members(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the pages of 会员登记簿: everybody who was ever on the roster, with the day of leaving."""
    papers = _books(desk, organizations)
    found: dict[str, list[dict[str, str]]] = {}
    with desk.read() as session:
        for bundle in store.chunks([one["id"] for one in papers]):
            for one in store.listed(session, Member, organization=bundle):
                texts = {**texts_of(one, {}), "birth": paper_data.month_text(one.birth)}
                found.setdefault(one.organization or "", []).append(texts)
    for paper in papers:
        paper["members"] = found.get(paper["id"], [])
    return papers


def of_health(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the pages of 健康档案簿: names and telephones only; health is written by hand and never typed in."""
    return _books(desk, organizations)


def of_volunteers(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the pages of 志愿者服务簿: members who are volunteers."""
    papers = _books(desk, organizations)
    for paper in papers:
        paper["volunteers"] = [
            {key: text for key, text in one.items() if key != "no"}
            for one in paper["members"]
            if one["volunteer"] == "是"
        ]
    return papers


def of_complaints(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the pages of 投诉建议簿: blank rows."""
    return _books(desk, organizations)


def of_activities(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the pages of 活动记录簿: the activities of the year that have begun and were not called off."""
    papers = _books(desk, organizations)
    today = PartialDate.of(desk.clock.today())
    found: dict[str, list[Activity]] = {}
    with desk.read() as session:
        for bundle in store.chunks([one["id"] for one in papers]):
            for one in store.listed(session, Activity, order="begins_on", organization=bundle):
                if one.begins_on and not today < one.begins_on and not one.cancelled:
                    found.setdefault(one.organization or "", []).append(one)
        for paper in papers:
            held = found.get(paper["id"], [])
            year = _year([one.begins_on for one in held], today)
            paper["book"]["year"] = str(year)
            paper["activities"] = [
                {**texts_of(one, {}), "content": one.summary or one.content or ""}
                for one in held
                if one.begins_on and one.begins_on.year == year
            ]
    return papers


def of_money(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    """Return the pages of 财务收支簿: what was carried over, each entry of the year with the balance after it, sums."""
    papers = _books(desk, organizations)
    today = PartialDate.of(desk.clock.today())
    found: dict[str, list[MoneyEntry]] = {}
    with desk.read() as session:
        for bundle in store.chunks([one["id"] for one in papers]):
            for one in store.listed(session, MoneyEntry, order="date", organization=bundle):
                found.setdefault(one.organization or "", []).append(one)
        for paper in papers:
            entries = found.get(paper["id"], [])
            year = _year([one.date for one in entries], today)
            paper["book"]["year"] = str(year)
            if entries:
                _enter(paper, entries, year)
    return papers


def _enter(paper: PaperData, entries: Sequence[MoneyEntry], year: int) -> None:
    """Write the lines of one year and their sums; income − spending + carried over = balance."""
    before = [one for one in entries if _year_of(one) < year or one.direction == OPENING]
    own = [one for one in entries if _year_of(one) == year and one.direction != OPENING]
    balance = sum(signed(one) for one in before)
    lines = [{"summary": "上期结余", "balance": yuan(balance)}] if before else []
    for one in own:
        balance += signed(one)
        side = "income" if one.direction == INCOME else "spending"
        lines.append({**texts_of(one, {}), side: yuan(one.amount or 0), "balance": yuan(balance)})
    sums = {
        "income": sum(signed(one) for one in own if one.direction == INCOME),
        "spending": -sum(signed(one) for one in own if one.direction != INCOME),
        "balance": balance,
    }
    paper["journal"] = lines
    paper["book"] |= {key: yuan(value) for key, value in sums.items()}


def signed(entry: MoneyEntry) -> int:
    """Return the amount of an entry in fen, spending below zero."""
    amount = entry.amount or 0
    return amount if entry.direction in (OPENING, INCOME) else -amount


def yuan(fen: int) -> str:
    """Return an amount as account books write it: 1,175.00, −20.50."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}{whole:,}.{rest:02d}"


def _books(desk: Desk, organizations: Sequence[str]) -> list[PaperData]:
    papers = paper_data.of_organizations(desk, list(organizations))
    for paper in papers:
        paper["book"] = {"year": str(desk.clock.today().year)}
    return papers


def _year(days: Sequence[PartialDate | None], today: PartialDate) -> int:
    """Return this year, or the newest earlier one with entries where this year has none."""
    return max((day.year for day in days if day and day.year <= today.year), default=today.year)


def _year_of(entry: MoneyEntry) -> int:
    return entry.date.year if entry.date else 0
