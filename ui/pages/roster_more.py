"""What a roster counts beside the organization's figures, and the verbs on a selection: leave, become staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import look
from ..lists import ListPanel
from ..pieces import button, label
from ..work import DeskPage, Reading, Writing
from .asking import Ask, AskBand

if TYPE_CHECKING:
    from cso_desk.usecases.rosters import RosterCount


class RosterMore(QWidget):
    """The counts over the list; the verbs stand in the roster's own line."""

    changed = Signal(str)

    def __init__(self, page: DeskPage, members: ListPanel) -> None:
        super().__init__()
        self._page = page
        self._members = members
        self._organization = ""
        self._mine = True
        self.leave = button("退出", "log-out", "", self._ask_day)
        self.leave.setAccessibleName("选中的成员退出")
        self.as_staff = button("改为从业人员", "briefcase", "", self._make_staff)
        self.counts = label("", "second", wrap=True)
        self.apart = label("", "second", wrap=True)
        self.adopt = button("按花名册更正人数", "refresh-cw", "link", self._adopt)
        self.band = AskBand()
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        line.addWidget(self.counts, 1)
        line.addWidget(self.apart, 1)
        line.addWidget(self.adopt)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_1))
        column.addLayout(line)
        column.addWidget(self.band)

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show the counts."""
        if organization != self._organization:
            self.band.hide()
        self._organization, self._mine = organization, mine
        desk = self._page.desk

        def read(_: Any) -> RosterCount:
            from cso_desk.usecases import rosters

            return rosters.count(desk, organization)

        Reading(self._page, "", read).done(lambda found: self._show(organization, found)).start()

    def _show(self, organization: str, found: RosterCount) -> None:
        if organization != self._organization:
            return
        self.counts.setText(found.words)
        self.counts.setVisible(bool(found.words) and not found.difference)
        self.apart.setText(found.difference)
        self.apart.setToolTip(found.words)
        self.apart.setVisible(bool(found.difference))
        self.adopt.setVisible(self._mine and bool(found.difference))

    def show_marked(self, count: int) -> None:
        """Let the verbs follow how many lines are marked."""
        self.leave.setEnabled(self._mine and count > 0)
        self.as_staff.setEnabled(self._mine and count > 0)

    def _ask_day(self) -> None:
        count = self._members.chosen().count
        asks = [Ask("left", "退出日期", example="2026-03", width=110)]
        self.band.ask(f"选中的 {count} 人退出组织：", asks, "记下退出", self._write_leave)

    def _write_leave(self, values: Mapping[str, str]) -> None:
        desk = self._page.desk

        def begin(ids: list[str]) -> None:
            def write(_: Any) -> Any:
                from cso_desk.usecases import rosters

                return rosters.leave(desk, ids, values["left"])

            self._write(write, f"已记下 {len(ids)} 人退出")

        self._members.with_chosen(begin)

    def _make_staff(self) -> None:
        desk = self._page.desk

        def begin(ids: list[str]) -> None:
            def write(_: Any) -> Any:
                from cso_desk.usecases import rosters

                return rosters.set_kind(desk, ids, rosters.STAFF)

            self._write(write, f"已把 {len(ids)} 人改为从业人员")

        self._members.with_chosen(begin)

    def _adopt(self) -> None:
        organization, desk = self._organization, self._page.desk

        def write(_: Any) -> Any:
            from cso_desk.usecases import rosters

            return rosters.adopt(desk, organization)

        self._write(write, "已按花名册更正人数")

    def _write(self, write: Any, words: str) -> None:
        def done(_: Any) -> None:
            self.band.hide()
            self.changed.emit(words)

        Writing(self._page, "正在保存", write).done(done).failed(self.band.tell).start()
