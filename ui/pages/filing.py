"""备案: the cases with their steps, the certificates, who manages whom, who could register, what runs out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from .. import look
from ..forms.editor import Editor, Plan
from ..pieces import button
from ..work import Reading
from .filing_cases import CasesView
from .filing_certificates import CertificatesView
from .filing_deadlines import DeadlinesView
from .filing_kinds import fill_kinds
from .filing_opening import Begun, opening_plan, revising_plan
from .filing_picking import PickingView
from .filing_registering import RegisteringView
from .filing_tiers import TiersView
from .page import Changes, OpenCases, Page, Shell, Waits

_TABLES = {
    "organization",
    "filing_case",
    "case_step",
    "certificate",
    "decision",
    "member",
    "charter",
    "unit",
    "initiator",
    "pack_version",
}


class FilingPage(Page):
    """The filing desk."""

    word = "备案"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.views = QStackedWidget()
        self.body.addWidget(self.views)
        self.browse = QWidget()
        self.editor = Editor(self)
        self.picking = PickingView(self)
        for view in (self.browse, self.editor, self.picking):
            self.views.addWidget(view)
        self.cases = CasesView(self)
        self.certificates = CertificatesView(self)
        self.tiers = TiersView(self)
        self.registering = RegisteringView(self)
        self.deadlines = DeadlinesView(self)
        self.new = button("新办…", "plus", "primary")
        self.new.setProperty("menu", True)
        self.papers = button("纸质材料", "inbox", "", lambda: self.shell.go("纸质材料"))
        self.kinds = QMenu("新办", self)
        self.new.setMenu(self.kinds)
        self.new.setShortcut("Ctrl+N")
        self.new.setToolTip("Ctrl+N")
        self._lay_out()
        self._connect()
        self._read_kinds()

    def _lay_out(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for words, view in (
            ("办理事项", self.cases),
            ("证书", self.certificates),
            ("管理层级", self.tiers),
            ("可转登记", self.registering),
            ("期限提醒", self.deadlines),
        ):
            self.tabs.addTab(view, words)
        column = QVBoxLayout(self.browse)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_1))
        column.addLayout(self.head("备案", self.papers, self.new))
        column.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self.editor.left.connect(self._back_to_list)
        self.picking.left.connect(self._back_to_list)
        self.picking.picked.connect(self.begin)
        self.cases.counted.connect(self._read_counts)
        self.cases.revise_wanted.connect(self._revise)
        self.cases.certify_wanted.connect(self._certify)
        self.registering.begin_wanted.connect(self.begin)
        self.deadlines.begin_wanted.connect(self.begin)
        self.deadlines.case_wanted.connect(self._show_case)
        self.tabs.currentChanged.connect(self._read_tab)
        QShortcut(QKeySequence("F6"), self, self._focus_list)

    def _read_kinds(self) -> None:
        def read(_: Any) -> list[str]:
            from cso_desk.usecases import cases

            return cases.kinds(self.desk)

        Reading(self, "", read).done(self._show_kinds).start()

    def _show_kinds(self, kinds: Sequence[str]) -> None:
        fill_kinds(self.kinds, kinds, self.picking_for)

    def _read_counts(self) -> None:
        def read(_: Any) -> str:
            from cso_desk.usecases import case_lists

            running, soon, late = (
                len(case_lists.case_ids(self.desk, case_lists.CaseQuery(status=status)))
                for status in (case_lists.OPEN, case_lists.SOON, case_lists.OVERDUE)
            )
            return f"在办 {running} 件，快到期 {soon} 件，已超期 {late} 件"

        Reading(self, "", read).done(self.count.setText).start()

    def picking_for(self, kind: str) -> None:
        """Let the clerk pick the organizations for which a kind of case begins."""
        self.views.setCurrentWidget(self.picking)
        self.picking.pick(kind)

    def come(self, request: object) -> None:
        """Begin cases for organizations, or list what was counted on the first page."""
        if isinstance(request, OpenCases):
            self.begin(request.kind, list(request.ids))
        elif isinstance(request, Waits):
            self._back_to_list()
            self._show_waiting(dict(request.filter))
        elif self.views.currentWidget() is self.browse:
            self._focus_list()

    def _show_waiting(self, wanted: dict[str, str]) -> None:
        if "certificates" in wanted:
            self.tabs.setCurrentWidget(self.certificates)
            self.certificates.narrow(wanted["certificates"])
        elif "deadlines" in wanted:
            self.tabs.setCurrentWidget(self.deadlines)
            self.deadlines.narrow(wanted["deadlines"])
        else:
            self.tabs.setCurrentWidget(self.cases)
            self.cases.narrow(wanted)

    def settle(self) -> None:
        """Keep what is being typed as a draft."""
        self.editor.drafts.keep_now()

    def refresh(self, changes: Changes) -> None:
        """Read what is open again."""
        tables = {table for table, _ in changes}
        if tables & _TABLES:
            self.cases.refresh()
            self._read_tab()
        if "pack_version" in tables:
            self._read_kinds()

    def _read_tab(self) -> None:
        view = self.tabs.currentWidget()
        if isinstance(view, CertificatesView | TiersView | RegisteringView | DeadlinesView):
            view.read()

    def begin(self, kind: str, organizations: Sequence[str]) -> None:
        """Open the form that begins a kind of case for these organizations."""
        self._open(opening_plan(self.desk, kind, organizations, self._begun))

    def _begun(self, begun: Begun) -> None:
        self._back_to_list()
        self.tabs.setCurrentWidget(self.cases)
        self.cases.opened(f"新开{begun.kind}", begun.batch)

    def _revise(self, case: str, name: str) -> None:
        self._open(revising_plan(self.desk, case, name, self._revised))

    def _revised(self, _: Any) -> None:
        self._back_to_list()
        self.shell.noted("已保存")
        self.cases.refresh()

    def _open(self, plan: Plan) -> None:
        self.views.setCurrentWidget(self.editor)
        self.editor.open(plan)

    def _certify(self, cases: Sequence[str]) -> None:
        self.tabs.setCurrentWidget(self.certificates)
        self.certificates.issue_for_cases(cases)

    def _show_case(self, case: str) -> None:
        self.tabs.setCurrentWidget(self.cases)
        self.cases.go_to(case)

    def _back_to_list(self) -> None:
        self.views.setCurrentWidget(self.browse)
        self._focus_list()

    def _focus_list(self) -> None:
        view = self.tabs.currentWidget()
        found = getattr(view, "list", None)
        if found is not None:
            found.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put list and detail side by side where there is room."""
        super().resizeEvent(event)
        self.cases.arrange()
