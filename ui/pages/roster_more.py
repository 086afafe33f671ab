"""What a roster counts beside the organization's figures, and the verbs on a selection: leave, become staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from .. import look
from ..forms import Section
from ..forms.editor import Loaded, Plan
from ..lists import ListPanel
from ..pieces import button, label
from ..work import DeskPage, Reading, Writing

if TYPE_CHECKING:
    from cso_desk.usecases.opening import Desk
    from cso_desk.usecases.rosters import RosterCount


class RosterMore(QWidget):
    """The counts over the list; the verbs stand in the roster's own line."""

    changed = Signal(str)
    plan_wanted = Signal(object)

    def __init__(self, page: DeskPage, members: ListPanel) -> None:
        super().__init__()
        self._page = page
        self._members = members
        self._organization = ""
        self._mine = True
        self.leave = button("退出", "log-out", "", self._leave)
        self.leave.setAccessibleName("选中的成员退出")
        self.as_staff = button("改为从业人员", "briefcase", "", self._make_staff)
        self.counts = label("", "second", wrap=True)
        self.apart = label("", "second", wrap=True)
        self.adopt = button("按花名册更正人数", "refresh-cw", "link", self._adopt)
        line = QHBoxLayout(self)
        line.setSpacing(look.px(look.GAP_2))
        line.addWidget(self.counts, 1)
        line.addWidget(self.apart, 1)
        line.addWidget(self.adopt)
        line.setContentsMargins(0, 0, 0, 0)

    def show_organization(self, organization: str, *, mine: bool) -> None:
        """Read and show the counts."""
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

    def _leave(self) -> None:
        desk = self._page.desk
        self._members.with_chosen(lambda ids: self.plan_wanted.emit(leave_plan(desk, ids)))

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
        work = Writing(self._page, "正在保存", write)
        work.done(lambda _: self.changed.emit(words)).start()


def leave_plan(desk: Desk, members: list[str]) -> Plan:
    """Return the form that lets members leave: the day."""

    def load() -> Loaded:
        from cso_desk.usecases import register

        return Loaded(register.form_fields(desk, "member"), {})

    def check(key: str, text: str) -> str | None:
        from cso_desk.usecases import register

        return register.check_value(desk, "member", key, text)

    def save(values: dict[str, str]) -> Any:
        from cso_desk.usecases import rosters

        return rosters.leave(desk, members, values["left"])

    return Plan(
        title=f"{len(members)} 人退出组织",
        verb="保存退出",
        sections=(Section("", ("left",)),),
        load=load,
        check=check,
        save=save,
        whole=True,
        columns=1,
        above="退出的人留在花名册末尾，不再计入人数，也不再印在花名册上。",
    )
