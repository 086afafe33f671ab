"""移交组织: marked organizations go to another unit, with the reason and the document; one order per owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cso_desk.errors import Problem

from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button, label
from ..work import Reading, Writing
from .asking import Ask, AskBand
from .page import ForOrganizations, Page, Shell, Waits

if TYPE_CHECKING:
    from cso_desk.usecases.orders import Given

_COLUMNS = (
    PlainColumn("name", "组织名称", 320),
    PlainColumn("community", "所在社区(村)", 220),
    PlainColumn("owner", "现在由谁维护", 220),
    PlainColumn("state", "状态", 120),
)
_EMPTY = "没有选组织。请回到“组织”，选中要移交的，再点“更多”里的“移交给其他单位…”。"
_ABOUT = (
    "移交后组织连同花名册、备案决定、活动和附件由接收单位维护，这里只能查看；"
    "移交包送到以前原单位的改动会列为迟到改动，不会丢。"
)
_NO_TARGET = "请选接收单位；没有列出的单位要先在“报送关系”里给它签发证书。"


class HandoverPage(Page):
    """Reached from 更多 on 组织."""

    word = "移交组织"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._ids: tuple[str, ...] = ()
        self._targets: Mapping[str, str] = {}
        self._rows = MemoryRows()
        self.back = button("返回组织", "arrow-left", "quiet", lambda: self.shell.go("组织"))
        self.band = AskBand()
        self.band.leave.clicked.connect(lambda: self.shell.go("组织"))
        source = self._rows.source("移交组织", _COLUMNS, "个", frozenset({"state"}))
        self.list = ListPanel(self, source, Empty(_EMPTY))
        head = self.head("移交组织")
        head.insertWidget(0, self.back)
        self.body.addLayout(head)
        self.body.addWidget(label(_ABOUT, "second", wrap=True))
        self.body.addWidget(self.band)
        self.body.addWidget(self.list, 1)

    def come(self, request: object) -> None:
        """Take the organizations that were marked."""
        if isinstance(request, ForOrganizations):
            self._ids = request.ids
        ids = self._ids

        def read(_: Any) -> tuple[list[dict[str, str]], list[tuple[str, str]]]:
            from cso_desk.usecases import order_lists, register

            rows = [_row(register.show(self.desk, one)) for one in ids]
            return rows, order_lists.targets(self.desk)

        Reading(self, "", read).done(lambda found: self._fill(*found)).start()

    def _fill(self, rows: Sequence[Mapping[str, str]], targets: Sequence[tuple[str, str]]) -> None:
        self._targets = {name: unit for unit, name in targets}
        self._rows.put(rows)
        self.list.show_query(None)
        self.count.setText(f"选中 {len(rows)} 个" if rows else "")
        if not rows:
            self.band.hide()
            return
        asks = [
            Ask("to", "接收单位", width=230, words=tuple(self._targets)),
            Ask("reason", "移交原因", example="管理层级调整", width=210),
            Ask("document", "批准文件", example="辉政〔2026〕7号", width=190),
        ]
        words = f"把选中的 {len(rows)} 个组织移交给："
        self.band.ask(words, asks, f"移交（{len(rows)} 个）", self._give)

    def _give(self, values: dict[str, str]) -> None:
        ids, to = self._ids, self._targets.get(values["to"], "")
        if not to:
            self.band.show_problems([Problem("", "to", "missing_required", _NO_TARGET)])
            return

        def write(_: Any) -> Any:
            from cso_desk.usecases import orders

            return orders.give(self.desk, ids, to, values["reason"], values["document"])

        work = Writing(self, "正在移交", write)
        work.done(self._given).failed(self.band.tell).start()

    def _given(self, given: Given) -> None:
        self._ids = ()
        self.band.hide()
        self._rows.put(())
        words = f"已移交 {given.organizations} 个组织（共 {given.rows} 条记录），请生成移交包送双方"
        self.shell.note(words)
        self.shell.go("报送", Waits((("view", "移交"),)))


def _row(one: Any) -> dict[str, str]:
    return {
        "id": one.id,
        "name": one.values["name"],
        "community": one.values["community"],
        "owner": one.owner_name,
        "state": one.state,
    }
