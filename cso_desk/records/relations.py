"""Contact with an organization, its honours, and what is attached to a record (practice.md, domain.md 5.4 j)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, DateValue, Link, PartialDate, Text, Whole

from . import lists
from .declaring import Record, field
from .syncing import Synced


class Contact(Synced, Record):
    """One entry of the contact log (联系记录) of a 社区联系人 or 党建联络员 (豫民文〔2021〕115号 二(二)2, 二(四)1)."""

    __tablename__ = "contact"

    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=2
    )
    date: Mapped[PartialDate | None] = field("联系日期", DateValue(), required="always", since=2)
    role: Mapped[str | None] = field(
        "联系人身份", Choice("contact_role", lists.CONTACT_ROLES), since=2
    )
    who: Mapped[str | None] = field("联系人", Text(30), required="always", since=2)
    way: Mapped[str | None] = field("联系方式", Choice("contact_way", lists.CONTACT_WAYS), since=2)
    content: Mapped[str | None] = field("联系内容", Text(500, lines=3), required="always", since=2)
    follow_up: Mapped[str | None] = field("需跟进事项", Text(200), since=2)
    settled_on: Mapped[PartialDate | None] = field("办结日期", DateValue(), since=2)


class Honour(Synced, Record):
    """One honour of an organization."""

    __tablename__ = "honour"

    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=2
    )
    year: Mapped[int | None] = field("年度", Whole(1990, 2100), required="always", since=2)
    name: Mapped[str | None] = field("荣誉名称", Text(60), required="always", since=2)
    level: Mapped[str | None] = field("级别", Choice("honour_level", lists.HONOUR_LEVELS), since=2)
    issuer: Mapped[str | None] = field("授予单位", Text(60), since=2)
    date: Mapped[PartialDate | None] = field("授予日期", DateValue(), since=2)


class Attachment(Synced, Record):
    """One scan or photo of a record; `digest` names its content (SHA-256 hex), which the store keeps sealed."""

    __tablename__ = "attachment"

    record_table: Mapped[str | None] = field("记录种类", Text(40), required="always", since=2)
    record: Mapped[str | None] = field("记录", Text(40), required="always", index=True, since=2)
    organization: Mapped[str | None] = field("组织", Link("organization"), index=True, since=2)
    title: Mapped[str | None] = field("名称", Text(80), required="always", since=2)
    kind: Mapped[str | None] = field(
        "材料种类", Choice("attachment_kind", lists.ATTACHMENT_KINDS), since=2
    )
    digest: Mapped[str | None] = field("内容校验", Text(64), required="always", index=True, since=2)
    media_type: Mapped[str | None] = field("文件类型", Text(60), since=2)
    octets: Mapped[int | None] = field("大小", Whole(0, 2**31), since=2)
    taken_on: Mapped[PartialDate | None] = field("日期", DateValue(), since=2)
    note: Mapped[str | None] = field("备注", Text(200), since=2)
