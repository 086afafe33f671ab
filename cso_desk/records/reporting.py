"""What the next level asks of the units below: how many organizations (目标), and when the report is due (practice.md 10, 11)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, DateValue, Division, PartialDate, Text, Whole

from .declaring import Record, field
from .syncing import Synced

CITY_AVERAGE, RURAL_AVERAGE, NUMBER = TARGET_MEASURES = (
    "城市社区平均",
    "农村社区平均",
    "组织数",
)
"""What a target counts: organizations for each community of a kind, or the organizations of one community."""
PERIODS = ("年报", "上半年", "下半年", "一季度", "二季度", "三季度", "四季度", "专项")
"""What a report covers."""


class Target(Synced, Record):
    """How many organizations a superior asks of a unit for a year; for a unit above, it holds for all below it."""

    __tablename__ = "target"

    unit: Mapped[str | None] = field(
        "单位", Division(), required="always", index=True, since=4, hint="对它和它的下级都算"
    )
    year: Mapped[int | None] = field("年度", Whole(2000, 2100), required="always", since=4)
    measure: Mapped[str | None] = field(
        "目标项", Choice("target_measure", TARGET_MEASURES), required="always", since=4
    )
    number: Mapped[int | None] = field("目标数（个）", Whole(0, 5000), required="always", since=4)
    document: Mapped[str | None] = field("依据文件", Text(100), since=4, hint="名称、文号")


class ReportPeriod(Synced, Record):
    """A report that a superior asks for: what it covers and the last day (上报截止日期)."""

    __tablename__ = "report_period"

    name: Mapped[str | None] = field("报送事项", Text(60), required="always", since=4)
    year: Mapped[int | None] = field("年度", Whole(2000, 2100), required="always", since=4)
    period: Mapped[str | None] = field(
        "报送期", Choice("report_period", PERIODS), required="always", since=4
    )
    due_on: Mapped[PartialDate | None] = field("截止日期", DateValue(), required="always", since=4)
    document: Mapped[str | None] = field("依据文件", Text(100), since=4, hint="名称、文号")
