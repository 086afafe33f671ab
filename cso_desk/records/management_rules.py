"""Management rules (管理制度) that organizations adopt, and the federations' covenant (自律公约) with its signatories.

Sources: 豫民文〔2021〕115号 二（四）3 (rules and disclosure), 二（五）(self-discipline of federations).
"""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, DateValue, Link, PartialDate, Text, Whole

from .declaring import Record, field
from .syncing import Synced

COVENANT = "自律公约"
"""The kind of rule that other organizations sign."""


class ManagementRule(Synced, Record):
    """One version of one rule of an organization; kinds are data of the pack (财务管理制度 …), 自律公约 of a federation."""

    __tablename__ = "management_rule"

    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=3
    )
    kind: Mapped[str | None] = field(
        "制度", Choice("rule_kind"), required="always", counts="by", since=3
    )
    version: Mapped[int | None] = field("版次", Whole(1, 999), since=3)
    text: Mapped[str | None] = field("正文", Text(5000, lines=20), required="always", since=3)
    adopted_on: Mapped[PartialDate | None] = field("通过日期", DateValue(), since=3)
    note: Mapped[str | None] = field("备注", Text(200), since=3)


class Signatory(Synced, Record):
    """One organization that signs a federation's covenant; without `signed_on` it is still to sign."""

    __tablename__ = "signatory"

    rule: Mapped[str | None] = field(
        "公约", Link("management_rule"), required="always", index=True, since=3
    )
    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=3
    )
    signed_by: Mapped[str | None] = field("签约人", Text(30), since=3)
    signed_on: Mapped[PartialDate | None] = field("签约日期", DateValue(), since=3)
