"""What belongs to an evaluation round beside its counts: the meeting, the sheets, indicator scores, objections.

Sources: practice.md 9; domain.md 5.5 and 5.6. No sheet ever says who filled it in.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, Data, DateValue, Link, PartialDate, Text, Whole, YesNo

from . import lists
from .declaring import Record, field
from .syncing import Synced

SHEET_READINGS = ("第一遍", "第二遍")
OBJECTION_KINDS = ("异议", "申诉", "更正")
"""异议 within the period of the notice, 申诉 by the organization afterwards, 更正 of the office's own slip."""


class RoundMeeting(Synced, Record):
    """The meeting of one round as it goes: notice, who presided and counted, the committees' study, notice, filing."""

    __tablename__ = "round_meeting"

    round: Mapped[str | None] = field("轮次", Link("round"), required="always", index=True, since=3)
    name: Mapped[str | None] = field("会议名称", Text(80), example="村民代表会议", since=3)
    held_at: Mapped[str | None] = field(
        "会议时间", Text(60), example="2026年11月28日上午9时", since=3
    )
    place: Mapped[str | None] = field("会议地点", Text(60), example="社区会议室", since=3)
    notice_on: Mapped[PartialDate | None] = field("通知日期", DateValue(), since=3)
    agenda: Mapped[str | None] = field("会议议程", Text(1000, lines=4), since=3)
    host: Mapped[str | None] = field("主持人", Text(30), since=3)
    recorder: Mapped[str | None] = field("记录人", Text(30), since=3)
    heard_on: Mapped[PartialDate | None] = field("听取述职日期", DateValue(), since=3)
    speeches: Mapped[str | None] = field("述职和发言", Text(2000, lines=4), since=3)
    watchers: Mapped[str | None] = field("监票人", Text(80), hint="几个人用顿号分开", since=3)
    counters: Mapped[str | None] = field("计票人", Text(80), hint="几个人用顿号分开", since=3)
    decided_on: Mapped[PartialDate | None] = field("两委研究日期", DateValue(), since=3)
    decision: Mapped[str | None] = field("两委研究意见", Text(1000, lines=3), since=3)
    unposted: Mapped[bool | None] = field("不公示", YesNo(), since=3)
    posted_on: Mapped[PartialDate | None] = field("公示开始日期", DateValue(), since=3)
    posted_until: Mapped[PartialDate | None] = field("公示截止日期", DateValue(), since=3)
    posted_place: Mapped[str | None] = field("公示地点", Text(60), example="社区公示栏", since=3)
    filed_on: Mapped[PartialDate | None] = field("归档日期", DateValue(), since=3)
    note: Mapped[str | None] = field("备注", Text(200), since=3)


class Sheet(Synced, Record):
    """One ballot or questionnaire as it was read: a digit for each organization, never who filled it in.

    `number` is given at entry, after mixing (a household questionnaire bears its own). `marks` maps organization ids
    to digits: 1 to 4 the grades, best first, 0 弃权, 9 无效. `settled` stands on the first reading where the two
    readings differ: organization id to `{"mark", "note"}`.
    """

    __tablename__ = "sheet"

    round: Mapped[str | None] = field("轮次", Link("round"), required="always", index=True, since=3)
    group: Mapped[str | None] = field(
        "投票方", Choice("voter_group", lists.VOTER_GROUPS), required="always", since=3
    )
    number: Mapped[int | None] = field("票号", Whole(1, 99_999), required="always", since=3)
    reading: Mapped[str | None] = field(
        "录入遍次", Choice("sheet_reading", SHEET_READINGS), required="always", since=3
    )
    marks: Mapped[Any] = field("各组织的票", Data(), since=3)
    settled: Mapped[Any] = field("核定", Data(), since=3)
    entered_by: Mapped[str | None] = field("录入人", Text(30), since=3)


class IndicatorScore(Synced, Record):
    """The answer to one indicator for one organization: from the records, its own, the reviewer's, with the reason.

    Answers are lists of whole numbers as `usecases.indicators` reads them; points are hundredths.
    """

    __tablename__ = "indicator_score"

    round: Mapped[str | None] = field("轮次", Link("round"), required="always", index=True, since=3)
    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=3
    )
    indicator: Mapped[str | None] = field("指标", Text(40), required="always", since=3)
    automatic: Mapped[Any] = field("台账数据", Data(), since=3)
    own: Mapped[Any] = field("自评依据", Data(), since=3)
    answer: Mapped[Any] = field("考评依据", Data(), since=3)
    own_points: Mapped[int | None] = field("自评分", Whole(0, 100_000), since=3)
    points: Mapped[int | None] = field("考评分", Whole(0, 100_000), since=3)
    reason: Mapped[str | None] = field("扣分或加分理由", Text(200), since=3)


class RoundObjection(Synced, Record):
    """One objection, appeal or correction: what was said, what was answered, and which grade stood before and after."""

    __tablename__ = "round_objection"

    round: Mapped[str | None] = field("轮次", Link("round"), required="always", index=True, since=3)
    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=3
    )
    kind: Mapped[str | None] = field(
        "类型", Choice("objection_kind", OBJECTION_KINDS), required="always", since=3
    )
    raised_on: Mapped[PartialDate | None] = field(
        "提出日期", DateValue(), required="always", since=3
    )
    raised_by: Mapped[str | None] = field("提出人", Text(60), private="never_leaves", since=3)
    content: Mapped[str | None] = field(
        "反映的问题", Text(500, lines=3), required="always", since=3
    )
    answer: Mapped[str | None] = field("答复意见", Text(500, lines=3), since=3)
    answered_on: Mapped[PartialDate | None] = field("答复日期", DateValue(), since=3)
    answered_by: Mapped[str | None] = field("答复人", Text(30), since=3)
    grade_before: Mapped[str | None] = field("原等次", Text(20), since=3)
    grade_after: Mapped[str | None] = field("答复后等次", Text(20), since=3)
