"""Information disclosure (信息公开) at community level: a year's sheet and its lines (practice.md 8)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, DateValue, Division, Link, Money, PartialDate, Text, Whole

from .declaring import Record, field
from .syncing import Synced

DISCLOSURE_STATES = ("未张贴", "已张贴", "已取下")


class Disclosure(Synced, Record):
    """The sheet of one community and year with all its organizations."""

    __tablename__ = "disclosure"

    community: Mapped[str | None] = field("社区（村）", Division(), required="always", index=True)
    year: Mapped[int | None] = field("年度", Whole(1990, 2100), required="always")
    place: Mapped[str | None] = field("公开地点", Text(60), example="居（村）务公开栏")
    posted_on: Mapped[PartialDate | None] = field("张贴日期", DateValue())
    posted_by: Mapped[str | None] = field("张贴人", Text(30))
    taken_down_on: Mapped[PartialDate | None] = field("取下日期", DateValue())
    state: Mapped[str | None] = field("状态", Choice("disclosure_state", DISCLOSURE_STATES))


class DisclosureLine(Synced, Record):
    """What the sheet says of one organization; money blank means that it is filled in by hand."""

    __tablename__ = "disclosure_line"

    disclosure: Mapped[str | None] = field(
        "公开表", Link("disclosure"), required="always", index=True
    )
    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True
    )
    activities: Mapped[str | None] = field("活动内容", Text(300, lines=2))
    income: Mapped[int | None] = field("收入合计", Money(), hint="元")
    spending: Mapped[int | None] = field("支出合计", Money(), hint="元")
