"""The disclosure loop (信息公开): items of the catalogue, what was posted of them, and what people said of it.

Sources: domain.md 3.14 (cycles and channels of 居（村）务公开), practice.md 8 (公示 and 公开 are two kinds).
"""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, DateValue, Division, Link, PartialDate, Text, Whole, YesNo

from .declaring import Record, field
from .syncing import Synced

DISCLOSURE_KINDS = ("公开", "公示")
CYCLES = ("年度", "半年", "季度", "月度", "即时")
CHANNELS = ("公开栏", "触摸屏", "网络", "明白纸", "民主听证会", "其他", "微信群/公众号")
SHEETS = ("信息公开单", "信息公开表（A3）", "收支公开表")
REMARK_KINDS = ("群众意见", "异议")


class DisclosureItem(Synced, Record):
    """One item that a community or an organization (exactly one of the two is named) discloses, beside the pack's.

    With `key` it stands in the place of the pack's item of that key there; `stopped` takes an item out of the lists.
    `days` is how long it hangs, `due_days` how many days after the end of its period (即时: after the event) it is due.
    """

    __tablename__ = "disclosure_item"

    community: Mapped[str | None] = field("社区（村）", Division(), index=True, since=3)
    organization: Mapped[str | None] = field("组织", Link("organization"), index=True, since=3)
    key: Mapped[str | None] = field("目录项", Text(40), derived=True, since=3)
    title: Mapped[str | None] = field(
        "公开事项", Text(60), required="always", example="收支情况", since=3
    )
    content: Mapped[str | None] = field("公开内容", Text(300, lines=2), since=3)
    kind: Mapped[str | None] = field(
        "公开种类", Choice("disclosure_kind", DISCLOSURE_KINDS), required="always", since=3
    )
    cycle: Mapped[str | None] = field(
        "公开周期", Choice("disclosure_cycle", CYCLES), required="always", since=3
    )
    channels: Mapped[str | None] = field(
        "公开方式", Text(60), hint="可以几种，用顿号隔开", example="公开栏、微信群/公众号", since=3
    )
    place: Mapped[str | None] = field("公开地点", Text(60), example="居（村）务公开栏", since=3)
    days: Mapped[int | None] = field("张贴天数", Whole(0, 366), hint="天", since=3)
    due_days: Mapped[int | None] = field(
        "应在几天内公开", Whole(0, 366), hint="从期末算起；即时公开从事情发生那天算起", since=3
    )
    responsible: Mapped[str | None] = field("责任人", Text(30), since=3)
    sheet: Mapped[str | None] = field("公开表样", Choice("disclosure_sheet", SHEETS), since=3)
    starts_on: Mapped[PartialDate | None] = field(
        "从哪天起", DateValue(), hint="这天以前期满的不要求", since=3
    )
    stopped: Mapped[bool | None] = field("不再公开", YesNo(), since=3)


class Posting(Synced, Record):
    """What was disclosed of an item in a period, or of an event: its text and the days of its steps.

    How far it is follows from the days, so it can never contradict them. Of the yearly sheet the days of posting stand
    in `Disclosure`, and only those of the other steps here.
    """

    __tablename__ = "posting"

    community: Mapped[str | None] = field("社区（村）", Division(), index=True, since=3)
    organization: Mapped[str | None] = field("组织", Link("organization"), index=True, since=3)
    key: Mapped[str | None] = field("目录项", Text(40), derived=True, index=True, since=3)
    own_item: Mapped[str | None] = field("自加目录项", Link("disclosure_item"), index=True, since=3)
    title: Mapped[str | None] = field("公开事项", Text(60), required="always", since=3)
    kind: Mapped[str | None] = field(
        "公开种类", Choice("disclosure_kind", DISCLOSURE_KINDS), required="always", since=3
    )
    year: Mapped[int | None] = field(
        "年度", Whole(1990, 2100), required="always", index=True, since=3
    )
    period: Mapped[str | None] = field("期间", Text(10), since=3)
    event_on: Mapped[PartialDate | None] = field("发生日期", DateValue(), since=3)
    due_on: Mapped[PartialDate | None] = field("应公开日期", DateValue(), since=3)
    content: Mapped[str | None] = field("公开内容", Text(1500, lines=5), since=3)
    channels: Mapped[str | None] = field("公开方式", Text(60), since=3)
    place: Mapped[str | None] = field("公开地点", Text(60), since=3)
    days: Mapped[int | None] = field("张贴天数", Whole(0, 366), hint="天", since=3)
    drafted_on: Mapped[PartialDate | None] = field("起草日期", DateValue(), since=3)
    approved_by: Mapped[str | None] = field("审核人", Text(30), since=3)
    approved_on: Mapped[PartialDate | None] = field("审核日期", DateValue(), since=3)
    posted_by: Mapped[str | None] = field("张贴人", Text(30), since=3)
    posted_on: Mapped[PartialDate | None] = field("张贴日期", DateValue(), since=3)
    taken_down_on: Mapped[PartialDate | None] = field("取下日期", DateValue(), since=3)
    archived_on: Mapped[PartialDate | None] = field("归档日期", DateValue(), since=3)
    archive_place: Mapped[str | None] = field("存放处", Text(60), since=3)


class Remark(Synced, Record):
    """What somebody said of a posting: an objection (异议, to a 公示) or an opinion (群众意见), and its answer.

    `said_by` blank means anonymous.
    """

    __tablename__ = "remark"

    posting: Mapped[str | None] = field(
        "公开事项", Link("posting"), required="always", index=True, since=3
    )
    organization: Mapped[str | None] = field("组织", Link("organization"), index=True, since=3)
    kind: Mapped[str | None] = field(
        "种类", Choice("remark_kind", REMARK_KINDS), required="always", since=3
    )
    said_by: Mapped[str | None] = field(
        "提出人", Text(30), hint="不愿留名的空着", private="mask", since=3
    )
    said_on: Mapped[PartialDate | None] = field("提出日期", DateValue(), required="always", since=3)
    content: Mapped[str | None] = field("内容", Text(500, lines=3), required="always", since=3)
    answer: Mapped[str | None] = field("答复和处理", Text(500, lines=3), since=3)
    answered_by: Mapped[str | None] = field("答复人", Text(30), since=3)
    answered_on: Mapped[PartialDate | None] = field("答复日期", DateValue(), since=3)
