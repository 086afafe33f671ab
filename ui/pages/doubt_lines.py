"""提醒和退回: what is unlikely about an organization with the explanations, and what a superior sent back of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, Flow, button, label
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .detail_tabs import margins_of_a_part
from .page import Page, Waits

if TYPE_CHECKING:
    from cso_desk.usecases.doubts import Doubt
    from cso_desk.usecases.returns import ReturnInfo

COLUMNS = (
    PlainColumn("kind", "种类", 64),
    PlainColumn("state", "状态", 72),
    PlainColumn("field", "栏目", 90),
    PlainColumn("words", "内容", 220),
    PlainColumn("answer", "情况说明", 180),
)
EMPTY = "没有提醒，也没有退回意见。看起来不大可能的内容会在这里提醒；没有错的，写一句情况说明，随数据上报。"


class DoubtLines(QWidget):
    """Doubts and remarks in one list."""

    plan_wanted = Signal(object)
    counted = Signal(int)
    changed = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._organization = ""
        self._doubts: dict[str, Doubt] = {}
        self._rows = MemoryRows()
        self.band = AskBand()
        self.explain = button("说明情况", "file-text", "", self._ask)
        self.go = button("去处理退回意见", "send", "", self._go)
        self.said = label("", "second", wrap=True, pick=True)
        source = self._rows.source("提醒和退回", COLUMNS, "条", frozenset({"state"}))
        self.list = ListPanel(page, source, Empty(EMPTY))
        verbs = Flow(gap=look.GAP_2)
        verbs.addWidget(self.explain)
        verbs.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins_of_a_part())
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(verbs)
        column.addWidget(self.band)
        column.addWidget(self.list, 1)
        column.addWidget(self.said)
        self.list.filled.connect(self._filled)
        self.list.marked.connect(self._marked)
        self.list.opened.connect(lambda _: self._ask() if self.explain.isEnabled() else self._go())

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show what there is, whoever keeps the organization."""
        if organization != self._organization:
            self.band.hide()
        self._organization = organization

        def read(_: Any) -> tuple[list[Doubt], list[ReturnInfo]]:
            from cso_desk.usecases import doubts, returns

            if not organization:
                return [], []
            return doubts.of(self._page.desk, organization), returns.listed(
                self._page.desk, about=organization
            )

        work = Reading(self._page, "", read)
        work.done(lambda found: self._show(organization, *found)).start()

    def _show(
        self, organization: str, doubts: Sequence[Doubt], returns: Sequence[ReturnInfo]
    ) -> None:
        if organization != self._organization:
            return
        self._doubts = {one.id: one for one in doubts}
        rows = [*map(_returned, returns), *map(_doubtful, doubts)]
        self._rows.put(rows)
        self.list.show_query(organization, go_to=rows[0]["id"] if rows else None)

    def _filled(self, count: int) -> None:
        self.counted.emit(count)
        self._marked()

    def _marked(self) -> None:
        row = self.list.current()
        one = self._doubts.get(row.id) if row is not None else None
        self.explain.setVisible(bool(self._doubts))
        self.explain.setEnabled(one is not None and one.mine)
        self.go.setVisible(row is not None and one is None)
        self.said.setText("　".join(row.cells[2:]).strip() if row is not None else "")

    def _go(self) -> None:
        self._page.shell.go("报送", Waits((("view", "退回和答复"),)))

    def _ask(self) -> None:
        row = self.list.current()
        one = self._doubts.get(row.id) if row is not None else None
        if one is None or not one.mine:
            return
        organization = self._organization
        asks = [Ask("words", "情况说明", one.words, "新成立，正在发展成员", width=300)]
        self.band.ask(
            f"{one.sentence}没有错的，写一句说明，随数据上报。",
            asks,
            "写好",
            lambda values: self._write(organization, one.id, values["words"]),
        )

    def _write(self, organization: str, doubt: str, words: str) -> None:
        def write(_: Any) -> Any:
            from cso_desk.usecases import doubts

            return doubts.explain(self._page.desk, organization, doubt, words)

        def written(_: Any) -> None:
            self.band.hide()
            self.changed.emit("情况说明已写好，随下一个上报包一起报")

        Writing(self._page, "正在保存", write).done(written).failed(self.band.tell).start()


def _doubtful(one: Doubt) -> dict[str, str]:
    return {
        "id": one.id,
        "kind": "提醒",
        "state": "已说明" if one.words else "待核对",
        "field": one.field,
        "words": one.sentence,
        "answer": one.words,
    }


def _returned(one: ReturnInfo) -> dict[str, str]:
    proposed = f"（建议改为“{one.proposed}”）" if one.proposed else ""
    return {
        "id": one.id,
        "kind": "退回",
        "state": one.state,
        "field": one.field,
        "words": one.reason + proposed,
        "answer": one.answer_words or one.answer,
    }
