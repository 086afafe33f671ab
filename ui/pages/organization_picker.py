"""Picks organizations for something (a shared venue, a shared leader): the register with its filters, marks, one verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..pieces import Empty, button, label
from ..work import Writing
from .organization_filters import Filters
from .organization_list import source
from .page import Page

Act = Callable[[list[str]], Any]


class OrganizationPicker(QWidget):
    """`picked` tells in words what was done; `left` that the clerk goes back without."""

    picked = Signal(str)
    left = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._act: Act = lambda _: None
        self._verb = ""
        self.back = button("返回", "arrow-left", "quiet", self.left.emit)
        self.title = label("", "title")
        self.take = button("选组织", "check", "primary", self._take)
        self.problem = label("", "problem", wrap=True)
        self.filters = Filters(page)
        self.list = ListPanel(page, source(page.desk), Empty("没有符合条件的组织。"))
        head = QHBoxLayout()
        head.setSpacing(look.px(look.GAP_2))
        head.addWidget(self.back)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(head)
        column.addWidget(self.problem)
        column.addWidget(self.filters)
        column.addWidget(self.list, 1)
        self.filters.changed.connect(self._list)
        self.list.marked.connect(self._marked)
        self.list.filled.connect(lambda _: self._marked())
        leave = QShortcut(QKeySequence("Esc"), self, self.left.emit)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def open(self, title: str, verb: str, act: Act) -> None:
        """Begin to pick; `verb` names the button (`{count}` is how many are marked), `act` writes (in a work lane)."""
        self.title.setText(title)
        self._verb, self._act = verb, act
        self.problem.hide()
        self.filters.read_choices()
        self._list()
        self.list.setFocus()

    def _list(self) -> None:
        self.list.show_query(self.filters.query())

    def _marked(self) -> None:
        count = self.list.chosen().count
        self.take.setText(self._verb.format(count=count))
        self.take.setEnabled(count > 0)

    def _take(self) -> None:
        self.list.with_chosen(self._write)

    def _write(self, ids: list[str]) -> None:
        act = self._act
        work = Writing(self._page, "正在保存", lambda _: act(ids))
        work.done(lambda count: self.picked.emit(f"已更新 {count} 个组织"))
        work.failed(self._refused).start()

    def _refused(self, error: Exception) -> bool:
        self.problem.setText(getattr(error, "message", "") or str(error))
        self.problem.show()
        return True
