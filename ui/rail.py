"""The rail at the left: one word with its icon for each page; it folds to icons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from . import look
from .pages.registry import Entry
from .pieces import button


class Rail(QWidget):
    """The pages that there are; `chosen` tells which word was pressed."""

    chosen = Signal(str)
    folded = Signal(bool)

    def __init__(self, entries: Sequence[Entry], *, folded: bool) -> None:
        super().__init__(objectName="rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self, exclusive=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.px(look.GAP_2), 0, look.px(look.GAP_2))
        column.setSpacing(look.px(2))
        for number, entry in enumerate(entries, start=1):
            column.addWidget(self._button(entry, number))
        column.addStretch(1)
        self.fold_button = button(
            "收起侧栏", "chevron-left", "rail", lambda: self.fold(not self.is_folded)
        )
        self.fold_button.setIconSize(QSize(look.px(look.ICON), look.px(look.ICON)))
        column.addWidget(self.fold_button)
        self.fold(folded)

    def _button(self, entry: Entry, number: int) -> QPushButton:
        made = button(entry.word, entry.icon, "rail", lambda: self.chosen.emit(entry.word))
        made.setCheckable(True)
        made.setShortcut(f"Alt+{number}")
        made.setToolTip(f"{entry.word}（Alt+{number}）")
        made.setAccessibleName(entry.word)
        self._group.addButton(made)
        self.buttons[entry.word] = made
        return made

    def fold(self, folded: bool) -> None:
        """Show icons only, or icons and words."""
        self.is_folded = folded
        self.setFixedWidth(look.px(look.RAIL_FOLDED if folded else look.RAIL))
        for word, made in self.buttons.items():
            made.setText("" if folded else word)
        words = "展开侧栏" if folded else "收起侧栏"
        self.fold_button.setText("" if folded else words)
        self.fold_button.setIcon(look.icon("chevron-right" if folded else "chevron-left"))
        self.fold_button.setToolTip(words)
        self.fold_button.setAccessibleName(words)
        self.folded.emit(folded)

    def mark(self, word: str) -> None:
        """Show which page is open."""
        if word in self.buttons:
            self.buttons[word].setChecked(True)
            return
        self._group.setExclusive(False)
        for made in self.buttons.values():
            made.setChecked(False)
        self._group.setExclusive(True)
