"""Units of the division tree: province, city, county, township, community (domain.md 8, GB/T 2260, GB/T 10114)."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from cso_desk.fields import Choice, DateValue, Division, PartialDate, Text

from . import lists
from .declaring import Record, field
from .syncing import Synced


class Unit(Synced, Record):
    """One unit. Rows of the shipped tree belong to nobody; a row that a desk adds or corrects belongs to the desk."""

    __tablename__ = "unit"

    code: Mapped[str | None] = field("区划代码", Text(12), index=True)
    name: Mapped[str] = field("名称", Text(60), required="always", index=True)
    level: Mapped[str | None] = field(
        "级别", Choice("level", lists.LEVELS), required="always", index=True
    )
    parent: Mapped[str | None] = field("上级", Division(), index=True)
    kind: Mapped[str | None] = field(
        "城乡", Choice("community_kind", lists.KINDS_OF_COMMUNITY), counts="by"
    )
    valid_from: Mapped[PartialDate | None] = field("启用日期", DateValue())
    valid_to: Mapped[PartialDate | None] = field("停用日期", DateValue())
    full_name: Mapped[str | None] = field("单位全称", Text(60), hint="落款用的全称")
    party_name: Mapped[str | None] = field("党组织全称", Text(60))
    office: Mapped[str | None] = field("承办机构", Text(30))
    initials: Mapped[str] = mapped_column(String, default="")
