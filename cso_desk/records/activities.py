"""What an organization does and reports: activities, its money journal, its reports to the two committees.

Sources: domain.md 3.12 (F15), 3.13 (F16), 3.14 (F18 and the donation ledger), 豫民文〔2021〕115号 二（四）.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, Data, DateValue, Link, Money, PartialDate, Text, Whole, YesNo

from .declaring import Record, field
from .syncing import Synced

MONEY_DIRECTIONS = ("期初结余", "收入", "支出")
REPORT_PERIODS = ("全年", "上半年", "下半年")


class Activity(Synced, Record):
    """One activity of an organization: announced, held, summed up (F15).

    `theme` is a key word of the pack's four themes (四个主题). `expected` people come from the notice, `people` from
    the summary; 1,000 expected people or more is a 大型群众性活动 that needs a police permit. `times` is how often the
    same was done within the dates: a dance team that meets every Wednesday is one record of a quarter, 13 times.
    """

    __tablename__ = "activity"

    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=3
    )
    title: Mapped[str | None] = field(
        "活动名称",
        Text(80),
        required="always",
        since=3,
        synonyms=("名称", "活动", "活动主要内容", "活动项目", "活动标题"),
    )
    theme: Mapped[str | None] = field(
        "活动主题",
        Choice("activity_theme"),
        counts="by",
        since=3,
        synonyms=("主题", "所属主题", "四个主题", "活动类别", "活动类型"),
    )
    begins_on: Mapped[PartialDate | None] = field(
        "开始日期",
        DateValue(),
        required="always",
        index=True,
        since=3,
        synonyms=("日期", "活动日期", "时间", "开展日期", "开展时间", "活动开展时间"),
    )
    ends_on: Mapped[PartialDate | None] = field("结束日期", DateValue(), since=3)
    times: Mapped[int | None] = field(
        "次数",
        Whole(1, 400),
        counts="sum",
        hint="同样的活动办了几次，如每周三跳舞一季 13 次，只写一行；不写按 1 次",
        since=3,
        synonyms=("活动次数", "场次", "场数", "期数"),
    )
    hours: Mapped[str | None] = field(
        "活动时间", Text(60), example="每周三 19:00—20:30", since=3, synonyms=("具体时间", "时段")
    )
    place: Mapped[str | None] = field(
        "活动地点", Text(80), since=3, synonyms=("地点", "场地", "活动场所", "活动场地")
    )
    content: Mapped[str | None] = field(
        "活动内容",
        Text(500, lines=3),
        since=3,
        synonyms=("内容", "主要内容", "活动情况", "简要内容"),
    )
    purpose: Mapped[str | None] = field("目的和意义", Text(300, lines=2), since=3)
    audience: Mapped[str | None] = field("参加对象", Text(80), since=3)
    expected: Mapped[int | None] = field("预计人数", Whole(0, 100_000), since=3)
    people: Mapped[int | None] = field(
        "参加人数",
        Whole(0, 100_000),
        counts="sum",
        hint="办了几次的写总人次",
        since=3,
        synonyms=("人数", "参与人数", "参加人次", "参与人次", "人次", "活动人数", "服务人次"),
    )
    head: Mapped[str | None] = field(
        "活动负责人", Text(30), since=3, synonyms=("负责人", "组织者", "组织人")
    )
    safety_head: Mapped[str | None] = field("安全责任人", Text(30), since=3)
    partners: Mapped[str | None] = field("合作单位", Text(120), since=3)
    major: Mapped[bool | None] = field(
        "重大活动", YesNo(), hint="重大活动、外出交流、邀请社区以外人士", since=3
    )
    concerns: Mapped[str | None] = field(
        "特别情况", Text(120), hint="涉外、宗教、未成年人等", since=3
    )
    insurance: Mapped[str | None] = field("保险", Text(60), since=3)
    budget: Mapped[int | None] = field("经费预算", Money(), hint="元", since=3)
    budget_source: Mapped[str | None] = field("经费来源", Text(80), since=3)
    publicity: Mapped[str | None] = field("宣传方案", Text(300, lines=2), since=3)
    risks: Mapped[str | None] = field("安全预案", Text(500, lines=3), since=3)
    reported_on: Mapped[PartialDate | None] = field("报备日期", DateValue(), since=3)
    summary: Mapped[str | None] = field("活动总结", Text(1000, lines=4), since=3)
    summary_on: Mapped[PartialDate | None] = field("总结日期", DateValue(), since=3)
    spent: Mapped[int | None] = field("实际支出", Money(), hint="元", since=3)
    cancelled: Mapped[bool | None] = field("未举办", YesNo(), since=3)
    note: Mapped[str | None] = field("备注", Text(200), since=3)


class MoneyEntry(Synced, Record):
    """One line of an organization's money journal; `amount` in 分, never negative, `direction` tells its sign.

    期初结余 stands once, before the first year that is kept. A donation (kind 捐赠) also names donor and wish.
    """

    __tablename__ = "money_entry"

    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=3
    )
    date: Mapped[PartialDate | None] = field(
        "日期",
        DateValue(),
        required="always",
        index=True,
        since=3,
        synonyms=("时间", "记账日期", "收支日期", "发生日期", "捐赠日期", "捐赠时间"),
    )
    direction: Mapped[str | None] = field(
        "收支",
        Choice("money_direction", MONEY_DIRECTIONS),
        required="always",
        since=3,
        synonyms=("收/支", "收支类型", "收支方向", "收入/支出"),
    )
    kind: Mapped[str | None] = field(
        "项目",
        Choice("money_kind"),
        counts="by",
        since=3,
        synonyms=("收支项目", "科目", "类别", "收支类别", "款项类别"),
    )
    amount: Mapped[int | None] = field(
        "金额",
        Money(),
        required="always",
        counts="sum",
        hint="元",
        since=3,
        synonyms=("金额(元)", "数额", "捐赠金额", "发生额"),
    )
    summary: Mapped[str | None] = field(
        "摘要",
        Text(120),
        required="always",
        since=3,
        synonyms=("事由", "用途", "说明", "内容", "收支内容", "款项内容"),
    )
    voucher: Mapped[str | None] = field(
        "凭证号", Text(30), since=3, synonyms=("凭证", "凭证编号", "票据号", "单据号", "收据号")
    )
    handled_by: Mapped[str | None] = field("经手人", Text(30), since=3)
    witness: Mapped[str | None] = field("证明人", Text(30), since=3)
    audited_by: Mapped[str | None] = field("审核人", Text(30), since=3)
    activity: Mapped[str | None] = field("所属活动", Link("activity"), since=3)
    donor: Mapped[str | None] = field(
        "捐赠人", Text(60), since=3, synonyms=("捐款人", "捐赠者", "捐赠单位", "捐赠人(单位)")
    )
    donor_contact: Mapped[str | None] = field("捐赠人联系方式", Text(60), private="mask", since=3)
    wish: Mapped[str | None] = field("用途意向", Text(120), since=3)
    note: Mapped[str | None] = field("备注", Text(200), since=3)


class WorkReport(Synced, Record):
    """One work report of an organization to the two committees (F16), and how they heard it.

    `figures` keeps the numbers that were filled in from the records when the report was written, by key, so that
    the paper does not change afterwards.
    """

    __tablename__ = "work_report"

    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=3
    )
    year: Mapped[int | None] = field("年度", Whole(1990, 2100), required="always", since=3)
    period: Mapped[str | None] = field(
        "期间", Choice("report_period", REPORT_PERIODS), required="always", since=3
    )
    figures: Mapped[Any] = field("报告数据", Data(), since=3)
    activities: Mapped[str | None] = field("活动开展情况", Text(2000, lines=4), since=3)
    money: Mapped[str | None] = field("经费收支情况", Text(1000, lines=3), since=3)
    members: Mapped[str | None] = field("成员变化情况", Text(1000, lines=3), since=3)
    party: Mapped[str | None] = field("党建情况", Text(1000, lines=3), since=3)
    disclosure: Mapped[str | None] = field("信息公开情况", Text(1000, lines=3), since=3)
    honours: Mapped[str | None] = field("获得荣誉", Text(1000, lines=2), since=3)
    problems: Mapped[str | None] = field("存在问题", Text(1000, lines=3), since=3)
    plans: Mapped[str | None] = field("下一步计划", Text(1000, lines=3), since=3)
    written_on: Mapped[PartialDate | None] = field("报告日期", DateValue(), since=3)
    heard_on: Mapped[PartialDate | None] = field("听取日期", DateValue(), since=3)
    meeting: Mapped[str | None] = field("听取会议", Text(80), since=3)
    minutes: Mapped[str | None] = field("会议意见", Text(1000, lines=3), since=3)
    recorded_by: Mapped[str | None] = field("记录人", Text(30), since=3)
