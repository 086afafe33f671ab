"""人员和场所: persons and rooms that several organizations share, and proposals which lines mean the same one."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from .. import look
from ..forms.editor import Editor, Plan
from ..pieces import button
from .organization_picker import Act, OrganizationPicker
from .page import Changes, Find, OpenRecord, Page, Shell
from .persons_view import PersonsView
from .same_ones import SameOnes
from .venues_view import VenuesView

_TABLES = frozenset({"organization", "member", "initiator", "term", "person", "venue", "unit"})
PROPOSALS = "可合并"
"""The tab's word; with it as the text of a `Find` another page opens the proposals."""


class PeoplePage(Page):
    """Reached from 组织: what is shared stands in one place."""

    word = "人员和场所"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.views = QStackedWidget()
        self.body.addWidget(self.views)
        self.browse = QWidget()
        self.editor = Editor(self)
        self.views.addWidget(self.browse)
        self.views.addWidget(self.editor)
        self.picker = OrganizationPicker(self)
        self.views.addWidget(self.picker)
        self.back = button("返回组织", "arrow-left", "quiet", lambda: self.shell.go("组织"))
        self.persons = PersonsView(self)
        self.venues = VenuesView(self)
        self.same = SameOnes(self)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.persons, "人员")
        self.tabs.addTab(self.venues, "场所")
        self.tabs.addTab(self.same, PROPOSALS)
        column = QVBoxLayout(self.browse)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        head = self.head("人员和场所")
        head.insertWidget(0, self.back)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
        self.count.setText("同一人负责几个组织、一处场所几个组织用：改一处，几处一起改")
        self._connect()
        self._read()

    def _connect(self) -> None:
        for part in (self.persons, self.venues):
            part.plan_wanted.connect(self.open_plan)
            part.pick_wanted.connect(self._pick)
            part.changed.connect(self._changed)
        self.same.changed.connect(self._changed)
        self.same.counted.connect(self._count_proposals)
        self.editor.left.connect(self._back_to_lists)
        self.picker.left.connect(self._back_to_lists)
        self.picker.picked.connect(self._changed)

    def come(self, request: object) -> None:
        """Show a person or a venue, or the proposals."""
        if isinstance(request, OpenRecord):
            self._back_to_lists()
            self.tabs.setCurrentWidget(self.persons)
            self.persons.read(go_to=request.id)
        elif isinstance(request, Find) and request.text == PROPOSALS:
            self._back_to_lists()
            self.tabs.setCurrentWidget(self.same)

    def settle(self) -> None:
        """Keep what is being typed as a draft."""
        self.editor.drafts.keep_now()

    def refresh(self, changes: Changes) -> None:
        """Read again."""
        if {table for table, _ in changes} & _TABLES:
            self._read()

    def _read(self) -> None:
        self.persons.read()
        self.venues.read()
        self.same.read()

    def _count_proposals(self, count: int) -> None:
        at = self.tabs.indexOf(self.same)
        self.tabs.setTabText(at, f"{PROPOSALS} {count}" if count else PROPOSALS)

    def open_plan(self, plan: Plan) -> None:
        """Open the form of a person or a venue."""
        self.views.setCurrentWidget(self.editor)
        self.editor.open(plan)

    def _pick(self, title: str, verb: str, act: Act) -> None:
        self.views.setCurrentWidget(self.picker)
        self.picker.open(title, verb, act)

    def _changed(self, words: str) -> None:
        self._back_to_lists()
        self.shell.noted(words)
        self._read()

    def _back_to_lists(self) -> None:
        self.views.setCurrentWidget(self.browse)
        self.tabs.currentWidget().setFocus()
