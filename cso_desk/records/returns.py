"""What a superior sends back with its reasons, what the owner answers, and explanations of doubtful values (packages.md 2.3)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, DateValue, Link, PartialDate, Text, Whole

from .declaring import Record, field
from .syncing import Synced

CHANGED, EXPLAINED = "已改", "说明情况"
ANSWERS = (CHANGED, EXPLAINED)
"""What an owner answers: the value was changed, or why it stands."""


class ReturnItem(Synced, Record):
    """One remark of a superior (退回意见) about a field of a record below, or about the whole record.

    `unit` owned the record when it was seen in revision `seen_rev`; `seen` is the text of the field then, None where it
    is personal or stays below. `about` is the organization that the record belongs to, by id and name. They are
    texts and no links: the remark stays when the record goes.
    """

    __tablename__ = "return_item"

    unit: Mapped[str | None] = field("修改单位", Text(40), required="always", index=True, since=4)
    package: Mapped[str | None] = field("所退的上报包", Text(40), since=4)
    package_seq: Mapped[int | None] = field("上报包号", Whole(1, 10**6), since=4)
    record_table: Mapped[str | None] = field("记录种类", Text(40), required="always", since=4)
    record: Mapped[str | None] = field("记录", Text(40), required="always", index=True, since=4)
    about: Mapped[str | None] = field("所属组织", Text(40), index=True, since=4)
    about_name: Mapped[str | None] = field("组织名称", Text(100), since=4)
    seen_rev: Mapped[int | None] = field("所见的版次", Whole(0, 2**31), since=4)
    field_key: Mapped[str | None] = field("栏目", Text(60), since=4)
    seen: Mapped[str | None] = field("原内容", Text(2000), since=4)
    reason: Mapped[str | None] = field("退回原因", Text(500, lines=3), required="always", since=4)
    proposed: Mapped[str | None] = field("建议改为", Text(2000), since=4)
    raised_by: Mapped[str | None] = field("退回经办人", Text(30), since=4)
    raised_on: Mapped[PartialDate | None] = field("退回日期", DateValue(), since=4)
    settled_on: Mapped[PartialDate | None] = field("了结日期", DateValue(), since=4)
    settled_by: Mapped[str | None] = field("了结人", Text(30), since=4)


class ReturnAnswer(Synced, Record):
    """The owner's answer to a remark: that the value was changed, or in words why it stands."""

    __tablename__ = "return_answer"

    item: Mapped[str | None] = field(
        "退回意见", Link("return_item"), required="always", index=True, since=4
    )
    kind: Mapped[str | None] = field(
        "答复", Choice("return_answer", ANSWERS), required="always", since=4
    )
    words: Mapped[str | None] = field("情况说明", Text(500, lines=3), since=4)
    record: Mapped[str | None] = field("记录", Text(40), since=4)
    record_rev: Mapped[int | None] = field("答复时的版次", Whole(0, 2**31), since=4)
    answered_by: Mapped[str | None] = field("答复人", Text(30), since=4)
    answered_on: Mapped[PartialDate | None] = field("答复日期", DateValue(), since=4)


class Explanation(Synced, Record):
    """Why a doubtful value is right all the same (情况说明); it travels with the data.

    `code` names the doubt, `seen` is the value that was explained: another value is doubtful again.
    """

    __tablename__ = "explanation"

    organization: Mapped[str | None] = field("组织", Link("organization"), index=True, since=4)
    record_table: Mapped[str | None] = field("记录种类", Text(40), required="always", since=4)
    record: Mapped[str | None] = field("记录", Text(40), required="always", index=True, since=4)
    field_key: Mapped[str | None] = field("栏目", Text(60), since=4)
    code: Mapped[str | None] = field("提醒种类", Text(40), required="always", since=4)
    seen: Mapped[str | None] = field("所说明的内容", Text(300), since=4)
    words: Mapped[str | None] = field("情况说明", Text(500, lines=3), required="always", since=4)
    explained_by: Mapped[str | None] = field("说明人", Text(30), since=4)
    explained_on: Mapped[PartialDate | None] = field("说明日期", DateValue(), since=4)
