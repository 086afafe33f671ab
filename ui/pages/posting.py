"""公开: what is due and how far it is, the yearly sheets, and the catalogue; the same filters above all three."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabWidget, QWidget

from .. import look
from ..forms.editor import Editor, Plan
from .page import Changes, Find, OpenRecord, Page, Shell
from .posting_catalogue import CatalogueView
from .posting_detail import PostingDetail
from .posting_due import DueView
from .posting_sheets import SheetsView
from .scope_filters import Scope, ScopeFilters

UNPOSTED_SHEETS = "未张贴"
"""The state by which 今日 asks for the yearly sheets."""


class PostingPage(Page):
    """The three tabs."""

    word = "公开"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._make_filters()
        self.due = DueView(self)
        self.detail = PostingDetail(self, self.due)
        self.sheets = SheetsView(self)
        self.catalogue = CatalogueView(self)
        self.editor = Editor(self)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._due_and_detail(), "公开清单")
        self.tabs.addTab(self.sheets, "公开表")
        self.tabs.addTab(self.catalogue, "公开目录")
        self.views = QStackedWidget()
        self.views.addWidget(self.tabs)
        self.views.addWidget(self.editor)
        self.body.addWidget(self.views, 1)
        self._connect()
        self.filters.read()

    def _make_filters(self) -> None:
        self.filters = ScopeFilters(self)
        self.year = self.filters.year
        self.community, self.organization = self.filters.community, self.filters.organization
        row = self.head("信息公开")
        row.addWidget(self.filters)
        self.body.addLayout(row)

    def _due_and_detail(self) -> QWidget:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.due)
        split.addWidget(self.detail)
        self.detail.setMinimumWidth(look.px(330))
        split.setSizes([look.px(750), look.px(420)])
        return split

    def _connect(self) -> None:
        for view in (self.due, self.catalogue):
            view.changed.connect(self._changed)
            view.plan_wanted.connect(self._open_plan)
        self.editor.left.connect(self._put_away)
        self.tabs.currentChanged.connect(lambda _: self._read())
        self.filters.changed.connect(self._read)

    def come(self, request: object) -> None:
        """Show the list that 今日 counted, or the items of one organization."""
        self._put_away()
        if isinstance(request, Find) and request.state == UNPOSTED_SHEETS:
            self.tabs.setCurrentWidget(self.sheets)
        elif isinstance(request, Find) and request.state:
            self.tabs.setCurrentIndex(0)
            self.filters.clear()
            self.due.show_state(request.state)
        elif isinstance(request, OpenRecord):
            self.tabs.setCurrentIndex(0)
            self.organization.put(request.id)
        self._read()

    def settle(self) -> None:
        """Keep what is being typed as a draft."""
        self.editor.drafts.keep_now()

    def refresh(self, changes: Changes) -> None:
        """Read again, the choices too where a home changed."""
        if {table for table, _ in changes} & {"organization", "unit"}:
            self.filters.read()
            return
        self._read()

    def scope(self) -> Scope:
        """Return what the filters say."""
        return self.filters.scope()

    def _read(self) -> None:
        scope = self.scope()
        shown = self.tabs.currentWidget()
        if shown is self.sheets:
            self.sheets.read(scope.year or self.desk.clock.today().year)
        elif shown is self.catalogue:
            self.catalogue.read(scope)
        else:
            self.due.read(scope)

    def _open_plan(self, plan: Plan) -> None:
        plan.saved = lambda _: self._saved()
        self.views.setCurrentWidget(self.editor)
        self.editor.open(plan)

    def _saved(self) -> None:
        self._put_away()
        self._changed("已保存")

    def _changed(self, words: str) -> None:
        self.shell.noted(words)
        self._read()

    def _put_away(self) -> None:
        self.views.setCurrentWidget(self.tabs)
