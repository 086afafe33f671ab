"""组织: the list with its filters, the chosen organization beside it, and the forms over both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from .. import look
from ..forms.editor import Plan
from ..lists import ListPanel
from ..pieces import Empty, button, label
from ..work import Reading
from .bulk_edit import BulkEdit
from .following import Follower
from .marked_verbs import MarkedVerbs
from .more_pages import more_menu
from .narrowing import Narrowing
from .organization_detail import OrganizationDetail
from .organization_filters import Filters
from .organization_list import source
from .organization_parts import TABLES as PART_TABLES
from .organization_plans import (
    OrganizationEditor,
    SavedOrganization,
    old_filing_plan,
    organization_plan,
)
from .page import (
    Changes,
    Find,
    NewRecord,
    OpenField,
    OpenRecord,
    Page,
    Shell,
)
from .pasting import NOTHING, Take, clipboard_block
from .roster import member_plan

_TABLES = frozenset({"organization", "member", "decision", "unit", "person", "term", "initiator"})
"""The tables whose changes are read again."""


class OrganizationsPage(Page):
    """The register."""

    word = "组织"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.views = QStackedWidget()
        self.body.addWidget(self.views)
        self.browse = QWidget()
        self.editor = OrganizationEditor(self, self._look_at)
        self.views.addWidget(self.browse)
        self.views.addWidget(self.editor)
        self._make_parts()
        self.views.addWidget(self.bulk)
        self._lay_out()
        self._connect()
        self.detail.clear()
        self._read_counts()
        self.filters.read_choices()
        self._list()

    def _make_parts(self) -> None:
        self.add = button("新增组织", "plus", "primary", lambda: self.edit(""))
        self.add.setToolTip("Ctrl+N")
        self.add.setShortcut("Ctrl+N")
        self.take_ledger = button("导入台账", "upload", "", lambda: self.shell.go("导入台账"))
        self.people = button("人员和场所", "user", "", lambda: self.shell.go("人员和场所"))
        self.people.setToolTip("几个组织共有的负责人和共用的场所，改一处几处一起改")
        self.columns = button("列", "columns-3", "", self._columns_menu)
        self.columns.setToolTip("显示或隐藏列；拖动表头可以换位置和宽窄")
        self.more = button("更多", "", "")
        self.more.setProperty("menu", True)
        self.more.setMenu(more_menu(self, lambda: self.list))
        self.verbs = MarkedVerbs(self, self._edit_marked)
        self.bulk = BulkEdit(self)
        self.marked = label("", "second")
        self.filters = Filters(self)
        self.narrowing = Narrowing(self, self._kept_view, self._put_view)
        self.narrowing.verbs = list(self.verbs.buttons())
        steps = [
            button("导入旧台账", "upload", "primary", lambda: self.shell.go("导入台账")),
            button("新增第一个组织", "plus", "", lambda: self.edit("")),
        ]
        self.empty = Empty("", steps)
        self.empty_steps = steps
        self.list = self.verbs.list = ListPanel(self, source(self.desk), self.empty)
        self.follower = Follower(self, self.list)
        self.detail = OrganizationDetail(self)

    def _lay_out(self) -> None:
        verbs = (
            self.columns,
            self.people,
            self.more,
            self.take_ledger,
            self.add,
        )
        head = self.head("组织台账", *verbs)
        line = QHBoxLayout()
        line.setSpacing(look.px(look.GAP_2))
        line.addWidget(self.filters, 1)
        line.addWidget(self.marked)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(self.list)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setChildrenCollapsible(False)
        self.list.setMinimumWidth(look.px(360))
        self.detail.setMinimumWidth(look.px(340))
        column = QVBoxLayout(self.browse)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addLayout(head)
        column.addLayout(line)
        column.addWidget(self.narrowing)
        column.addWidget(self.split, 1)
        self._split_state = QByteArray()
        self._beside = True
        self._detail_open = False

    def _connect(self) -> None:
        self.filters.changed.connect(self._list)
        self.filters.all_cleared.connect(lambda: self.narrowing.put(()))
        self.narrowing.changed.connect(self._narrowed)
        self.bulk.changed.connect(self._bulk_changed)
        self.bulk.left.connect(self._back_to_list)
        QShortcut(QKeySequence("Ctrl+Shift+X"), self, lambda: self.filters.put(Find()))
        self.list.marked.connect(self._marked)
        self.follower.wanted.connect(self._show_beside)
        self.list.filled.connect(self._filled)
        self.list.opened.connect(self._open_detail)
        self.list.pasted.connect(self._paste)
        self.detail.edit_wanted.connect(self.edit)
        self.detail.filing_wanted.connect(self.enter_old_filing)
        self.detail.member_wanted.connect(self.edit_member)
        self.detail.plan_wanted.connect(self.open_plan)
        self.detail.removed.connect(self._record_gone)
        self.detail.changed.connect(self._record_changed)
        self.detail.back_wanted.connect(self._close_detail)
        self.editor.left.connect(self._back_to_list)

    def come(self, request: object) -> None:
        """Show a record, a new form, or what matches."""
        if isinstance(request, OpenRecord):
            self._look_at(request.id)
        elif isinstance(request, OpenField):
            self._look_at(request.id)
            self._fill_in(request)
        elif isinstance(request, NewRecord):
            self.edit("")
        elif isinstance(request, Find):
            self._back_to_list()
            self.filters.put(request)

    def settle(self) -> None:
        """Keep what is being typed as a draft; leave no readable copy of an attachment."""
        self.editor.drafts.keep_now()
        self.detail.parts.attachments.clear_copies()

    def refresh(self, changes: Changes) -> None:
        """Read the list and the open record again."""
        tables = {table for table, _ in changes}
        if not tables & (_TABLES | PART_TABLES):
            return
        self._read_counts()
        if "unit" in tables:
            self.filters.read_choices()
        self.list.refresh()
        if self.detail.record:
            self.detail.show_record(self.detail.record)

    def _list(self, go_to: str | None = None) -> None:
        query = self.narrowing.narrowed(self.filters.query())
        self.list.show_query(query, go_to=go_to or None)

    def _narrowed(self) -> None:
        self.filters.also_active = self.narrowing.active()
        self.filters.changed.emit()

    def _kept_view(self) -> dict[str, Any]:
        from cso_desk.usecases.field_filters import to_json

        return {
            **self.filters.kept(),
            "where": to_json(self.narrowing.where),
            "any_where": self.narrowing.any_where,
            "order": self.list.order,
            "descending": self.list.descending,
            "columns": self.list.table.layout_of_columns(),
        }

    def _put_view(self, content: Mapping[str, Any]) -> None:
        from cso_desk.usecases.field_filters import from_json

        self.narrowing.put(from_json(content.get("where", ())), bool(content.get("any_where")))
        self.list.order = str(content.get("order", self.list.order))
        self.list.descending = bool(content.get("descending"))
        self.list.table.lay_out_columns(content.get("columns", ()))
        self.filters.put_kept(content)
        self._narrowed()

    def _read_counts(self) -> None:
        def read(_: Any) -> dict[str, int]:
            from cso_desk.usecases import lists

            return self.desk.apart(lists.counts)

        Reading(self, "", read).done(self._show_counts).start()

    def _show_counts(self, counts: dict[str, int]) -> None:
        self.count.setText(f"共 {counts['total']} 个")
        self.filters.show_incomplete(counts["incomplete"])

    def _filled(self, count: int) -> None:
        filtered = self.filters.active()
        self.empty.words.setText(
            "没有符合条件的组织。"
            if filtered
            else "这里是本单位的社区社会组织台账。可以把旧的表格导进来，也可以从第一个开始填。"
        )
        for step in self.empty_steps:
            step.setVisible(not filtered)
        if not count:
            self.detail.clear()
        elif not self.list.table.currentIndex().isValid() and self._beside:
            self.list.table.go_to(0)
        self._marked()

    def _marked(self) -> None:
        chosen = self.list.chosen()
        total = len(self.list.model.ids)
        words = f"列出 {total} 个"
        if chosen.everything:
            words = f"已选全部 {total} 个"
        elif chosen.count > 1:
            words = f"已选 {chosen.count} 个"
        self.marked.setText(words)
        self.verbs.show_count(chosen.count)
        self.follower.follow()

    def _show_beside(self, record: str) -> None:
        if record != self.detail.record:
            self.detail.show_record(record)

    def _open_detail(self, record: str) -> None:
        self._show_beside(record)
        self._detail_open = True
        self._arrange()

    def _close_detail(self) -> None:
        self._detail_open = False
        self._arrange()
        self.list.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put list and detail side by side where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self._beside = self.window().width() >= look.px(look.SIDE_BY_SIDE)
        self.list.setVisible(self._beside or not self._detail_open)
        self.detail.setVisible(self._beside or self._detail_open)
        self.detail.back.setVisible(not self._beside)
        for part in (self.filters, self.marked, self.narrowing):
            part.setVisible(self._beside or not self._detail_open)

    def _paste(self) -> None:
        block = clipboard_block()
        if block is None:
            self.shell.note(NOTHING)
        else:
            self.shell.go("导入台账", Take(block))

    def _columns_menu(self) -> None:
        at = self.columns.mapToGlobal(self.columns.rect().bottomLeft())
        self.list.table.columns_menu().popup(at)

    def _fill_in(self, wanted: OpenField) -> None:
        """Open what is missing: the roster, an old filing's number, or the form with the cursor in the field."""
        if wanted.key == "花名册":
            self.detail.open_roster(wanted.id)
        elif wanted.key == "filing_number":
            self.enter_old_filing(wanted.id)
        else:
            self.detail.name.setText("")
            self.edit(wanted.id, wanted.key)

    def _edit_marked(self) -> None:
        chosen = self.list.chosen()
        self.views.setCurrentWidget(self.bulk)
        self.bulk.open(self.list.model.ids if chosen.everything else chosen.numbers)

    def _bulk_changed(self, words: str) -> None:
        self.shell.noted(words)
        self._record_changed()
        if self.detail.record:
            self.detail.show_record(self.detail.record)

    def _look_at(self, record: str) -> None:
        self._back_to_list()
        if self.filters.active():
            self.filters.put(Find(), quietly=True)
        self._list(go_to=record)
        self._open_detail(record)

    def _back_to_list(self) -> None:
        self.views.setCurrentWidget(self.browse)
        self.list.setFocus()

    def edit(self, record: str, first: str = "") -> None:
        """Open the form of an organization, of a new one for an empty id."""
        name = self.detail.name.text() if record else ""
        self.views.setCurrentWidget(self.editor)
        chosen = self.editor.shared.chosen
        plan = organization_plan(
            self.desk, record, self._saved, name=name, first=first, chosen=chosen
        )
        self.editor.open(plan)

    def _saved(self, saved: SavedOrganization) -> None:
        record = saved.id
        self._back_to_list()
        self.shell.noted(f"已保存，同时更新了 {saved.others} 个组织" if saved.others else "已保存")
        self._read_counts()
        if self.list.current() is not None and record == self.detail.record:
            self.list.refresh()
            self.detail.show_record(record)
            return
        self._look_at(record)

    def enter_old_filing(self, record: str) -> None:
        """Open the form of an old filing (历史备案补录)."""
        plan = old_filing_plan(self.desk, record, self.detail.name.text(), self._part_saved)
        self.views.setCurrentWidget(self.editor)
        self.editor.open(plan)

    def edit_member(self, record: str, member: str) -> None:
        """Open the form of a member, of a new one for an empty id."""
        self.views.setCurrentWidget(self.editor)
        self.editor.open(member_plan(self.desk, record, member, self._part_saved))

    def open_plan(self, plan: Plan) -> None:
        """Open a form of something that belongs to the organization that is shown."""
        plan.saved = self._part_saved
        self.views.setCurrentWidget(self.editor)
        self.editor.open(plan)

    def _part_saved(self, _: Any) -> None:
        self._back_to_list()
        self.shell.noted("已保存")
        self._record_changed()
        self.detail.show_record(self.detail.record)

    def _record_changed(self) -> None:
        self._read_counts()
        self.list.refresh()

    def _record_gone(self) -> None:
        self.detail.clear()
        self._detail_open = False
        self._arrange()
        self._record_changed()
