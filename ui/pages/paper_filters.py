"""The line of filters over the papers: text, state, community."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from .. import look
from ..pieces import Flow, button
from ..work import DeskPage, Reading
from .organization_filters import REST, filter_box, offer_choices

if TYPE_CHECKING:
    from cso_desk.usecases.paper_tracks import PaperQuery


class PaperFilters(QWidget):
    """`changed` when the list should be read anew. At first it shows what has not come back."""

    changed = Signal()

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        from cso_desk.usecases import paper_tracks

        self._page = page
        self._first = paper_tracks.ON_THE_WAY
        self.text = QLineEdit()
        self.text.setPlaceholderText("在列表里找")
        self.text.setAccessibleName("在列表里找")
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(look.px(110))
        self.text.setMaximumWidth(look.px(180))
        self.state, self.community = filter_box("状态"), filter_box("社区")
        self.clear = button("清除筛选", "x", "link", self._clear)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.changed)
        flow = Flow(self, look.GAP_2)
        for part in (self.text, self.state, self.community, self.clear):
            flow.addWidget(part)
        self.text.textEdited.connect(lambda _: self._rest.start())
        for box in (self.state, self.community):
            box.activated.connect(lambda _: self.changed.emit())
        self.changed.connect(self._show_active)
        offer_choices(self.state, "状态", [(state, state) for state in paper_tracks.STATES])
        self.put(state=self._first)

    def read_choices(self) -> None:
        """Read which communities there are."""

        def read(_: Any) -> list[tuple[str, str]]:
            from cso_desk.usecases import units
            from cso_desk.usecases.community_names import short_name

            return [(one.id, short_name(one.name)) for one in units.communities(self._page.desk)]

        Reading(self._page, "", read).done(self._offer).start()

    def _offer(self, found: list[tuple[str, str]]) -> None:
        kept = self.community.currentData() or ""
        offer_choices(self.community, "社区", found)
        _choose(self.community, kept)
        self._show_active()

    def query(self) -> PaperQuery:
        """Return what the list is to show."""
        from cso_desk.usecases.paper_tracks import PaperQuery

        return PaperQuery(
            self.state.currentData() or "",
            self.community.currentData() or "",
            self.text.text().strip(),
        )

    def put(self, *, state: str, community: str = "", text: str = "") -> None:
        """Set the filters without telling."""
        self.text.setText(text)
        _choose(self.state, state)
        _choose(self.community, community)
        self._show_active()

    def _clear(self) -> None:
        self.put(state="")
        self.changed.emit()

    def _show_active(self) -> None:
        boxes = (self.state, self.community)
        self.clear.setVisible(
            bool(self.text.text()) or any(box.currentIndex() > 0 for box in boxes)
        )
        for box in boxes:
            box.setProperty("set", box.currentIndex() > 0)
            look.polish(box)


def _choose(box: QComboBox, value: str) -> None:
    """Choose a value; one that is not offered yet is added, for what is offered is still being read."""
    if value and box.findData(value) < 0:
        box.addItem(value, value)
    box.setCurrentIndex(max(box.findData(value), 0) if value else 0)
