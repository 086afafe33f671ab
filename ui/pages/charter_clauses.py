"""Which clauses a charter has and in which order: optional ones ticked or not, moved up and down, own ones added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from .. import look
from ..forms.inputs import Line, Lines
from ..pieces import button

if TYPE_CHECKING:
    from cso_desk.usecases.charter_text import Clause, OwnClause

_ID, _TEXT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_ENDING = "ending"
_OWN = "own"


class ClausePlan(QWidget):
    """The list of clauses and the fields of a clause that is being written."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName("条款顺序")
        self.list.setMinimumHeight(look.px(180))
        self.list.setTabKeyNavigation(False)
        self.title, self.text = Line("奖励"), Lines(3)
        self.title.setPlaceholderText("自加条款标题，如奖励")
        self.title.setAccessibleName("自加条款标题")
        self.text.setAccessibleName("自加条款正文")
        self.up = button("上移", "chevron-up", "", lambda: self._move(-1))
        self.down = button("下移", "chevron-down", "", lambda: self._move(1))
        self.add = button("加入条款", "plus", "", self._add)
        self.change = button("修改这一条", "pencil", "", self._take_out)
        moves, adds = QHBoxLayout(), QHBoxLayout()
        for row, parts in ((moves, (self.up, self.down, self.change)), (adds, (self.add,))):
            row.setSpacing(look.px(look.GAP_2))
            for part in parts:
                row.addWidget(part)
            row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(look.GAP_2))
        column.addWidget(self.list)
        column.addLayout(moves)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(adds)
        self.list.itemChanged.connect(lambda _: self.edited.emit())
        self.list.currentItemChanged.connect(lambda *_: self._enable())
        self.title.edited.connect(self.edited)
        self.text.edited.connect(self.edited)

    def put(
        self, template: Sequence[Clause], kept: Sequence[Clause], own: Sequence[OwnClause] = ()
    ) -> None:
        """Show a template's clauses; `kept` are those of the version that was written from it, else none."""
        self.list.blockSignals(True)
        self.list.clear()
        required = {one.id: one.required for one in template}
        for clause in kept or template:
            self._append(clause.id, clause.title, clause.text, required.get(clause.id, False))
        known = {clause.id for clause in kept}
        for place, clause in enumerate(template):
            if kept and clause.id not in known:
                self._append(clause.id, clause.title, clause.text, False, ticked=False, place=place)
        for one in own:
            self._append(_OWN, one.title, one.text, False, place=self._before_ending())
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.title.put("")
        self.text.put("")
        self._enable()

    def _append(
        self,
        identity: str,
        title: str,
        text: str,
        required: bool,
        *,
        ticked: bool = True,
        place: int = -1,
    ) -> None:
        own = identity.startswith(_OWN)
        item = QListWidgetItem(f"{title}（自加）" if own else title)
        item.setData(_ID, _OWN if own else identity)
        item.setData(_TEXT, (title, text))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not required:
            item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        else:
            item.setFlags(flags)
        self.list.insertItem(self.list.count() if place < 0 else place, item)

    def _before_ending(self) -> int:
        rows = range(self.list.count())
        return next((n for n in rows if self._item(n).data(_ID) == _ENDING), self.list.count())

    def _item(self, row: int) -> QListWidgetItem:
        found = self.list.item(row)
        assert found is not None
        return found

    def _stays(self, row: int) -> bool:
        item = self._item(row)
        ticks = bool(item.flags() & Qt.ItemFlag.ItemIsUserCheckable)
        return not ticks or item.checkState() == Qt.CheckState.Checked

    def own(self) -> list[OwnClause]:
        """Return the own clauses in their order, one that is being written as well."""
        from cso_desk.usecases.charter_text import OwnClause

        rows = [n for n in range(self.list.count()) if self._item(n).data(_ID) == _OWN]
        found = [OwnClause(*self._item(n).data(_TEXT)) for n in rows if self._stays(n)]
        title, text = self.title.value().strip(), self.text.value().strip()
        return [*found, OwnClause(title, text)] if title and text else found

    def without(self) -> list[str]:
        """Return the ids of the template's clauses that were left out."""
        ids = [self._item(n).data(_ID) for n in range(self.list.count()) if not self._stays(n)]
        return [one for one in ids if one != _OWN]

    def order(self) -> list[str]:
        """Return the ids of all clauses that stay, in their order."""
        found: list[str] = []
        number = 0
        for row in range(self.list.count()):
            identity = self._item(row).data(_ID)
            if self._stays(row):
                number += identity == _OWN
                found.append(f"{_OWN}{number}" if identity == _OWN else identity)
        if len(self.own()) > number:
            place = found.index(_ENDING) if _ENDING in found else len(found)
            found.insert(place, f"{_OWN}{number + 1}")
        return found

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if 0 <= row < self.list.count() and 0 <= row + by < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
            self.list.setCurrentRow(row + by)
            self.edited.emit()

    def _add(self) -> None:
        title, text = self.title.value().strip(), self.text.value().strip()
        if not title or not text:
            (self.text if title else self.title).setFocus()
            return
        place = self._before_ending()
        self._append(_OWN, title, text, False, place=place)
        self.list.setCurrentRow(place)
        self.title.put("")
        self.text.put("")
        self.edited.emit()

    def _take_out(self) -> None:
        """Bring an own clause back into the fields; one that is being written there is added first."""
        row = self.list.currentRow()
        if row < 0 or self._item(row).data(_ID) != _OWN:
            return
        item = self._item(row)
        self._add()
        self.list.takeItem(self.list.row(item))
        title, text = item.data(_TEXT)
        self.title.put(title)
        self.text.put(text)
        self.title.setFocus()
        self.edited.emit()

    def _enable(self) -> None:
        row = self.list.currentRow()
        self.change.setEnabled(row >= 0 and self._item(row).data(_ID) == _OWN)
