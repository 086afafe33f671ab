"""The outline of a form: one line for each part, ticked where it is printed, moved with Alt+↑ and Alt+↓."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from .. import look

if TYPE_CHECKING:
    from cso_desk.usecases.layout_outline import Part

_PLACE = Qt.ItemDataRole.UserRole


class LayoutList(QListWidget):
    """Shows parts; what the clerk does to one comes out as a signal."""

    picked = Signal(str)
    """The part at this place is to be shown."""
    switched = Signal(str, bool)
    moved = Signal(int)
    """The chosen part is to go up (-1) or down (1)."""

    def __init__(self) -> None:
        super().__init__(objectName="outline")
        self.setAccessibleName("表的各部分")
        self.setToolTip("空格 印或不印，Alt+↑ Alt+↓ 移动")
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setMinimumHeight(look.px(110))
        self._filling = False
        self.currentItemChanged.connect(self._pick)
        self.itemChanged.connect(self._change)

    def show_parts(self, parts: Sequence[Part], marked: Collection[str], chosen: str) -> None:
        """Fill the list; `marked` places get a sign that something is to be said, the `chosen` one the cursor."""
        self._filling = True
        if self.count() != len(parts):
            self.clear()
            for _ in parts:
                self.addItem(QListWidgetItem())
        for number, part in enumerate(parts):
            self._fill(self.item(number), part, part.place in marked)
        places = [part.place for part in parts]
        at = (
            places.index(chosen)
            if chosen in places
            else min(max(self.currentRow(), 0), len(parts) - 1)
        )
        self.setCurrentRow(at)
        self.scrollToItem(self.item(at))
        self._filling = False

    def _fill(self, item: QListWidgetItem, part: Part, marked: bool) -> None:
        words = part.name
        if part.height is not None:
            words += f"　{part.height:g} 毫米"
        if not part.on:
            words += "（不印）"
        item.setText(f"⚠ {words}" if marked else words)
        item.setData(_PLACE, part.place)
        item.setForeground(look.colour("text" if part.on else "faint"))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if part.switch:
            item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if part.on else Qt.CheckState.Unchecked)
        else:
            item.setFlags(flags)
            item.setData(Qt.ItemDataRole.CheckStateRole, None)

    @property
    def place(self) -> str:
        """The place of the chosen part."""
        item = self.currentItem()
        return str(item.data(_PLACE)) if item is not None else ""

    def _pick(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._filling:
            self.picked.emit(self.place)

    def _change(self, item: QListWidgetItem) -> None:
        if not self._filling:
            on = item.checkState() == Qt.CheckState.Checked
            self.switched.emit(str(item.data(_PLACE)), on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+↑ and Alt+↓ move the chosen part."""
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
            return
        super().keyPressEvent(event)
