"""Which organizations a kind of case begins for: the register, narrowed to those that can have it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..pieces import Empty, button, label
from ..work import Reading
from .organization_filters import REST, filter_box, offer_choices
from .organization_list import source
from .page import Page


class PickingView(QWidget):
    """`picked` gives the kind and the organizations in the list's order."""

    picked = Signal(str, list)
    left = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._kind = ""
        self.back = button("返回", "arrow-left", "quiet", self.left.emit)
        self.title = label("", "title")
        self.go = button("", "file-check", "primary", self._go)
        self.go.setAutoDefault(True)
        self.go.setToolTip("Ctrl+S")
        self.text = QLineEdit()
        self.text.setPlaceholderText("在列表里找")
        self.text.setAccessibleName("在列表里找")
        self.text.setClearButtonEnabled(True)
        self.text.setMaximumWidth(look.px(220))
        self.state = filter_box("状态")
        self.list = ListPanel(page, source(page.desk), Empty("没有符合条件的组织。"))
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._lay_out()
        self.text.textChanged.connect(lambda _: self._rest.start())
        self.text.returnPressed.connect(self.list.setFocus)
        self._rest.timeout.connect(self._read)
        self.state.activated.connect(lambda _: self._read())
        self.list.marked.connect(self._marked)
        self.list.filled.connect(self._filled)
        self.list.opened.connect(lambda _: self._go())
        for keys, act in (("Ctrl+S", self._go), ("Esc", self.left.emit)):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(look.px(look.GAP_2))
        head.addWidget(self.back)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.go)
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        line.addWidget(self.text)
        line.addWidget(self.state)
        line.addWidget(label("选中一个或几个（Ctrl+A 全选），Enter 往下填。", "second"))
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(head)
        column.addLayout(line)
        column.addWidget(self.list, 1)

    def pick(self, kind: str) -> None:
        """Show the organizations whose state lets a kind of case begin."""
        self._kind = kind
        self.title.setText(f"新办{kind}：选组织")
        desk = self._page.desk

        def read(_: Any) -> tuple[str, ...]:
            from cso_desk.usecases import case_rules

            rules = case_rules.Rules(desk)
            return rules.flow(rules.on(None), kind).states

        Reading(self._page, "", read).done(self._offer).start()

    def _offer(self, states: tuple[str, ...]) -> None:
        offer_choices(self.state, "状态", [(one, one) for one in states])
        self.state.setCurrentIndex(1)
        self._read()
        self.text.setFocus()

    def _read(self) -> None:
        from cso_desk.usecases.lists import Query

        query = Query(text=self.text.text().strip(), state=self.state.currentData())
        self.list.show_query(query)

    def _filled(self, count: int) -> None:
        if count and not self.list.table.currentIndex().isValid():
            self.list.table.go_to(0)
        self._marked()

    def _marked(self) -> None:
        count = self.list.chosen().count
        self.go.setEnabled(bool(count))
        self.go.setText(f"给选中的 {count} 个组织往下填" if count else "先选组织")

    def _go(self) -> None:
        if self.go.isEnabled():
            self.list.with_chosen(lambda ids: self.picked.emit(self._kind, ids))
