"""The line of filters over the list of cases: text, kind, stage, community, and how urgent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from .. import look
from ..pieces import Flow, button
from ..work import DeskPage, Reading
from .organization_filters import REST, filter_box, offer_choices

if TYPE_CHECKING:
    from cso_desk.usecases.case_lists import CaseChoices, CaseQuery

RUNNING = "办理中"
"""What the list shows until the clerk asks for more: what still waits."""


class CaseFilters(QWidget):
    """`changed` when the list should be read anew."""

    changed = Signal()

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        self._page = page
        self.text = QLineEdit()
        self.text.setPlaceholderText("在列表里找")
        self.text.setAccessibleName("在列表里找")
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(look.px(110))
        self.text.setMaximumWidth(look.px(180))
        self.status, self.kind = filter_box("办理情况"), filter_box("事项")
        self.stage, self.community = filter_box("环节"), filter_box("社区")
        self.status.setMinimumContentsLength(9)
        self.boxes = (self.status, self.kind, self.stage, self.community)
        self.clear = button("清除筛选", "x", "link", self.put)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.changed)
        row = Flow(self, look.GAP_2)
        for part in (self.text, *self.boxes, self.clear):
            row.addWidget(part)
        self.text.textChanged.connect(lambda _: self._rest.start())
        for box in self.boxes:
            box.activated.connect(lambda _: self.changed.emit())
        self.changed.connect(self._show_active)
        offer_choices(self.status, "办理情况", [(RUNNING, RUNNING)])
        self.status.setCurrentIndex(1)
        self._show_active()

    def read_choices(self) -> None:
        """Read what the filters offer."""

        def read(_: Any) -> CaseChoices:
            from cso_desk.usecases import case_lists

            return case_lists.filter_choices(self._page.desk)

        Reading(self._page, "", read).done(self._offer).start()

    def _offer(self, choices: CaseChoices) -> None:
        offer_choices(self.status, "办理情况", _pairs(choices.statuses))
        offer_choices(self.kind, "事项", _pairs(choices.kinds))
        stage = self.stage.currentData()
        offer_choices(self.stage, "环节", _pairs(choices.stages))
        _choose(self.stage, stage or "")
        offer_choices(self.community, "社区", choices.communities)

    def query(self) -> CaseQuery:
        """Return what the list is to show."""
        from cso_desk.usecases.case_lists import CaseQuery

        return CaseQuery(
            text=self.text.text().strip(),
            kind=self.kind.currentData(),
            stage=self.stage.currentData(),
            status=self.status.currentData() or "",
            community=self.community.currentData(),
        )

    def put(self, wanted: Mapping[str, str] | None = None, *, quietly: bool = False) -> None:
        """Set the filters (status, kind, stage, community, text), others to what is shown at first."""
        given = {"status": RUNNING, **(wanted or {})}
        self.text.blockSignals(True)
        self.text.setText(given.get("text", ""))
        self.text.blockSignals(False)
        keys = ("status", "kind", "stage", "community")
        for box, key in zip(self.boxes, keys, strict=True):
            _choose(box, given.get(key, ""))
        self._show_active()
        if not quietly:
            self.changed.emit()

    def any_stage(self) -> None:
        """Let all stages through: what was done just now stands in the next one and stays in view."""
        self.stage.setCurrentIndex(0)
        self._show_active()

    def active(self) -> bool:
        """Tell whether the list is narrower or wider than at first."""
        narrowed = any(box.currentIndex() > 0 for box in self.boxes[1:])
        return bool(self.text.text().strip()) or narrowed or self.status.currentData() != RUNNING

    def _show_active(self) -> None:
        self.clear.setVisible(self.active())
        for box in self.boxes:
            box.setProperty("set", box.currentIndex() > 0)
            look.polish(box)


def _choose(box: QComboBox, value: str) -> None:
    """Choose a value; one that is not offered yet is added, for what is offered is still being read."""
    if value and box.findData(value) < 0:
        box.addItem(value, value)
    box.setCurrentIndex(max(box.findData(value), 0) if value else 0)


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]
