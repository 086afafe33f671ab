"""A record read only: sections of labels and values; personal numbers masked until asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from .. import look
from ..forms import Section
from ..pieces import button, clear, label
from .masking import masked

if TYPE_CHECKING:
    from cso_desk.usecases.register import FormField


class Details(QScrollArea):
    """The values that are there, in sections; blank ones are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget(objectName="inside")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(
            0, look.px(look.GAP_2), look.px(look.GAP_2), look.px(look.GAP_2)
        )
        self._column.setSpacing(look.px(look.GAP_1))
        self.setWidget(self._inside)
        self._open = False
        self._eye = QPushButton()
        self._cells: list[tuple[str, QLabel, QLabel]] = []
        self._laid_out: tuple[bool, tuple[tuple[str, tuple[str, ...]], ...]] = (False, ())
        self._labels: Mapping[str, str] = {}
        self._given: tuple[Sequence[Section], Mapping[str, str], Mapping[str, FormField]] | None = (
            None
        )

    def show_values(
        self,
        sections: Sequence[Section],
        values: Mapping[str, str],
        fields: Mapping[str, FormField],
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """Show a record, its personal numbers masked; `labels` are of keys that no form has."""
        given = (sections, values, fields)
        if given == self._given and not self._open:
            return
        self._labels = labels or {}
        self._open = False
        self._given = given
        self._fill()
        self.verticalScrollBar().setValue(0)

    def _toggle(self) -> None:
        self._open = not self._open
        self._fill()

    def _fill(self) -> None:
        """Put new texts where the same fields are shown; only others are laid out anew."""
        if self._given is None:
            return
        sections, values, fields = self._given
        hides = any(masked(fields.get(key), text) != text for key, text in values.items())
        kept = [(one.title, tuple(k for k in one.keys if values.get(k))) for one in sections]
        wanted = tuple((title, keys) for title, keys in kept if keys)
        if (hides, wanted) != self._laid_out:
            self._laid_out = (hides, wanted)
            self._lay_out()
        words = "遮住号码" if self._open else "显示完整号码"
        if hides and self._eye.text() != words:
            self._eye.setText(words)
            self._eye.setIcon(look.icon("eye-off" if self._open else "eye", "second"))
        for key, head, value in self._cells:
            field = fields.get(key)
            head.setText(field.label if field else self._labels.get(key, key))
            value.setText(values[key] if self._open else masked(field, values[key]))
            value.setAccessibleName(f"{head.text()}：{value.text()}")

    def _lay_out(self) -> None:
        hides, sections = self._laid_out
        clear(self._column)
        self._cells = []
        if hides:
            self._eye = button("", "eye", "link", self._toggle)
            self._column.addWidget(self._eye, 0, Qt.AlignmentFlag.AlignRight)
        for title, keys in sections:
            self._column.addWidget(label(title, "strong"))
            self._column.addLayout(self._grid(keys))
            self._column.addSpacing(look.px(look.GAP_2))
        self._column.addStretch(1)

    def _grid(self, keys: Sequence[str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(look.GAP_3))
        grid.setVerticalSpacing(look.px(look.GAP_1))
        grid.setColumnMinimumWidth(0, look.px(104))
        grid.setColumnStretch(1, 1)
        for line, key in enumerate(keys):
            head, value = label("", "second"), label("", "", wrap=True, pick=True)
            self._cells.append((key, head, value))
            grid.addWidget(head, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, line, 1)
        return grid
