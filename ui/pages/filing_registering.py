"""可转登记: filed organizations that meet registration conditions, each with its evidence sheet; a hint, no order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, label
from .filing_lines import LinesTab, Rows, verb
from .page import Page, PrintCases

if TYPE_CHECKING:
    from cso_desk.usecases.registering import Evidence

KIND = "转为登记"
SHEET = "F14"
_LINES = (
    PlainColumn("label", "项目", 120),
    PlainColumn("needed", "参考标准", 130),
    PlainColumn("held", "现有", 120),
    PlainColumn("met", "核对", 80),
)


class RegisteringView(LinesTab):
    """`begin_wanted` asks for a case of registration for a selection."""

    begin_wanted = Signal(str, list)
    name = "可转登记"
    purpose = "达到登记条件参考标准的组织会列在这里。是否登记由组织自愿，向县级民政部门申请。"
    columns = (
        PlainColumn("name", "组织名称", 240),
        PlainColumn("nature", "组织性质", 150),
        PlainColumn("community", "所在社区(村)", 170),
        PlainColumn("filing_number", "备案编号", 180),
    )

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._sheets: dict[str, tuple[Evidence, ...]] = {}
        self.begin = verb("办理转为登记", "file-check", self._begin)
        self.paper = verb("打印条件核对表", "printer", self._print)
        self.with_verbs(self.begin, self.paper)
        self._evidence = MemoryRows()
        source = self._evidence.source("登记条件", _LINES, "项", frozenset({"met"}))
        self.evidence = ListPanel(page, source, Empty("请在上面选一个组织。"))
        card = QFrame()
        look.dress(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*[look.px(look.GAP_2)] * 4)
        column.addWidget(label("登记条件（参考）", "strong"))
        column.addWidget(self.evidence, 1)
        self.place.addWidget(card, 1)

    def rows_of(self) -> Rows:
        """Read who meets the conditions."""
        from cso_desk.usecases import registering

        found = registering.ready_to_register(self._page.desk)
        self._sheets = {one.organization: one.lines for one in found}
        keys = ("organization", "name", "nature", "community", "filing_number")
        return [
            {"id": one.organization, **{key: str(getattr(one, key)) for key in keys}}
            for one in found
        ]

    def chosen_changed(self, count: int) -> None:
        """Show the evidence of the row of the cursor."""
        self.begin.setEnabled(bool(count))
        self.paper.setEnabled(bool(count))
        row = self.list.current()
        lines = self._sheets.get(row.id, ()) if row is not None else ()
        self._evidence.put([_line(number, one) for number, one in enumerate(lines)])
        self.evidence.model.replace(self.evidence.model.ids[:0])
        self.evidence.show_query(None)

    def _begin(self) -> None:
        self.list.with_chosen(lambda ids: self.begin_wanted.emit(KIND, ids))

    def _print(self) -> None:
        self.list.with_chosen(
            lambda ids: self._page.shell.go("打印", PrintCases(tuple(ids), SHEET, "sheet"))
        )


def _line(number: int, one: Evidence) -> Mapping[str, str]:
    words = {True: "具备", False: "不具备", None: ""}
    return {
        "id": str(number),
        "label": one.label,
        "needed": one.needed,
        "held": one.held,
        "met": words[one.met],
    }
