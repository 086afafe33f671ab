"""What an item's text is proposed from, and that no text for the wall names what is private of an organization."""

from __future__ import annotations

import re
from datetime import date

from cso_desk import store
from cso_desk.errors import Problem
from cso_desk.records import Organization, fields_of
from cso_desk.store import Desk

from . import activity_lists, money
from .disclosure_rows import Row
from .money_periods import Period, period
from .register import texts_of

_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_SHORTEST = 6
"""A private value of fewer characters (a month) may stand in a text by chance."""
_BASICS = (
    ("name", "名称"),
    ("category", "类别"),
    ("leader", "负责人"),
    ("venue", "活动场所"),
    ("filing_number", "备案编号"),
    ("members", "成员人数"),
)


def proposed(desk: Desk, row: Row) -> str:
    """Return the text that the records say for an item of an organization; empty where they say nothing of it."""
    home = row.item.organization
    if not home or not row.item.fills:
        return ""
    if row.item.fills == "basics":
        return _basics(desk, home)
    of = span(row)
    if row.item.fills == "money":
        found = money.totals_of(desk, [home], of.begins, of.ends)[home]
        return f"{of.title}{found.words}。" if found.kept else ""
    held = activity_lists.counts(desk, [home], of.year, of.begins, of.ends)[home]
    return f"{of.title}开展活动 {held.words}。" if held.times else ""


def span(row: Row) -> Period:
    """Return the days that a row is about: its period, of an event the whole year."""
    if row.period:
        return period(row.year, row.period)
    return Period(row.year, "全年", date(row.year, 1, 1), date(row.year, 12, 31))


def _basics(desk: Desk, home: str) -> str:
    with desk.read() as session:
        found = store.get(session, Organization, home)
        texts = {} if found is None else texts_of(found, {})
    parts = [f"{label}：{texts[key]}" for key, label in _BASICS if texts.get(key)]
    return "；".join(parts) + "。" if parts else ""


def differs(desk: Desk, row: Row, content: str) -> str:
    """Return that a money item says something else than the journal now, in one sentence; else empty."""
    now = proposed(desk, row) if row.item.fills == "money" else ""
    if not now or not content or now == content:
        return ""
    return f"流水现在是：{now}"


def private_words(desk: Desk, organization: str, content: str) -> list[Problem]:
    """Return what of a text must not hang on a wall: identity numbers, and what is private of the organization."""
    found = []
    if _ID_NUMBER.search(content):
        found.append(_problem("身份证号"))
    if organization:
        with desk.read() as session:
            record = store.get(session, Organization, organization)
            texts = {} if record is None else texts_of(record, {})
        for key, field in fields_of(Organization).items():
            text = texts.get(key, "")
            if field.private != "none" and len(text) >= _SHORTEST and text in content:
                found.append(_problem(field.label))
    return found


def _problem(label: str) -> Problem:
    words = f"公开内容里有{label}，属于个人信息，不能张贴，请删去再保存。"
    return Problem("", "content", "private", words)
