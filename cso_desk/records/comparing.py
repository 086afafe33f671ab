"""What was judged about the register itself: pairs that are no duplicates, dated changes of units, the yearly check."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, Data, DateValue, Division, Link, PartialDate, Text, Whole

from . import lists
from .declaring import Record, field
from .syncing import Synced


class NotDuplicate(Synced, Record):
    """Two organizations that somebody judged to be different, so that the pair is never offered again."""

    __tablename__ = "not_duplicate"

    first: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=2
    )
    second: Mapped[str | None] = field(
        "另一组织", Link("organization"), required="always", index=True, since=2
    )
    judged_by: Mapped[str | None] = field("判断人", Text(30), since=2)
    why: Mapped[str | None] = field("说明", Text(100), since=2)


class UnitChange(Synced, Record):
    """One dated change of communities: merged, split, renamed or re-coded (packages.md 2.5).

    `moves` is `{organization id: [unit id before, unit id after]}`, so that the figures of any day can be told.
    """

    __tablename__ = "unit_change"

    kind: Mapped[str | None] = field(
        "变动种类", Choice("unit_change_kind", lists.UNIT_CHANGE_KINDS), required="always", since=2
    )
    date: Mapped[PartialDate | None] = field("生效日期", DateValue(), required="always", since=2)
    document: Mapped[str | None] = field("批准文件", Text(100), since=2)
    from_units: Mapped[Any] = field("变动前", Data(), since=2)
    to_units: Mapped[Any] = field("变动后", Data(), since=2)
    moves: Mapped[Any] = field("随转的组织", Data(), since=2)
    note: Mapped[str | None] = field("说明", Text(200), since=2)


class YearCheck(Synced, Record):
    """The yearly check (年度核对, 摸底) of one community: printed, corrected by hand, the differences entered."""

    __tablename__ = "year_check"

    community: Mapped[str | None] = field(
        "社区（村）", Division(), required="always", index=True, since=2
    )
    year: Mapped[int | None] = field("年度", Whole(1990, 2100), required="always", since=2)
    checked_on: Mapped[PartialDate | None] = field("核对日期", DateValue(), since=2)
    checked_by: Mapped[str | None] = field("核对人", Text(30), since=2)
    state: Mapped[str | None] = field("状态", Choice("check_state", lists.CHECK_STATES), since=2)
    entries: Mapped[Any] = field("逐个结果", Data(), since=2)
