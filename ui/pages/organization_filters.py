"""The line of filters over the list of organizations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from .. import look
from ..pieces import button
from ..work import DeskPage, Reading
from .page import Find

if TYPE_CHECKING:
    from cso_desk.usecases.lists import Choices, Query

REST = 150
"""Milliseconds that typing rests before the list is searched."""


class Filters(QWidget):
    """Text, community, category, state, 待完善; `changed` when the list should be read anew."""

    changed = Signal()
    all_cleared = Signal()
    """Filters that stand elsewhere are to be cleared too."""

    def __init__(self, page: DeskPage) -> None:
        super().__init__()
        self._page = page
        self._kept: Query | None = None
        self.also_active = False
        """Whether filters that stand elsewhere narrow the list too."""
        self.text = QLineEdit()
        self.text.setPlaceholderText("在列表里找")
        self.text.setAccessibleName("在列表里找")
        self.text.setClearButtonEnabled(True)
        self.text.setMaximumWidth(look.px(200))
        self.text.setMinimumWidth(look.px(110))
        self.community = filter_box("社区")
        self.category = filter_box("类别")
        self.state = filter_box("状态")
        self.incomplete = button("待完善", "", "", self.changed.emit)
        self.incomplete.setCheckable(True)
        self.clear = button("清除筛选", "x", "link", lambda: self.put(Find()))
        self.clear.setToolTip("Ctrl+Shift+X")
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(look.GAP_2))
        for part in (
            self.text,
            self.community,
            self.category,
            self.state,
            self.incomplete,
            self.clear,
        ):
            row.addWidget(part)
        row.addStretch(1)
        self.text.textChanged.connect(lambda _: self._rest.start())
        for one in (self.community, self.category, self.state):
            one.activated.connect(lambda _: self.changed.emit())
        self.changed.connect(self._show_active)
        self._show_active()

    def read_choices(self) -> None:
        """Read what the filters offer."""

        def read(_: Any) -> Choices:
            from cso_desk.usecases import lists

            return lists.filter_choices(self._page.desk)

        Reading(self._page, "", read).done(self._offer).start()

    def _offer(self, choices: Choices) -> None:
        offer_choices(self.community, "社区", choices.communities)
        offer_choices(self.category, "类别", [(word, word) for word in choices.categories])
        offer_choices(self.state, "状态", [(word, word) for word in choices.states])
        if self._kept is not None:
            self.put_query(self._kept)
            self.changed.emit()

    def query(self) -> Query:
        """Return what the list is to show."""
        from cso_desk.usecases.lists import Query

        return Query(
            text=self.text.text().strip(),
            community=self.community.currentData(),
            category=self.category.currentData(),
            state=self.state.currentData(),
            incomplete=self.incomplete.isChecked(),
        )

    def put(self, wanted: Find, *, quietly: bool = False) -> None:
        """Set the filters; `quietly` without reading the list."""
        self.also_active = False
        self.all_cleared.emit()
        self.text.blockSignals(True)
        self.text.setText(wanted.text)
        self.text.blockSignals(False)
        self.category.setCurrentIndex(0)
        if wanted.community and self.community.findData(wanted.community) < 0:
            # The choices are not here yet, or do not offer it: the list is narrowed all the same.
            self.community.addItem("所选单位", wanted.community)
        for box, value in ((self.community, wanted.community), (self.state, wanted.state)):
            box.setCurrentIndex(max(box.findData(value), 0) if value else 0)
        self.incomplete.setChecked(wanted.incomplete)
        self._show_active()
        if not quietly:
            self.changed.emit()

    def put_query(self, query: Query) -> None:
        """Set the filters to a query that was kept, without reading the list; again when the choices are here."""
        self._kept = query
        find = Find(query.text, query.community, query.state, query.incomplete)
        self.put(find, quietly=True)
        self.category.setCurrentIndex(max(self.category.findData(query.category), 0))
        self._show_active()

    def kept(self) -> dict[str, object]:
        """Return the filters as plain JSON, for a saved view."""
        return {
            "text": self.text.text().strip(),
            "community": self.community.currentData(),
            "category": self.category.currentData(),
            "state": self.state.currentData(),
            "incomplete": self.incomplete.isChecked(),
        }

    def put_kept(self, content: Mapping[str, object]) -> None:
        """Set the filters as a saved view has them, without reading the list."""
        self.text.blockSignals(True)
        self.text.setText(str(content.get("text") or ""))
        self.text.blockSignals(False)
        for key, box in (
            ("community", self.community),
            ("category", self.category),
            ("state", self.state),
        ):
            box.setCurrentIndex(max(box.findData(content.get(key)), 0))
        self.incomplete.setChecked(bool(content.get("incomplete")))

    def active(self) -> bool:
        """Tell whether anything is filtered out."""
        boxes = (self.community, self.category, self.state)
        return (
            bool(self.text.text().strip())
            or self.also_active
            or self.incomplete.isChecked()
            or any(b.currentIndex() > 0 for b in boxes)
        )

    def show_incomplete(self, count: int) -> None:
        """Show how many organizations lack something."""
        self.incomplete.setText(f"待完善 {count}")

    def _show_active(self) -> None:
        self.clear.setVisible(self.active())
        for box in (self.community, self.category, self.state):
            box.setProperty("set", box.currentIndex() > 0)
            box.style().unpolish(box)
            box.style().polish(box)


def filter_box(words: str) -> QComboBox:
    """Return a filter that shows all at first."""
    made = QComboBox()
    made.setAccessibleName(words)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(7)
    made.setMaxVisibleItems(20)
    made.addItem(f"{words}：全部", None)
    look.dress(made, "filter")
    return made


def offer_choices(box: QComboBox, words: str, choices: list[tuple[str, str]]) -> None:
    """Offer (value, words) in a filter; what was chosen stays chosen."""
    kept = box.currentData()
    box.clear()
    box.addItem(f"{words}：全部", None)
    for value, text in choices:
        box.addItem(text, value)
    box.setCurrentIndex(max(box.findData(kept), 0) if kept else 0)
    widest = max((box.fontMetrics().horizontalAdvance(text) for _, text in choices), default=0)
    box.view().setMinimumWidth(min(widest + look.px(40), look.px(360)))
