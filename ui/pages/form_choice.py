"""Which forms are printed: one from a list, or several ticked at once (整套材料) and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..forms.inputs import Choice
from ..pieces import button

if TYPE_CHECKING:
    from cso_desk.usecases.print_forms import FormInfo

ORDERS = {"同一个组织的放在一起": "organization", "同一种表的放在一起": "form"}
SEVERAL, ONE = "整套材料", "只打一种表"
SHOWN_ROWS = 6


class FormChoice(QWidget):
    """The forms on offer; `codes` are those that are wanted, in the order of the list."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._forms: Sequence[FormInfo] = ()
        self.materials: Sequence[str] = ()
        self.form = Choice(())
        self.form.setAccessibleName("表")
        self.form.edited.connect(self.edited)
        self.several = QListWidget()
        self.several.setAccessibleName("一起打的表")
        self.several.itemChanged.connect(lambda _: self.edited.emit())
        self.order = Choice(())
        self.order.clear()
        self.order.addItems(list(ORDERS))
        self.order.setAccessibleName("排放顺序")
        self.order.edited.connect(self.edited)
        for part in (self.form, self.order):
            part.setSizeAdjustPolicy(part.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            part.setMinimumContentsLength(6)
        self.switch = button(SEVERAL, "", "link", self._switch)
        self.switch.setToolTip("勾选几种表，一起打印")
        self._lay_out()

    def _lay_out(self) -> None:
        words = QLabel("表")
        words.setBuddy(self.form)
        head = QHBoxLayout()
        head.addWidget(words)
        head.addStretch(1)
        head.addWidget(self.switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_1))
        column.addLayout(head)
        for part in (self.form, self.several, self.order):
            column.addWidget(part)
        self.several.hide()
        self.order.hide()

    @property
    def together(self) -> bool:
        """Whether several forms are printed at once."""
        return not self.several.isHidden()

    def offer(self, forms: Sequence[FormInfo], wanted: str, *, sets: bool) -> None:
        """Offer these forms, the wanted one chosen; `sets` allows several at once."""
        self._forms = forms
        self.form.clear()
        self.several.blockSignals(True)
        self.several.clear()
        for one in forms:
            words = f"{one.code} {one.title}"
            self.form.addItem(words)
            item = QListWidgetItem(words)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = one.code in self.materials
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.several.addItem(item)
        self.several.blockSignals(False)
        rows = min(len(forms), SHOWN_ROWS)
        self.several.setFixedHeight(rows * self.several.sizeHintForRow(0) + look.px(look.GAP_2))
        codes = [one.code for one in forms]
        if wanted in codes:
            self.form.setCurrentIndex(codes.index(wanted))
        self.switch.setVisible(sets)
        if not sets and self.together:
            self._show(False)

    def codes(self) -> list[str]:
        """Return the codes that are wanted, empty for none."""
        if not self.together:
            at = self.form.currentIndex()
            return [self._forms[at].code] if 0 <= at < len(self._forms) else []
        checked = Qt.CheckState.Checked
        return [
            one.code
            for at, one in enumerate(self._forms)
            if self.several.item(at).checkState() == checked
        ]

    def title(self) -> str:
        """Return what the chosen forms are called in a file's name."""
        codes = self.codes()
        if len(codes) != 1:
            return "整套材料"
        return next(f"{one.code}_{one.title}" for one in self._forms if one.code == codes[0])

    def order_key(self) -> str:
        """Return `organization` or `form`."""
        return ORDERS[self.order.currentText()]

    def _switch(self) -> None:
        self._show(not self.together)
        (self.several if self.together else self.form).setFocus()
        self.edited.emit()

    def _show(self, together: bool) -> None:
        self.several.setVisible(together)
        self.order.setVisible(together)
        self.form.setVisible(not together)
        self.switch.setText(ONE if together else SEVERAL)
