"""What the place asks of activities: the notice before, the summary after, how many people are too many.

Source: domain.md 3.12 (F15) and the regulation on large public events; the numbers are pack data (activities.json).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from cso_desk.errors import Problem
from cso_desk.fields import PartialDate
from cso_desk.policy import Pack
from cso_desk.records import Activity

CANCELLED, AHEAD, TO_REPORT = "未举办", "待举办", "待报备"
TO_SUM_UP, SUMMED_UP, HELD = "待总结", "已总结", "已举办"
STATES = (TO_REPORT, AHEAD, TO_SUM_UP, SUMMED_UP, HELD, CANCELLED)
"""The states of an activity in the order of the filter."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of one pack; `due_for` is major (重大活动 and what was reported), all or none."""

    due_for: str
    notice_days: int
    summary_days: int
    large_from: int
    permit_days: int

    @classmethod
    def of(cls, pack: Pack) -> Rules:
        """Return the rules of a pack."""
        keys = ("notice_days", "summary_days", "large_from", "permit_days")
        numbers = [int(pack.value(f"activities.{key}")) for key in keys]
        return cls(str(pack.value("activities.due_for")), *numbers)

    def needs_notice(self, one: Activity) -> bool:
        """Tell whether an activity has to be announced (活动报备)."""
        return self.due_for == "all" or (self.due_for == "major" and bool(one.major))

    def needs_summary(self, one: Activity) -> bool:
        """Tell whether an activity has to be summed up: what had to be announced, and what was."""
        reported = one.reported_on is not None and self.due_for != "none"
        return self.needs_notice(one) or reported

    def notice_due(self, one: Activity) -> date | None:
        """Return the last day of the notice; None where none is needed or the day is not known."""
        begins = first_day_of(one.begins_on) if self.needs_notice(one) else None
        if begins is None or one.begins_on is None or one.begins_on.day is None:
            return None
        return begins - timedelta(days=self.notice_days)

    def summary_due(self, one: Activity) -> date | None:
        """Return the last day of the summary; None where none is needed."""
        if one.cancelled or not self.needs_summary(one):
            return None
        ends = last_day_of(one.ends_on or one.begins_on)
        return ends + timedelta(days=self.summary_days) if ends else None

    def notice_late(self, one: Activity, today: date, first: date) -> bool:
        """Tell whether a notice came after its last day or is still missing then (nothing before `first` is late)."""
        due = self.notice_due(one)
        return due is not None and due >= first and _given(one.reported_on, today) > due

    def summary_late(self, one: Activity, today: date, first: date) -> bool:
        """Tell whether a summary came after its last day or is still missing then."""
        due = self.summary_due(one)
        if due is None or due < first:
            return False
        if is_summed_up(one) and one.summary_on is None:
            return False
        return _given(one.summary_on, today) > due

    def state(self, one: Activity, today: date, first: date) -> str:
        """Return where an activity stands, one of `STATES`; what was due before `first` is not asked for."""
        if one.cancelled:
            return CANCELLED
        begins, ends = first_day_of(one.begins_on), last_day_of(one.ends_on or one.begins_on)
        if is_summed_up(one):
            return SUMMED_UP
        if ends is not None and ends < today:
            due = self.summary_due(one)
            return TO_SUM_UP if due is not None and due >= first else HELD
        if begins is not None and begins >= today and self.needs_notice(one):
            return AHEAD if one.reported_on else TO_REPORT
        return AHEAD if ends is not None and ends >= today else HELD

    def due_words(self, one: Activity, state: str, today: date) -> str:
        """Return what is to be done by when of an activity in a state, empty where nothing is."""
        due = {TO_REPORT: self.notice_due(one), TO_SUM_UP: self.summary_due(one)}.get(state)
        if due is None:
            return ""
        word = "报备" if state == TO_REPORT else "总结"
        return f"{word}应在 {due} 前" + ("，已过" if due < today else "")

    def too_large(self, one: Activity) -> Problem | None:
        """Return why an activity of so many people cannot be held by a filed organization."""
        if (one.expected or 0) < self.large_from:
            return None
        words = (
            f"预计 {one.expected} 人，达到 {self.large_from} 人就是大型群众性活动：要由法人或其他组织承办，"
            f"至少提前 {self.permit_days} 天向公安机关申请安全许可。请改由有资格的单位承办，"
            f"或把人数控制在 {self.large_from} 人以下。"
        )
        return Problem("", "expected", "large_event", words)


def is_summed_up(one: Activity) -> bool:
    """Tell whether there is a summary."""
    return bool(one.summary) or one.summary_on is not None


def first_day_of(value: PartialDate | None) -> date | None:
    """Return the first day that a date may mean."""
    return None if value is None else date(value.year, value.month or 1, value.day or 1)


def last_day_of(value: PartialDate | None) -> date | None:
    """Return the last day that a date may mean."""
    if value is None:
        return None
    month = value.month or 12
    day = value.day or calendar.monthrange(value.year, month)[1]
    return date(value.year, month, day)


def _given(value: PartialDate | None, today: date) -> date:
    return first_day_of(value) or today
