"""打印记录 of one organization, in its detail: the newest print of each form, and the way to all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..lists.memory import MemoryRows, PlainColumn
from ..pieces import Empty, button
from ..work import Reading
from .detail_tabs import margins_of_a_part
from .page import OpenRecord, Page

if TYPE_CHECKING:
    from cso_desk.usecases.print_log import Entry

COLUMNS = (
    PlainColumn("when", "最近打印", 140),
    PlainColumn("form", "表", 220),
    PlainColumn("copies", "份数", 56, "right"),
    PlainColumn("way", "打印到", 110),
    PlainColumn("who", "打印人", 90),
)
EMPTY = "这个组织还没有打印过表。点上面的“打印…”就可以打，打过的都记在这里。"


class PrintLines(QWidget):
    """The last prints."""

    plan_wanted = Signal(object)
    counted = Signal(int)
    changed = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._organization = ""
        self._rows = MemoryRows()
        self.list = ListPanel(page, self._rows.source("最近打印", COLUMNS, "种"), Empty(EMPTY))
        self.see = button("看全部打印记录", "history", "", self._go)
        row = QHBoxLayout()
        row.setSpacing(look.px(look.GAP_2))
        row.addWidget(self.see)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*margins_of_a_part())
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(row)
        column.addWidget(self.list, 1)
        self.list.opened.connect(lambda _: self._go())
        self.list.filled.connect(self.counted)

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show the last prints of an organization."""
        self._organization = organization
        desk = self._page.desk

        def read(_: Any) -> list[Entry]:
            from cso_desk.usecases import print_log

            return print_log.last_of(desk, organization) if organization else []

        Reading(self._page, "", read).done(lambda found: self._fill(organization, found)).start()

    def _fill(self, organization: str, found: list[Entry]) -> None:
        if organization != self._organization:
            return
        self._rows.put(
            [
                {
                    "id": str(one.n),
                    "when": one.when,
                    "form": f"{one.code} {one.title}",
                    "copies": str(one.copies),
                    "way": one.way,
                    "who": one.who,
                }
                for one in found
            ]
        )
        self.list.show_query(None)

    def _go(self) -> None:
        self._page.shell.go("打印记录", OpenRecord(self._organization))
