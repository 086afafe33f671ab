"""The columns of the list of papers, and what a row says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lists.memory import PlainColumn

if TYPE_CHECKING:
    from cso_desk.usecases.paper_tracks import PaperLine

COLUMNS = (
    PlainColumn("name", "组织", 170),
    PlainColumn("form", "表", 130),
    PlainColumn("community", "社区（村）", 96),
    PlainColumn("state", "状态", 96),
    PlainColumn("out", "未收回", 84),
    PlainColumn("list", "送签清单", 92),
    PlainColumn("sent_on", "送出日期", 96),
    PlainColumn("copy1", "第一份", 130),
    PlainColumn("copy2", "第二份", 150),
    PlainColumn("copy3", "第三份", 160),
    PlainColumn("code", "核对编号", 92),
    PlainColumn("printed_on", "打印日期", 96),
    PlainColumn("returned_on", "收回日期", 96),
)


def row_of(one: PaperLine) -> dict[str, str]:
    """Return the texts of a row by column."""
    found = {
        "id": one.id,
        "name": one.name,
        "form": f"{one.form} {one.title.removeprefix('社区社会组织')}",
        "community": one.community_name,
        "state": one.state,
        "out": one.out_words,
        "list": one.list_number,
        "sent_on": one.sent_on,
        "code": one.code,
        "printed_on": one.printed_on,
        "returned_on": one.returned_on,
    }
    for place, copy in enumerate(one.copies[:3], 1):
        found[f"copy{place}"] = copy.words
    return found
