"""The meeting of an evaluation round: who presided and counted, what was said, the study by the committees, filing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.fields import PartialDate
from cso_desk.records import Member, Organization, Round, RoundMeeting
from cso_desk.store import Desk, Session

from . import round_reading
from .done import Done
from .evaluate_results import SETTLED
from .register import parse_values, texts_of
from .round_reading import known, own_round

_NAMES = re.compile(r"[、，,；;\s]+")
_COUNTING = {"watchers": "监票人", "counters": "计票人"}
AGENDA = (
    "一、主持人说明评议办法\n二、各组织负责人述职\n三、推选监票人、计票人\n"
    "四、发票、填票、收票\n五、当场计票，宣布结果，监票人、计票人签字"
)
"""The agenda that a new meeting proposes (practice.md 9)."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The meeting as texts by field key; proposals where nothing was kept yet (`kept` False)."""

    values: Mapping[str, str]
    kept: bool


def meeting(desk: Desk, round_id: str) -> Meeting:
    """Return the meeting of a round; raises `Trouble` for an unknown round."""
    with desk.read() as session:
        found = known(session, round_id)
        kept = meeting_of(session, round_id)
        if kept is not None:
            return Meeting(texts_of(kept, {}), True)
        proposed = RoundMeeting(round=round_id, agenda=AGENDA, held_at=_held(found))
        return Meeting(texts_of(proposed, {}), False)


def _held(found: Round) -> str | None:
    return found.held_on.chinese() if found.held_on else None


def meeting_of(session: Session, round_id: str) -> RoundMeeting | None:
    """Return the kept meeting of a round, None where there is none."""
    found = store.listed(session, RoundMeeting, round=round_id, limit=1)
    return found[0] if found else None


def save(
    desk: Desk, round_id: str, values: Mapping[str, str], words: str = "记评议会"
) -> Done[str]:
    """Keep the given fields of the meeting.

    Raises `Problems`: bad values, dates that run backwards, 监票人 or 计票人 from an organization that is judged.
    """
    parsed = parse_values(desk, RoundMeeting, values)
    with desk.operation(words) as op:
        found = own_round(desk, op.session, round_id)
        kept = meeting_of(op.session, round_id)
        row = kept or RoundMeeting(round=round_id, agenda=AGENDA, held_at=_held(found))
        for key, value in parsed.items():
            setattr(row, key, value)
        problems = [*_counting_problems(op.session, found, row), *_date_problems(row)]
        if problems:
            raise Problems(problems)
        if kept is None:
            op.add(row)
        op.session.flush()
        saved = row.id
    return Done(saved, frozenset(op.changes))


def names_in(text: str | None) -> list[str]:
    """Return the names in a text that separates them by 、 or commas."""
    return [name for name in _NAMES.split(text or "") if name]


def _counting_problems(session: Session, found: Round, row: RoundMeeting) -> Iterator[Problem]:
    """监票人 and 计票人 come from no organization that is judged, and nobody is both."""
    involved = _involved(session, found.id)
    for key, label in _COUNTING.items():
        for name in names_in(getattr(row, key)):
            if name in involved:
                words = f"{label}{name}是“{involved[name]}”的人，监票人、计票人不能从被评议的组织里选，请另选。"
                yield Problem("", key, "involved_counter", words)
    both = set(names_in(row.watchers)) & set(names_in(row.counters))
    if both:
        words = f"{'、'.join(sorted(both))}既是监票人又是计票人，请分开。"
        yield Problem("", "counters", "same_person", words)


def _involved(session: Session, round_id: str) -> dict[str, str]:
    """Return leaders, contacts and roster names of the organizations judged, name to organization."""
    names = round_reading.names(session, round_id)
    found: dict[str, str] = {}
    ids = list(names)
    people = store.values_of(session, Member, ("organization", "name"), organization=ids, left=None)
    heads = store.values_of(session, Organization, ("id", "leader", "contact"), id=ids)
    for organization, *persons in (*people, *heads):
        for name in persons:
            found[name or ""] = names[organization]
    found.pop("", None)
    return found


_ORDER = (
    ("notice_on", "通知日期"),
    ("heard_on", "听取述职日期"),
    ("decided_on", "两委研究日期"),
    ("posted_on", "公示开始日期"),
    ("posted_until", "公示截止日期"),
    ("filed_on", "归档日期"),
)
"""The dates of a meeting in the order in which they come."""


def _date_problems(row: RoundMeeting) -> Iterator[Problem]:
    before: tuple[str, Any] | None = None
    for key, label in _ORDER:
        value = getattr(row, key)
        if value is None:
            continue
        if before is not None and _earlier(value, before[1]):
            words = f"{label} {value} 早于{before[0]} {before[1]}，请核对。"
            yield Problem("", key, "date_order", words)
        before = (label, value)
    if row.posted_until is not None and row.posted_on is None:
        yield Problem("", "posted_on", "missing_required", "写了公示截止日期，公示开始日期不能空。")


def _earlier(one: PartialDate, other: PartialDate) -> bool:
    both = min(len(str(one)), len(str(other)))
    return str(one)[:both] < str(other)[:both]


def file_round(desk: Desk, round_id: str, filed_on: str) -> Done[str]:
    """Put a settled round on file (报乡镇、归档); raises `Trouble` NOT_SETTLED, `Problems` for the date."""
    with desk.read() as session:
        if known(session, round_id).state != SETTLED:
            raise Trouble("NOT_SETTLED", "这一轮还没有定下结果，定了结果才能归档。")
    if not filed_on.strip():
        raise Problems([Problem("", "filed_on", "missing_required", "归档日期不能空，请填写。")])
    return save(desk, round_id, {"filed_on": filed_on}, "评议归档")
