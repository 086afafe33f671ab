"""Evaluation rounds (评估评议): what was judged, the counts of the signed tally forms, the results (practice.md 9)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, Data, DateValue, Division, Link, PartialDate, Text, Whole

from . import lists
from .declaring import Record, field
from .syncing import Synced

_COUNT = Whole(0, 99_999)
ROUND_STATES = ("进行中", "已出结果")
ENTRY_WAYS = ("计票表", "逐张录入", "双人录入")
"""How a round's votes are entered: the signed tally form, each sheet, each sheet by two persons."""


class Round(Synced, Record):
    """One round: a year, a community, the scheme as it stood when the round was opened."""

    __tablename__ = "round"

    title: Mapped[str | None] = field("名称", Text(80), required="always")
    year: Mapped[int | None] = field("年度", Whole(1990, 2100), required="always")
    unit: Mapped[str | None] = field("社区（村）", Division(), required="always", index=True)
    scheme: Mapped[Any] = field("评议方案", Data())
    policy_version: Mapped[str | None] = field("政策包版本", Text(40))
    opened_on: Mapped[PartialDate | None] = field("开始日期", DateValue())
    held_on: Mapped[PartialDate | None] = field("评议日期", DateValue())
    state: Mapped[str | None] = field("状态", Choice("round_state", ROUND_STATES))
    scheme_key: Mapped[str | None] = field("方案代码", Text(40), since=3)
    scope: Mapped[Any] = field("评议范围", Data(), since=3)
    entry: Mapped[str | None] = field("录入方式", Choice("entry_way", ENTRY_WAYS), since=3)


class Tally(Synced, Record):
    """The counts of one organization and one voter group.

    收回 ≤ 发出 ≤ 实到 ≤ 应到; 有效 + 无效 = 收回; 优秀 + 合格 + 基本合格 + 不合格 + 弃权 = 有效. Counts are None until entered.
    """

    __tablename__ = "tally"

    round: Mapped[str | None] = field("轮次", Link("round"), required="always", index=True)
    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True
    )
    position: Mapped[int | None] = field("表内序号", Whole(1, 9999))
    group: Mapped[str | None] = field(
        "投票方", Choice("voter_group", lists.VOTER_GROUPS), required="always"
    )
    due: Mapped[int | None] = field("应到", _COUNT)
    present: Mapped[int | None] = field("实到", _COUNT)
    issued: Mapped[int | None] = field("发出", _COUNT)
    returned: Mapped[int | None] = field("收回", _COUNT)
    valid: Mapped[int | None] = field("有效", _COUNT)
    invalid: Mapped[int | None] = field("无效", _COUNT)
    abstain: Mapped[int | None] = field("弃权", _COUNT)
    excellent: Mapped[int | None] = field("优秀", _COUNT)
    good: Mapped[int | None] = field("合格", _COUNT)
    basic: Mapped[int | None] = field("基本合格", _COUNT)
    bad: Mapped[int | None] = field("不合格", _COUNT)
    points: Mapped[int | None] = field(
        "分数合计", Whole(0, 99_999_900), hint="以百分之一分为单位，打分的评议才有", since=3
    )


class Result(Synced, Record):
    """The grade of one organization in one round, with the numbers and checks that it rests on.

    `grade` is the final one; `computed` is what the counts give, kept where the two committees decided otherwise.
    """

    __tablename__ = "result"

    round: Mapped[str | None] = field("轮次", Link("round"), required="always", index=True)
    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True
    )
    grade: Mapped[str | None] = field("等次", Text(20))
    score: Mapped[int | None] = field("得分", Whole(0, 100_000), hint="以百分之一分为单位")
    shares: Mapped[Any] = field("各档比例", Data())
    checks: Mapped[Any] = field("核对", Data())
    computed: Mapped[str | None] = field("测评等次", Text(20), since=3)
    reason: Mapped[str | None] = field("等次调整理由", Text(200), since=3)
