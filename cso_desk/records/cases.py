"""Filing cases (备案事项), what was done in them, and certificates (domain.md 2.4, 3.9 to 3.11, 3.15)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, Data, DateValue, Link, PartialDate, Text, Whole, YesNo

from . import lists
from .declaring import Record, field
from .syncing import Synced


class Case(Synced, Record):
    """One matter that is filed: its kind names the state machine of the policy pack that it walks.

    The row belongs to the applicant's side. `rules` is the version of the pack under which it was opened. `changes`
    is `{field key: {"before": json, "after": json}}`. `stage` is derived from its steps.
    """

    __tablename__ = "filing_case"

    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=2
    )
    kind: Mapped[str | None] = field("事项", Choice("case_kind"), required="always", since=2)
    number: Mapped[str | None] = field("申请编号", Text(40), index=True, since=2)
    opened_on: Mapped[PartialDate | None] = field("申请日期", DateValue(), since=2)
    event_on: Mapped[PartialDate | None] = field(
        "事由发生日期", DateValue(), hint="变更、解散等发生的日期", since=2
    )
    reason: Mapped[str | None] = field("理由", Text(300, lines=2), since=2)
    changes: Mapped[Any] = field("变更内容", Data(), since=2)
    facts: Mapped[Any] = field("事项内容", Data(), since=2)
    rules: Mapped[str | None] = field("政策包版本", Text(40), since=2)
    stage: Mapped[str | None] = field("环节", Text(40), derived=True, index=True, since=2)
    due_on: Mapped[PartialDate | None] = field(
        "办理期限", DateValue(), derived=True, index=True, since=2
    )


class CaseStep(Synced, Record):
    """One thing that was done in a case; it belongs to the unit whose desk records it (代录: usually the township).

    `step` is a step key of the pack's state machine, `facts` what only this kind of step knows (ticked reasons,
    counts, deadlines). `paper_date` is the date on the paper, `said_by` who gave the opinion, `recorded_by` who
    typed it.
    """

    __tablename__ = "case_step"

    filing_case: Mapped[str | None] = field(
        "备案事项", Link("filing_case"), required="always", index=True, since=2
    )
    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=2
    )
    position: Mapped[int | None] = field("次序", Whole(1, 999), since=2)
    step: Mapped[str | None] = field("步骤", Text(40), required="always", since=2)
    unit: Mapped[str | None] = field("意见单位", Text(60), since=2)
    said_by: Mapped[str | None] = field("意见人", Text(30), since=2)
    opinion: Mapped[str | None] = field("意见", Text(300, lines=2), since=2)
    paper_date: Mapped[PartialDate | None] = field("纸面日期", DateValue(), since=2)
    recorded_by: Mapped[str | None] = field("代录人", Text(30), since=2)
    facts: Mapped[Any] = field("内容", Data(), since=2)
    rules: Mapped[str | None] = field("政策包版本", Text(40), since=2)


class Certificate(Synced, Record):
    """One certificate (备案证书) of an organization: issued, picked up, recalled."""

    __tablename__ = "certificate"

    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=2
    )
    decision: Mapped[str | None] = field("备案决定", Link("decision"), index=True, since=2)
    number: Mapped[str | None] = field("备案编号", Text(60), required="always", index=True, since=2)
    issued_on: Mapped[PartialDate | None] = field("发证日期", DateValue(), since=2)
    valid_until: Mapped[PartialDate | None] = field("有效期至", DateValue(), since=2)
    copies: Mapped[int | None] = field("份数", Whole(1, 9), since=2)
    picked_up_on: Mapped[PartialDate | None] = field("领取日期", DateValue(), since=2)
    picked_up_by: Mapped[str | None] = field("领取人", Text(30), since=2)
    recalled_on: Mapped[PartialDate | None] = field("收回日期", DateValue(), since=2)
    recalled_why: Mapped[str | None] = field("收回原因", Text(100), since=2)
    lost: Mapped[bool | None] = field("遗失", YesNo(), since=2)
    state: Mapped[str | None] = field(
        "状态", Choice("certificate_state", lists.CERTIFICATE_STATES), derived=True, since=2
    )
