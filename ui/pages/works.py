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
from ..forms.inputs import Choice, Places
from ..work import Reading
from .import_ledger import KINDS
from .organization_picker import OrganizationPicker
from .page import Changes, Find, OpenRecord, Page, Shell
from .works_activities import ActivitiesView
from .works_money import JournalView, MoneyOverview
from .works_parts import Scope, WorksView
from .works_reports import ReportsView
from .works_taking import WorksTaking

TABLES = frozenset({"activity", "money_entry", "work_report", "organization", "unit"})
ALL_YEARS = "全部年份"
YEARS_BACK = 6
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
        self._read_choices()
        self._read()

    def _make_filters(self) -> None:
        this_year = self.desk.clock.today().year
        years = range(this_year + 1, this_year - YEARS_BACK, -1)
        self.year = Choice(tuple(str(year) for year in years))
        self.year.setItemText(0, ALL_YEARS)
        self.year.put(str(this_year))
        self.year.setAccessibleName("年度")
        self.community = Places(())
        self.community.setAccessibleName("社区（村）")
        self.community.lineEdit().setPlaceholderText("全部社区（村）")
        self.organization = Places(())
        self.organization.setAccessibleName("组织")
        self.organization.lineEdit().setPlaceholderText("全部组织，打字找")
        row = self.head("工作")
        for part, width in ((self.year, 104), (self.community, 160), (self.organization, 240)):
            part.setFixedWidth(look.px(width))
            row.addWidget(part)
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
        self.year.edited.connect(self._read)
        self.community.activated.connect(lambda _: self._community_chosen())
        self.organization.activated.connect(lambda _: self._read())
        for finder in (self.community, self.organization):
            finder.lineEdit().editingFinished.connect(self._read)

    def _views(self) -> tuple[WorksView, ...]:
        return (self.activities, self.overview, self.journal, self.reports)

    def come(self, request: object) -> None:
        """Show the activities in a state (from 今日), or the work of one organization."""
        self._put_away()
        if isinstance(request, Find) and request.state:
            self.tabs.setCurrentWidget(self.activities)
            self.year.setCurrentIndex(0)
            self.community.put("")
            self.organization.put("")
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
            self._read_choices()
        if tables & TABLES:
            self._read()

    def _read_choices(self) -> None:
        community = self._chosen(self.community)

        def read(_: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
            from cso_desk.usecases import units, works_choices
            from cso_desk.usecases.community_names import short_name

            places = [(one.id, short_name(one.name)) for one in units.communities(self.desk)]
            return places, works_choices.organizations(self.desk, community)

        Reading(self, "", read).done(lambda found: self._show_choices(*found)).start()

    def _show_choices(
        self, places: list[tuple[str, str]], organizations: list[tuple[str, str]]
    ) -> None:
        for finder, found in ((self.community, places), (self.organization, organizations)):
            kept = finder.value()
            finder.clear()
            finder.addItem("", "")
            for record, name in found:
                finder.addItem(name, record)
            finder.put(kept if finder.findData(kept) >= 0 else "")
        self._read()

    def _community_chosen(self) -> None:
        self.organization.put("")
        self._read_choices()

    def _chosen(self, finder: Places) -> str:
        """Return the id that a filter says; what is only half typed filters nothing."""
        value = finder.value()
        return value if value and finder.findData(value) >= 0 else ""

    def scope(self) -> Scope:
        """Return what the filters say."""
        year = self.year.value()
        return Scope(
            int(year) if year.isdigit() else None,
            self._chosen(self.community),
            self._chosen(self.organization),
        )

    def current(self) -> WorksView:
        """Return the view that is shown."""
        found = self.tabs.currentWidget()
        if found is self.money:
            found = self.money.currentWidget()
        assert isinstance(found, WorksView)
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
