"""Persons and venues, shared by the organizations of one owner, and what people do in an organization (domain.md 3.2, 3.3)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from cso_desk.fields import (
    Choice,
    DateValue,
    Decimal2,
    Division,
    IdNumber,
    Link,
    PartialDate,
    Phone,
    Text,
    Whole,
)

from . import lists
from .declaring import Record, field
from .syncing import Synced

_PEOPLE = Whole(0, 5000)


class Person(Synced, Record):
    """One person whom several organizations of the same owner share: one change updates them all."""

    __tablename__ = "person"

    name: Mapped[str | None] = field("姓名", Text(30), required="always", index=True, since=2)
    former_name: Mapped[str | None] = field("曾用名", Text(30), since=2)
    sex: Mapped[str | None] = field("性别", Choice("sex", lists.SEXES), since=2)
    ethnicity: Mapped[str | None] = field("民族", Text(20), since=2)
    birth: Mapped[PartialDate | None] = field("出生年月", DateValue(), private="mask", since=2)
    id_number: Mapped[str | None] = field(
        "身份证号", IdNumber(), private="mask", index=True, since=2
    )
    politics: Mapped[str | None] = field("政治面貌", Choice("politics", lists.POLITICS), since=2)
    education: Mapped[str | None] = field("文化程度", Choice("education", lists.EDUCATION), since=2)
    address: Mapped[str | None] = field("住址", Text(80), private="mask", since=2)
    phone: Mapped[str | None] = field("联系电话", Phone(), private="mask", since=2)
    work: Mapped[str | None] = field("工作单位及职务", Text(80), since=2)
    skills: Mapped[str | None] = field("特长", Text(100), since=2)
    resume: Mapped[str | None] = field("本人简历", Text(1000, lines=3), since=2)
    note: Mapped[str | None] = field("备注", Text(200), since=2)


class Venue(Synced, Record):
    """One room or place that several organizations share (一址多社)."""

    __tablename__ = "venue"

    name: Mapped[str | None] = field(
        "场所名称", Text(60), required="always", example="幸福社区党群服务中心二楼活动室", since=2
    )
    address: Mapped[str | None] = field("地址", Text(120), required="always", index=True, since=2)
    community: Mapped[str | None] = field("所在社区(村)", Division(), since=2)
    source: Mapped[str | None] = field(
        "场所来源", Choice("venue_source", lists.VENUE_SOURCES), since=2
    )
    provider: Mapped[str | None] = field("产权（提供）单位", Text(60), since=2)
    rooms: Mapped[int | None] = field("数量", Whole(0, 500), hint="间", since=2)
    size: Mapped[int | None] = field("面积", Decimal2(), hint="平方米", since=2)
    use_until: Mapped[PartialDate | None] = field("使用期限至", DateValue(), since=2)
    hours: Mapped[str | None] = field("使用时段", Text(100), since=2)
    note: Mapped[str | None] = field("备注", Text(200), since=2)


class Initiator(Synced, Record):
    """One initiator of an organization: a person or a unit (F03)."""

    __tablename__ = "initiator"

    organization: Mapped[str | None] = field(
        "所属组织", Link("organization"), required="always", index=True, since=2
    )
    kind: Mapped[str | None] = field(
        "发起人类别", Choice("initiator_kind", lists.INITIATOR_KINDS), required="always", since=2
    )
    name: Mapped[str | None] = field("姓名（单位名称）", Text(60), required="always", since=2)
    person: Mapped[str | None] = field("人员", Link("person"), index=True, since=2)
    sex: Mapped[str | None] = field("性别", Choice("sex", lists.SEXES), since=2)
    birth: Mapped[PartialDate | None] = field("出生年月", DateValue(), private="mask", since=2)
    id_number: Mapped[str | None] = field("身份证号", IdNumber(), private="mask", since=2)
    politics: Mapped[str | None] = field("政治面貌", Choice("politics", lists.POLITICS), since=2)
    work: Mapped[str | None] = field("工作单位及职务", Text(80), since=2)
    unit_head: Mapped[str | None] = field(
        "单位主要负责人", Text(30), hint="单位发起人填写", since=2
    )
    phone: Mapped[str | None] = field("联系电话", Phone(), private="mask", since=2)


class Term(Synced, Record):
    """One responsible person's term of office and the vote behind it; postponed elections are said here too."""

    __tablename__ = "term"

    organization: Mapped[str | None] = field(
        "所属组织", Link("organization"), required="always", index=True, since=2
    )
    person: Mapped[str | None] = field("人员", Link("person"), index=True, since=2)
    name: Mapped[str | None] = field("姓名", Text(30), required="always", since=2)
    position: Mapped[str | None] = field("职务", Text(20), required="always", since=2)
    elected_on: Mapped[PartialDate | None] = field("产生日期", DateValue(), since=2)
    begins: Mapped[PartialDate | None] = field("任期自", DateValue(), since=2)
    ends: Mapped[PartialDate | None] = field("任期至", DateValue(), since=2)
    left_on: Mapped[PartialDate | None] = field("离任日期", DateValue(), since=2)
    way: Mapped[str | None] = field(
        "产生方式", Choice("election_way", lists.ELECTION_WAYS), since=2
    )
    due: Mapped[int | None] = field("应到人数", _PEOPLE, since=2)
    present: Mapped[int | None] = field("实到人数", _PEOPLE, since=2)
    votes_for: Mapped[int | None] = field("同意人数", _PEOPLE, since=2)
    votes_against: Mapped[int | None] = field("反对人数", _PEOPLE, since=2)
    votes_abstain: Mapped[int | None] = field("弃权人数", _PEOPLE, since=2)
    postponed_to: Mapped[PartialDate | None] = field("延期换届至", DateValue(), since=2)
    postponed_why: Mapped[str | None] = field("延期原因", Text(100), since=2)
    note: Mapped[str | None] = field("备注", Text(200), since=2)
