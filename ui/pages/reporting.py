"""报送: packages upward and downward and their receipts, remarks, orders, and whom this desk exchanges with."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QTabWidget, QWidget

from ..pieces import button
from .arrivals import ArrivalsView
from .asking import AskBand
from .config_view import ConfigView
from .fork_view import fork_view
from .late_view import late_view
from .moves_view import MovesView
from .outgoing import OutgoingView
from .page import Changes, Page, Shell, Waits
from .peers import PeersView
from .returns_view import ReturnsView

RETURNS, MOVES, LATE, FORKS = "退回和答复", "移交", "迟到改动", "恢复备份后的核对"


class ReportingPage(Page):
    """The views of the exchange with other levels; those of late edits and forks show while something waits there."""

    word = "报送"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._wanted = ""
        self.band = AskBand()
        self.outgoing = OutgoingView(self, self.band)
        self.arrivals = ArrivalsView(self)
        self.config = ConfigView(self, self.band)
        self.returns = ReturnsView(self, self.band)
        self.peers = PeersView(self, self.band)
        self.moves = MovesView(self, self.band)
        self.late, self.forks = late_view(self), fork_view(self)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.outgoing, "上报")
        self.tabs.addTab(self.arrivals, "接收")
        self.tabs.addTab(self.returns, RETURNS)
        self.tabs.addTab(self.config, "下发")
        self.tabs.addTab(self.moves, MOVES)
        self.tabs.addTab(self.late, LATE)
        self.tabs.addTab(self.forks, FORKS)
        self.tabs.addTab(self.peers, "报送关系")
        self._counted = ((self.moves, MOVES), (self.late, LATE), (self.forks, FORKS))
        for view, words in self._counted:
            view.counted.connect(partial(self._show_count, view, words))
        for hidden in (self.late, self.forks):
            self.tabs.setTabVisible(self.tabs.indexOf(hidden), False)
        self.peers.issued.connect(self._offer)
        shell.works.desk_changed.connect(self._own_change)
        self.outgoing.enrol_wanted.connect(lambda: self.tabs.setCurrentWidget(self.peers))
        self.returns.counted.connect(partial(self._show_count, self.returns, RETURNS))
        self.arrivals.receipts_taken.connect(self._read)
        self.arrivals.returns_wanted.connect(lambda: self.tabs.setCurrentWidget(self.returns))
        self.overview = button("汇总情况", "columns-3", "", lambda: shell.go("汇总情况"))
        self.body.addLayout(self.head("报送", self.overview))
        self.overview.setVisible(shell.has("汇总情况"))
        self.config.has_units_below.connect(self._show_config)
        self.body.addWidget(self.band)
        self.body.addWidget(self.tabs, 1)
        self._read()

    def come(self, request: object) -> None:
        """Read again: files come and go without a change of a record; the first page may want one of the views."""
        if isinstance(request, Waits):
            self._wanted = dict(request.filter).get("view", "")
        self._read()

    def _show_config(self, wanted: bool) -> None:
        self.tabs.setTabVisible(self.tabs.indexOf(self.config), wanted)

    def _show_count(self, view: QWidget, words: str, count: int) -> None:
        at = self.tabs.indexOf(view)
        self.tabs.setTabText(at, f"{words} {count}" if count else words)
        if view in (self.late, self.forks):
            self.tabs.setTabVisible(at, count > 0 or self.tabs.currentIndex() == at)
        if self._wanted == words:
            self._wanted = ""
            self.tabs.setCurrentIndex(at)

    def _own_change(self, _: object, page: object) -> None:
        """What this page took in itself may bring orders, late edits and forks."""
        if page is self:
            self._read_moves()

    def _read_moves(self) -> None:
        self.moves.read()
        self.late.read()
        self.forks.read()

    def _offer(self, unit: str) -> None:
        self.moves.offer(unit)

    def refresh(self, changes: Changes) -> None:
        """Read again."""
        self._read()

    def _read(self) -> None:
        self.outgoing.read()
        self.arrivals.read()
        self.config.read()
        self._read_moves()
        self.returns.read()
        self.peers.read()
