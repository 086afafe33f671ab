"""The steps of a round in one line: what is done has a tick, the present one stands out, each opens on a click."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from .. import look
from ..pieces import Flow, button, label

if TYPE_CHECKING:
    from cso_desk.usecases.round_steps import Step

_SIGNS = {"已办": "✓ ", "现在": "● ", "以后": ""}


class StepLine(QWidget):
    """One head for each step; `chosen` gives the step's name."""

    chosen = Signal(str)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        flow = Flow(self, 2)
        self._group = QButtonGroup(self)
        self.heads: dict[str, QPushButton] = {}
        for number, name in enumerate(names):
            if number:
                between = label("›", "second")
                between.setFixedHeight(look.px(28))
                flow.addWidget(between)
            head = button(name, "", "tab", lambda name=name: self.chosen.emit(name))
            head.setCheckable(True)
            head.setAccessibleName(name)
            self._group.addButton(head)
            self.heads[name] = head
            flow.addWidget(head)

    def fill(self, steps: Sequence[Step]) -> None:
        """Show how far the steps are."""
        for one in steps:
            head = self.heads[one.name]
            head.setText(_SIGNS[one.state] + one.name)
            head.setToolTip(f"{one.state}：{one.words}")
            head.setAccessibleDescription(f"{one.state}：{one.words}")
        self.updateGeometry()

    def show_step(self, name: str) -> None:
        """Mark the step that is open."""
        self.heads[name].setChecked(True)
