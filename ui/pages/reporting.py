"""报送: the package upward and its receipt, packages from above and below, remarks, and whom this desk exchanges with."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget

from .arrivals import ArrivalsView
from .asking import AskBand
from .outgoing import OutgoingView
from .page import Changes, Page, Shell, Waits
from .peers import PeersView
from .returns_view import ReturnsView


class ReportingPage(Page):
    """Four views of the exchange with other levels."""

    word = "报送"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.band = AskBand()
        self.outgoing = OutgoingView(self, self.band)
        self.arrivals = ArrivalsView(self)
        self.returns = ReturnsView(self, self.band)
        self.peers = PeersView(self, self.band)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.outgoing, "上报")
        self.tabs.addTab(self.arrivals, "接收")
        self.tabs.addTab(self.returns, "退回和答复")
        self.tabs.addTab(self.peers, "报送关系")
        self.outgoing.enrol_wanted.connect(lambda: self.tabs.setCurrentWidget(self.peers))
        self.returns.counted.connect(self._count_returns)
        self.arrivals.returns_wanted.connect(lambda: self.tabs.setCurrentWidget(self.returns))
        self.body.addLayout(self.head("报送"))
        self.body.addWidget(self.band)
        self.body.addWidget(self.tabs, 1)
        self._read()

    def come(self, request: object) -> None:
        """Read again: files come and go without a change of a record; the first page may want the remarks."""
        if isinstance(request, Waits) and ("view", "returns") in request.filter:
            self.tabs.setCurrentWidget(self.returns)
        self._read()

    def _count_returns(self, open_: int) -> None:
        words = f"退回和答复 {open_}" if open_ else "退回和答复"
        self.tabs.setTabText(self.tabs.indexOf(self.returns), words)

    def refresh(self, changes: Changes) -> None:
        """Read again."""
        self._read()

    def _read(self) -> None:
        self.outgoing.read()
        self.arrivals.read()
        self.returns.read()
        self.peers.read()
