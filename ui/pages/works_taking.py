"""Looks at a pasted block or a spreadsheet of activities or money before it comes in: the rows, the problems, one verb."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.import_ledger import Source
    from cso_desk.usecases.import_works import Taken

COLUMNS = {
    "activity": (
        PlainColumn("name", "组织", 190),
        PlainColumn("begins_on", "开始日期", 96),
        PlainColumn("title", "活动名称", 190),
        PlainColumn("theme", "活动主题", 110),
        PlainColumn("times", "次数", 60, "right"),
        PlainColumn("people", "参加人数", 72, "right"),
        PlainColumn("place", "活动地点", 140),
    ),
    "money_entry": (
        PlainColumn("name", "组织", 190),
        PlainColumn("date", "日期", 96),
        PlainColumn("direction", "收支", 76),
        PlainColumn("kind", "项目", 90),
        PlainColumn("amount", "金额", 96, "right"),
        PlainColumn("summary", "摘要", 190),
        PlainColumn("handled_by", "经手人", 76),
    ),
}
_PROBLEMS = (PlainColumn("message", "要核对的", 900),)


class WorksTaking(QWidget):
    """`taken` tells in words what came in; `left` that the clerk goes back without."""

    taken = Signal(str)
    left = Signal()

    def __init__(self, page: Page, table: str) -> None:
        super().__init__()
        self._page, self._table = page, table
        self._source: Source | None = None
        self._into = ""
        noun = "活动" if table == "activity" else "收支"
        self.back = button("返回", "arrow-left", "quiet", self.left.emit)
        self.title = label(f"导入{noun}", "title")
        self.go = button("导入", "download", "primary", self._take)
        self.words = label("", "strong", wrap=True)
        self.fills = label("", "second", wrap=True)
        self._rows, self._problem_rows = MemoryRows(), MemoryRows()
        source = self._rows.source(f"要导入的{noun}", COLUMNS[table], "行")
        self.list = ListPanel(page, source, Empty("没有可以导入的行，请看下面要核对的。"))
        problems = self._problem_rows.source(f"导入{noun}的问题", _PROBLEMS, "处")
        self.problems = ListPanel(page, problems, Empty("没有问题。"))
        head = QHBoxLayout()
        head.setSpacing(look.px(look.GAP_2))
        for part in (self.back, self.title):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(head)
        for text in (self.words, self.fills):
            column.addWidget(text)
        column.addWidget(self.list, 3)
        column.addWidget(self.problems, 2)
        leave = QShortcut(QKeySequence("Esc"), self, self.left.emit)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def open(self, source: Source, into: str) -> None:
        """Look at a block or file; `into` is the organization of rows that name none."""
        self._source, self._into = source, into
        self.go.setEnabled(False)
        self.words.setText("正在看…")
        self.fills.setText("")
        self._fill([], [])

        def look_at(_: Any) -> Taken:
            from cso_desk.usecases import import_works

            return import_works.preview(self._page.desk, self._table, source, into)

        Reading(self._page, "", look_at).done(self._show).failed(self._refused).start()

    def _show(self, found: Taken) -> None:
        self.words.setText(f"{found.words}。")
        named = [f"{text}→{label}" for text, label in found.headings if label]
        lost = [text for text, label in found.headings if not label]
        unknown = f"；没用上：{'、'.join(lost)}" if lost else ""
        self.fills.setText(f"认出的列：{'，'.join(named)}{unknown}。")
        self.go.setText(f"导入这 {found.new} 行")
        self.go.setEnabled(found.new > 0)
        self._fill(found.rows, [one.message for one in found.problems])
        (self.go if found.new else self.back).setFocus()

    def _fill(self, rows: list[dict[str, str]], problems: list[str]) -> None:
        self._rows.put(rows)
        self.list.show_query(None)
        numbered = enumerate(problems)
        self._problem_rows.put([{"id": str(n), "message": words} for n, words in numbered])
        self.problems.show_query(None)
        self.problems.setVisible(bool(problems))

    def _refused(self, error: Exception) -> bool:
        message = getattr(error, "message", "")
        self.words.setText(message)
        self.back.setFocus()
        return bool(message)

    def _take(self) -> None:
        source, into = self._source, self._into
        if source is None:
            return

        def take(progress: Any) -> Any:
            from cso_desk.usecases import import_works

            return import_works.take(self._page.desk, self._table, source, into, progress)

        def done(found: Taken) -> None:
            self.taken.emit(f"已导入 {found.new} 行")

        self.go.setEnabled(False)
        Writing(self._page, "正在导入", take).done(done).failed(self._refused).start()
