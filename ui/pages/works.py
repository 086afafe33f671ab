"""工作: what organizations do and report: activities, money, work reports; filters above, the form beside the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..forms.editor import Editor, Plan
from .import_ledger import KINDS
from .organization_picker import OrganizationPicker
from .page import Changes, Find, OpenRecord, Page, Shell
from .scope_filters import Scope, ScopeFilters
from .scoped_view import ScopedView
from .works_activities import ActivitiesView
from .works_money import JournalView, MoneyOverview
from .works_reports import ReportsView
from .works_taking import WorksTaking

TABLES = frozenset({"activity", "money_entry", "work_report", "organization", "unit"})
FORM = 430
"""The least width of a form."""
BESIDE = 1000
"""From this width on the form stands beside the list; else it takes its place."""


class WorksPage(Page):
    """The three tabs and the form."""

    word = "工作"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.views = QStackedWidget()
        self._make_filters()
        self.activities = ActivitiesView(self)
        self.overview = MoneyOverview(self)
        self.journal = JournalView(self)
        self.reports = ReportsView(self)
        self.money = QStackedWidget()
        self.money.addWidget(self.overview)
        self.money.addWidget(self.journal)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for part, words in (
            (self.activities, "活动"),
            (self.money, "收支"),
            (self.reports, "工作报告"),
        ):
            self.tabs.addTab(part, words)
        self.editor = Editor(self)
        self.picker = OrganizationPicker(self)
        self.taking = {one: WorksTaking(self, one) for one in ("activity", "money_entry")}
        self._then: Callable[[Sequence[str]], Plan] | None = None
        self._picked: list[str] = []
        self._lay_out()
        self._connect()
        self.filters.read()
        self._read()

    def _make_filters(self) -> None:
        self.filters = ScopeFilters(self, ahead=1)
        self.year = self.filters.year
        self.community, self.organization = self.filters.community, self.filters.organization
        row = self.head("工作")
        row.addWidget(self.filters)
        self.body.addLayout(row)

    def _lay_out(self) -> None:
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.tabs)
        self.split.addWidget(self.editor)
        self.editor.setMinimumWidth(look.px(FORM))
        self.editor.hide()
        lists = QWidget()
        column = QVBoxLayout(lists)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)
        self.views.addWidget(lists)
        self.views.addWidget(self.picker)
        for taking in self.taking.values():
            self.views.addWidget(taking)
            taking.left.connect(self._put_away)
            taking.taken.connect(self._taken)
        self.body.addWidget(self.views, 1)

    def _connect(self) -> None:
        for view in self._views():
            view.plan_wanted.connect(self.open_plan)
            view.pick_wanted.connect(self._pick)
            view.changed.connect(self._changed)
            view.take_wanted.connect(self._take)
        self.overview.organization_wanted.connect(self._show_journal)
        self.editor.left.connect(self._put_away)
        self.picker.left.connect(self._put_away)
        self.picker.picked.connect(lambda _: self._to_plan())
        self.tabs.currentChanged.connect(lambda _: self._read())
        self.filters.changed.connect(self._read)

    def _views(self) -> tuple[ScopedView, ...]:
        return (self.activities, self.overview, self.journal, self.reports)

    def come(self, request: object) -> None:
        """Show the activities in a state (from 今日), or the work of one organization."""
        self._put_away()
        if isinstance(request, Find) and request.state:
            self.tabs.setCurrentWidget(self.activities)
            self.filters.clear()
            self.activities.show_state(request.state)
        elif isinstance(request, OpenRecord):
            self.organization.put(request.id)
        self._read()

    def settle(self) -> None:
        """Keep what is being typed as a draft."""
        self.editor.drafts.keep_now()

    def refresh(self, changes: Changes) -> None:
        """Read again where such records changed."""
        tables = {table for table, _ in changes}
        if tables & {"organization", "unit"}:
            self.filters.read()
        if tables & TABLES:
            self._read()

    def scope(self) -> Scope:
        """Return what the filters say."""
        return self.filters.scope()

    def current(self) -> ScopedView:
        """Return the view that is shown."""
        found = self.tabs.currentWidget()
        if found is self.money:
            found = self.money.currentWidget()
        assert isinstance(found, ScopedView)
        return found

    def _read(self) -> None:
        scope = self.scope()
        self.money.setCurrentWidget(self.journal if scope.organization else self.overview)
        self.current().read(scope)

    def _show_journal(self, organization: str) -> None:
        self.organization.put(organization)
        self._read()

    def open_plan(self, plan: Plan) -> None:
        """Open a form beside the list; after saving the list stands at the record."""
        plan.saved = lambda _: self._saved()
        self.views.setCurrentIndex(0)
        self.editor.show()
        self._make_room()
        self.split.setSizes([self.split.width() - look.px(FORM), look.px(FORM)])
        self.editor.open(plan)

    def _saved(self) -> None:
        self._put_away()
        self.shell.noted("已保存")
        self._read()

    def _changed(self, words: str) -> None:
        self.shell.noted(words)
        self._read()

    def _put_away(self) -> None:
        self.editor.hide()
        self.tabs.show()
        self.views.setCurrentIndex(0)
        self.current().setFocus()

    def _take(self, block: Any) -> None:
        """Look at a pasted block, or at a file that the clerk chooses."""
        taking = self.taking["activity" if self.current() is self.activities else "money_entry"]

        def begin(source: Any) -> None:
            self.views.setCurrentWidget(taking)
            taking.open(source, self.scope().organization)

        if block is not None:
            begin(block)
            return
        self.shell.say.open_file(self, "选要导入的表格", KINDS, begin)

    def _taken(self, words: str) -> None:
        self._put_away()
        self._changed(words)

    def _pick(self, wanted: tuple[str, str, Callable[[Sequence[str]], Plan]]) -> None:
        title, verb, self._then = wanted
        self.views.setCurrentWidget(self.picker)
        self.picker.open(title, verb, self._keep_picked)

    def _keep_picked(self, ids: list[str]) -> Any:
        from cso_desk.usecases.done import Done

        self._picked = list(ids)
        return Done(len(ids))

    def _to_plan(self) -> None:
        if self._then is not None:
            self.open_plan(self._then(self._picked))

    def _make_room(self) -> None:
        """Hide the list behind the form where both have no room."""
        if self.editor.isVisible() or not self.editor.isHidden():
            self.tabs.setVisible(self.width() >= look.px(BESIDE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put list and form beside each other as the width allows."""
        super().resizeEvent(event)
        if not self.editor.isHidden():
            self._make_room()
