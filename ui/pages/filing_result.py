"""What became of a selection: how many were done, which were not and why, and what is to be printed now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from .. import look
from ..pieces import Flow, button, clear, label

if TYPE_CHECKING:
    from cso_desk.usecases.case_papers import Paper
    from cso_desk.usecases.cases import Batch

SHOWN_MOST = 200
"""Failed ones that are listed; the count tells all."""
HEIGHT = 132


def headline(batch: Batch, noun: str = "个") -> str:
    """Return one line: 57 个已办，3 个没有办成."""
    done, failed = len(batch.done), len(batch.failed)
    if not failed:
        return f"{done} {noun}已办"
    return f"{done} {noun}已办，{failed} {noun}没有办成" if done else f"{failed} {noun}没有办成"


class ResultBand(QFrame):
    """Stands over the detail until the clerk puts it away (Esc)."""

    paper_wanted = Signal(object)
    """A `Paper` is to be printed."""
    case_wanted = Signal(str)
    away = Signal()

    def __init__(self) -> None:
        super().__init__()
        look.dress(self, "band")
        self.head = label("", "strong", wrap=True)
        self.numbers = label("", "second", wrap=True, pick=True)
        self.close_button = button("收起", "x", "quiet", self.put_away)
        self.failed = QWidget(objectName="inside")
        self._lines = QVBoxLayout(self.failed)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(look.px(2))
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setWidget(self.failed)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setAccessibleName("没有办成的")
        self._room = QWidget()
        self._verbs = Flow(self._room, look.GAP_2)
        self.papers: list[QWidget] = []
        self.messages: list[str] = []
        self._lay_out()
        shortcut = QShortcut(QKeySequence("Esc"), self, self.put_away)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.head, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[look.px(look.GAP_2)] * 4)
        column.setSpacing(look.px(look.GAP_1))
        column.addLayout(head)
        for part in (self.numbers, self.scroll, self._room):
            column.addWidget(part)

    def tell(
        self,
        words: str,
        batch: Batch,
        papers: Sequence[Paper],
        verbs: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        """Show what a step did: `papers` to print now, `verbs` that can follow at once."""
        look.dress(self, "warning_band" if batch.failed else "band")
        self.head.setText(f"{words}：{headline(batch)}")
        self._show_numbers(batch)
        self._show_failed(batch)
        self._show_verbs(papers, verbs)
        self.show()
        first = self.papers[0] if self.papers else self.close_button
        first.setFocus()

    def _show_numbers(self, batch: Batch) -> None:
        given = [number for number in (batch.numbers or {}).values() if number]
        words = f"编号 {given[0]}" if given else ""
        if len(given) > 1:
            words += f" 至 {given[-1]}"
        self.numbers.setText(words)
        self.numbers.setVisible(bool(words))

    def _show_failed(self, batch: Batch) -> None:
        clear(self._lines)
        self.messages = [f"{one.organization}：{one.message}" for one in batch.failed]
        for one in batch.failed[:SHOWN_MOST]:
            line = QHBoxLayout()
            link = button(
                one.organization, "", "link", lambda id_=one.id: self.case_wanted.emit(id_)
            )
            words = label(one.message, "", wrap=True, pick=True)
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(words, 1)
            self._lines.addLayout(line)
        self._lines.addStretch(1)
        self.scroll.setVisible(bool(batch.failed))
        self.scroll.setFixedHeight(look.px(min(HEIGHT, 44 * len(batch.failed) + 4)))

    def _show_verbs(
        self, papers: Sequence[Paper], verbs: Sequence[tuple[str, Callable[[], object]]]
    ) -> None:
        clear(self._verbs)
        self.papers = []
        for paper in papers:
            words = f"打印{paper.title} {len(paper.cases)} 份"
            made = button(words, "printer", "", lambda paper=paper: self.paper_wanted.emit(paper))
            made.setAutoDefault(True)
            self.papers.append(made)
            self._verbs.addWidget(made)
        for words, act in verbs:
            made = button(words, "", "", act)
            made.setAutoDefault(True)
            self._verbs.addWidget(made)
        for at in range(self._verbs.count()):
            item = self._verbs.itemAt(at)
            widget = item.widget() if item else None
            if widget is not None:
                widget.show()
        self._room.setVisible(bool(papers or verbs))
        self._room.updateGeometry()

    def put_away(self) -> None:
        """Hide: it has been read."""
        self.hide()
        self.away.emit()
