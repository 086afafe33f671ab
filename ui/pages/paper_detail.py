"""One paper beside the list: whether its record changed since, where each copy is, and what was done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..pieces import Flow, badge, button, clear, label, set_badge
from ..work import Reading
from .history_view import HistoryView
from .page import Page

if TYPE_CHECKING:
    from cso_desk.usecases.paper_checking import Checked

NOTHING = "请在左边选一件，或扫一张表的二维码"


class PaperDetail(QFrame):
    """`show_checked` fills it."""

    closed = Signal()
    organization_wanted = Signal(str)
    returned_wanted = Signal(str)
    copies_wanted = Signal(object)
    """The `PaperLine` of which it is to be said who keeps the copies."""
    changed = Signal()
    """Something was taken back in the history."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        look.dress(self, "card")
        self._page = page
        self._number = 0
        self.checked: Checked | None = None
        self.back = button("返回列表", "arrow-left", "quiet", self.closed.emit)
        self.head = label("", "strong", wrap=True)
        self.state, self.change = badge(), badge()
        self.words = label(NOTHING, "second", wrap=True, pick=True)
        self.differences = QVBoxLayout()
        self.copies = label("", "", wrap=True, pick=True)
        self.returned = button("已盖章收回", "check", "primary", self._return)
        self.organization = button("打开组织", "users", "", self._open)
        self.edit = button("改各份保存…", "pencil", "", self._ask_copies)
        self.history = HistoryView(page)
        self.history.undone.connect(self.changed)
        self._lay_out()
        self.clear(NOTHING)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        column.setSpacing(look.px(look.GAP_2))
        top = QHBoxLayout()
        top.setSpacing(look.px(look.GAP_2))
        top.addWidget(self.back)
        top.addWidget(self.head, 1)
        column.addLayout(top)
        states = QHBoxLayout()
        states.setSpacing(look.px(look.GAP_2))
        for part in (self.state, self.change):
            states.addWidget(part)
        states.addStretch(1)
        column.addLayout(states)
        column.addWidget(self.words)
        column.addLayout(self.differences)
        column.addWidget(self.copies)
        holder = QWidget()
        flow = Flow(holder, look.GAP_2)
        for verb in (self.returned, self.organization, self.edit):
            flow.addWidget(verb)
        column.addWidget(holder)
        column.addWidget(self.history, 1)
        self.verbs = holder

    def clear(self, words: str) -> None:
        """Show no paper, only words."""
        self._number += 1
        self.checked = None
        self.head.hide()
        set_badge(self.state, "")
        set_badge(self.change, "")
        self.words.setText(words)
        self._fill(None)
        self.verbs.hide()
        self.history.hide()

    def read(self, paper: str) -> None:
        """Compare a paper with its record and show it."""
        self._number += 1
        number = self._number

        def read(_: Any) -> Checked:
            from cso_desk.usecases import paper_checking

            return paper_checking.check_paper(self._page.desk, paper)

        def shown(found: Checked) -> None:
            if number == self._number:
                self.show_checked(found)

        def gone(_: Exception) -> bool:
            self.clear(NOTHING)
            return True

        Reading(self._page, "", read).done(shown).failed(gone).start()

    def read_again(self) -> None:
        """Read the paper that is shown once more."""
        if self.checked is not None:
            self.read(self.checked.paper.id)

    def show_checked(self, found: Checked) -> None:
        """Show a paper that was compared."""
        self._number += 1
        self.checked = found
        self.head.setText(f"{found.paper.form} {found.paper.title}")
        self.head.show()
        set_badge(self.state, found.paper.state)
        set_badge(self.change, "已变动" if found.changed else "未变动")
        self.change.setAccessibleName(self.change.text())
        self.words.setText(found.words)
        self._fill(found)
        back = found.paper.state in ("已打印", "已送出")
        self.returned.setVisible(back)
        self.verbs.show()
        self.verbs.updateGeometry()
        self.history.show()
        self.history.show_record(found.paper.id)

    def _fill(self, found: Checked | None) -> None:
        clear(self.differences)
        self.copies.setVisible(found is not None)
        if found is None:
            return
        for one in found.differences:
            then, now = one.then or "（见历史）", one.now or "（空）"
            words = (
                f"{one.label}：{then} → {now}" if one.then or one.now else f"{one.label}：有改动"
            )
            self.differences.addWidget(label(words, "problem", wrap=True, pick=True))
        copies = "；".join(
            f"{copy.keeper} {copy.on} 已交" if copy.on else f"{copy.keeper} 未交"
            for copy in found.paper.copies
        )
        self.copies.setText(f"各份保存：{copies}")

    def _return(self) -> None:
        if self.checked is not None:
            self.returned_wanted.emit(self.checked.paper.id)

    def _open(self) -> None:
        if self.checked is not None:
            self.organization_wanted.emit(self.checked.paper.organization)

    def _ask_copies(self) -> None:
        if self.checked is not None:
            self.copies_wanted.emit(self.checked.paper)
