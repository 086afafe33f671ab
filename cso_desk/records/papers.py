"""Where a printed paper is: printed, sent out for seal and signature, back, handed to those who keep its copies.

Source: practice.md, 'The work as it goes' 5 (送签清单, 一式三份 with a keeper each).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped

from cso_desk.fields import Choice, Data, DateValue, Link, PartialDate, Text

from .declaring import Record, field
from .syncing import Synced

PRINTED, SENT, BACK, KEPT, VOID = "已打印", "已送出", "已盖章收回", "已交存", "已作废"
PAPER_STATES = (PRINTED, SENT, BACK, KEPT, VOID)
"""已作废: printed anew before it went out, or not wanted any more; such a paper counts nowhere."""


class Paper(Synced, Record):
    """One official paper that left the printer. It stays on this desk: never in packages, but journaled and undoable.

    `code` is the short code on it (AB3D-7KQ2), empty where the form carries none. It speaks of `filing_case` or `certificate`,
    where neither is set of the organization itself. `showed` is `{"at": ISO moment of the print, "operation": the
    journal's number of it, "digest": of all it showed, "marks": {key: short digest of one value, salted with this
    record's id}}`, so that no personal data is kept twice. `copies` is a list of `{"keeper": who keeps it, "on": ISO
    day it was handed over or ""}`.
    """

    __tablename__ = "paper"

    code: Mapped[str | None] = field("核对编号", Text(9), index=True, since=3)
    form: Mapped[str | None] = field("表号", Text(10), required="always", since=3)
    title: Mapped[str | None] = field("表名", Text(80), since=3)
    organization: Mapped[str | None] = field(
        "组织", Link("organization"), required="always", index=True, since=3
    )
    filing_case: Mapped[str | None] = field("备案事项", Link("filing_case"), since=3)
    certificate: Mapped[str | None] = field("证书", Link("certificate"), since=3)
    state: Mapped[str | None] = field(
        "纸质表状态", Choice("paper_state", PAPER_STATES), required="always", index=True, since=3
    )
    showed: Mapped[Any] = field("印出的内容", Data(), since=3)
    printed_on: Mapped[PartialDate | None] = field("打印日期", DateValue(), since=3)
    printed_by: Mapped[str | None] = field("打印人", Text(30), since=3)
    list_number: Mapped[str | None] = field("送签清单号", Text(20), index=True, since=3)
    sent_on: Mapped[PartialDate | None] = field("送出日期", DateValue(), since=3)
    returned_on: Mapped[PartialDate | None] = field("收回日期", DateValue(), since=3)
    copies: Mapped[Any] = field("各份保存", Data(), since=3)
