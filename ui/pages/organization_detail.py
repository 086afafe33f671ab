"""One organization beside the list: name, state, what is missing; its values, its roster, its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout

from .. import look
from ..forms import Section
from ..pieces import Flow, Links, badge, button, label, set_badge
from ..work import Reading, Writing
from .cases_button import CasesButton
from .clearing import ORGANIZATION_VERB, ClearBand
from .detail_tabs import DetailTabs
from .details import Details
from .history_view import HistoryView
from .initiator_lines import InitiatorLines
from .officers import Officers
from .organization_parts import Parts
from .organization_words import DERIVED, FILING, SECTIONS, own_section
from .origin_line import OriginLine
from .page import ForOrganizations, OpenCases, Page
from .pasting import NOTHING, Take
from .roster import Roster

if TYPE_CHECKING:
    from cso_desk.usecases.pasting import Pasted
    from cso_desk.usecases.register import FormField, Shown

_AS_WRITTEN = Section("旧台账原文", ("community_text",))


class OrganizationDetail(QFrame):
    """Shows the organization that is chosen in the list."""

    edit_wanted = Signal(str, str)
    """The form is wanted, with the cursor in the field of this key: id, key."""
    filing_wanted = Signal(str)
    member_wanted = Signal(str, str)
    plan_wanted = Signal(object)
    """A form of something that belongs to the organization is wanted: its plan."""
    removed = Signal()
    changed = Signal()
    back_wanted = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.record = ""
        self.shown: Shown | None = None
        self._fields: dict[str, FormField] = {}
        self.back = button("返回列表", "arrow-left", "quiet", self.back_wanted.emit)
        self.name = label("", "section", wrap=True, pick=True)
        self.state, self.sync, self.owner = badge(), badge(), badge()
        self.missing = Links("还缺", lambda key: self.edit_wanted.emit(self.record, key), most=8)
        self._make_verbs()
        self.origin = OriginLine(page)
        self.details = Details()
        self.roster = Roster(page)
        self.officers = Officers(page)
        self.initiators = InitiatorLines(page)
        self.history = HistoryView(page)
        self._make_tabs()
        self._lay_out()
        self._connect()
        look.dress(self, "card")
        self.setEnabled(False)

    def _make_verbs(self) -> None:
        self.change = button("修改", "pencil", "", lambda: self.edit_wanted.emit(self.record, ""))
        self.print_button = button("打印…", "printer", "", self._print)
        self.filing = button(
            "历史备案补录", "file-check", "", lambda: self.filing_wanted.emit(self.record)
        )
        self.cases = CasesButton(self._page, self._open_cases)
        self.send_back = button("退回修改并说明原因", "pencil", "", self._send_back)
        self.send_back.hide()
        self.more = button("更多", "", "")
        self.more.setProperty("menu", True)
        menu = QMenu("更多", self)
        menu.addAction(look.icon("trash-2"), "移除组织", self._remove)
        self.clearing = ClearBand(self._page, self._cleared)
        menu.addAction(ORGANIZATION_VERB, self._clear)
        self.more.setMenu(menu)

    def _make_tabs(self) -> None:
        self.tabs = DetailTabs()
        self.tabs.addTab(self.details, "基本情况")
        self.tabs.addTab(self.officers, "负责人和任期")
        self.tabs.addTab(self.initiators, "发起人")
        self.tabs.addTab(self.roster, "花名册")
        self.tabs.addTab(self.history, "变更记录")
        self.parts = Parts(self, self._page)

    def _lay_out(self) -> None:
        states = QHBoxLayout()
        states.setSpacing(look.px(look.GAP_1))
        states.addWidget(self.back)
        for part in (self.state, self.sync, self.owner):
            states.addWidget(part)
        states.addStretch(1)
        states.addWidget(self.parts.quality)
        verbs = Flow(gap=look.GAP_2)
        for part in (
            self.change,
            self.send_back,
            self.cases,
            self.print_button,
            self.filing,
            self.more,
        ):
            verbs.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[look.px(look.GAP_3)] * 4)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.name)
        column.addLayout(states)
        column.addWidget(self.origin)
        column.addLayout(verbs)
        column.addWidget(self.clearing)
        column.addWidget(self.missing)
        column.addWidget(self.tabs, 1)
        self.print_button.setVisible(self._page.shell.has("打印"))
        self.cases.setVisible(self._page.shell.has("备案"))

    def _connect(self) -> None:
        self.roster.edit_wanted.connect(lambda member: self.member_wanted.emit(self.record, member))
        self.roster.counted.connect(self._count_members)
        self.roster.removed.connect(self._member_removed)
        self.roster.take_wanted.connect(self._take_roster)
        self.roster.nothing_pasted.connect(lambda: self._page.shell.note(NOTHING))
        self.history.undone.connect(self._undone)
        for part in (self.officers, self.initiators, self.roster):
            part.plan_wanted.connect(self.plan_wanted)
            part.changed.connect(self._part_changed)

    def show_record(self, record: str) -> None:
        """Read and show an organization."""
        self.clearing.hide()
        self.record = record
        desk = self._page.desk

        def read(_: Any) -> tuple[Shown, Mapping[str, FormField]]:
            from cso_desk.usecases import register

            fields = {one.key: one for one in register.form_fields(desk, "organization")}
            return register.show(desk, record), fields

        work = Reading(self._page, "", read).done(lambda found: self._fill(record, *found))
        work.failed(lambda error: self._gone(record)).start()

    def _gone(self, record: str) -> bool:
        if record == self.record:
            self.clear()
        return True

    def clear(self) -> None:
        """Show nothing: no organization is chosen."""
        self.record = ""
        self.shown = None
        self.setEnabled(False)
        self.name.setText("请在列表里选一个组织")
        for part in (self.state, self.sync, self.owner):
            set_badge(part, "")
        self.missing.hide()
        self.details.show_values((), {}, {})
        self.history.show_changes([])
        self.parts.show_organization("", mine=False)
        self.origin.show_organization("", mine=True)

    def _fill(self, record: str, shown: Shown, fields: dict[str, FormField]) -> None:
        if record != self.record:
            return
        self.shown, self._fields = shown, fields
        self.setEnabled(True)
        self.name.setText(shown.values["name"])
        set_badge(self.state, shown.state)
        set_badge(self.sync, shown.sync_state)
        set_badge(
            self.owner, "" if shown.mine else f"来自{shown.owner_name or '下级'}", "blue_grey"
        )
        self.missing.fill(shown.missing_to_file if shown.mine else ())
        for verb in (self.change, self.filing, self.more):
            verb.setEnabled(shown.mine)
        self.send_back.setVisible(shown.below)
        sections = (SECTIONS[0], FILING, *SECTIONS[1:], *own_section(fields), _AS_WRITTEN)
        self.details.show_values(sections, shown.values, fields, DERIVED)
        self.roster.show_organization(record, mine=shown.mine)
        self.officers.show_organization(record, mine=shown.mine)
        self.initiators.show_organization(record, mine=shown.mine)
        self.history.show_record(record)
        self.origin.show_organization(record, mine=shown.mine)
        self.parts.show_organization(record, mine=shown.mine)

    def _count_members(self, count: int) -> None:
        at = self.tabs.indexOf(self.roster)
        self.tabs.setTabText(at, f"花名册 {count}" if count else "花名册")

    def _take_roster(self, pasted: Pasted | None) -> None:
        self._page.shell.go("导入台账", Take(pasted, self.record, self.name.text()))

    def _print(self) -> None:
        self._page.shell.go("打印", ForOrganizations((self.record,)))

    def _send_back(self) -> None:
        self._page.shell.go("退回修改", ForOrganizations((self.record,)))

    def _open_cases(self, kind: str) -> None:
        self._page.shell.go("备案", OpenCases((self.record,), kind))

    def open_roster(self, record: str) -> None:
        """Show the roster of an organization."""
        self.show_record(record)
        self.tabs.setCurrentWidget(self.roster)
        self.roster.setFocus()

    def _remove(self) -> None:
        record, name, desk = self.record, self.name.text(), self._page.desk

        def remove(_: Any) -> Any:
            from cso_desk.usecases import register

            return register.remove(desk, record)

        def removed(_: Any) -> None:
            self._page.shell.noted(f"已移除 {name}")
            self.removed.emit()

        Writing(self._page, "正在移除", remove).done(removed).start()

    def _clear(self) -> None:
        self.clearing.ask_organization(self.record, self.name.text())

    def _cleared(self, words: str) -> None:
        self._page.shell.note(words)
        self.removed.emit()

    def _member_removed(self) -> None:
        self._page.shell.noted("已从花名册移除")
        self.show_record(self.record)
        self.changed.emit()

    def _part_changed(self, words: str) -> None:
        if words:
            self._page.shell.noted(words)
        self.show_record(self.record)
        self.changed.emit()

    def _undone(self) -> None:
        self._page.shell.note("已还原这一次改动")
        self.show_record(self.record)
        self.changed.emit()
