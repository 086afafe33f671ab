"""Simple charters (简易章程), one row a version (domain.md 3.6, 3.7); the meeting that passed it is part of it (F07)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, Data, DateValue, Link, PartialDate, Text, Whole

from .declaring import Record, field
from .syncing import Synced

MEETING_FORMS = ("现场会议", "书面表决", "线上会议", "其他")
_PEOPLE = Whole(0, 5000)


class Charter(Synced, Record):
    """One version of an organization's charter.

    `slots` maps a slot's key to the clerk's answer; `clauses` is the list `{"id", "title", "text"}` as it was
    written, so that a later template never changes what was passed. Votes: for + against + abstain = present <= due.
    """

    __tablename__ = "charter"

    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True
    )
    version: Mapped[int | None] = field("版次", Whole(1, 999))
    template: Mapped[str | None] = field("范本", Text(40))
    slots: Mapped[Any] = field("填写内容", Data())
    clauses: Mapped[Any] = field("条款", Data())
    passed_on: Mapped[PartialDate | None] = field("通过日期", DateValue())
    reported_on: Mapped[PartialDate | None] = field("报备日期", DateValue())
    due: Mapped[int | None] = field("应到人数", _PEOPLE)
    present: Mapped[int | None] = field("实到人数", _PEOPLE)
    votes_for: Mapped[int | None] = field("同意人数", _PEOPLE)
    votes_against: Mapped[int | None] = field("反对人数", _PEOPLE)
    votes_abstain: Mapped[int | None] = field("弃权人数", _PEOPLE)
    meeting_name: Mapped[str | None] = field("会议名称", Text(40), example="成员大会", since=3)
    meeting_form: Mapped[str | None] = field(
        "会议形式", Choice("meeting_form", MEETING_FORMS), since=3
    )
    meeting_time: Mapped[str | None] = field("会议时间", Text(40), example="上午 9:00", since=3)
    meeting_place: Mapped[str | None] = field("会议地点", Text(80), since=3)
    chair: Mapped[str | None] = field("主持人", Text(30), since=3)
    recorder: Mapped[str | None] = field("记录人", Text(30), since=3)
    remarks: Mapped[str | None] = field("需要说明的主要问题", Text(500, lines=3), since=3)
