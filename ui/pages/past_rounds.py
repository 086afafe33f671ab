"""评议: what an organization got over the years, beside its other parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, label
from ..work import DeskPage, Reading
from .detail_tabs import margins_of_a_part

if TYPE_CHECKING:
    from cso_desk.usecases.round_history import Past

COLUMNS = (
    PlainColumn("year", "年度", 60),
    PlainColumn("grade", "等次", 84),
    PlainColumn("score", "得分", 66, "right"),
    PlainColumn("held_on", "评议日期", 96),
    PlainColumn("reason", "说明", 240),
)


class PastRounds(QWidget):
    """The history of scores, the newest first."""

    plan_wanted = Signal(object)
    counted = Signal(int)
    changed = Signal(str)

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        self._page = page
        self._organization = ""
        self._rows = MemoryRows()
        self.words = label("评议结果是扶持和品牌推选的重要参考。", "second", wrap=True)
        source = self._rows.source("历年评议", COLUMNS, "次", frozenset({"grade"}))
        self.list = ListPanel(page, source, Empty("定下结果的评议，历年的等次和得分列在这里。"))
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins_of_a_part())
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        self.list.filled.connect(self.counted)

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show the results of an organization, whoever keeps it."""
        self._organization = organization

        def read(_: Any) -> list[Past]:
            from cso_desk.usecases import round_history

            return round_history.history(self._page.desk, organization) if organization else []

        work = Reading(self._page, "", read)
        work.done(lambda found: self._show(organization, found)).start()

    def _show(self, organization: str, found: list[Past]) -> None:
        if organization == self._organization:
            self._rows.put([_row(one) for one in found])
            self.list.show_query(organization)


def _row(one: Past) -> dict[str, str]:
    said = [f"测评等次 {one.computed}"] if one.computed != one.grade else []
    said += [one.reason] if one.reason else []
    said += [f"异议和申诉 {one.objections} 件"] if one.objections else []
    return {
        "id": one.round,
        "year": str(one.year),
        "grade": one.grade,
        "score": one.score,
        "held_on": one.held_on,
        "reason": "；".join(said),
    }
