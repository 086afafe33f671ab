"""What a package would change, field by field, beside the list of packages: organization, field, before, after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, label

if TYPE_CHECKING:
    from cso_desk.usecases.arriving import LookedAt

    from .page import Page

_COLUMNS = (
    PlainColumn("name", "组织或记录", 150),
    PlainColumn("label", "栏目", 84),
    PlainColumn("before", "原内容", 110),
    PlainColumn("after", "新内容", 110),
)
_EMPTY = "这份包没有改动已有的内容。"
_TABLE_COUNTS = (
    ("added", "新增"),
    ("changed", "变更"),
    ("removed", "移除"),
    ("refused", "退回"),
)


class DifferencesPanel(QWidget):
    """One package; empty until one is shown."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._rows = MemoryRows()
        self.head = label("", "strong", wrap=True)
        self.words = label("", "second", wrap=True, pick=True)
        self.list = ListPanel(page, self._rows.source("改动内容", _COLUMNS, "处"), Empty(_EMPTY))
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(look.GAP_2), 0, 0, 0)
        column.setSpacing(look.px(look.GAP_1))
        column.addWidget(self.head)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        self.hide()

    def show_package(self, one: LookedAt) -> None:
        """Show what one package does."""
        seq = f"第 {one.seq} 号" if one.seq else ""
        self.head.setText(f"{one.sender_name or one.file.name}{seq}的改动")
        self.words.setText("\n".join(_sentences(one)))
        self._rows.put(
            [
                {
                    "id": str(number),
                    "name": found.record or found.table,
                    "label": found.label,
                    "before": found.before or "（空）",
                    "after": found.after or "（空）",
                }
                for number, found in enumerate(one.differences)
            ]
        )
        self.list.show_query(str(one.file))
        self.show()


def _sentences(one: LookedAt) -> list[str]:
    from cso_desk.usecases.exchange_words import table_word

    found = []
    for table, counts in one.tables.items():
        words = [f"{word} {counts[key]}" for key, word in _TABLE_COUNTS if counts.get(key)]
        if words:
            found.append(f"{table_word(table)}：{'，'.join(words)}。")
    if one.missing_seqs:
        numbers = "、".join(f"{seq:04d}" for seq in one.missing_seqs)
        found.append(f"缺第 {numbers} 号，可能还在路上。")
    if one.absent:
        words = "、".join(one.absent_names)
        found.append(
            f"缺失 {one.absent} 条：本机有而这份全部数据的包里没有（{words}），不会删除，请与对方核对。"
        )
    found += [f"退回：{row.record}，{row.why}" for row in one.refused_rows[:5]]
    if one.message and one.verdict in ("fork", "refused"):
        found.append(one.message)
    return found
