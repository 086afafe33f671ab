"""A record read only: sections of labels and values; personal numbers masked until asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from .. import look
from ..forms import Section
from ..pieces import button, clear, label
from .masking import masked

if TYPE_CHECKING:
    from cso_desk.usecases.register import FormField


class _Part(QWidget):
    """One section. Its lines are made when they are first filled and then stay: from record to record only texts change."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self._keys = section.keys
        self._lines: dict[str, tuple[QLabel, QLabel]] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(look.GAP_3))
        self._grid.setVerticalSpacing(look.px(look.GAP_1))
        self._grid.setColumnMinimumWidth(0, look.px(104))
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.px(look.GAP_2 + look.GAP_1))
        column.setSpacing(look.px(look.GAP_1))
        column.addWidget(label(section.title, "strong"))
        column.addLayout(self._grid)

    def show_texts(self, texts: Mapping[str, tuple[str, str]]) -> None:
        """Show label and text of each key that has a text; a section without any is hidden."""
        shown = [key for key in self._keys if key in texts]
        for at, key in enumerate(self._keys):
            if key in texts:
                self._fill(at, key, *texts[key])
            elif key in self._lines:
                for part in self._lines[key]:
                    part.hide()
        self.setVisible(bool(shown))

    def _fill(self, at: int, key: str, words: str, text: str) -> None:
        if key not in self._lines:
            self._lines[key] = label("", "second"), label("", "", wrap=True, pick=True)
            self._grid.addWidget(self._lines[key][0], at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(self._lines[key][1], at, 1)
        head, value = self._lines[key]
        head.setText(words)
        value.setText(text)
        value.setAccessibleName(f"{words}：{text}")
        head.show()
        value.show()


class Details(QScrollArea):
    """The values that are there, in sections; blank ones are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget(objectName="inside")
        column = QVBoxLayout(self._inside)
        margin = look.px(look.GAP_2)
        column.setContentsMargins(0, margin, margin, margin)
        column.setSpacing(0)
        self._eye = button("", "eye", "link", self._toggle)
        column.addWidget(self._eye, 0, Qt.AlignmentFlag.AlignRight)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        column.addLayout(self._column)
        column.addStretch(1)
        self.setWidget(self._inside)
        self._open = False
        self._eye.hide()
        self._sections: Sequence[Section] = ()
        self._parts: list[_Part] = []
        self._values: Mapping[str, str] = {}
        self._fields: Mapping[str, FormField] = {}
        self._labels: Mapping[str, str] = {}

    def show_values(
        self,
        sections: Sequence[Section],
        values: Mapping[str, str],
        fields: Mapping[str, FormField],
        labels: Mapping[str, str] | None = None,
    ) -> None:
        """Show a record, its personal numbers masked; `labels` are of keys that no form has."""
        same = (sections, values, fields) == (self._sections, self._values, self._fields)
        if same and not self._open:
            return
        if sections != self._sections:
            self._lay_out(sections)
        self._values, self._fields, self._labels = values, fields, labels or {}
        self._open = False
        self._fill()
        self.verticalScrollBar().setValue(0)

    def _lay_out(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        clear(self._column)
        self._parts = [_Part(section) for section in sections]
        for part in self._parts:
            self._column.addWidget(part)

    def _toggle(self) -> None:
        self._open = not self._open
        self._fill()

    def _fill(self) -> None:
        texts, hides = {}, False
        for key, value in self._values.items():
            field = self._fields.get(key)
            hidden = masked(field, value)
            hides |= hidden != value
            if value:
                words = field.label if field else self._labels.get(key, key)
                texts[key] = words, value if self._open else hidden
        self._eye.setText("遮住号码" if self._open else "显示完整号码")
        self._eye.setIcon(look.icon("eye-off" if self._open else "eye", "second"))
        self._eye.setVisible(hides)
        for part in self._parts:
            part.show_texts(texts)
