"""报送: the package upward and its receipt, packages from below, and whom this desk exchanges with."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget

from ..pieces import button
from .arrivals import ArrivalsView
from .asking import AskBand
from .config_view import ConfigView
from .outgoing import OutgoingView
from .page import Changes, Page, Shell
from .peers import PeersView


class ReportingPage(Page):
    """Three views of the exchange with other levels."""

    word = "报送"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.band = AskBand()
        self.outgoing = OutgoingView(self, self.band)
        self.arrivals = ArrivalsView(self)
        self.config = ConfigView(self, self.band)
        self.peers = PeersView(self, self.band)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.outgoing, "上报")
        self.tabs.addTab(self.arrivals, "接收下级")
        self.tabs.addTab(self.config, "下发")
        self.tabs.addTab(self.peers, "报送关系")
        self.outgoing.enrol_wanted.connect(lambda: self.tabs.setCurrentWidget(self.peers))
        self.overview = button("汇总情况", "columns-3", "", lambda: shell.go("汇总情况"))
        self.overview.setVisible(shell.has("汇总情况"))
        self.body.addLayout(self.head("报送", self.overview))
        self.config.has_units_below.connect(self._show_config)
        self.body.addWidget(self.band)
        self.body.addWidget(self.tabs, 1)
        self._read()

    def come(self, request: object) -> None:
        """Read again: files come and go without a change of a record."""
        self._read()

    def _show_config(self, wanted: bool) -> None:
        self.tabs.setTabVisible(self.tabs.indexOf(self.config), wanted)

    def refresh(self, changes: Changes) -> None:
        """Read again."""
        self._read()

    def _read(self) -> None:
        self.outgoing.read()
        self.arrivals.read()
        self.config.read()
        self.peers.read()
